import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { bookedOf, clearHistory, every, insertHistory } from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sweptAt } from '../../test/serve-live-rows.ts'
import { sumsBy } from '../domain/sum-broadcast.ts'
import {
  listBookedBroadcasts,
  listBroadcasts,
  listRestarts,
  readBroadcast,
} from './broadcast-reads.ts'
import { listSegments } from './broadcast-reads-segments.ts'

const { sql } = await createTestDatabase()
const hour = 3_600
const day = 86_400
const midnight = sweptAt - 18 * hour

beforeEach(() => clearHistory(sql))

const ended = {
  streamId: 'a',
  startedAt: midnight - 30 * hour,
  headFrom: midnight - 29 * hour,
  samples: every(300, midnight - 28 * hour, midnight - 20 * hour, i => 900 - i),
  ends: [
    [midnight - 25 * hour, midnight - 25 * hour + 100],
    [midnight - 20 * hour, midnight - 20 * hour + 150],
  ] as const,
}
const open = {
  streamId: 'b',
  startedAt: midnight - hour,
  samples: every(300, midnight - hour, midnight + 2 * hour, i => (i % 10) * 10),
  segments: [
    { segmentNo: 1, startedAt: midnight - hour, title: 'One' },
    { segmentNo: 2, startedAt: midnight + 150, title: 'Two', language: 'de' },
  ],
  restartOf: 1,
}

test('a broadcast is what is kept and what its live row adds, and so are its segments', async () => {
  const channelKey = await insertHistory(sql, { broadcasts: [ended, open] })
  const [live, kept] = await listBroadcasts(sql, {
    channelKey,
    from: null,
    to: null,
    limit: 9,
    after: null,
  })
  assert.deepEqual(live?.sums, sumsBy(bookedOf(open), () => 0).get(0))
  assert.deepEqual(kept?.sums, sumsBy(bookedOf(ended), () => 0).get(0))
  assert.deepEqual([live?.streamId, live?.endedAt, live?.restartOf], ['b', null, 'a'])
  assert.deepEqual([live?.title, live?.language, live?.segments], ['Two', 'de', 2])
  const segments = await listSegments(sql, channelKey, [1, 2])
  const bySegment = sumsBy(bookedOf(open), place => place.segmentNo)
  assert.deepEqual(
    segments.map(row => [row.broadcastNo, row.segmentNo, row.title, row.sums]),
    [
      [1, 1, null, kept?.sums],
      [2, 1, 'One', bySegment.get(1)],
      [2, 2, 'Two', bySegment.get(2)],
    ],
  )
  assert.equal(segments[2]?.endedAt, null)
  assert.deepEqual(await listSegments(sql, channelKey, []), [])
})

test('of two peaks the higher one counts, of equal ones the earlier', async () => {
  await insertHistory(sql, { broadcasts: [open] })
  const peaks: [kept: [number | null, number], live: [number | null, number], wanted: number][] = [
    [[90, 10], [80, 20], 10],
    [[80, 10], [90, 20], 20],
    [[90, 20], [90, 10], 10],
    [[null, 0], [90, 20], 20],
    [[90, 10], [null, 0], 10],
  ]
  for (const [kept, live, wanted] of peaks) {
    for (const [table, [viewers, at]] of [
      ['broadcasts', kept],
      ['live_broadcasts', live],
    ] as const)
      await sql`
        update ${sql(table)}
        set
          peak_viewers = ${viewers},
          peak_at = ${viewers === null ? null : new Date((midnight + at) * 1_000)}`
    const row = await readBroadcast(sql, 'twitch', 'b')
    assert.deepEqual([row?.sums.peakViewers, row?.sums.peakAt], [90, midnight + wanted])
  }
})

test('how a broadcast was booked is told with all its ends', async () => {
  const channelKey = await insertHistory(sql, { broadcasts: [ended, open] })
  const of = (from: number, to: number) => listBookedBroadcasts(sql, channelKey, { from, to })
  assert.deepEqual(await of(midnight - 9 * day, midnight - 2 * hour), [
    {
      broadcastNo: 1,
      bookedFromAt: midnight - 29 * hour,
      headStartedAt: midnight - 30 * hour,
      firstSampleAt: midnight - 28 * hour,
      lastSampleAt: midnight - 20 * hour,
      ends: ended.ends.map(([lastSampleAt, endedAt]) => [lastSampleAt, endedAt, endedAt]),
    },
  ])
  const [only, ...others] = await of(midnight + 9 * day, midnight + 10 * day)
  assert.deepEqual([only?.broadcastNo, others, only?.lastSampleAt], [2, [], midnight + 2 * hour])
  assert.deepEqual(await of(midnight - 9 * day, midnight - 29 * hour), [])
})

test('a list goes on after a place and has one row more than asked', async () => {
  const channelKey = await insertHistory(sql, { broadcasts: [ended, open] })
  const asked = { channelKey, from: null, to: null, limit: 1 }
  const first = await listBroadcasts(sql, { ...asked, limit: 0, after: null })
  assert.deepEqual(
    first.map(row => row.broadcastNo),
    [2],
  )
  const after = { firstSampleAt: open.samples[0]?.[0] ?? 0, broadcastNo: 2 }
  const rest = await listBroadcasts(sql, { ...asked, after })
  assert.deepEqual(
    rest.map(row => row.broadcastNo),
    [1],
  )
})

test('a broadcast is found by its stream id on its platform, and its restarts by its key', async () => {
  const channelKey = await insertHistory(sql, { broadcasts: [ended, open] })
  assert.equal(await readBroadcast(sql, 'kick', 'a'), null)
  const row = await readBroadcast(sql, 'twitch', 'a')
  assert.equal(row?.channelKey, channelKey)
  assert.equal(row?.broadcastNo, 1)
  assert.deepEqual(await listRestarts(sql, { channelKey, broadcastNo: 1 }), ['b'])
  assert.deepEqual(await listRestarts(sql, { channelKey, broadcastNo: 2 }), [])
})
