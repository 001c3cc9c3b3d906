import assert from 'node:assert/strict'
import { test } from 'node:test'
import { start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { emptyPurgedTables } from '../../test/purge-reading.ts'
import { border, fillForPurge } from '../../test/purge-rows.ts'
import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { openPolicies, usualPolicyOf } from '../domain/policy.ts'
import { createManualClock } from '../lib/manual-clock.ts'
import { closeDatabase, openDatabase } from '../store/database.ts'
import type { PurgeReport } from '../store/purge.ts'
import { withPurgeLock } from '../store/purge-lock.ts'
import { createPurger, keepPurging, type PurgerDeps } from './purge.ts'

const { sql, url } = await createTestDatabase()
const dayMs = 86_400_000
const midnightMs = Math.floor((start * 1_000) / dayMs) * dayMs

/** A purger at a moment of a day (milliseconds since its midnight), and what it told. */
function aPurger(sinceMidnightMs: number, known: Partial<PurgerDeps> = {}) {
  const clock = createManualClock(midnightMs + sinceMidnightMs)
  const reports: PurgeReport[] = []
  const errors: [Platform, unknown][] = []
  const deps: PurgerDeps = {
    sql,
    clock,
    policyOf: usualPolicyOf,
    signal: new AbortController().signal,
    onPurged: report => reports.push(report),
    onError: (platform, error) => errors.push([platform, error]),
    ...known,
  }
  return { ...createPurger(deps), deps, clock, reports, errors }
}

test('a purge is due once a UTC day, ten minutes after it has begun', async () => {
  const { purgeWhenDue, clock, reports } = aPurger(599_000)
  await purgeWhenDue()
  assert.equal(reports.length, 0)
  clock.advance(1_000)
  await purgeWhenDue()
  await purgeWhenDue()
  clock.advance(dayMs - 600_000)
  await purgeWhenDue()
  assert.equal(reports.length, 1)
  clock.advance(600_000)
  await purgeWhenDue()
  assert.deepEqual(
    reports.map(({ platform, statsFrom }) => [platform, statsFrom]),
    [
      ['youtube', border],
      ['youtube', border + dayMs / 1_000],
    ],
  )
})

test('what is too old goes, though its platform is not swept any more', async () => {
  await fillForPurge(sql, 'youtube', 0)
  const { purgeWhenDue, reports } = aPurger(600_000)
  await purgeWhenDue()
  assert.equal(reports[0]?.tables.samples.deleted, 4)
  assert.equal(reports[0]?.tables.samples.kept, 5)
})

test('a day that somebody reads is tried again the same day', async () => {
  await emptyPurgedTables(sql)
  await fillForPurge(sql, 'youtube', 0)
  const { purgeWhenDue, reports } = aPurger(600_000)
  await sql.begin(async tx => {
    await tx`select 1 from samples limit 1`
    await purgeWhenDue()
  })
  await purgeWhenDue()
  await purgeWhenDue()
  assert.deepEqual(
    reports.map(({ stuckDays }) => stuckDays.length),
    [1, 0],
  )
})

test('where another process is at it, it is tried again', async () => {
  const other = openDatabase({ url, poolSize: 1, applicationName: 'other' })
  const { purgeWhenDue, reports, errors } = aPurger(600_000)
  await withPurgeLock(other, 'youtube', () => purgeWhenDue())
  assert.equal(reports.length, 0)
  await purgeWhenDue()
  assert.equal(reports.length, 1)
  assert.deepEqual(errors, [])
  await closeDatabase(other)
})

test('a purge that fails is told and tried again', async () => {
  const broken = openDatabase({
    url: 'postgres://127.0.0.1:1/none',
    poolSize: 1,
    applicationName: 'broken',
  })
  const { purgeWhenDue, errors } = aPurger(600_000, { sql: broken })
  await purgeWhenDue()
  await purgeWhenDue()
  assert.deepEqual(
    errors.map(([platform, error]) => [platform, error instanceof AppError && error.code]),
    [
      ['youtube', 'unavailable'],
      ['youtube', 'unavailable'],
    ],
  )
  await closeDatabase(broken)
})

test('where no policy has a limit, nothing is asked of the database', async () => {
  const closed = openDatabase({ url, poolSize: 1, applicationName: 'closed' })
  await closeDatabase(closed)
  const { purgeWhenDue, reports, errors } = aPurger(600_000, {
    sql: closed,
    policyOf: openPolicies,
  })
  await purgeWhenDue()
  assert.deepEqual([reports, errors], [[], []])
})

test('it is kept up until it is told to stop', async () => {
  const stop = new AbortController()
  const days: number[] = []
  const { deps } = aPurger(0, {
    signal: stop.signal,
    onPurged: ({ statsFrom }) => {
      if (days.push((statsFrom - border) / 86_400) === 3) stop.abort()
    },
  })
  await keepPurging(deps)
  assert.deepEqual(days, [0, 1, 2])
})
