import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { isSweepRunning, withEnrichLock, withSweepLock } from './sweep-lock.ts'

const { sql, url } = await createTestDatabase()

/** Holds a platform's lock until it is told to let go. */
async function hold(platform: 'twitch' | 'kick', holder = sql) {
  const held = Promise.withResolvers<void>()
  const free = Promise.withResolvers<string>()
  const outcome = withSweepLock(holder, platform, () => {
    held.resolve()
    return free.promise
  })
  await held.promise
  return { outcome, letGo: free.resolve }
}

const attempt = (platform: 'twitch' | 'kick') => withSweepLock(sql, platform, async () => 'done')

test('a lock that is held is refused to others and free again afterwards', async () => {
  const { outcome, letGo } = await hold('twitch')
  assert.equal(await attempt('twitch'), 'busy')
  assert.equal(await attempt('kick'), 'done')
  letGo('first')
  assert.equal(await outcome, 'first')
  assert.equal(await attempt('twitch'), 'done')
})

test('a lock is refused across processes', async () => {
  const other = openDatabase({ url, poolSize: 1, applicationName: 'other' })
  const { outcome, letGo } = await hold('twitch', other)
  assert.equal(await attempt('twitch'), 'busy')
  letGo('first')
  await outcome
  await closeDatabase(other)
})

test('work that fails lets go of the lock and of its connection', async () => {
  const failure = new Error('x')
  for (let i = 0; i < 9; i += 1)
    await assert.rejects(
      withSweepLock(sql, 'twitch', () => Promise.reject(failure)),
      failure,
    )
  assert.equal(await attempt('twitch'), 'done')
})

test('being refused keeps no connection', async () => {
  const { outcome, letGo } = await hold('twitch')
  for (let i = 0; i < 9; i += 1) assert.equal(await attempt('twitch'), 'busy')
  letGo('first')
  await outcome
})

test('a holder whose connection breaks loses the lock, and its work goes on', async () => {
  const other = openDatabase({ url, poolSize: 1, applicationName: 'to be broken' })
  const { outcome, letGo } = await hold('twitch', other)
  const gone = await sql`
    select pg_terminate_backend(pid, 5000) as is_gone
    from pg_stat_activity
    where application_name = 'to be broken'`
  assert.deepEqual([...gone], [{ is_gone: true }])
  assert.equal(await attempt('twitch'), 'done')
  letGo('first')
  assert.equal(await outcome, 'first')
  await closeDatabase(other)
})

test('a running sweep is seen from anywhere, and only of its own platform', async () => {
  const other = openDatabase({ url, poolSize: 1, applicationName: 'other' })
  assert.equal(await isSweepRunning(sql, 'twitch'), false)
  const { outcome, letGo } = await hold('twitch', other)
  assert.equal(await isSweepRunning(sql, 'twitch'), true)
  assert.equal(await isSweepRunning(sql, 'kick'), false)
  letGo('first')
  await outcome
  assert.equal(await isSweepRunning(sql, 'twitch'), false)
  await closeDatabase(other)
})

test('looking for a running sweep refuses none', async () => {
  const looks = Promise.all(Array.from({ length: 20 }, () => isSweepRunning(sql, 'twitch')))
  assert.equal(await attempt('twitch'), 'done')
  await looks
})

test('who enriches a platform is alone in it and holds up no sweep of it', async () => {
  const enrich = (platform: 'twitch' | 'kick') =>
    withEnrichLock(sql, platform, async () => 'enriched')
  const outcome = await withEnrichLock(sql, 'twitch', async () => {
    assert.equal(await enrich('twitch'), 'busy')
    assert.equal(await enrich('kick'), 'enriched')
    assert.equal(await isSweepRunning(sql, 'twitch'), false)
    return attempt('twitch')
  })
  assert.equal(outcome, 'done')
  assert.equal(await enrich('twitch'), 'enriched')
})
