import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { listUnbooked, markBooked } from './unbooked.ts'

const { sql } = await createTestDatabase()

test('a platform stays unbooked until its sums are worked out', async () => {
  assert.deepEqual(await listUnbooked(sql), [])
  await sql`update platforms set is_booked = false where platform in ('kick', 'twitch')`
  assert.deepEqual(await listUnbooked(sql), ['twitch', 'kick'])
  await markBooked(sql, 'twitch')
  assert.deepEqual(await listUnbooked(sql), ['kick'])
})
