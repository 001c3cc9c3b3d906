import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import {
  aStream,
  aSweep,
  dumpTables,
  emptyTables,
  someFigures,
  someStreams,
  start,
} from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { Sweep } from '../domain/sweep.ts'
import { closeDatabase, openDatabase, type Sql } from '../store/database.ts'
import { deleteChannel } from '../store/delete-channel.ts'
import { readPlatformState } from '../store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../store/partitions.ts'
import { readPreviousSweeps } from '../store/sweeps.ts'
import { packStreams } from './live-rows.ts'
import { type BelievedSweep, recordFailedSweep, recordSweep } from './record.ts'

const { sql, url } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

/** Records a sweep of what is live, complete unless told. */
async function record(
  streams: readonly LiveStream[],
  known: Partial<Sweep> = {},
  believed: BelievedSweep | null = null,
): Promise<void> {
  const sweep = aSweep(known)
  await ensurePartition(sql, sweep.platform, dayOf(sweep.collectedAt))
  const state = await readPlatformState(sql, sweep.platform)
  await recordSweep(sql, sweep, packStreams(streams), state, believed)
}

function readSnapshots() {
  return sql`
    select
      id, channel_id, title, game_name, viewer_count, language,
      extract(epoch from started_at)::bigint as started_at,
      extract(epoch from collected_at)::bigint as collected_at,
      stream_url, collected_on::text as collected_on, platform
    from live_snapshots
    order by collected_at, channel_id`
}

test('a sweep is read back through live_snapshots row by row', async () => {
  await record(
    [
      aStream({ viewers: 12 }),
      aStream({ streamId: 's2', channelId: 'c2', username: 'bea', viewers: null, title: null }),
    ],
    { collectedAt: start + 3 },
  )
  const snapshot = {
    game_name: 'Just Chatting',
    language: 'en',
    started_at: start - 600,
    collected_at: start + 3,
    collected_on: '2027-01-15',
    platform: 'twitch',
  }
  assert.deepEqual(
    [...(await readSnapshots())],
    [
      {
        ...snapshot,
        id: `1-1-${start + 3}`,
        channel_id: 1,
        title: 'Hello',
        viewer_count: 12,
        stream_url: 'https://www.twitch.tv/anna',
      },
      {
        ...snapshot,
        id: `2-1-${start + 3}`,
        channel_id: 2,
        title: null,
        viewer_count: null,
        stream_url: 'https://www.twitch.tv/bea',
      },
    ],
  )
})

const oddTexts = [
  '',
  ' ',
  'null',
  'NULL',
  '{}',
  '{a,b}',
  '"',
  '""',
  "'",
  '\\',
  '\\\\"',
  '\\n',
  'a,b',
  'line\nbreak\r\n\ttab',
  'trailing\n',
  '日本語のタイトル',
  'a\u0301 \u200d \ufeff \u2028',
  '👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  '\u0001\u007f',
  '$1 :name ? %s',
]

test('any text of a stream is kept as it is', async () => {
  const streams = oddTexts.map((text, i) =>
    aStream({
      streamId: `s${i}${text}`,
      channelId: `c${i}${text}`,
      username: text,
      displayName: text,
      title: text,
      categoryId: i % 2 === 0 ? `g${i}${text}` : null,
      gameName: text,
      language: text,
      tags: [text, 'plain', ...oddTexts],
      thumbnailUrl: text,
    }),
  )
  await record(streams)
  await record(streams, { collectedAt: start + 300 })
  const stored = await sql`
    select
      b.stream_id, c.channel_id, c.username, c.display_name, t.title, k.category_id,
      coalesce(k.name, g.game_name) as game_name, g.language, g.tags, b.thumbnail_url,
      g.segment_no
    from broadcasts b
    join channels c on c.id = b.channel_id
    join segments g
      on g.channel_id = b.channel_id
      and g.broadcast_no = b.broadcast_no
    left join channel_titles t
      on t.channel_id = g.channel_id
      and t.title_no = g.title_no
    left join categories k on k.id = g.category_key`
  assert.deepEqual(
    new Set(stored),
    new Set(
      streams.map(stream => ({
        stream_id: stream.streamId,
        channel_id: stream.channelId,
        username: stream.username,
        display_name: stream.displayName,
        title: stream.title,
        category_id: stream.categoryId,
        game_name: stream.gameName,
        language: stream.language,
        tags: stream.tags,
        thumbnail_url: stream.thumbnailUrl,
        segment_no: 1,
      })),
    ),
  )
})

