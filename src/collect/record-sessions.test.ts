// What sweeps leave of ids that come late, of ends, and of broadcasts that go on with others.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, someStreams, start } from '../../test/builders.ts'
import { openRecordStage } from '../../test/record-stage.ts'
import type { LiveStream } from '../domain/live-stream.ts'

const { sql, record } = await openRecordStage()

test('a broadcast that began without an id has it once a row tells it', async () => {
  const ids = async () => {
    const rows = await sql`
      select b.stream_id, l.stream_id as live_id
      from broadcasts b
      left join live_broadcasts l
        on l.channel_id = b.channel_id
        and l.broadcast_no = b.broadcast_no
      order by b.channel_id, b.broadcast_no`
    return rows.map(row => [row.stream_id, row.live_id])
  }
  await record([aStream({ streamId: null })])
  assert.deepEqual(await ids(), [[null, null]])
  await record([aStream({ startedAt: start - 570 })], { collectedAt: start + 300 })
  assert.deepEqual(await ids(), [['s1', 's1']])
  await record([aStream({ streamId: null, startedAt: start - 640 })], { collectedAt: start + 600 })
  assert.deepEqual(await ids(), [['s1', 's1']])
  const at = (n: number) => ({ collectedAt: start + n * 300 })
  const other = { channelId: 'c2', startedAt: start - 100 }
  await record([aStream({ ...other, streamId: null })], at(3))
  for (const n of [4, 5]) await record([], at(n))
  await record([aStream({ ...other, streamId: 's2' })], at(6))
  assert.deepEqual(await ids(), [
    ['s1', null],
    ['s2', 's2'],
  ])
})

test('an id that the channel has had is not given to another broadcast', async () => {
  const at = (n: number) => ({ collectedAt: start + n * 300 })
  await record([aStream()])
  await record([aStream({ streamId: null, startedAt: start + 200 })], at(1))
  for (const n of [2, 3]) await record([aStream({ startedAt: start + 200 })], at(n))
  const rows = await sql`
    select b.stream_id, b.ended_at is null as is_open, count(*) as samples
    from broadcasts b
    join samples s
      on s.channel_id = b.channel_id
      and s.broadcast_no = b.broadcast_no
    group by b.channel_id, b.broadcast_no
    order by b.broadcast_no`
  assert.deepEqual(
    [...rows],
    [
      { stream_id: 's1', is_open: false, samples: 1 },
      { stream_id: null, is_open: true, samples: 3 },
    ],
  )
})

test('an ended broadcast is opened again by one row, that of its id', async () => {
  const at = (n: number) => ({ platform: 'youtube', collectedAt: start + n * 300 }) as const
  await record([aStream()], at(0))
  for (const n of [1, 2]) await record([], at(n))
  await record([aStream({ startedAt: start - 450 }), aStream({ streamId: null })], at(3))
  const rows = await sql`
    select broadcast_no, stream_id, ended_at is null as is_open
    from broadcasts
    order by broadcast_no`
  assert.deepEqual(
    [...rows],
    [
      { broadcast_no: 1, stream_id: 's1', is_open: true },
      { broadcast_no: 2, stream_id: null, is_open: true },
    ],
  )
})

test('a new id after a short break goes on with the broadcast before, a later one does not', async () => {
  const at = (n: number) => ({ collectedAt: start + n * 300 })
  const art = { categoryId: '1', gameName: 'Art' }
  const begun = (n: number, title: string, known: Partial<LiveStream> = {}) =>
    aStream({ streamId: `s${n}`, startedAt: start + n * 300 - 60, title, ...known })
  // At once; in another category and alike; in another one and another title.
  await record([begun(0, 'Subathon')])
  await record([begun(0, 'Subathon day 7', art)], at(1))
  await record([begun(2, 'SUBATHON day 7!')], at(2))
  await record([begun(3, 'Painting', art)], at(3))
  // Ended for less than ten minutes, and for more.
  for (const n of [4, 5]) await record([], at(n))
  await record([begun(6, 'Palette', { ...art, startedAt: start + 1_500 })], at(6))
  for (const n of [7, 8]) await record([], at(n))
  await record([begun(9, 'Palette', { ...art, startedAt: start + 2_401 })], at(9))
  const rows = await sql`select broadcast_no, restart_of from broadcasts order by broadcast_no`
  assert.deepEqual(
    rows.map(row => [row.broadcast_no, row.restart_of]),
    [
      [1, null],
      [2, 1],
      [3, null],
      [4, 3],
      [5, null],
    ],
  )
})

test('more than a part of new ids go on with the broadcasts that they end', async () => {
  const count = 5_001
  await record(someStreams(count))
  const again = someStreams(count, { startedAt: start + 200 })
  await record(
    again.map(stream => ({ ...stream, streamId: `new ${stream.streamId}` })),
    { collectedAt: start + 300 },
  )
  const [row] = await sql`
    select count(*) filter (where restart_of = 1) as linked, count(*) as all
    from broadcasts`
  assert.deepEqual({ ...row }, { linked: count, all: 2 * count })
})

test('absence from a sweep of some languages counts for those who spoke them last', async () => {
  const german = { scope: { kind: 'languages', languages: ['de'] } } as const
  const at = (n: number) => ({ collectedAt: start + n * 300 })
  const streams = ['de', 'en', 'en', null].map((language, i) =>
    aStream({ streamId: `s${i}`, channelId: `c${i}`, language }),
  )
  await record(streams)
  await record(
    streams.map((stream, i) => (i === 1 ? { ...stream, language: 'de' } : stream)),
    at(1),
  )
  for (const n of [2, 3]) await record([], { ...at(n), ...german })
  const open = await sql`select stream_id, missed_at from live_broadcasts order by stream_id`
  assert.deepEqual(
    [...open],
    [
      { stream_id: 's2', missed_at: null },
      { stream_id: 's3', missed_at: null },
    ],
  )
})
