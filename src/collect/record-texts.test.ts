// The texts of streams, channels and categories as sweeps leave them, and as they are read back.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, start } from '../../test/builders.ts'
import { openRecordStage } from '../../test/record-stage.ts'
import type { LiveStream } from '../domain/live-stream.ts'

const { sql, record, readSnapshots } = await openRecordStage()

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
