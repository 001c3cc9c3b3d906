import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { closeQuota, listQuotaSpending, type QuotaDay, takeQuota } from './quota.ts'

const { sql } = await createTestDatabase()

beforeEach(async () => {
  await sql`delete from quota_spending`
})

const search: QuotaDay = { platform: 'youtube', bucket: 'search', day: '2026-03-08' }
const spending = async (day = search.day) =>
  (await listQuotaSpending(sql, 'youtube', day)).map(row => ({ ...row }))

test('units are taken until a bucket is empty, and not one more', async () => {
  const taken: boolean[] = []
  for (let i = 0; i < 5; i += 1) taken.push(await takeQuota(sql, search, 30, 100))
  assert.deepEqual(taken, [true, true, true, false, false])
  assert.equal(await takeQuota(sql, search, 10, 100), true)
  assert.deepEqual(await spending(), [{ bucket: 'search', spent: 100, closedAt: null }])
})

test('more than a bucket holds is never taken', async () => {
  assert.equal(await takeQuota(sql, search, 101, 100), false)
  assert.deepEqual(await spending(), [])
})

test('buckets and days are apart', async () => {
  await takeQuota(sql, search, 100, 100)
  assert.equal(await takeQuota(sql, { ...search, day: '2026-03-09' }, 1, 100), true)
  assert.equal(await takeQuota(sql, { ...search, bucket: 'default' }, 1, 100), true)
  assert.equal((await spending()).length, 2)
})

test('many at once take no more together than there is', async () => {
  const takes = Array.from({ length: 40 }, () => takeQuota(sql, search, 3, 100))
  const taken = (await Promise.all(takes)).filter(Boolean).length
  assert.equal(taken, 33)
  assert.deepEqual(await spending(), [{ bucket: 'search', spent: 99, closedAt: null }])
})

test('a bucket that is closed gives nothing for the rest of its day', async () => {
  await takeQuota(sql, search, 10, 100)
  await closeQuota(sql, search, 1_773_000_000)
  await closeQuota(sql, search, 1_773_000_500)
  assert.equal(await takeQuota(sql, search, 1, 100), false)
  assert.deepEqual(await spending(), [{ bucket: 'search', spent: 10, closedAt: 1_773_000_000 }])
  assert.equal(await takeQuota(sql, { ...search, day: '2026-03-09' }, 1, 100), true)
})

test('a bucket can be closed before anything was taken of it', async () => {
  await closeQuota(sql, search, 1_773_000_000)
  assert.equal(await takeQuota(sql, search, 1, 100), false)
})
