import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { dropPairHours } from './drop-pair-hours.ts'
import { ensureSumDays } from './partitions.ts'

const { sql } = await createTestDatabase()
const { signal } = new AbortController()
const daySeconds = 86_400
const today = Date.UTC(2027, 0, 15) / 1_000
const noon = today + daySeconds / 2

await ensureSumDays(sql, today - 37 * daySeconds, noon)

async function daysLeft(): Promise<number> {
  const rows = await sql`
    select 1
    from pg_inherits
    where inhparent = 'rollup_pair_hours'::regclass`
  return rows.length
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
