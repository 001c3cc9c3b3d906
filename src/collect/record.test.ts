import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  aStream,
  aSweep,
  dumpTables,
  someFigures,
  someStreams,
  start,
} from '../../test/builders.ts'
import { openRecordStage } from '../../test/record-stage.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { closeDatabase, openDatabase, type Sql } from '../store/database.ts'
import { deleteChannel } from '../store/delete-channel.ts'
import { readPlatformState } from '../store/open-broadcasts.ts'
import { readPreviousSweeps } from '../store/sweeps.ts'
import { packStreams } from './live-rows.ts'
import { recordFailedSweep, recordSweep } from './record.ts'

const { sql, url, record, readSnapshots } = await openRecordStage()

test('a sweep of nobody is a sweep', async () => {
  await record([], { figures: someFigures({ streams: 0 }) })
  const { newest, newestWhole } = await readPreviousSweeps(sql, 'twitch')
  assert.equal(newest?.status, 'complete')
  assert.deepEqual(newestWhole, { streams: 0 })
})

test("a sweep's row says what was asked for, what it took and what it found", async () => {
  await record([aStream()])
  await record(
    [
      aStream({ startedAt: start - 700 }),
      aStream({ streamId: 's2', channelId: 'c2', startedAt: start + 3_000 }),
    ],
    {
      slot: start + 300,
      collectedAt: start + 302,
      status: 'partial',
      reason: 'page_failed',
      error: 'Page 7 could not be had.',
      scope: { kind: 'languages', languages: ['de', 'x,"y'] },
      cadence: 90,
      figures: { streams: 2, pages: 3, requests: 4, retries: 5, duplicates: 6, skipped: 7 },
      durationMs: 1_234,
    },
  )
  const rows = await sql`select * from sweeps order by id`
  const at = (seconds: number) => new Date(seconds * 1_000)
  assert.deepEqual(rows[1], {
    id: 2,
    platform: 'twitch',
    slot: at(start + 300),
    collected_at: at(start + 302),
    status: 'partial',
    reason: 'page_failed',
    error: 'Page 7 could not be had.',
    scope: 'languages',
    scope_languages: ['de', 'x,"y'],
    scope_limit: null,
    cadence: 90,
    tiers: null,
    streams: 2,
    pages: 3,
    requests: 4,
    retries: 5,
    duplicates: 6,
    skipped: 7,
    superseded: 0,
    start_corrections: 1,
    clock_skews: 1,
    duration_ms: 1_234,
    walked_whole: true,
    split_missed: null,
    whole_missed: null,
  })
})

test('an open broadcast is due again after the cadence of its last sweep', async () => {
  await record([aStream()])
  await record([aStream()], { collectedAt: start + 300, cadence: 90 })
  await record([], { collectedAt: start + 390, cadence: 60 })
  assert.deepEqual([...(await sql`select cadence from live_broadcasts`)], [{ cadence: 90 }])
})

test('a sweep of one platform leaves the others alone', async () => {
  await record([aStream()], { platform: 'kick' })
  for (const at of [300, 600, 900]) await record([], { collectedAt: start + at })
  const live = await sql`select platform, missed_at from live_broadcasts`
  assert.deepEqual([...live], [{ platform: 'kick', missed_at: null }])
})

test('a plan made before a channel was deleted is made anew', async () => {
  await record([aStream(), aStream({ streamId: 's2', channelId: 'c2' })])
  const state = await readPlatformState(sql, 'twitch')
  await deleteChannel(sql, 'twitch', 'c1')
  const sweep = aSweep({ collectedAt: start + 300 })
  const list = packStreams([aStream(), aStream({ streamId: 's3' })])
  await recordSweep(sql, sweep, list, state, null)
  const open = await sql`
    select c.channel_id, l.stream_id, l.broadcast_no
    from live_broadcasts l
    join channels c on c.id = l.channel_id
    order by c.channel_id`
  assert.deepEqual(
    [...open],
    [
      { channel_id: 'c1', stream_id: 's3', broadcast_no: 1 },
      { channel_id: 'c2', stream_id: 's2', broadcast_no: 1 },
    ],
  )
  assert.equal((await readSnapshots()).length, 2)
})

test('texts that changed after the state was read are compared as they are then', async () => {
  await record([aStream(), aStream({ streamId: 's2', channelId: 'c2' })])
  const state = await readPlatformState(sql, 'twitch')
  await record(
    [aStream({ title: 'Bye' }), aStream({ streamId: 's2', channelId: 'c2', title: 'Bye' })],
    { collectedAt: start + 300 },
  )
  const list = packStreams([aStream(), aStream({ streamId: 's2', channelId: 'c2', title: 'Bye' })])
  await recordSweep(sql, aSweep({ collectedAt: start + 600 }), list, state, null)
  const segments = await sql`
    select channel_id, segment_no, title_no
    from segments
    order by channel_id, segment_no`
  assert.deepEqual(
    segments.map(row => [row.channel_id, row.segment_no, row.title_no]),
    [
      [1, 1, 1],
      [1, 2, 2],
      [1, 3, 1],
      [2, 1, 1],
      [2, 2, 2],
    ],
  )
})

