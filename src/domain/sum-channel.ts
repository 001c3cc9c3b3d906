// What a channel counts beyond the sums of its broadcasts, where several may be open at once. Pure.

import type { Part } from './sum-parts.ts'
import type { Sample } from './sum-stretches.ts'
import type { Sums } from './sums.ts'

/** Seconds in which at least one broadcast of a channel was on air. */
export interface Airtime {
  readonly airtimeSeconds: number
  /** Of these, covered by sweeps of at least one. */
  readonly airtimePresentSeconds: number
  /** Of these, with known viewers of at least one. */
  readonly airtimeObservedSeconds: number
}

type BookedTime = Omit<Part, 'halfViewerSeconds'>

/** The airtime of a channel from the parts of all its broadcasts, in any order. */
export function airtimeOf(parts: readonly BookedTime[]): Airtime {
  const sorted = parts.toSorted((a, b) => a.from - b.from)
  return {
    airtimeSeconds: unionSeconds(sorted),
    airtimePresentSeconds: unionSeconds(sorted.filter(part => part.presentSeconds > 0)),
    airtimeObservedSeconds: unionSeconds(sorted.filter(part => part.observedSeconds > 0)),
  }
}

/**
 * The peak of a channel whose broadcasts are all seen in the same sweeps: the largest sum of the
 * known viewers at one time, of equal sums the earlier one; null = none is known.
 */
export function peakTogether(
  samples: Iterable<Pick<Sample, 'at' | 'viewers'>>,
): Pick<Sums, 'peakViewers' | 'peakAt'> {
  const totals = new Map<number, number>()
  for (const { at, viewers } of samples)
    if (viewers !== null) totals.set(at, (totals.get(at) ?? 0) + viewers)
  const [peak] = [...totals].sort(([at, total], [otherAt, other]) => other - total || at - otherAt)
  return { peakViewers: peak?.[1] ?? null, peakAt: peak?.[0] ?? null }
}

/** Seconds that parts cover together, sorted by where they begin. */
function unionSeconds(sorted: readonly BookedTime[]): number {
  let seconds = 0
  let coveredTo = Number.NEGATIVE_INFINITY
  for (const { from, to } of sorted) {
    seconds += Math.max(0, to - Math.max(from, coveredTo))
    coveredTo = Math.max(coveredTo, to)
  }
  return seconds
}
