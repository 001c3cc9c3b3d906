import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { aRollup, bookDay, bookHour, clearRollups, insertCategory } from '../../test/rollup-rows.ts'
import { type CategorySumsQuestion, readCategorySums } from './category-sums.ts'

const { sql } = await createTestDatabase()
beforeEach(() => clearRollups(sql))

/** 2026-02-20T00:00:00Z. */
const midnight = Date.UTC(2026, 1, 20) / 1_000
const hour = 3_600

async function read(given: Partial<CategorySumsQuestion>) {
  const sums = await readCategorySums(sql, {
    platform: 'twitch',
    language: null,
    keys: null,
    weeks: [],
    quarters: [],
    days: [],
    hours: [],
    ...given,
  })
  return Array.from(sums.keys, (key, row) => ({
    key,
    half: sums.halfViewerSeconds[row],
    present: sums.presentSeconds[row],
    observed: sums.observedSeconds[row],
    reported: sums.reportedSeconds[row],
    samples: sums.samples[row],
    gaps: sums.gaps[row],
    started: sums.broadcastsStarted[row],
    peak: sums.peakViewers[row],
    peakAt: sums.peakAt[row],
  })).toSorted((a, b) => a.key - b.key)
}

test('days and hours of a category add up, and of equal peaks the earliest counts', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await bookDay(sql, aRollup({ at: midnight, categoryKey: key, peakAt: midnight + 600, gaps: 2 }))
  const at = midnight + 24 * hour
  await bookHour(sql, aRollup({ at, categoryKey: key, peakAt: at + 60, broadcastsStarted: 3 }))
  await bookHour(sql, aRollup({ at: at + hour, categoryKey: key, peakViewers: 99 }))
  assert.deepEqual(await read({ days: [midnight], hours: [at, at + hour, at + 2 * hour] }), [
    {
      key,
      half: 3 * 720_000,
      present: 3 * hour,
      observed: 3 * hour,
      reported: 3 * hour,
      samples: 36,
      gaps: 2,
      started: 3,
      peak: 100,
      peakAt: midnight + 600,
    },
  ])
})

test('a higher peak that comes later counts', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await bookHour(sql, aRollup({ at: midnight, categoryKey: key, peakViewers: 100 }))
  await bookHour(sql, aRollup({ at: midnight + hour, categoryKey: key, peakViewers: 101 }))
  const [row] = await read({ hours: [midnight, midnight + hour] })
  assert.deepEqual([row?.peak, row?.peakAt], [101, midnight + hour])
})

test('a category whose viewers are never known has no peak', async () => {
  await bookHour(sql, aRollup({ at: midnight, peakViewers: null, peakAt: null }))
  const [row] = await read({ hours: [midnight] })
  assert.deepEqual([row?.peak, row?.peakAt], [-1, 0])
})

test('streams without a category come as key 0', async () => {
  await bookHour(sql, aRollup({ at: midnight }))
  assert.deepEqual(
    (await read({ hours: [midnight] })).map(row => row.key),
    [0],
  )
})

test('only the language, the platform and the categories asked for are added up', async () => {
  const [one, two] = [await insertCategory(sql, '1', 'One'), await insertCategory(sql, '2', 'Two')]
  await bookHour(sql, aRollup({ at: midnight, categoryKey: one, language: 'en' }))
  await bookHour(sql, aRollup({ at: midnight, categoryKey: one, language: 'de', samples: 5 }))
  await bookHour(sql, aRollup({ at: midnight, categoryKey: two, language: 'de', samples: 7 }))
  await bookHour(sql, aRollup({ at: midnight, categoryKey: one, platform: 'kick' }))
  const samples = async (given: Partial<CategorySumsQuestion>) =>
    (await read({ hours: [midnight], ...given })).map(row => [row.key, row.samples])
  assert.deepEqual(await samples({}), [
    [one, 17],
    [two, 7],
  ])
  assert.deepEqual(await samples({ language: 'de' }), [
    [one, 5],
    [two, 7],
  ])
  assert.deepEqual(await samples({ keys: [two] }), [[two, 7]])
  assert.deepEqual(await samples({ keys: [] }), [])
  assert.deepEqual(await samples({ platform: 'kick' }), [[one, 12]])
})

test('no time at all is nothing', async () => {
  assert.deepEqual(await read({}), [])
})
