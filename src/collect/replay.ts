// Fills in the past of a world that can be asked for it: which moments are swept, and in what
// order. Each is an ordinary sweep of its time.

import { slotAt } from '../domain/sweep.ts'

const day = 86_400
/** How far back a replay goes. */
export const replaySeconds = 7 * day
/** From here on as often as an ordinary census sweeps. */
const fineSeconds = day
const coarseStep = 1_800
const fineStep = 300

/** A sweep to come; whole epoch seconds. */
export interface ReplayMoment {
  readonly at: number
  /** Seconds until the next one: after these its broadcasts are due again. */
  readonly cadence: number
}

/**
 * The moments between the newest sweep (0 = none) and now, a week back at most: half an hour
 * apart, and five minutes in the last 24 hours.
 */
export function momentsToReplay(newestAt: number, now: number): readonly ReplayMoment[] {
  const last = slotAt(now, fineStep)
  const firstFine = slotAt(now - fineSeconds, coarseStep)
  const times: number[] = []
  const add = (from: number, to: number, step: number) => {
    for (let at = from; at < to; at += step) if (at > newestAt) times.push(at)
  }
  add(slotAt(now - replaySeconds, coarseStep) + coarseStep, firstFine, coarseStep)
  add(firstFine, last + 1, fineStep)
  return times.map((at, i) => ({ at, cadence: (times[i + 1] ?? at + fineStep) - at }))
}

/** How far a replay has come. */
export interface ReplayProgress {
  /** Sweeps that are done, and sweeps in all. */
  readonly done: number
  readonly total: number
  /** The moment that was replayed last, whole epoch seconds. */
  readonly at: number
}

/** Sweeps moments one after the other; throws what a sweep throws, or the signal's reason. */
export async function replay(
  moments: readonly ReplayMoment[],
  sweep: (moment: ReplayMoment) => Promise<unknown>,
  onProgress: (progress: ReplayProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [done, moment] of moments.entries()) {
    signal.throwIfAborted()
    await sweep(moment)
    onProgress({ done: done + 1, total: moments.length, at: moment.at })
  }
}
