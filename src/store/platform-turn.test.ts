import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { claimVersion, readVersion } from './changes.ts'
import { withPlatformTurn } from './platform-turn.ts'

const { sql } = await createTestDatabase()

test('who has the turn gets the version and leaves it as it is', async () => {
  await sql`update platforms set version = 7 where platform = 'kick'`
  assert.equal(await withPlatformTurn(sql, 'kick', async (_, version) => version), 7)
  assert.equal(await readVersion(sql, 'kick'), 7)
})

test('a sweep is recorded after the turn, and its plan still holds', async () => {
  const events: string[] = []
  const begun = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  const turn = withPlatformTurn(sql, 'twitch', async () => {
    begun.resolve()
    await free.promise
    events.push('turn')
  })
  await begun.promise
  const claim = sql.begin(async tx => {
    const version = await claimVersion(tx, 'twitch', 0)
    events.push('sweep')
    return version
  })
  let waiting: readonly unknown[] = []
  while (waiting.length === 0)
    waiting = await sql`
      select 1
      from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
  free.resolve()
  await turn
  assert.equal(await claim, 1)
  assert.deepEqual(events, ['turn', 'sweep'])
})

test('another platform does not wait for the turn', async () => {
  await withPlatformTurn(sql, 'twitch', async () => {
    const version = await readVersion(sql, 'picarto')
    assert.equal(await claimVersion(sql, 'picarto', version), version + 1)
  })
})

test('what fails in its turn changes nothing', async () => {
  const failure = new Error('x')
  const attempt = withPlatformTurn(sql, 'kick', async tx => {
    await tx`update platforms set version = 99 where platform = 'kick'`
    throw failure
  })
  await assert.rejects(attempt, failure)
  assert.notEqual(await readVersion(sql, 'kick'), 99)
})
