// Puts categories of one or several platforms in order and ranks them. Pure.

import type { CategorySort } from '../domain/category-sort.ts'
import { coverage } from '../domain/sum-figures.ts'
import type { CategorySums } from '../store/category-sums.ts'
import type { Window } from './window.ts'

/** Present seconds that are needed for a rank in 30 days; less in a shorter window. */
const leastPresent = 2 * 3_600
const leastPresentWindow = 30 * 86_400

/** The sums of a platform's categories in a window, and in the one before. */
export interface CategoryTable {
  readonly window: Window
  readonly sums: CategorySums
  /** Null = there is no such time, or it is not known here. */
  readonly before: { readonly window: Window; readonly sums: CategorySums } | null
}

/** The categories of one table in order, as columns: as thousands of objects they would be slow. */
export interface RankedTable {
  readonly keys: Float64Array
  /** What it is sorted by, by row; `unknown` where that is not known. */
  readonly values: Float64Array
  /** By row: 1 = enough of it was observed for a rank. */
  readonly isRanked: Uint8Array
  /** Rows, best first, unknown last. */
  readonly order: Uint32Array
  /** How many have a rank. */
  readonly ranked: number
  /** Hours watched by everyone, streams without a category included. */
  readonly universeHours: number
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

/** Categories of all tables in order. */
export interface CategoryRanking {
  /** Best first, unknown last; those that are not ranked stand where their value puts them. */
  rows(): Generator<RankedCategory>
  readonly categories: number
  /** How many have a rank. */
  readonly ranked: number
  /** Hours watched by everyone, streams without a category included. */
  readonly universeHours: number
}

/** Stands behind every value. */
const unknown = Number.NEGATIVE_INFINITY

/**
 * Puts the categories of a table that are known by a key in order; streams without a category have no
 * row, and below `leastCoverage` (0..1) none has a rank. 12,000 of them take some milliseconds.
 */
export function rankTable(
  table: CategoryTable,
  sort: CategorySort,
  leastCoverage: number,
): RankedTable {
  const { sums, window } = table
  const { halfViewerSeconds, keys, presentSeconds, reportedSeconds } = sums
  const coveredSeconds = sort === 'average_streams' ? presentSeconds : sums.observedSeconds
  const seconds = window.to - window.from
  const least = (leastPresent * seconds) / leastPresentWindow
  const values = sort === 'change' ? changesOf(table) : valuesOf(sums, seconds, sort)
  const isRanked = new Uint8Array(keys.length)
  const rows: number[] = []
  let ranked = 0
  let universeHours = 0
  for (const [row, key] of keys.entries()) {
    universeHours += (halfViewerSeconds[row] ?? 0) / 7_200
    if (key === 0) continue
    rows.push(row)
    const covered = coverage(coveredSeconds[row] ?? 0, reportedSeconds[row] ?? 0)
    const isSeen =
      (presentSeconds[row] ?? 0) >= least && covered !== null && covered >= leastCoverage
    if (!isSeen || values[row] === unknown) continue
    isRanked[row] = 1
    ranked += 1
  }
  const order = Uint32Array.from(rows).sort(
    (a, b) =>
      compareKnown(values[a] ?? unknown, values[b] ?? unknown) || (keys[a] ?? 0) - (keys[b] ?? 0),
  )
  return { keys, values, isRanked, order, ranked, universeHours }
}

/** All tables together; each row is found when it is asked for. */
export function mergeRanked(tables: readonly RankedTable[]): CategoryRanking {
  const sum = (read: (table: RankedTable) => number) =>
    tables.reduce((total, table) => total + read(table), 0)
  return {
    rows: () => rowsOf(tables),
    categories: sum(({ order }) => order.length),
    ranked: sum(({ ranked }) => ranked),
    universeHours: sum(table => table.universeHours),
  }
}

/** Always the best of those that stand first in a table; numbers those that have a rank. */
function* rowsOf(tables: readonly RankedTable[]): Generator<RankedCategory> {
  const places = tables.map(() => 0)
  let ranked = 0
  let last = { value: Number.NaN, rank: 0 }
  for (;;) {
    const best = findBest(tables, places)
    if (best === null) return
    const { key, row, table, value } = best
    places[table] = (places[table] ?? 0) + 1
    const isRanked = tables[table]?.isRanked[row] === 1
    if (isRanked) {
      ranked += 1
      if (last.value !== value) last = { value, rank: ranked }
    }
    yield {
      table,
      row,
      key,
      value: value === unknown ? null : value,
      rank: isRanked ? last.rank : null,
    }
  }
}

interface Standing {
  readonly table: number
  readonly row: number
  readonly key: number
  readonly value: number
}

function findBest(tables: readonly RankedTable[], places: readonly number[]): Standing | null {
  let best: Standing | null = null
  for (const [table, { keys, order, values }] of tables.entries()) {
    const row = order[places[table] ?? 0]
    if (row === undefined) continue
    const key = keys[row] ?? 0
    const value = values[row] ?? unknown
    const isBetter = best === null || (compareKnown(value, best.value) || key - best.key) < 0
    if (isBetter) best = { table, row, key, value }
  }
  return best
}

function compareKnown(a: number, b: number): number {
  return a === b ? 0 : b - a
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

function changesOf({ before, sums, window }: CategoryTable): Float64Array {
  if (before === null) return new Float64Array(sums.keys.length).fill(unknown)
  const now = valuesOf(sums, window.to - window.from, 'average_viewers')
  const secondsBefore = before.window.to - before.window.from
  const then = valuesOf(before.sums, secondsBefore, 'average_viewers')
  const rows = rowsByKey(before.sums)
  return now.map((value, row) => {
    const rowBefore = rows.get(sums.keys[row] ?? 0)
    const valueBefore = rowBefore === undefined ? 0 : (then[rowBefore] ?? unknown)
    return value === unknown || valueBefore === unknown ? unknown : value - valueBefore
  })
}

function valuesOf(
  sums: CategorySums,
  seconds: number,
  sort: Exclude<CategorySort, 'change'>,
): Float64Array {
  return sums.keys.map((_, row) => valueAt(sums, row, seconds, sort) ?? unknown)
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
