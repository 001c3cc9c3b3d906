import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aStream, aSweep, emptyTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { readEndedBroadcasts, readNewestBroadcasts } from './earlier-broadcasts.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()
await ensurePartition(sql, 'youtube', dayOf(start))

/** Two that ended after their only sample, one without an id that did, and one that is open. */
beforeEach(async () => {
  await emptyTables(sql)
  const open = aStream({ streamId: 's4', startedAt: start - 300, title: 'Open' })
  await record(start, [
    aStream({ streamId: 's1', startedAt: start - 600 }),
    aStream({ streamId: 's2', startedAt: start - 660, categoryId: null, gameName: '' }),
    open,
    aStream({ streamId: null, startedAt: start - 450, title: null }),
  ])
  await record(start + 300, [open])
  await record(start + 600, [open])
})

async function record(at: number, streams: readonly LiveStream[]): Promise<void> {
  const sweep = aSweep({ platform: 'youtube', collectedAt: at })
  await recordSweep(sql, sweep, packStreams(streams), null, null)
}

const row = { channelKey: 1, lastBroadcastNo: 4 }

const found: {
  what: string
  id: string | null
  startedAt: number | null
  ids: (string | null)[]
}[] = [
  { what: 'its id, whatever its start', id: 's1', startedAt: start + 9_000, ids: ['s1'] },
  { what: 'an id that is open', id: 's4', startedAt: start - 300, ids: [] },
  { what: 'an id never seen', id: 's9', startedAt: start - 600, ids: [] },
  { what: 'an id, begun with one without', id: 's9', startedAt: start - 510, ids: [null] },
  { what: 'no id, begun with two', id: null, startedAt: start - 630, ids: ['s1', 's2'] },
  { what: 'no id, begun with one without', id: null, startedAt: start - 390, ids: [null] },
  { what: 'no id, begun with none', id: null, startedAt: start - 389, ids: [] },
  { what: 'neither id nor start', id: null, startedAt: null, ids: [] },
]

for (const { what, id: streamId, startedAt, ids } of found)
  test(`a row with ${what} may be of ${ids.length} ended broadcasts`, async () => {
    const rows = await readEndedBroadcasts(sql, [{ ...row, streamId, startedAt }])
    assert.deepEqual(rows.map(ended => ended.streamId).sort(), ids)
  })

test('an ended broadcast is found once with its times and its last segment', async () => {
  const rows = await readEndedBroadcasts(sql, [
    { ...row, streamId: 's2', startedAt: start },
    { ...row, streamId: null, startedAt: start - 700 },
  ])
  const { displayName, username, viewers, thumbnailUrl, avatarUrl, channelId, ...known } = aStream()
  assert.deepEqual(
    [...rows],
    [
      {
        ...known,
        channelKey: 1,
        broadcastNo: 2,
        streamId: 's2',
        startedAt: start - 660,
        firstSampleAt: start,
        lastSampleAt: start,
        endedAt: start + 150,
        segmentNo: 1,
        titleNo: 1,
        lastKnownViewers: null,
        categoryId: null,
        categoryKey: null,
        gameName: '',
      },
    ],
  )
})

const newest: { startedAt: number | null; lastBroadcastNo: number; broadcastNo: number | null }[] =
  [
    { startedAt: start + 750, lastBroadcastNo: 4, broadcastNo: 4 },
    { startedAt: start + 751, lastBroadcastNo: 4, broadcastNo: null },
    { startedAt: start - 9_000, lastBroadcastNo: 4, broadcastNo: 4 },
    { startedAt: start + 1_200, lastBroadcastNo: 3, broadcastNo: 3 },
    { startedAt: start + 1_201, lastBroadcastNo: 3, broadcastNo: null },
    { startedAt: null, lastBroadcastNo: 4, broadcastNo: null },
  ]

for (const { startedAt, lastBroadcastNo, broadcastNo } of newest)
  test(`the broadcast ${lastBroadcastNo} is ${broadcastNo ? '' : 'not '}near a start of ${startedAt}`, async () => {
    const [previous = null] = await readNewestBroadcasts(sql, [
      { ...row, lastBroadcastNo, streamId: 's9', startedAt },
    ])
    assert.equal(previous?.broadcastNo ?? null, broadcastNo)
  })

test('a newest broadcast says what it showed last and whether it is open', async () => {
  const ask = (lastBroadcastNo: number) =>
    readNewestBroadcasts(sql, [{ ...row, lastBroadcastNo, streamId: 's9', startedAt: start }])
  const [ended] = await ask(2)
  const [open] = await ask(3)
  const known = { channelKey: 1, title: 'Hello' }
  assert.deepEqual(ended, {
    ...known,
    broadcastNo: 2,
    endedAt: start + 150,
    lastSampleAt: start,
    categoryId: null,
  })
  assert.deepEqual(open, {
    ...known,
    broadcastNo: 3,
    endedAt: null,
    lastSampleAt: start + 600,
    title: 'Open',
    categoryId: '509658',
  })
})
