import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { aSweep, emptyTables } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { recordSweepRow } from '../../test/serve-live-rows.ts'
import type { Platform } from '../domain/platform.ts'
import { dropPairHours } from './drop-pair-hours.ts'
import { dayOf, ensureSumDays } from './partitions.ts'

const { sql } = await createTestDatabase()
const { signal } = new AbortController()
const daySeconds = 86_400
const hour = 3_600
const today = Date.UTC(2027, 0, 15) / 1_000
const noon = today + daySeconds / 2

await ensureSumDays(sql, today - 2 * daySeconds, noon)
for (let day = 3; day <= 37; day += 1) await ensurePairDay(today - day * daySeconds)

afterEach(() => emptyTables(sql))
afterEach(() => sql`delete from days`)
afterEach(() => sql`update platforms set folded_until = null`)

function ensurePairDay(day: number): Promise<void> {
  return ensureSumDays(sql, day, day)
}

async function daysLeft(): Promise<number> {
  const rows = await sql`
    select 1
    from pg_inherits
    where inhparent = 'rollup_pair_hours'::regclass`
  return rows.length
}

async function sweepAt(collectedAt: number, platform: Platform = 'twitch'): Promise<void> {
  await recordSweepRow(sql, aSweep({ platform, collectedAt }))
}

/** A minute of one stream without category in an hour of a platform. */
async function addHour(from: number, platform: Platform = 'twitch'): Promise<void> {
  await ensurePairDay(from)
  await sql`
    insert into rollup_pair_hours (platform, hour, language, reported_seconds)
    values (${platform}, to_timestamp(${from}), 'en', 60)`
}

async function foldedUntil(): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`
    select extract(epoch from folded_until)::bigint as at
    from platforms
    where platform = 'twitch'`
  return row?.at ?? null
}

test('a day that somebody reads stays and goes the next time', async () => {
  const report = await sql.begin(async tx => {
    await tx`select 1 from rollup_pair_hours_20261210`
    return { ...(await dropPairHours(sql, noon, signal)) }
  })
  assert.deepEqual(report, { dropped: ['2026-12-09'], stuck: ['2026-12-10'] })
  assert.deepEqual(await dropPairHours(sql, noon, signal), { dropped: ['2026-12-10'], stuck: [] })
})

test('35 days are kept beside the one that runs', async () => {
  assert.equal(await daysLeft(), 36)
  assert.deepEqual(await dropPairHours(sql, noon, signal), { dropped: [], stuck: [] })
  const next = await dropPairHours(sql, today + daySeconds, signal)
  assert.deepEqual(next, { dropped: ['2026-12-11'], stuck: [] })
  assert.equal(await daysLeft(), 35)
})

test('it ends when it is told to', async () => {
  const stop = AbortSignal.abort(new Error('enough'))
  await assert.rejects(dropPairHours(sql, today + 9 * daySeconds, stop), /enough/)
  assert.equal(await daysLeft(), 35)
})

const old = today - 40 * daySeconds

test('a platform that is swept no more keeps its days, counted back from its newest sweep', async () => {
  await addHour(old)
  await sweepAt(old + 35 * daySeconds)
  await recordSweepRow(sql, aSweep({ collectedAt: noon, status: 'failed' }))
  await addHour(old, 'kick')
  await sweepAt(noon, 'kick')
  assert.deepEqual(await dropPairHours(sql, noon, signal), { dropped: [], stuck: [] })
  await sweepAt(old + 36 * daySeconds)
  const { dropped } = await dropPairHours(sql, noon, signal)
  assert.deepEqual(dropped, [dayOf(old)])
})

test('a day that a platform is about to write to stays', async () => {
  await ensurePairDay(old)
  await sql`insert into days (platform, day) values ('twitch', ${dayOf(old)})`
  assert.deepEqual((await dropPairHours(sql, noon, signal)).dropped, [])
  await sweepAt(noon)
  assert.deepEqual((await dropPairHours(sql, noon, signal)).dropped, [dayOf(old)])
})

test('hours that no sweep has added up are in their day before they go', async () => {
  for (const from of [old + 5 * hour, old + 6 * hour, old + 23 * hour]) await addHour(from)
  await sql`
    insert into rollup_days (platform, day, grain, language, reported_seconds)
    values ('twitch', ${dayOf(old)}, 'category_language', 'en', 60)`
  await sql`
    update platforms
    set folded_until = to_timestamp(${old + 6 * hour})
    where platform = 'twitch'`
  await sweepAt(noon)
  assert.deepEqual((await dropPairHours(sql, noon, signal)).dropped, [dayOf(old)])
  const days = await sql`select day::text, grain, reported_seconds as seconds from rollup_days`
  assert.deepEqual([...days], [{ day: dayOf(old), grain: 'category_language', seconds: 180 }])
  assert.equal(await foldedUntil(), old + daySeconds)
})

test('what is added up further already stays so', async () => {
  await addHour(old)
  await sql`update platforms set folded_until = to_timestamp(${noon}) where platform = 'twitch'`
  await sweepAt(noon)
  assert.deepEqual((await dropPairHours(sql, noon, signal)).dropped, [dayOf(old)])
  assert.equal(await foldedUntil(), noon)
  assert.equal((await sql`select 1 from rollup_days`).length, 0)
})
