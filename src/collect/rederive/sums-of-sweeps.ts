// The most viewers that each category, language, both, and the platform had in one sweep: viewers are
// summed up sweep by sweep, for some hours at a time.

import type { RollupGrain, RollupLabels } from '../../domain/rollup.ts'
import { startOfHour } from '../../domain/sum-hours.ts'
import type { PeakRow } from '../../store/rederive/rollups.ts'
import type { RederivedSweep } from '../../store/rederive/time.ts'
import { manyLabels } from './cells.ts'

export interface SumsOfSweeps {
  /** Adds known viewers of labels, by their number, to a sweep, which is one of these hours. */
  readonly add: (at: number, labelNo: number, viewers: number) => void
  /** The peaks, hour by hour. */
  readonly peaks: (labels: readonly RollupLabels[]) => Iterable<PeakRow[]>
}

const hourSeconds = 3_600

/** Sums up the sweeps of some hours, all of which are told. */
export function createSumsOfSweeps(sweeps: readonly RederivedSweep[]): SumsOfSweeps {
  const hours = Map.groupBy(sweeps, ({ at }) => startOfHour(at))
  const placeOf = new Map(
    [...hours.values()].flatMap(own => own.map(({ at }, place): [number, number] => [at, place])),
  )
  /** By hour and label, for each of the hour's sweeps one more than the viewers; 0 = none are known. */
  const totals = new Map<number, Uint32Array>()

  function add(at: number, labelNo: number, viewers: number): void {
    const hour = startOfHour(at)
    const key = (hour / hourSeconds) * manyLabels + labelNo
    let own = totals.get(key)
    if (own === undefined) {
      own = new Uint32Array(hours.get(hour)?.length ?? 0)
      totals.set(key, own)
    }
    const place = placeOf.get(at) ?? own.length
    own[place] = (own[place] || 1) + viewers
  }

  function* peaks(labels: readonly RollupLabels[]): Generator<PeakRow[]> {
    for (const [hour, keys] of Map.groupBy(totals.keys(), key => Math.floor(key / manyLabels))) {
      const own = hours.get(hour * hourSeconds) ?? []
      const rows: PeakRow[] = []
      const emit = (grain: RollupGrain, of: RollupLabels, viewers: ArrayLike<number>) => {
        const peak = peakOf(own, viewers)
        if (peak !== null) rows.push({ hour: hour * hourSeconds, grain, ...of, ...peak })
      }
      const byCategory = new Map<number | null, Float64Array>()
      const byLanguage = new Map<string | null, Float64Array>()
      const all = new Float64Array(own.length)
      for (const key of keys) {
        const of = labels[key % manyLabels]
        const viewers = totals.get(key)
        if (of === undefined || viewers === undefined) continue
        emit('category_language', of, viewers)
        for (const margin of [
          all,
          marginOf(byCategory, of.categoryKey, own.length),
          marginOf(byLanguage, of.language, own.length),
        ])
          addKnown(margin, viewers)
      }
      emit('platform', { categoryKey: null, language: null }, all)
      for (const [categoryKey, viewers] of byCategory)
        emit('category', { categoryKey, language: null }, viewers)
      for (const [language, viewers] of byLanguage)
        emit('language', { categoryKey: null, language }, viewers)
      yield rows
    }
  }

  return { add, peaks }
}

function marginOf<K>(margins: Map<K, Float64Array>, key: K, length: number): Float64Array {
  const known = margins.get(key) ?? new Float64Array(length)
  margins.set(key, known)
  return known
}

/** Adds up numbers of which each is one more than the viewers. */
function addKnown(margin: Float64Array, viewers: Uint32Array): void {
  for (const [place, more] of viewers.entries())
    if (more > 0) margin[place] = (margin[place] || 1) + more - 1
}

function peakOf(sweeps: readonly RederivedSweep[], viewers: ArrayLike<number>) {
  let peak: { peakViewers: number; peakAt: number } | null = null
  for (const [place, { at }] of sweeps.entries()) {
    const known = viewers[place] ?? 0
    if (known > 0 && known - 1 > (peak?.peakViewers ?? -1))
      peak = { peakViewers: known - 1, peakAt: at }
  }
  return peak
}
