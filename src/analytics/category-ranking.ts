// Puts categories of one or several platforms in order and ranks them. Pure.

import { coverage } from '../domain/sum-figures.ts'
import type { CategorySums } from '../store/category-sums.ts'
import type { CategorySort } from './category-figures.ts'
import type { Window } from './window.ts'

/** Below this coverage nothing is ranked. */
export const leastCoverage = 0.8

/** Observed airtime that is needed for a rank, seconds in 30 days; less in a shorter window. */
const leastObserved = 2 * 3_600
const leastObservedWindow = 30 * 86_400

/** The sums of a platform's categories in a window, and in the one before. */
export interface CategoryTable {
  readonly window: Window
  readonly sums: CategorySums
  /** Null = there is no such time, or it is not known here. */
  readonly before: { readonly window: Window; readonly sums: CategorySums } | null
}

/** A category in its order. */
export interface RankedCategory {
  /** Which table, and which row of its sums. */
  readonly table: number
  readonly row: number
  readonly key: number
  /** What it is sorted by; null = not known. */
  readonly value: number | null
  /** Null = it is not ranked: too little of it was observed. */
  readonly rank: number | null
}

/** Categories in order. */
export interface CategoryRanking {
  /** Best first, unknown last; those that are not ranked stand where their value puts them. */
  readonly rows: readonly RankedCategory[]
  /** How many have a rank. */
  readonly ranked: number
  /** Hours watched by everyone, streams without a category included. */
  readonly universeHours: number
}

/** Ranks the categories that are known by a key; streams without a category have no row. */
export function rankCategories(
  tables: readonly CategoryTable[],
  sort: CategorySort,
): CategoryRanking {
  const rows: (Omit<RankedCategory, 'rank'> & { rank: number | null })[] = []
  let universeHours = 0
  for (const [table, { window, sums, before }] of tables.entries()) {
    const seconds = window.to - window.from
    const least = (leastObserved * seconds) / leastObservedWindow
    const rowsBefore = sort === 'change' && before !== null ? rowsByKey(before.sums) : null
    for (const [row, key] of sums.keys.entries()) {
      universeHours += (sums.halfViewerSeconds[row] ?? 0) / 7_200
      if (key === 0) continue
      const observed = sums.observedSeconds[row] ?? 0
      const covered = coverage(observed, sums.reportedSeconds[row] ?? 0)
      const isSeen = observed >= least && covered !== null && covered >= leastCoverage
      const value =
        sort === 'change'
          ? changeAt(sums, row, seconds, before, rowsBefore?.get(key))
          : valueAt(sums, row, seconds, sort)
      rows.push({ table, row, key, value, rank: isSeen && value !== null ? 1 : null })
    }
  }
  rows.sort((a, b) => compareValues(a.value, b.value) || a.key - b.key)
  const ranked = countRanks(rows)
  return { rows, ranked, universeHours }
}

/** Numbers those that have a rank, in their order; returns how many have one. */
function countRanks(rows: readonly { value: number | null; rank: number | null }[]): number {
  let ranked = 0
  let last: { value: number | null; rank: number | null } | null = null
  for (const row of rows) {
    if (row.rank === null) continue
    ranked += 1
    row.rank = last !== null && last.value === row.value ? last.rank : ranked
    last = row
  }
  return ranked
}

/** Largest first, unknown last. */
export function compareValues(a: number | null, b: number | null): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return b - a
}

/** Where each category stands in sums. */
export function rowsByKey(sums: CategorySums): Map<number, number> {
  return new Map(Array.from(sums.keys, (key, row) => [key, row]))
}

function changeAt(
  sums: CategorySums,
  row: number,
  seconds: number,
  before: CategoryTable['before'],
  rowBefore: number | undefined,
): number | null {
  if (before === null) return null
  const secondsBefore = before.window.to - before.window.from
  const now = valueAt(sums, row, seconds, 'average_viewers')
  const then =
    rowBefore === undefined ? 0 : valueAt(before.sums, rowBefore, secondsBefore, 'average_viewers')
  return now === null || then === null ? null : now - then
}

/** One figure alone: thousands of rows are put in order by it. */
function valueAt(
  sums: CategorySums,
  row: number,
  seconds: number,
  sort: Exclude<CategorySort, 'change'>,
): number | null {
  const observed = sums.observedSeconds[row] ?? 0
  const isUnknown = observed === 0 && (sums.reportedSeconds[row] ?? 0) > 0
  const viewerSeconds = (sums.halfViewerSeconds[row] ?? 0) / 2
  const peak = sums.peakViewers[row] ?? -1
  switch (sort) {
    case 'hours_watched':
      return isUnknown ? null : viewerSeconds / 3_600
    case 'average_viewers':
      return isUnknown ? null : viewerSeconds / seconds
    case 'peak_viewers':
      return peak < 0 ? null : peak
    case 'average_streams':
      return (sums.presentSeconds[row] ?? 0) / seconds
    case 'viewers_per_stream':
      return observed === 0 ? null : viewerSeconds / observed
    default:
      return sort satisfies never
  }
}