test('a sweep of more than one part is recorded as a whole', async () => {
  const count = 5_001
  const counts = () => sql`
    select
      (select count(*) from channels) as channels,
      (select count(*) from live_broadcasts where last_sample_at = to_timestamp(${start + 300}))
        as seen,
      (select count(*) from samples) as samples,
      (select count(*) from segments) as segments,
      (select count(*) from segments where ended_at is null) as open_segments,
      (select count(*) from channel_titles) as titles`
  await record(someStreams(count))
  const renamed = someStreams(count).map(stream => ({ ...stream, title: `of ${stream.streamId}` }))
  await record([...renamed, ...someStreams(2, { startedAt: start }).map(newBroadcast)], {
    collectedAt: start + 300,
  })
  assert.deepEqual(
    [...(await counts())],
    [
      {
        channels: count + 2,
        seen: count + 2,
        samples: 2 * count + 2,
        segments: 2 * count + 2,
        open_segments: count + 2,
        titles: 2 * count + 2,
      },
    ],
  )
})

function newBroadcast(stream: LiveStream): LiveStream {
  return { ...stream, streamId: `new ${stream.streamId}`, channelId: `new ${stream.channelId}` }
}

test('a state that moves before every plan is given up, and nothing is written', async () => {
  await record([aStream()])
  const before = await dumpTables(sql)
  const state = await readPlatformState(sql, 'twitch')
  const move = () => sql`update platforms set version = version + 1 where platform = 'twitch'`
  await move()
  const restless = new Proxy(sql, {
    get(target, key) {
      if (key !== 'begin') return Reflect.get(target, key)
      return async (...args: Parameters<Sql['begin']>) => {
        const result = await target.begin(...args)
        await move()
        return result
      }
    },
  })
  const sweep = aSweep({ collectedAt: start + 300 })
  await assert.rejects(recordSweep(restless, sweep, packStreams([aStream()]), state, null), {
    code: 'conflict',
  })
  assert.deepEqual({ ...(await dumpTables(sql)), platforms: before.platforms }, before)
})

for (const taken of ['slot', 'collectedAt'] as const)
  test(`a sweep whose ${taken} is taken leaves nothing`, async () => {
    await record([aStream()])
    await record([aStream()], { slot: start + 300, collectedAt: start + 307 })
    const before = await dumpTables(sql)
    const times = { slot: start + 600, collectedAt: start + 607 }
    const clash = taken === 'slot' ? { slot: start + 300 } : { collectedAt: start + 307 }
    await assert.rejects(
      record([aStream({ title: 'New', username: 'new' }), ...someStreams(9)], {
        ...times,
        ...clash,
      }),
      { code: 'conflict' },
    )
    assert.deepEqual(await dumpTables(sql), before)
  })

test('a failed sweep leaves its row and nothing else', async () => {
  await record([aStream()])
  const before = await dumpTables(sql)
  await recordFailedSweep(
    sql,
    aSweep({ collectedAt: start + 300, status: 'failed', reason: 'unreachable', error: 'No.' }),
  )
  const { sweeps, ...rest } = await dumpTables(sql)
  const { sweeps: sweepsBefore, ...restBefore } = before
  assert.deepEqual(rest, restBefore)
  assert.equal(sweeps?.length, (sweepsBefore?.length ?? 0) + 1)
})

test('an earlier sweep that is believed with this one becomes complete', async () => {
  const shrunk = { status: 'partial', reason: 'shrunk', error: 'It held 1 of 3.' } as const
  await record(someStreams(3))
  await record(someStreams(1), { collectedAt: start + 300, ...shrunk })
  const { newest } = await readPreviousSweeps(sql, 'twitch')
  assert.ok(newest)
  await record(someStreams(1), { collectedAt: start + 600 }, newest)
  const rows = await sql`select status, reason, error from sweeps order by id`
  const complete = { status: 'complete', reason: null, error: null }
  assert.deepEqual([...rows], [complete, complete, complete])
  const ended = await sql`
    select extract(epoch from ended_at)::bigint as at
    from broadcasts
    where ended_at is not null`
  assert.deepEqual([...ended], [{ at: start + 150 }, { at: start + 150 }])
})

test('every sweep is told once, with its platform and its id', async () => {
  const listener = openDatabase({ url, poolSize: 1, applicationName: 'listener' })
  const told: string[] = []
  const end = Promise.withResolvers<void>()
  await listener.listen('livecensus_sweep', payload =>
    payload === 'end' ? end.resolve() : told.push(payload),
  )
  await sql`update platforms set version = 0 where platform = 'kick'`
  const { version } = await readPlatformState(sql, 'twitch')
  await record([aStream()])
  await record([], { collectedAt: start + 300, status: 'partial', reason: 'page_failed' })
  await recordFailedSweep(sql, aSweep({ platform: 'kick', collectedAt: start, status: 'failed' }))
  await assert.rejects(record([aStream()], { collectedAt: start + 300 }))
  const ids = (await sql<{ id: number }[]>`select id from sweeps order by id`).map(row => row.id)
  await sql`select pg_notify('livecensus_sweep', 'end')`
  await end.promise
  await closeDatabase(listener)
  assert.deepEqual(
    told.map(payload => JSON.parse(payload)),
    [
      { platform: 'twitch', version: version + 1, sweep_id: ids[0] },
      { platform: 'twitch', version: version + 2, sweep_id: ids[1] },
      { platform: 'kick', version: 0, sweep_id: ids[2] },
    ],
  )
})
