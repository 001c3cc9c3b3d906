// Fills in the past of a world that can be asked for it: which moments are swept, and in what
// order. Each is an ordinary sweep of its time.

import { slotAt } from '../domain/sweep.ts'

const day = 86_400
/** How far back a replay goes. */
export const replaySeconds = 7 * day
/** How far apart sweeps are, from how long before now on; the last as an ordinary census sweeps. */
const paces = [
  { since: replaySeconds, step: 3_600 },
  { since: day / 2, step: 900 },
  { since: day / 8, step: 300 },
] as const
const [{ step: coarseStep }, , { step: fineStep }] = paces

/** A sweep to come; whole epoch seconds. */
export interface ReplayMoment {
  readonly at: number
  /** Seconds until the next one: after these its broadcasts are due again. */
  readonly cadence: number
}

/**
 * The moments between the newest sweep (0 = none) and now, a week back at most: an hour apart,
 * fifteen minutes in the last twelve, and five in the last three. Where a sweep is there it goes on five
 * minutes after it: the first of the others may be so far off that all would have a gap.
 */
export function momentsToReplay(newestAt: number, now: number): readonly ReplayMoment[] {
  const times: number[] = []
  const end = slotAt(now, fineStep) + 1
  for (const [i, { since, step }] of paces.entries()) {
    const next = paces[i + 1]
    // The first moment of a week lies inside of it; paces begin on the full hour.
    const from = slotAt(now - since, coarseStep) + (i === 0 ? step : 0)
    const to = next === undefined ? end : slotAt(now - next.since, coarseStep)
    for (let at = from; at < to; at += step) if (at > newestAt) times.push(at)
  }
  const seam = slotAt(newestAt, fineStep) + fineStep
  if (seam > now - replaySeconds && seam < (times[0] ?? 0)) times.unshift(seam)
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
