import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aStream, aSweep, emptyTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import { followEnded, listUploadsDue, markUploadsRead } from './followed-channels.ts'
import { readPlatformState } from './open-broadcasts.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()
const hour = 3_600

beforeEach(() => emptyTables(sql))

/** Channels with a broadcast, all of them ended; their keys by their ids. */
async function someChannels(...channelIds: string[]): Promise<Map<string, number>> {
  const streams = channelIds.map(channelId => aStream({ channelId, streamId: `s ${channelId}` }))
  const record = async (collectedAt: number, ended: string[]) => {
    await ensurePartition(sql, 'youtube', dayOf(collectedAt))
    const sweep = aSweep({ platform: 'youtube', collectedAt, scope: { kind: 'tracked' } })
    const rows = packStreams(ended.length === 0 ? streams : [])
    const notLive = { ended: new Map(ended.map(id => [id, null])), missing: new Set<string>() }
    const tracked = { notLive, write: async () => undefined }
    await recordSweep(sql, sweep, rows, null, null, { tracked })
  }
  await record(start - 300, [])
  const { open } = await readPlatformState(sql, 'youtube')
  await record(
    start,
    streams.map(({ streamId }) => streamId ?? ''),
  )
  return new Map(open.map(row => [row.channelId, row.channelKey]))
}

const due = async (at: number, limit = 10) => {
  const rows = await listUploadsDue(sql, { platform: 'youtube', at, againAfter: hour, limit })
  return rows.map(({ channelId }) => channelId)
}

test('a channel is looked through an hour after its end, the most watched first', async () => {
  const keys = await someChannels('small', 'large', 'hidden')
  const key = (channelId: string) => keys.get(channelId) ?? 0
  const ended = [
    { channelKey: key('small'), viewers: 5 },
    { channelKey: key('large'), viewers: 900 },
    { channelKey: key('hidden'), viewers: null },
  ]
  await followEnded(sql, 'youtube', ended, start)
  assert.deepEqual(await due(start + hour - 1), [])
  assert.deepEqual(await due(start + hour), ['large', 'small', 'hidden'])
  assert.deepEqual(await due(start + hour, 1), ['large'])
})

test('who was looked through waits for an hour, and the longer the sooner', async () => {
  const keys = await someChannels('a', 'b')
  const [a = 0, b = 0] = keys.values()
  await followEnded(sql, 'youtube', [{ channelKey: a, viewers: 9 }], start)
  await followEnded(sql, 'youtube', [{ channelKey: b, viewers: 4 }], start)
  await markUploadsRead(sql, [{ channelKey: a }], start + 2 * hour)
  assert.deepEqual(await due(start + 2 * hour), ['b'])
  assert.deepEqual(await due(start + 3 * hour), ['b', 'a'])
  assert.deepEqual(await due(start + 10 * hour), ['a', 'b'])
})

test('the viewers are those of the last broadcast, hidden ones too', async () => {
  const [a = 0, b = 0] = (await someChannels('a', 'b')).values()
  await followEnded(sql, 'youtube', [{ channelKey: a, viewers: 50 }], start)
  await followEnded(sql, 'youtube', [{ channelKey: b, viewers: 20 }], start)
  await followEnded(sql, 'youtube', [{ channelKey: a, viewers: null }], start)
  assert.deepEqual(await due(start + hour), ['b', 'a'])
})

test('who has something open is not looked through', async () => {
  const [key = 0] = (await someChannels('a')).values()
  await followEnded(sql, 'youtube', [{ channelKey: key, viewers: 50 }], start)
  await recordSweep(
    sql,
    aSweep({ platform: 'youtube', collectedAt: start + 300, scope: { kind: 'tracked' } }),
    packStreams([aStream({ channelId: 'a', streamId: 'next' })]),
    null,
    null,
  )
  assert.deepEqual(await due(start + hour), [])
})
