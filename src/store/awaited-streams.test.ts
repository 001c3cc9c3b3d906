import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aStream, aSweep, emptyTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { addFound, changeAwaited, listAwaited } from './awaited-streams.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

const of = (...streamIds: string[]) =>
  streamIds.map(streamId => ({ streamId, channelId: `channel of ${streamId}` }))
const add = (streamIds: string[], at = start, searchId: number | null = null) =>
  addFound(sql, 'youtube', of(...streamIds), at, searchId)
const listIds = async (at: number, limit = 100) =>
  (await listAwaited(sql, 'youtube', at, limit)).map(row => row.streamId)

/** Records a sweep in which each of these is live, and these have ended. */
async function sweep(at: number, live: readonly string[], ended: readonly string[] = []) {
  await ensurePartition(sql, 'youtube', dayOf(at))
  const streams = live.map((streamId): LiveStream => aStream({ streamId, channelId: streamId }))
  const told = new Map(ended.map(streamId => [streamId, null]))
  await recordSweep(
    sql,
    aSweep({ platform: 'youtube', collectedAt: at, scope: { kind: 'tracked' } }),
    packStreams(streams),
    null,
    null,
    { tracked: { notLive: { ended: told, missing: new Set() }, write: async () => undefined } },
  )
}

test('what is found is awaited and due at once', async () => {
  assert.equal(await add(['a', 'b'], start, 7), 2)
  assert.deepEqual(await listAwaited(sql, 'youtube', start, 10), [
    { streamId: 'a', foundAt: start, scheduledAt: null, searchId: 7 },
    { streamId: 'b', foundAt: start, scheduledAt: null, searchId: 7 },
  ])
  assert.deepEqual(await listIds(start - 1), [])
  assert.deepEqual(await listAwaited(sql, 'kick', start, 10), [])
})

test('what is found again is counted and kept as it was', async () => {
  await add(['a'], start, 7)
  assert.equal(await add(['a', 'b', 'b'], start + 60, 8), 1)
  const rows = await listAwaited(sql, 'youtube', start + 60, 10)
  assert.deepEqual(
    rows.map(({ streamId, foundAt, searchId }) => [streamId, foundAt, searchId]),
    [
      ['b', start + 60, 8],
      ['a', start, 7],
    ],
  )
  assert.equal(await add([]), 0)
})

test('what is open, or has just ended, is not awaited', async () => {
  await sweep(start, ['open', 'ended'])
  await sweep(start + 300, ['open'], ['ended'])
  assert.equal(await add(['open', 'ended', 'new'], start + 600), 1)
  assert.deepEqual(await listIds(start + 600), ['new'])
})

test('what ended an hour ago and is found again is awaited, and nothing new', async () => {
  await sweep(start, ['ended'])
  await sweep(start + 300, [], ['ended'])
  assert.equal(await add(['ended'], start + 7_200), 0)
  assert.deepEqual(await listIds(start + 7_200), ['ended'])
})

test('a stream of the same id elsewhere is another one', async () => {
  await sweep(start, ['a'])
  assert.equal(await addFound(sql, 'kick', of('a'), start, null), 1)
})

test('the last found come first, as many as are wanted', async () => {
  await add(['old'], start)
  await add(['new'], start + 60)
  assert.deepEqual(await listIds(start + 60, 1), ['new'])
})

test('what was looked up is dropped, or due at its next time', async () => {
  await add(['gone', 'scheduled', 'other'], start, 7)
  await changeAwaited(sql, 'youtube', {
    dropped: ['gone', 'unknown'],
    kept: [{ streamId: 'scheduled', scheduledAt: start + 900, dueAt: start + 600 }],
  })
  assert.deepEqual(await listIds(start), ['other'])
  assert.deepEqual((await listAwaited(sql, 'youtube', start + 600, 10)).at(-1), {
    streamId: 'scheduled',
    foundAt: start,
    scheduledAt: start + 900,
    searchId: null,
  })
  await changeAwaited(sql, 'kick', { dropped: ['other'], kept: [] })
  assert.deepEqual(await listIds(start), ['other'])
})
