import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../../test/postgres.ts'
import type { DailyQuota } from '../../domain/daily-quota.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import { createLedger, readBucketDay } from './ledger.ts'

const { sql } = await createTestDatabase()
const quota: DailyQuota = { timeZone: 'America/Los_Angeles', sizes: { search: 2, default: 5 } }
const clock = createManualClock(0)
const ledger = createLedger({ sql, platform: 'youtube', quota, clock })

beforeEach(() => sql`delete from quota_spending`)

function itIs(text: string): number {
  clock.advance(Date.parse(text) - clock.now())
  return clock.now() / 1_000
}

/** How often one unit is granted. */
async function grantsOf(tries: number): Promise<number> {
  const granted = await Promise.all(Array.from({ length: tries }, () => ledger.spend('search', 1)))
  return granted.filter(Boolean).length
}

test('a bucket gives what it holds a day, also to many who ask at once', async () => {
  itIs('2026-03-05T20:00:00Z')
  assert.equal(await grantsOf(10), 2)
  assert.equal(await ledger.spend('default', 5), true)
})

test('it is whole again at midnight in Pacific time, whatever the clocks do that day', async () => {
  const midnights = [
    '2026-03-08T08:00:00Z',
    '2026-03-09T07:00:00Z',
    '2026-11-01T07:00:00Z',
    '2026-11-02T08:00:00Z',
  ]
  for (const midnight of midnights) {
    const at = Date.parse(midnight)
    itIs(new Date(at - 1_000).toISOString())
    await grantsOf(5)
    assert.equal(await grantsOf(1), 0)
    itIs(midnight)
    assert.equal(await grantsOf(5), 2)
  }
})

test('what is closed gives nothing until its day is over', async () => {
  const at = itIs('2026-03-05T20:00:00Z')
  assert.ok(await ledger.spend('search', 1))
  await ledger.onExhausted('search')
  assert.equal(await ledger.spend('search', 1), false)
  assert.equal(await ledger.spend('default', 1), true)
  assert.deepEqual(await readBucketDay({ sql, platform: 'youtube', quota }, 'search', at), {
    size: 2,
    spent: 1,
    isClosed: true,
    beginsAt: Date.parse('2026-03-05T08:00:00Z') / 1_000,
    endsAt: Date.parse('2026-03-06T08:00:00Z') / 1_000,
  })
  itIs('2026-03-06T08:00:00Z')
  assert.ok(await ledger.spend('search', 1))
})

test('a refusal in the first quarter of an hour of a day closes nothing: it may be of the day before', async () => {
  itIs('2026-03-05T08:14:59Z')
  await ledger.onExhausted('search')
  assert.ok(await ledger.spend('search', 1))
  itIs('2026-03-05T08:15:00Z')
  await ledger.onExhausted('search')
  assert.equal(await ledger.spend('search', 1), false)
})

test('a bucket that nobody has touched is whole', async () => {
  const at = itIs('2026-11-01T12:00:00Z')
  assert.deepEqual(await readBucketDay({ sql, platform: 'youtube', quota }, 'default', at), {
    size: 5,
    spent: 0,
    isClosed: false,
    beginsAt: Date.parse('2026-11-01T07:00:00Z') / 1_000,
    endsAt: Date.parse('2026-11-02T08:00:00Z') / 1_000,
  })
})
