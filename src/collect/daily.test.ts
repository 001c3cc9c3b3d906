import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aSweep, emptyTables } from '../../test/builders.ts'
import { addChannel, addChannelDay } from '../../test/day-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { recordSweepRow } from '../../test/serve-live-rows.ts'
import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { createPolicies, usualPolicyOf } from '../domain/policy.ts'
import { createManualClock } from '../lib/manual-clock.ts'
import { withDailyLock } from '../store/daily-lock.ts'
import { closeDatabase, openDatabase } from '../store/database.ts'
import type { DroppedPairHours } from '../store/drop-pair-hours.ts'
import { dayOf, ensurePartition, ensureSumDays } from '../store/partitions.ts'
import { createDailyChores, type DailyDeps, type DayDone, keepDaily } from './daily.ts'

const { sql, url } = await createTestDatabase()
const day = Date.UTC(2027, 0, 14) / 1_000
const daySeconds = 86_400
const end = day + daySeconds
const hour = 3_600
const accepted = createPolicies({ youtubeDerivedMetrics: true })

beforeEach(() => emptyTables(sql))

/** Chores at a moment (whole epoch seconds), and what they told. */
function aDay(at: number, known: Partial<DailyDeps> = {}) {
  const clock = createManualClock(at * 1_000)
  const done: DayDone[] = []
  const dropped: DroppedPairHours[] = []
  const errors: [Platform | null, unknown][] = []
  const deps: DailyDeps = {
    sql,
    clock,
    policyOf: accepted,
    rankCoverage: 0.8,
    signal: new AbortController().signal,
    onDone: day => done.push(day),
    onDropped: hours => dropped.push(hours),
    onError: (platform, error) => errors.push([platform, error]),
    ...known,
  }
  return { ...createDailyChores(deps), deps, clock, done, dropped, errors }
}

/** A channel on air for five hours of the day, and sweeps on both sides of its end. */
async function aSweptDay(platform: Platform): Promise<void> {
  for (const collectedAt of [day, end + 300])
    await recordSweepRow(sql, aSweep({ platform, collectedAt }))
  await addChannel(sql, platform, 1, day)
  await addChannelDay(sql, platform, 1, day, { viewers: 100, observed: 5 * hour })
}

test('a platform is ranked once after a day of it is closed', async () => {
  await aSweptDay('twitch')
  const { runWhenDue, clock, done, errors } = aDay(end + hour - 1)
  await runWhenDue()
  assert.deepEqual(done, [])
  clock.advance(1_000)
  await runWhenDue()
  await runWhenDue()
  assert.deepEqual(done, [
    { platform: 'twitch', day, settled: 0, ranked: { 7: 1, 30: 1, 90: 0 }, durationMs: 0 },
  ])
  await recordSweepRow(sql, aSweep({ collectedAt: end + daySeconds + 1 }))
  clock.advance(daySeconds * 1_000)
  await runWhenDue()
  assert.deepEqual(
    done.map(({ day: of }) => of),
    [day, end],
  )
  assert.deepEqual(errors, [])
})

test('what another process has done is not done again', async () => {
  await aSweptDay('twitch')
  await aDay(end + hour).runWhenDue()
  const { runWhenDue, done } = aDay(end + 2 * hour)
  await runWhenDue()
  assert.deepEqual(done, [])
})

test('where another process is at it, it is looked at again', async () => {
  await aSweptDay('twitch')
  const other = openDatabase({ url, poolSize: 1, applicationName: 'other' })
  const { runWhenDue, done, errors } = aDay(end + hour)
  await withDailyLock(other, 'twitch', () => runWhenDue())
  assert.equal(done.length, 0)
  await runWhenDue()
  assert.equal(done.length, 1)
  assert.deepEqual(errors, [])
  await closeDatabase(other)
})

test('airtimes are worked out before channels are ranked by them', async () => {
  await aSweptDay('youtube')
  await ensurePartition(sql, 'youtube', dayOf(day))
  const { runWhenDue, done } = aDay(end + hour)
  await runWhenDue()
  // Nothing is there that the airtime could follow from: it is none, and so nobody is ranked.
  assert.deepEqual(
    done.map(({ settled, ranked }) => [settled, ranked]),
    [[1, { 7: 0, 30: 0, 90: 0 }]],
  )
})

test('where nothing may be worked out nothing is', async () => {
  await aSweptDay('youtube')
  const { runWhenDue, done } = aDay(end + hour, { policyOf: usualPolicyOf })
  await runWhenDue()
  assert.deepEqual(done, [])
  const boards = await sql`select 1 from ranking_boards`
  assert.equal(boards.length, 0)
})

test('where channels may not be held against each other, their airtimes are worked out alone', async () => {
  await aSweptDay('youtube')
  await ensurePartition(sql, 'youtube', dayOf(day))
  const policyOf = (platform: Platform) => ({ ...accepted(platform), allowAggregates: false })
  const { runWhenDue, done } = aDay(end + hour, { policyOf })
  await runWhenDue()
  assert.deepEqual(
    done.map(({ settled, ranked }) => [settled, ranked]),
    [[1, {}]],
  )
})

test('hours by category and language go once a day, in use again and again', async () => {
  await ensureSumDays(sql, end - 36 * daySeconds, end - 36 * daySeconds)
  const { runWhenDue, clock, dropped } = aDay(end)
  await sql.begin(async tx => {
    await tx`select 1 from rollup_pair_hours limit 1`
    await runWhenDue()
  })
  await runWhenDue()
  await runWhenDue()
  const gone = dayOf(end - 36 * daySeconds)
  assert.deepEqual(dropped, [
    { dropped: [], stuck: [gone] },
    { dropped: [gone], stuck: [] },
  ])
  await ensureSumDays(sql, end - 35 * daySeconds, end - 35 * daySeconds)
  clock.advance(daySeconds * 1_000)
  await runWhenDue()
  assert.equal(dropped.length, 3)
})

test('chores that fail are told and do not end the process', async () => {
  const broken = openDatabase({
    url: 'postgres://127.0.0.1:1/none',
    poolSize: 1,
    applicationName: 'broken',
  })
  const { runWhenDue, errors } = aDay(end + hour, { sql: broken, policyOf: usualPolicyOf })
  await runWhenDue()
  assert.deepEqual(
    errors.map(([platform, error]) => [platform, error instanceof AppError && error.code]),
    [
      ['twitch', 'unavailable'],
      ['kick', 'unavailable'],
      ['picarto', 'unavailable'],
      ['owncast', 'unavailable'],
      [null, 'unavailable'],
    ],
  )
  await closeDatabase(broken)
})

test('they are kept up until they are told to stop', async () => {
  await aSweptDay('twitch')
  const stop = new AbortController()
  const { deps, done } = aDay(end, {
    signal: stop.signal,
    onDone: day => {
      done.push(day)
      stop.abort()
    },
  })
  await keepDaily(deps)
  assert.equal(done.length, 1)
})
