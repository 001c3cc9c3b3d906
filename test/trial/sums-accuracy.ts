// Hours watched as the census has them, held against the simulated world's own.

import type { World } from '../../src/simulator/world.ts'
import type { BroadcastSums } from '../oracle/census.ts'
import { integrateViewers, type TrueBroadcast } from './sums-world.ts'

/** How far off hours watched are; 0.01 = one hundredth. */
export interface Accuracy {
  /** Of each broadcast, whichever way; in rising order. */
  readonly each: readonly number[]
  /** Hours watched in truth of the same broadcasts, in the same order. */
  readonly hours: readonly number[]
  /** Of all together, with its sign. */
  readonly sum: number
}

/** A share of the broadcasts is no farther off than this. */
export function quantile({ each }: Pick<Accuracy, 'each'>, share: number): number {
  return each[Math.min(each.length - 1, Math.floor(share * each.length))] ?? 0
}

/** A share of the hours watched belongs to broadcasts that are no farther off than this. */
export function quantileOfHours({ each, hours }: Accuracy, share: number): number {
  let left = share * hours.reduce((sum, some) => sum + some, 0)
  const at = hours.findIndex(some => {
    left -= some
    return left <= 0
  })
  return each[at] ?? 0
}

/** Against the count that the platform shows, and against the mean that the count is drawn around. */
export interface Accuracies {
  readonly shown: Accuracy
  /** The same of those whose count is not so low that one viewer is a large part of it. */
  readonly watched: Accuracy
  readonly expected: Accuracy
  /** The first again, by the mean of viewers, and by the hours that a broadcast ran. */
  readonly byViewers: readonly Band[]
  readonly byLength: readonly Band[]
}

/** Those of up to so many that are in no band before it; null = without an end. */
export interface Band {
  readonly upTo: number | null
  readonly shown: Accuracy
}

const leastSeconds = 7_200
const leastCoverage = 0.99
const fewViewers = 3
const viewerBands = [fewViewers, 10, 100, null]
const hourBands = [3, 5, null]

/**
 * Of the broadcasts that ran for two hours or more between two moments (whole epoch seconds), all of
 * them seen. Who had no viewer at all is left out: there is nothing to be a share of.
 */
export function measureAccuracy(
  world: World,
  broadcasts: readonly Partial<BroadcastSums>[],
  from: number,
  to: number,
): Accuracies {
  const seen = broadcasts.filter(isWellSeen)
  const ids = new Set(seen.map(({ broadcastId }) => broadcastId ?? ''))
  const truth = integrateViewers(world, ids, from, to)
  const pairs = seen.flatMap(({ broadcastId, halfViewerSeconds }) => {
    const real = truth.get(broadcastId ?? '')
    if (real === undefined || real.endsAt - real.startedAt < leastSeconds) return []
    return [{ real, counted: Number(halfViewerSeconds ?? 0n) / 2 }]
  })
  const against = (some: typeof pairs, read: (real: TrueBroadcast) => number | null) =>
    accuracyOf(some.map(({ counted, real }) => ({ counted, real: read(real) ?? 0 })))
  const shownOf = ({ shownSeconds }: TrueBroadcast) => shownSeconds
  const split = (borders: readonly (number | null)[], read: (real: TrueBroadcast) => number) =>
    borders.map((upTo, i) => {
      const isIn = (value: number) => value > (borders[i - 1] ?? 0) && value <= (upTo ?? value)
      const inside = pairs.filter(({ real }) => isIn(read(real)))
      return { upTo, shown: against(inside, shownOf) }
    })
  return {
    shown: against(pairs, shownOf),
    watched: against(
      pairs.filter(({ real }) => meanOf(real) > fewViewers),
      shownOf,
    ),
    expected: against(pairs, ({ expectedSeconds, shownSeconds }) =>
      shownSeconds === null ? null : expectedSeconds,
    ),
    byViewers: split(viewerBands, meanOf),
    byLength: split(hourBands, ({ endsAt, startedAt }) => (endsAt - startedAt) / 3_600),
  }
}

function meanOf({ endsAt, shownSeconds, startedAt }: TrueBroadcast): number {
  return (shownSeconds ?? 0) / (endsAt - startedAt)
}

function isWellSeen({ observedSeconds = 0, reportedSeconds = 0 }: Partial<BroadcastSums>): boolean {
  return reportedSeconds > 0 && observedSeconds >= leastCoverage * reportedSeconds
}

function accuracyOf(all: readonly { counted: number; real: number }[]): Accuracy {
  const pairs = all.filter(({ real }) => real > 0)
  const sum = (read: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((total, pair) => total + read(pair), 0)
  const rising = pairs
    .map(({ counted, real }) => ({ off: Math.abs(counted / real - 1), hours: real / 3_600 }))
    .sort((a, b) => a.off - b.off)
  return {
    each: rising.map(({ off }) => off),
    hours: rising.map(({ hours }) => hours),
    sum: sum(pair => pair.counted) / sum(pair => pair.real) - 1,
  }
}
