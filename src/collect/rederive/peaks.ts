// At which sweeps the samples of a broadcast count where viewers are summed up. Pure.

import type { Sample } from '../../domain/sum-stretches.ts'
import { isGap } from '../../domain/sum-stretches.ts'
import type { Sums } from '../../domain/sums.ts'
import type { StoredEnd } from '../../store/rederive/channels.ts'
import type { RederiveTerms } from './terms.ts'

/** What says when a broadcast counts. */
export interface CountedBroadcast {
  /** In order of time. */
  readonly samples: readonly Sample[]
  readonly ends: readonly Pick<StoredEnd, 'lastSampleAt' | 'bookedAt'>[]
}

/**
 * Tells each sweep that a sample with known viewers counts in: its own, and of those after it the ones
 * with tiers, until there is another sample, the broadcast is gone or G is over.
 */
export function forEachCounted(
  { isTiered, sweeps }: Pick<RederiveTerms, 'isTiered' | 'sweeps'>,
  { samples, ends }: CountedBroadcast,
  count: (at: number, viewers: number, sample: Sample) => void,
): void {
  if (!isTiered) {
    for (const sample of samples)
      if (sample.viewers !== null) count(sample.at, sample.viewers, sample)
    return
  }
  let place = samples[0] === undefined ? 0 : placeOf(sweeps, samples[0].at)
  for (const [i, sample] of samples.entries()) {
    const end = ends.find(({ lastSampleAt }) => lastSampleAt === sample.at)
    const nextAt = samples[i + 1]?.at ?? Number.POSITIVE_INFINITY
    const until = Math.min(nextAt, end?.bookedAt ?? nextAt)
    while ((sweeps[place]?.at ?? until) < sample.at) place += 1
    for (let at = place; at < sweeps.length; at += 1) {
      const sweep = sweeps[at]
      if (sweep === undefined || sweep.at >= until || isGap(sample, sweep)) break
      const counts = sweep.at === sample.at || sweep.tiers !== null
      if (counts && sweep.status !== 'failed' && sample.viewers !== null)
        count(sweep.at, sample.viewers, sample)
    }
  }
}

/**
 * The largest sum of each day (by its first second), of equal ones the earliest, at sweeps that saw one of
 * the broadcasts.
 */
export function peaksOfDays(
  terms: Pick<RederiveTerms, 'isTiered' | 'sweeps'>,
  broadcasts: readonly CountedBroadcast[],
): Map<number, Pick<Sums, 'peakViewers' | 'peakAt'>> {
  const totals = new Map<number, number>()
  for (const broadcast of broadcasts)
    forEachCounted(terms, broadcast, (at, viewers) =>
      totals.set(at, (totals.get(at) ?? 0) + viewers),
    )
  const seen = new Set(broadcasts.flatMap(({ samples }) => samples.map(({ at }) => at)))
  const peaks = new Map<number, { peakViewers: number; peakAt: number }>()
  for (const [at, total] of [...totals].sort(([a], [b]) => a - b)) {
    if (!seen.has(at)) continue
    const day = at - (at % 86_400)
    const known = peaks.get(day)
    if (known === undefined || total > known.peakViewers)
      peaks.set(day, { peakViewers: total, peakAt: at })
  }
  return peaks
}

/** The place of the first sweep that is not before a moment. */
function placeOf(sweeps: RederiveTerms['sweeps'], at: number): number {
  let [low, high] = [0, sweeps.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sweeps[middle]?.at ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}
