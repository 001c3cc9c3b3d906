// Peaks where the viewers of several broadcasts are summed: at which sweeps a sample counts, and the
// sums of categories and languages at each.

import assert from 'node:assert/strict'
import {
  type Broadcast,
  type Census,
  isWithinG,
  type Labels,
  type Sample,
  type Sums,
} from './census.ts'
import { endsAfter } from './stretches.ts'
import type { RollupTables } from './tables.ts'

type Sweeps = Pick<Census, 'isTiered' | 'sweeps'>

/** A sample, and the collected_at of a sweep at which it counts. */
export interface Counted {
  readonly at: number
  readonly sample: Sample
}

/** Tells of a census at which sweeps each sample of a broadcast counts. */
export function createCounting({ isTiered, sweeps }: Sweeps): (broadcast: Broadcast) => Counted[] {
  const placeOf = new Map(sweeps.map(({ collectedAt }, place) => [collectedAt, place]))

  /** With tiers, a sample counts until there is another one, the broadcast has ended or G is over. */
  function countWithTiers(broadcast: Broadcast): Counted[] {
    const ends = endsAfter(broadcast)
    const counted: Counted[] = []
    for (const [i, sample] of broadcast.samples.entries()) {
      const nextAt = broadcast.samples[i + 1]?.at ?? Number.POSITIVE_INFINITY
      const untilAt = Math.min(nextAt, ends[i]?.bookedAt ?? nextAt)
      for (let place = placeOf.get(sample.at) ?? sweeps.length; place < sweeps.length; place += 1) {
        const { collectedAt: at, status } = sweeps[place] ?? { collectedAt: untilAt, status: null }
        if (at >= untilAt || !isWithinG(at - sample.at, sample.cadence)) break
        if (status !== 'failed') counted.push({ at, sample })
      }
    }
    return counted
  }

  return broadcast =>
    isTiered
      ? countWithTiers(broadcast)
      : broadcast.samples.map(sample => ({ at: sample.at, sample }))
}

/** The sums of categories and languages at each sweep. */
export interface Totals {
  readonly hasSweep: (at: number) => boolean
  readonly add: (labels: Labels, at: number, viewers: number) => void
  /** Gives each row its peak. */
  readonly raisePeaks: () => void
}

export function createTotals({ sweeps }: Sweeps, rollups: RollupTables): Totals {
  const totals = new Map(sweeps.map(({ collectedAt }) => [collectedAt, new Map<Sums, number>()]))
  const dayOfHour = new Map<Sums, Sums>()
  return {
    hasSweep: at => totals.has(at),
    add(labels, at, viewers) {
      const sums = totals.get(at)
      assert(sums !== undefined)
      const { days, hours } = rollups.cell(labels, at)
      for (const [i, hour] of hours.entries()) {
        const day = days[i]
        assert(day !== undefined)
        dayOfHour.set(hour, day)
        sums.set(hour, (sums.get(hour) ?? 0) + viewers)
      }
    },
    raisePeaks() {
      // In the order of the sweeps, so that of equal sums the first one stays.
      for (const [at, sums] of totals)
        for (const [hour, viewers] of sums) {
          const day = dayOfHour.get(hour)
          assert(day !== undefined)
          for (const row of [hour, day]) raisePeak(row, viewers, at)
        }
    },
  }
}

/** Unknown counts are left out; where all are unknown there is no peak. */
export function raisePeak(row: Sums, viewers: number | null, at: number): void {
  if (viewers === null || (row.peakViewers !== null && viewers <= row.peakViewers)) return
  row.peakViewers = viewers
  row.peakAt = at
}
