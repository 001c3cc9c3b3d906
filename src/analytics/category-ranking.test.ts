import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CategorySort, categorySorts } from '../domain/category-sort.ts'
import type { CategorySums } from '../store/category-sums.ts'
import { type CategoryTable, mergeRanked, rankTable } from './category-ranking.ts'

const day = 86_400
const window = { from: 0, to: day }

interface Row {
  readonly key: number
  /** Viewers over the whole observed time. */
  readonly viewers?: number
  readonly observed?: number
  readonly present?: number
  readonly reported?: number
  readonly peak?: number
}

function sumsOf(rows: readonly Row[]): CategorySums {
  const column = (value: (row: Row) => number) => Float64Array.from(rows, value)
  const observed = (row: Row) => row.observed ?? day
  return {
    keys: column(row => row.key),
    halfViewerSeconds: column(row => 2 * (row.viewers ?? 100) * observed(row)),
    presentSeconds: column(row => row.present ?? observed(row)),
    observedSeconds: column(observed),
    reportedSeconds: column(row => row.reported ?? observed(row)),
    samples: column(() => 1),
    gaps: column(() => 0),
    broadcastsStarted: column(() => 0),
    peakViewers: column(row => row.peak ?? -1),
    peakAt: column(() => 0),
  }
}

function table(rows: readonly Row[], before: readonly Row[] | null = null): CategoryTable {
  return {
    window,
    sums: sumsOf(rows),
    before: before && { window: { from: -day, to: 0 }, sums: sumsOf(before) },
  }
}

function rankCategories(tables: readonly CategoryTable[], sort: CategorySort) {
  const ranking = mergeRanked(tables.map(some => rankTable(some, sort, 0.8)))
  return { ...ranking, rows: [...ranking.rows()] }
}

test('equal values share a rank and the next one counts them', () => {
  const rows = [300, 200, 200, 100].map((viewers, i) => ({ key: i + 1, viewers }))
  const { rows: found, ranked } = rankCategories([table(rows)], 'hours_watched')
  assert.deepEqual(
    found.map(({ key, rank }) => [key, rank]),
    [
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 4],
    ],
  )
  assert.equal(ranked, 4)
})

test('below a coverage of 0.8 a category is listed and not ranked', () => {
  const { rows, ranked } = rankCategories(
    [
      table([
        { key: 1, viewers: 900, observed: 79_999, reported: 100_000 },
        { key: 2, viewers: 800, observed: 80_000, reported: 100_000 },
      ]),
    ],
    'average_viewers',
  )
  assert.deepEqual(
    rows.map(({ key, rank }) => [key, rank]),
    [
      [1, null],
      [2, 1],
    ],
  )
  assert.equal(ranked, 1)
})

test('two hours of observed airtime are needed in 30 days, four minutes in one', () => {
  const rank = (observed: number) =>
    rankCategories([table([{ key: 1, observed }])], 'hours_watched').rows[0]?.rank
  assert.deepEqual([rank(239), rank(240)], [null, 1])
  const hidden = { key: 1, observed: 200, present: 240, reported: 250 }
  assert.equal(rankCategories([table([hidden])], 'hours_watched').rows[0]?.rank, 1)
})

test('by average streams the time that sweeps covered counts, with viewers or without', () => {
  const hidden = { key: 1, observed: 0, present: 90_000, reported: 100_000 }
  const torn = { key: 2, observed: 70_000, present: 79_999, reported: 100_000 }
  const by = (sort: CategorySort) =>
    rankCategories([table([hidden, torn])], sort).rows.map(({ key, rank }) => [key, rank])
  assert.deepEqual(by('average_streams'), [
    [1, 1],
    [2, null],
  ])
  assert.deepEqual(by('hours_watched'), [
    [2, null],
    [1, null],
  ])
})

test('what is not known comes last and has no rank', () => {
  const { rows } = rankCategories(
    [table([{ key: 1 }, { key: 2, peak: 0 }, { key: 3, observed: 0, reported: 500 }])],
    'peak_viewers',
  )
  assert.deepEqual(
    rows.map(({ key, value, rank }) => [key, value, rank]),
    [
      [2, 0, 1],
      [1, null, null],
      [3, null, null],
    ],
  )
})

test('categories of several platforms are ranked together, each by its own window', () => {
  const short = {
    ...table([{ key: 7, viewers: 100, observed: 3_600 }]),
    window: { from: 0, to: 3_600 },
  }
  const { rows } = rankCategories([table([{ key: 1, viewers: 99 }]), short], 'average_viewers')
  assert.deepEqual(
    rows.map(({ table, key, value }) => [table, key, value]),
    [
      [1, 7, 100],
      [0, 1, 99],
    ],
  )
})

test('streams without a category have no row and are in the universe', () => {
  const { rows, universeHours } = rankCategories(
    [
      table([
        { key: 0, viewers: 50 },
        { key: 1, viewers: 150 },
      ]),
    ],
    'hours_watched',
  )
  assert.equal(rows.length, 1)
  assert.equal(universeHours, 200 * 24)
})

test('a change is against the window before, where it was zero if nobody streamed it', () => {
  const now = [
    { key: 1, viewers: 300 },
    { key: 2, viewers: 120 },
    { key: 3, viewers: 90 },
  ]
  const { rows } = rankCategories(
    [
      table(now, [
        { key: 1, viewers: 350 },
        { key: 3, viewers: 10 },
      ]),
    ],
    'change',
  )
  assert.deepEqual(
    rows.map(({ key, value }) => [key, value]),
    [
      [2, 120],
      [3, 80],
      [1, -50],
    ],
  )
})

test('without a window before no change is known', () => {
  const { rows, ranked } = rankCategories([table([{ key: 1 }])], 'change')
  assert.deepEqual([rows[0]?.value, rows[0]?.rank, ranked], [null, null, 0])
})

test('every order puts the larger first', () => {
  const rows = [
    { key: 1, viewers: 10, observed: day, peak: 20 },
    { key: 2, viewers: 30, observed: 2 * day, peak: 40 },
  ]
  for (const sort of categorySorts)
    assert.deepEqual(
      rankCategories([table(rows, [])], sort).rows.map(({ key }) => key),
      [2, 1],
      sort,
    )
})
