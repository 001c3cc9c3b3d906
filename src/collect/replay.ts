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

/** What a replay does with each moment. */
export interface ReplaySteps<T> {
  readonly read: (moment: ReplayMoment) => Promise<T>
  readonly record: (moment: ReplayMoment, read: T) => Promise<unknown>
}

/**
 * Records moments one after the other; the next one is read while PostgreSQL is busy with the one
 * before, which halves the time. Throws what a step throws, or the signal's reason.
 */
export async function replay<T>(
  moments: readonly ReplayMoment[],
  { read, record }: ReplaySteps<T>,
  onProgress: (progress: ReplayProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const total = moments.length
  let next = readAhead(moments[0])
  for (const [done, moment] of moments.entries()) {
    const found = await next
    if (found === null) throw new Error('a moment of a replay was not read')
    signal.throwIfAborted()
    next = readAhead(moments[done + 1])
    // It is looked at when its turn comes, and not at all where this one fails.
    next.catch(() => undefined)
    await record(moment, found)
    onProgress({ done: done + 1, total, at: moment.at })
  }

  async function readAhead(moment: ReplayMoment | undefined): Promise<T | null> {
    return moment === undefined ? null : read(moment)
  }
}
