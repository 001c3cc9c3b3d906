import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { addToCell, addViewers, createRollup, type RollupRow } from '../domain/rollup.ts'
import { readBookingState } from './booking-state.ts'
import { foldHours } from './fold-hours.ts'
import { dayOf, ensureSumDays } from './partitions.ts'
import { writeRollups } from './rollups.ts'

const { sql } = await createTestDatabase()

beforeEach(() => sql`truncate rollup_hours, rollup_pair_hours, rollup_days, days, sweeps`)
beforeEach(() => sql`update platforms set folded_until = null`)

/** 2026-02-16T00:00:00Z. */
const day = Date.UTC(2026, 1, 16) / 1_000
const hour = 3_600
await ensureSumDays(sql, day - hour, day + hour)

/** Rows of an hour with one stream: so many seconds, and its viewers in the sweep. */
function anHour(from: number, seconds: number, viewers: number | null): RollupRow[] {
  const rollup = createRollup()
  const cell = rollup.cell(from, { categoryKey: null, language: 'en' })
  const time = { presentSeconds: seconds, observedSeconds: seconds, reportedSeconds: seconds }
  addToCell(cell, { halfViewerSeconds: 200 * seconds, ...time })
  addViewers(cell, viewers)
  cell.samples += Number(viewers !== null)
  return rollup.rows()
}

/** Writes what a sweep of Twitch at a moment brings, and the sweep. */
async function sweepAt(at: number, ...rows: RollupRow[][]): Promise<void> {
  await sql`
    insert into sweeps (
      platform, slot, collected_at, status, scope, cadence,
      streams, pages, requests, retries, duplicates, skipped, duration_ms
    )
    values (
      'twitch', to_timestamp(${at}), to_timestamp(${at}), 'complete', 'all', 300, 1, 1, 1, 0, 0, 0, 1
    )`
  await sql.begin(async tx => {
    const state = await readBookingState(tx, 'twitch', at)
    await writeRollups(tx, { platform: 'twitch', collectedAt: at }, state, rows.flat())
  })
}

/** All days, each grain a row: seconds, samples, peak and when it was. */
async function readDays(): Promise<unknown[][]> {
  const rows = await sql`
    select
      day::text, grain, reported_seconds, samples, peak_viewers,
      extract(epoch from peak_at)::bigint - ${day}::bigint as at
    from rollup_days
    order by day, grain`
  return rows.map(row => Object.values(row))
}

const grains = ['platform', 'category', 'language', 'category_language']
const inAllGrains = (...figures: unknown[]) => grains.map(grain => [dayOf(day), grain, ...figures])

const foldedUntil = async () => (await readBookingState(sql, 'twitch', null)).foldedUntil

test('what is booked late in an hour that was added up goes into its day as well', async () => {
  await sweepAt(day + 300, anHour(day, 300, 100))
  await sweepAt(day + hour, anHour(day, 3_300, null))
  await sweepAt(day + hour + 300)
  await sweepAt(day + hour + 600, anHour(day, 40, null), anHour(day + hour, 300, 70))
  assert.deepEqual(await readDays(), inAllGrains(3_640, 1, 100, 300))
  const [kept] = await sql`
    select reported_seconds
    from rollup_hours
    where grain = 'platform' and hour = to_timestamp(${day})`
  assert.equal(kept?.reported_seconds, 3_640)
})

test('of equal peaks the first one counts, within an hour and over hours', async () => {
  await sweepAt(day + 300, anHour(day, 0, 100))
  await sweepAt(day + 600, anHour(day, 300, 100))
  const [first] = await sql`
    select extract(epoch from peak_at)::bigint as at
    from rollup_hours
    where grain = 'platform'`
  assert.equal(first?.at, day + 300)
  await sweepAt(day + hour, anHour(day + hour, 0, 100))
  await sweepAt(day + 2 * hour, anHour(day + 2 * hour, 0, 90))
  await sweepAt(day + 2 * hour + 300)
  assert.deepEqual(await readDays(), inAllGrains(300, 3, 100, 300))
  await sweepAt(day + 3 * hour, anHour(day + 3 * hour, 0, 101))
  await sweepAt(day + 4 * hour)
  await sweepAt(day + 4 * hour + 300)
  assert.deepEqual(await readDays(), inAllGrains(300, 5, 101, 3 * hour))
})

test('hours folded together have one peak, the first of equal ones', async () => {
  await sweepAt(day + 300, anHour(day, 0, 100))
  await sweepAt(day + 600, anHour(day + hour, 0, 100), anHour(day, 0, null))
  await foldHours(sql, 'twitch', null, day + 2 * hour)
  assert.deepEqual(await readDays(), inAllGrains(0, 2, 100, 300))
})

test('a day is sealed up to its end, and only when it is wholly', async () => {
  await sql`
    insert into days (platform, day, state)
    values
      ('twitch', ${dayOf(day - 86_400)}, 'sealed'),
      ('twitch', ${dayOf(day)}, 'sealing'),
      ('kick', ${dayOf(day)}, 'sealed')`
  assert.deepEqual(await readBookingState(sql, 'twitch', null), {
    firstSweepAt: null,
    sealedUntil: day,
    foldedUntil: null,
    previousSweepAt: null,
  })
})

test('an hour is added up by the sweep after the first one that follows it, once', async () => {
  await sweepAt(day + 3_300, anHour(day, 300, 100))
  await sweepAt(day + hour, anHour(day, 300, null), anHour(day + hour, 0, 90))
  assert.deepEqual([await readDays(), await foldedUntil()], [[], day])
  await sweepAt(day + hour + 300, anHour(day + hour, 300, 80))
  assert.deepEqual(
    [await readDays(), await foldedUntil()],
    [inAllGrains(600, 1, 100, 3_300), day + hour],
  )
  await sweepAt(day + hour + 600, anHour(day + hour, 300, 70))
  assert.deepEqual(await readDays(), inAllGrains(600, 1, 100, 3_300))
})

test('six hours are added up together where each sweep is the first of its hour', async () => {
  await ensureSumDays(sql, day, day + 12 * hour)
  const until: number[] = []
  for (let i = 0; i < 12; i += 1) {
    await sweepAt(day + i * hour, anHour(day + i * hour, 0, 100))
    until.push((((await foldedUntil()) ?? 0) - day) / hour)
  }
  assert.deepEqual(until, [0, 0, 0, 0, 0, 0, 0, 6, 6, 6, 6, 6])
  assert.deepEqual(await readDays(), inAllGrains(0, 6, 100, 0))
})
