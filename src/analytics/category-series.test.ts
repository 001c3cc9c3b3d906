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
import { aSweep, recordSweepRow } from '../../test/serve-live-rows.ts'
import { listRollupStates } from '../store/rollup-reads.ts'
import { type RollupSeriesAsked, readRollupSeries } from './category-series.ts'

const { sql } = await createTestDatabase()
beforeEach(() => clearRollups(sql))

/** 2026-02-16T00:00:00Z. */
const midnight = Date.UTC(2026, 1, 16) / 1_000
const hour = 3_600
const day = 86_400

const sweepAt = (...times: readonly number[]) =>
  Promise.all(times.map(collectedAt => recordSweepRow(sql, aSweep({ collectedAt }))))

async function read(given: Partial<RollupSeriesAsked> & Pick<RollupSeriesAsked, 'asked'>) {
  const [state] = await listRollupStates(sql, ['twitch'])
  assert.ok(state)
  return readRollupSeries(sql, { state, categoryKey: null, language: null, step: 'hour', ...given })
}

const averages = (series: Awaited<ReturnType<typeof read>>) =>
  series?.points.map(({ figures }) => (figures === null ? null : figures.averageViewers))

test('an hour in which nobody streamed it is zero, an hour that was not swept is null', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await sweepAt(midnight, midnight + hour, midnight + 3 * hour, midnight + 4 * hour)
  await bookHour(sql, aRollup({ at: midnight, categoryKey: key }))
  await bookHour(sql, aRollup({ at: midnight + 2 * hour, categoryKey: key, presentSeconds: 60 }))
  await bookHour(sql, aRollup({ at: midnight + 3 * hour, categoryKey: key, viewerSeconds: 7_200 }))
  const asked = { kind: 'last', seconds: 4 * hour } as const
  const series = await read({ categoryKey: key, asked })
  assert.deepEqual(averages(series), [100, 0, null, 2])
  assert.equal(series?.isCut, false)
})

test('the first and the last hour are as long as the window holds them', async () => {
  await sweepAt(midnight + 1_800, midnight + hour + 900)
  await bookHour(sql, aRollup({ at: midnight, viewerSeconds: 180_000 }))
  await bookHour(sql, aRollup({ at: midnight + hour, viewerSeconds: 90_000 }))
  const series = await read({ asked: { kind: 'last', seconds: day } })
  assert.deepEqual(averages(series), [100, 100])
})

test('a failed sweep does not make an hour swept', async () => {
  await sweepAt(midnight, midnight + 2 * hour)
  await recordSweepRow(sql, aSweep({ collectedAt: midnight + hour, status: 'failed' }))
  assert.deepEqual(averages(await read({ asked: { kind: 'last', seconds: day } })), [0, null])
})

test('by the day, the day of the last sweep is what is folded and the hours that are not', async () => {
  await sweepAt(midnight, midnight + day + 12 * hour)
  await bookDay(sql, aRollup({ at: midnight, viewerSeconds: 5 * day }))
  await bookDay(sql, aRollup({ at: midnight + day, viewerSeconds: 3 * hour }))
  await bookHour(sql, aRollup({ at: midnight + day + 10 * hour, viewerSeconds: 9 * hour }))
  await bookHour(sql, aRollup({ at: midnight + day + 9 * hour, viewerSeconds: 1_000 * hour }))
  await setFolded(sql, 'twitch', midnight + day + 10 * hour)
  const series = await read({ asked: { kind: 'last', seconds: 2 * day }, step: 'day' })
  assert.deepEqual(averages(series), [5, 1])
})

test('hours after that of the last sweep, in which only ends are booked, count nowhere', async () => {
  const lastAt = midnight + 12 * hour - 100
  await sweepAt(midnight, lastAt)
  await bookHour(sql, aRollup({ at: midnight + 11 * hour, viewerSeconds: 7 * (lastAt - midnight) }))
  await bookHour(sql, aRollup({ at: midnight + 12 * hour, viewerSeconds: 1_000 * hour }))
  const asked = { kind: 'last', seconds: day } as const
  assert.deepEqual(averages(await read({ asked, step: 'day' })), [7])
  await bookDay(sql, aRollup({ at: midnight, viewerSeconds: 9_999 * hour }))
  await setFolded(sql, 'twitch', midnight + 13 * hour)
  assert.deepEqual(averages(await read({ asked, step: 'day' })), [7])
})

test('a language, and a category in it, have series of their own', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await sweepAt(midnight, midnight + hour)
  await bookHour(sql, aRollup({ at: midnight, language: 'de', viewerSeconds: 3_600 }))
  await bookHour(sql, aRollup({ at: midnight, categoryKey: key, viewerSeconds: 7_200 }))
  await bookHour(
    sql,
    aRollup({ at: midnight, categoryKey: key, language: 'de', viewerSeconds: 10_800 }),
  )
  const asked = { kind: 'last', seconds: hour } as const
  assert.deepEqual(averages(await read({ asked })), [6])
  assert.deepEqual(averages(await read({ asked, language: 'de' })), [4])
  assert.deepEqual(averages(await read({ asked, categoryKey: key })), [5])
  assert.deepEqual(averages(await read({ asked, categoryKey: key, language: 'de' })), [3])
})

test('hours by category and language that are not kept any more cut the window', async () => {
  const key = await insertCategory(sql, '1', 'One')
  await sweepAt(midnight, midnight + 40 * day)
  const asked = { kind: 'last', seconds: 40 * day } as const
  const series = await read({ asked, categoryKey: key, language: 'de' })
  assert.equal(series?.isCut, true)
  assert.equal(series?.window.from, midnight + 6 * day)
})
