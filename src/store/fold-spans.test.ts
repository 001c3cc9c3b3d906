import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aRollup,
  bookDay,
  bookHour,
  clearRollups,
  insertCategory,
  setFolded,
} from '../../test/rollup-rows.ts'
import { readCategorySums } from './category-sums.ts'
import { foldSpans, listFoldedSpans, quarterSeconds, weekSeconds } from './fold-spans.ts'

const { sql } = await createTestDatabase()
const { signal } = new AbortController()
beforeEach(() => clearRollups(sql))

/** 2026-02-16T00:00:00Z, a Monday. */
const monday = Date.UTC(2026, 1, 16) / 1_000
const hour = 3_600
const day = 86_400
const window = { from: monday - 100 * day, to: monday + 100 * day }

const weeks = () => listFoldedSpans(sql, 'twitch', weekSeconds, window)
const quarters = () => listFoldedSpans(sql, 'twitch', quarterSeconds, window)

test('weeks and quarters of a day are folded once they are over', async () => {
  await bookDay(sql, aRollup({ at: monday + 6 * day }))
  await bookHour(sql, aRollup({ at: monday + 6 * day + 5 * hour }))
  await setFolded(sql, 'twitch', monday + 6 * day + 5 * hour)
  assert.deepEqual(await foldSpans(sql, 'twitch', signal), [])
  await setFolded(sql, 'twitch', monday + 7 * day)
  assert.deepEqual(await foldSpans(sql, 'twitch', signal), [
    { from: monday + 6 * day, seconds: quarterSeconds },
    { from: monday, seconds: weekSeconds },
  ])
  assert.deepEqual(await foldSpans(sql, 'twitch', signal), [])
  assert.deepEqual([await weeks(), await quarters()], [[monday], [monday + 6 * day]])
})

test('where nothing is folded into days, no span is', async () => {
  await bookDay(sql, aRollup({ at: monday }))
  await bookHour(sql, aRollup({ at: monday }))
  assert.deepEqual(await foldSpans(sql, 'twitch', signal), [])
})

test('a span is what its days or hours are, by category and by language', async () => {
  const key = await insertCategory(sql, '1', 'One')
  for (const at of [monday, monday + 3 * day, monday + 6 * day]) {
    await bookDay(sql, aRollup({ at, categoryKey: key, language: 'en' }))
    await bookDay(sql, aRollup({ at, categoryKey: key, language: 'de', gaps: 1 }))
  }
  for (const at of [monday, monday + 5 * hour])
    await bookHour(sql, aRollup({ at, categoryKey: key, peakAt: at + 60 }))
  await setFolded(sql, 'twitch', monday + 8 * day)
  await foldSpans(sql, 'twitch', signal)
  const nothing = { weeks: [], quarters: [], days: [], hours: [] }
  const days = [monday, monday + 3 * day, monday + 6 * day]
  for (const language of [null, 'de', 'en']) {
    const question = { platform: 'twitch', language, keys: null, ...nothing } as const
    assert.deepEqual(
      await readCategorySums(sql, { ...question, weeks: [monday] }),
      await readCategorySums(sql, { ...question, days }),
    )
  }
  const question = { platform: 'twitch', language: null, keys: null, ...nothing } as const
  assert.deepEqual(
    await readCategorySums(sql, { ...question, quarters: [monday] }),
    await readCategorySums(sql, { ...question, hours: [monday, monday + 5 * hour] }),
  )
})

test('a span whose days or hours have changed is not read until it is folded again', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await bookDay(sql, aRollup({ at: monday, categoryKey: key }))
  await bookHour(sql, aRollup({ at: monday, categoryKey: key }))
  await setFolded(sql, 'twitch', monday + 7 * day)
  await foldSpans(sql, 'twitch', signal)
  const late = { categoryKey: key, presentSeconds: 0, reportedSeconds: 60, samples: 0 }
  await bookDay(sql, aRollup({ at: monday, ...late }))
  assert.deepEqual([await weeks(), await quarters()], [[], [monday]])
  await sql`
    update rollup_hours
    set gaps = gaps + 1
    where grain in ('platform', 'category')`
  assert.deepEqual([await weeks(), await quarters()], [[], []])
  assert.equal((await foldSpans(sql, 'twitch', signal)).length, 2)
  assert.deepEqual([await weeks(), await quarters()], [[monday], [monday]])
  const sums = await readCategorySums(sql, {
    platform: 'twitch',
    language: null,
    keys: [key],
    weeks: [monday],
    quarters: [],
    days: [],
    hours: [],
  })
  assert.deepEqual([...sums.reportedSeconds], [3_660])
})

test('only spans that lie wholly in a window are listed', async () => {
  await bookDay(sql, aRollup({ at: monday }))
  await setFolded(sql, 'twitch', monday + 7 * day)
  await foldSpans(sql, 'twitch', signal)
  const listed = (from: number, to: number) =>
    listFoldedSpans(sql, 'twitch', weekSeconds, { from, to })
  assert.deepEqual(await listed(monday, monday + 7 * day), [monday])
  assert.deepEqual(await listed(monday, monday + 6 * day), [])
  assert.deepEqual(await listed(monday + day, monday + 9 * day), [])
})

test('quarters of a day are given up after a hundred days, weeks are not', async () => {
  await bookDay(sql, aRollup({ at: monday }))
  await bookHour(sql, aRollup({ at: monday }))
  await setFolded(sql, 'twitch', monday + 7 * day)
  await foldSpans(sql, 'twitch', signal)
  await setFolded(sql, 'twitch', monday + 101 * day)
  assert.deepEqual(await foldSpans(sql, 'twitch', signal), [])
  assert.deepEqual([await weeks(), await quarters()], [[monday], []])
})

test('folding stops when it is told to', async () => {
  await bookDay(sql, aRollup({ at: monday }))
  await setFolded(sql, 'twitch', monday + 7 * day)
  assert.deepEqual(await foldSpans(sql, 'twitch', AbortSignal.abort()), [])
})