test('what is unknown is null, never zero or empty', async () => {
  const unknown = {
    username: null,
    displayName: null,
    title: null,
    categoryId: null,
    gameName: null,
    viewers: null,
    language: null,
    startedAt: null,
    tags: [],
  }
  await record([aStream(unknown)])
  const [row] = await readSnapshots()
  assert.deepEqual(
    { ...row },
    {
      id: `1-1-${start}`,
      channel_id: 1,
      title: null,
      game_name: null,
      viewer_count: null,
      language: null,
      started_at: null,
      collected_at: start,
      stream_url: null,
      collected_on: '2027-01-15',
      platform: 'twitch',
    },
  )
})

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

test('the last sample of a broadcast that ended with it is read back too', async () => {
  await record([aStream()])
  await record([aStream()], { collectedAt: start + 300 })
  await record([aStream({ streamId: 's2', startedAt: start + 290 })], { collectedAt: start + 600 })
  const rows = await readSnapshots()
  assert.deepEqual(
    rows.map(row => row.id),
    [`1-1-${start}`, `1-1-${start + 300}`, `1-2-${start + 600}`],
  )
})

test('a sample is read back with the texts it was seen with', async () => {
  const texts = ['One', 'One', 'Two', '', 'One']
  for (const [i, title] of texts.entries())
    await record([aStream({ title, tags: [title] })], { collectedAt: start + i * 301 })
  assert.deepEqual(
    (await readSnapshots()).map(row => row.title),
    texts,
  )
})

test('a channel and a category take their newest names, and are written only then', async () => {
  await record([aStream()])
  const touched = () => sql`
    select c.username, c.display_name, c.updated_at, k.name, k.updated_at as named_at
    from channels c, categories k`
  const before = await touched()
  await record([aStream({ title: 'Bye', viewers: 3 })], { collectedAt: start + 300 })
  assert.deepEqual([...(await touched())], [...before])
  const renamed = { title: 'Bye', username: 'bea', displayName: 'Béa', gameName: 'Quasseln' }
  await record([aStream(renamed)], { collectedAt: start + 600 })
  const at = new Date((start + 600) * 1_000)
  assert.deepEqual(
    [...(await touched())],
    [{ username: 'bea', display_name: 'Béa', updated_at: at, name: 'Quasseln', named_at: at }],
  )
})

test('a channel that comes back under another name takes it', async () => {
  await record([aStream()])
  for (const missed of [300, 600]) await record([], { collectedAt: start + missed })
  await record([aStream({ streamId: 's2', username: 'bea' })], { collectedAt: start + 900 })
  const rows = await sql`select username, channel_id from channels`
  assert.deepEqual([...rows], [{ username: 'bea', channel_id: 'c1' }])
})

test('the picture of a stream is kept only while it is open', async () => {
  const pictures = async () =>
    (await sql`select thumbnail_url from broadcasts`).map(row => row.thumbnail_url)
  await record([aStream({ thumbnailUrl: 'a.jpg' })])
  await record([aStream({ thumbnailUrl: 'b.jpg' })], { collectedAt: start + 300 })
  assert.deepEqual(await pictures(), ['b.jpg'])
  for (const missed of [600, 900]) await record([], { collectedAt: start + missed })
  assert.deepEqual(await pictures(), [null])
  await record([aStream({ thumbnailUrl: 'c.jpg' })], { collectedAt: start + 1_200 })
  assert.deepEqual(await pictures(), ['c.jpg'])
})

