// Hours watched as the census has them, held against the simulated world's own.

import type { World } from '../../src/simulator/world.ts'
import type { BroadcastSums } from '../oracle/census.ts'
import { integrateViewers, type TrueBroadcast } from './sums-world.ts'

/** How far off hours watched are; 0.01 = one hundredth. */
export interface Accuracy {
  /** Of each broadcast, whichever way; in rising order. */
  readonly each: readonly number[]
  /** Of all together, with its sign. */
  readonly sum: number
}

/** A share of the broadcasts is no farther off than this. */
export function quantile({ each }: Pick<Accuracy, 'each'>, share: number): number {
  return each[Math.min(each.length - 1, Math.floor(share * each.length))] ?? 0
}

/** Against the count that the platform shows, and against the mean that the count is drawn around. */
export interface Accuracies {
  readonly shown: Accuracy
  /** The same of those whose count is not so low that one viewer is a large part of it. */
  readonly watched: Accuracy
  readonly expected: Accuracy
  /** The first again, by the mean of viewers: up to so many; null = without an end. */
  readonly bands: readonly { readonly upTo: number | null; readonly shown: Accuracy }[]
}

const leastSeconds = 7_200
const leastCoverage = 0.99
const fewViewers = 3
const bands = [fewViewers, 10, 100, null]

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
  return {
    shown: against(pairs, shownOf),
    watched: against(
      pairs.filter(({ real }) => meanOf(real) > fewViewers),
      shownOf,
    ),
    expected: against(pairs, ({ expectedSeconds, shownSeconds }) =>
      shownSeconds === null ? null : expectedSeconds,
    ),
    bands: bands.map((upTo, i) => {
      const isIn = (viewers: number) =>
        viewers > (bands[i - 1] ?? 0) && viewers <= (upTo ?? viewers)
      return {
        upTo,
        shown: against(
          pairs.filter(({ real }) => isIn(meanOf(real))),
          shownOf,
        ),
      }
    }),
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
  return {
    each: pairs.map(({ counted, real }) => Math.abs(counted / real - 1)).sort((a, b) => a - b),
    sum: sum(pair => pair.counted) / sum(pair => pair.real) - 1,
  }
}