test('the same names on two platforms are two channels and two categories', async () => {
  await record([aStream()])
  await record([aStream()], { platform: 'kick' })
  const channels = await sql`select platform, channel_id from channels order by platform`
  assert.deepEqual(
    channels.map(row => [row.platform, row.channel_id]),
    [
      ['twitch', 'c1'],
      ['kick', 'c1'],
    ],
  )
  const shown = await sql`
    select s.platform, k.platform as of
    from segments g
    join categories k on k.id = g.category_key
    join broadcasts s on s.channel_id = g.channel_id
    order by s.platform`
  assert.deepEqual(
    [...shown],
    [
      { platform: 'twitch', of: 'twitch' },
      { platform: 'kick', of: 'kick' },
    ],
  )
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

test('a category keeps its name where a row tells none, in the past too', async () => {
  await record([aStream({ gameName: 'Chess' })])
  await record(
    [aStream({ gameName: '' }), aStream({ streamId: 's9', channelId: 'c9', gameName: '' })],
    {
      collectedAt: start + 300,
    },
  )
  await record([aStream({ gameName: null })], { collectedAt: start + 600 })
  const rows = await sql`select distinct game_name from live_snapshots where channel_id = 1`
  assert.deepEqual([...rows], [{ game_name: 'Chess' }])
})

test('every end is kept as it was booked, also when the broadcast is seen again', async () => {
  const at = (n: number) => ({ collectedAt: start + n * 300 })
  await record([aStream()])
  for (const n of [1, 2]) await record([], at(n))
  await record([aStream()], at(3))
  for (const n of [4, 5]) await record([], at(n))
  const ends = await sql`
    select
      extract(epoch from last_sample_at)::bigint - ${start} as last,
      extract(epoch from gone_at)::bigint - ${start} as gone,
      extract(epoch from ended_at)::bigint - ${start} as ended
    from broadcast_ends
    order by last_sample_at`
  assert.deepEqual(
    [...ends],
    [
      { last: 0, gone: 300, ended: 150 },
      { last: 900, gone: 1_200, ended: 1_050 },
    ],
  )
})

test('a start that is corrected later leaves the head as it was booked', async () => {
  await record([aStream({ startedAt: start - 600 })])
  await record([aStream({ startedAt: start - 900 })], { collectedAt: start + 300 })
  const [row] = await sql`
    select
      extract(epoch from started_at)::bigint as shown,
      extract(epoch from head_started_at)::bigint as booked
    from broadcasts`
  assert.deepEqual({ ...row }, { shown: start - 900, booked: start - 600 })
})

test('the last known viewers outlive an unknown count', async () => {
  await record([aStream({ viewers: 7 })])
  await record([aStream({ viewers: null })], { collectedAt: start + 300 })
  const [row] = await sql`select viewers, last_known_viewers from live_broadcasts`
  assert.deepEqual({ ...row }, { viewers: null, last_known_viewers: 7 })
})

test("Kick's 0 is unknown after five or more, through any row of zeros", async () => {
  const shown: [viewers: number, stored: number | null][] = [
    [0, 0],
    [4, 4],
    [0, 0],
    [900, 900],
    [0, null],
    [0, null],
    [3, 3],
    [0, 0],
  ]
  for (const [i, [viewers]] of shown.entries())
    await record([aStream({ viewers })], { platform: 'kick', collectedAt: start + i * 300 })
  const samples = await sql`select viewers from samples order by collected_at`
  assert.deepEqual(
    samples.map(row => row.viewers),
    shown.map(([, stored]) => stored),
  )
})

test("Kick's 0 after an end is unknown where the last known count was five or more", async () => {
  const day = 86_400
  const midnight = start - (start % day) + day
  const known = { platform: 'kick', collectedAt: 0 } as const
  const channels: [channelId: string, counts: [number, number, number]][] = [
    ['c1', [900, 900, 5]],
    ['c2', [900, 900, 4]],
    // Hidden over midnight: what was known last is a day old.
    ['c3', [900, 0, 0]],
    ['c4', [0, 0, 0]],
  ]
  const seen = (i: number) =>
    channels.map(([channelId, counts]) =>
      aStream({ streamId: channelId, channelId, viewers: counts[i] ?? 0 }),
    )
  for (const [i, at] of [midnight - 600, midnight - 300, midnight].entries())
    await record(seen(i), { ...known, collectedAt: at })
  for (const at of [midnight + 300, midnight + 600]) await record([], { ...known, collectedAt: at })
  for (const at of [midnight + 900, midnight + 1_200])
    await record(seen(3), { ...known, collectedAt: at })
  const rows = await sql`
    select
      c.channel_id, l.viewers, l.last_known_viewers,
      array(
        select coalesce(s.viewers::text, 'unknown')
        from samples s
        where s.channel_id = c.id and s.collected_at > to_timestamp(${midnight})
        order by s.collected_at
      ) as shown
    from live_broadcasts l
    join channels c on c.id = l.channel_id
    order by c.channel_id`
  assert.deepEqual(
    [...rows],
    [
      { channel_id: 'c1', viewers: null, last_known_viewers: 5, shown: ['unknown', 'unknown'] },
      { channel_id: 'c2', viewers: 0, last_known_viewers: 0, shown: ['0', '0'] },
      { channel_id: 'c3', viewers: null, last_known_viewers: 900, shown: ['unknown', 'unknown'] },
      { channel_id: 'c4', viewers: 0, last_known_viewers: 0, shown: ['0', '0'] },
    ],
  )
})

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

test('the picture of a channel is kept until another one is told', async () => {
  const pictures = () => sql`
    select avatar_url, username, extract(epoch from updated_at)::bigint - ${start} as told_at
    from channels
    order by channel_id`
  const both = (avatarUrl: string | null, username: string | null = 'anna') => [
    aStream({ avatarUrl, username }),
    aStream({ avatarUrl: null, streamId: 's2', channelId: 'c2', username: 'bea' }),
  ]
  const steps: [streams: LiveStream[], told: [string | null, string, number]][] = [
    [both('a.webp'), ['a.webp', 'anna', 0]],
    [both(null), ['a.webp', 'anna', 0]],
    [both('b.webp'), ['b.webp', 'anna', 600]],
    [both(null, 'anne'), ['b.webp', 'anne', 900]],
    [both('c.webp', null), ['c.webp', 'anne', 1_200]],
    [[], ['c.webp', 'anne', 1_200]],
    [[], ['c.webp', 'anne', 1_200]],
    [both(null), ['c.webp', 'anna', 2_100]],
    [[], ['c.webp', 'anna', 2_100]],
    [[], ['c.webp', 'anna', 2_100]],
    [both('d.webp'), ['d.webp', 'anna', 3_000]],
  ]
  for (const [i, [streams, [avatar_url, username, told_at]]] of steps.entries()) {
    await record(streams, { platform: 'kick', collectedAt: start + i * 300 })
    assert.deepEqual(
      [...(await pictures())],
      [
        { avatar_url, username, told_at },
        { avatar_url: null, username: 'bea', told_at: 0 },
      ],
    )
  }
})

test('a head begins at the latest with the first sample', async () => {
  await record([aStream({ startedAt: start + 200 }), aStream({ streamId: 's2', channelId: 'c2' })])
  const rows = await sql`
    select
      extract(epoch from started_at)::bigint - ${start} as shown,
      extract(epoch from head_started_at)::bigint - ${start} as booked
    from broadcasts
    order by channel_id`
  assert.deepEqual(
    [...rows],
    [
      { shown: 200, booked: 0 },
      { shown: -600, booked: -600 },
    ],
  )
})

test('a broadcast that is seen again after weeks without a sweep is booked as a gap', async () => {
  const day = 86_400
  const [gone, stream] = [aStream({ streamId: 'gone', channelId: 'gone' }), aStream()]
  await record([gone, stream], { collectedAt: start })
  await record([], { collectedAt: start + 300 })
  await record([], { collectedAt: start + 600 })
  const later = start + 60 * day
  await record([gone], { collectedAt: later })
  await record([gone], { collectedAt: later + 300 })
  const [booked] = await sql`
    select
      (select sum(reported_seconds) from rollup_days where grain = 'category_language')::bigint
        + (select sum(reported_seconds) from rollup_pair_hours h
           where h.hour >= (select folded_until from platforms where platform = 'twitch'))::bigint
        as pairs,
      (select sum(reported_seconds) from rollup_hours where grain = 'platform')::bigint as platform,
      (select min(hour) > to_timestamp(${start + day}) from rollup_pair_hours
        where hour > to_timestamp(${start + day})) as is_young`
  assert.equal(booked?.pairs, booked?.platform)
  assert.ok(Number(booked?.platform) > 59 * day)
})

test('counts that add up to more than can be stored do not cost the sweep', async () => {
  const viewers = 2_147_483_647
  await record(
    [
      aStream({ streamId: 'a', channelId: 'a', viewers }),
      aStream({ streamId: 'b', channelId: 'b', viewers }),
    ],
    { collectedAt: start },
  )
  const [row] = await sql`select peak_viewers from rollup_hours where grain = 'platform' limit 1`
  assert.equal(row?.peak_viewers, viewers)
})
