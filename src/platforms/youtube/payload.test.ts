import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  channelsList,
  searchList,
  snippetOf,
  type VideoChange,
  videoRow,
  videosList,
  type YoutubeRow,
} from '../../../test/youtube-fixtures.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import type { FoundStream, SubscribedProfile, TrackedStream } from '../tracked-client.ts'
import {
  readCategoryList,
  readChannelList,
  readSearchPage,
  readUploadList,
  readVideoList,
  uploadsOf,
} from './payload.ts'

/** The stream read from one row; null = skipped. */
function readVideo(row: unknown): TrackedStream | null {
  const list = readVideoList({ items: [row] }) ?? assert.fail('it is a list')
  assert.equal(list.rows.length + list.skipped, 1)
  return list.rows[0] ?? null
}

/** The live stream read from a made row. */
function readLive(change: VideoChange): LiveStream {
  const video = readVideo(videoRow(change))
  return video?.kind === 'live' ? video.stream : assert.fail('it is live')
}

/** The channel read from the first recorded one with other fields; null = skipped. */
function readChannel(snippet: YoutubeRow, statistics: YoutubeRow = {}, row: YoutubeRow = {}) {
  const [recorded = {}] = channelsList().items
  const item = {
    ...recorded,
    snippet: { ...snippetOf(recorded), ...snippet },
    statistics: { ...(recorded.statistics as YoutubeRow), ...statistics },
    ...row,
  }
  return readChannelList({ items: [item] })?.rows[0] ?? null
}

/** The stream found in a recorded row of a search with other fields; null = skipped. */
function readFound(snippet: YoutubeRow, row: YoutubeRow = {}): FoundStream | null {
  const [recorded = {}] = searchList().items
  const changed = { ...recorded, snippet: { ...snippetOf(recorded), ...snippet } }
  return readSearchPage({ items: [{ ...changed, ...row }] })?.found[0] ?? null
}

const nothings = [null, undefined, '', {}, [], true, 7, 1.5, 'x y', 'a,b', 'é', 'x'.repeat(101)]

test('a live stream is read exactly', () => {
  assert.deepEqual(readVideo(videoRow()), {
    kind: 'live',
    streamId: 'jfKfPfyJRdk',
    stream: {
      streamId: 'jfKfPfyJRdk',
      channelId: 'UC_x5XG1OV2P6uZZ5FSM9Ttw',
      username: null,
      displayName: 'Google Developers',
      avatarUrl: null,
      title: 'What are Actions on Google (Assistant on Air)',
      categoryId: '28',
      gameName: null,
      viewers: 37_036,
      language: 'en',
      startedAt: 1_657_641_570,
      tags: snippetOf(videosList().items[0]).tags,
      thumbnailUrl: 'https://i.ytimg.com/vi/D-lhorsDlUQ/hqdefault.jpg',
    },
    isPremiere: false,
  })
})

test('a count that is missing or cannot be read is unknown, never zero', () => {
  for (const concurrentViewers of [undefined, null, '', 'many', '-1', '1e3', 1.5, {}, [], true])
    assert.equal(readLive({ details: { concurrentViewers } }).viewers, null)
  assert.equal(readLive({ details: { concurrentViewers: '0' } }).viewers, 0)
  assert.equal(readLive({ details: { concurrentViewers: '2147483648' } }).viewers, null)
})

test('a scheduled stream may not tell when, but must tell whose it is', () => {
  for (const scheduledStartTime of [undefined, null, 'soon', 7]) {
    const row = videoRow({ state: 'upcoming', details: { scheduledStartTime } })
    const video = readVideo(row)
    assert.ok(video?.kind === 'upcoming')
    assert.equal(video.scheduledAt, null)
  }
  for (const channelId of nothings)
    if (channelId !== 7)
      assert.equal(readVideo(videoRow({ state: 'upcoming', snippet: { channelId } })), null)
})

test('an end that is told goes before every state', () => {
  const details = { actualEndTime: '2022-07-12T20:00:00Z' }
  for (const state of ['live', 'upcoming', 'none'] as const) {
    const row = videoRow({ state, details })
    const ended = { kind: 'ended', streamId: row.id, endedAt: 1_657_656_000 }
    assert.deepEqual(readVideo(row), ended)
    assert.deepEqual(readVideo({ ...row, snippet: undefined }), ended)
  }
})

test('a video that is no stream any more, or never was one, has ended at an unknown time', () => {
  for (const actualEndTime of [undefined, null, 'soon']) {
    const row = videoRow({ state: 'none', details: { actualEndTime } })
    assert.deepEqual(readVideo(row), { kind: 'ended', streamId: row.id, endedAt: null })
  }
  const row = videoRow({ snippet: { liveBroadcastContent: 'completed' } })
  assert.equal(readVideo(row)?.kind, 'ended')
})

test('an end that cannot be read does not end a live stream', () => {
  for (const actualEndTime of [null, '', 'soon', 7, {}])
    assert.equal(readVideo(videoRow({ details: { actualEndTime } }))?.kind, 'live')
})

test('a state that is not known is no end', () => {
  for (const liveBroadcastContent of [undefined, null, '', 'LIVE', 'paused', 7, {}, ['live']])
    assert.equal(readVideo(videoRow({ snippet: { liveBroadcastContent } })), null)
  for (const snippet of [undefined, null, 7, 'live', []])
    assert.equal(readVideo({ ...videoRow(), snippet }), null)
})

test('a live stream is skipped without id or channel', () => {
  for (const value of nothings) {
    assert.equal(readVideo({ ...videoRow(), id: value }), null)
    assert.equal(readVideo(videoRow({ snippet: { channelId: value } })), null)
  }
})

test('a live stream whose start is not told is live, with a start that is unknown', () => {
  for (const value of nothings) {
    const stream = readLive({ details: { actualStartTime: value } })
    assert.deepEqual([stream.startedAt, stream.viewers], [null, 37_036])
    const video = readVideo({ ...videoRow(), liveStreamingDetails: value })
    assert.ok(video?.kind === 'live')
    assert.deepEqual([video.stream.startedAt, video.stream.viewers], [null, null])
  }
})

test('a premiere is a live stream with a length', () => {
  for (const [duration, isPremiere] of [
    ['P0D', false],
    ['PT0S', false],
    ['P0DT0H0M0S', false],
    ['PT3M20S', true],
    ['PT1H', true],
    ['P1DT2H', true],
    ['PT10S', true],
    ['', false],
    ['3:20', false],
    [200, false],
    [null, false],
  ] as const) {
    const video = readVideo(videoRow({ duration }))
    assert.ok(video?.kind === 'live')
    assert.equal(video.isPremiere, isPremiere, String(duration))
  }
  const { contentDetails: _, ...row } = videoRow()
  const video = readVideo(row)
  assert.ok(video?.kind === 'live' && !video.isPremiere)
})

test('the language is that of the sound, else that of the texts, in lower case', () => {
  for (const [defaultAudioLanguage, defaultLanguage, language] of [
    ['pt-BR', 'en', 'pt-br'],
    [undefined, 'zh-Hans', 'zh-hans'],
    ['', 'en', 'en'],
    [null, null, null],
    [7, {}, null],
    ['zxx', 'en', 'zxx'],
  ] as const)
    assert.equal(
      readLive({ snippet: { defaultAudioLanguage, defaultLanguage } }).language,
      language,
    )
})

test('titles of streams are plain, titles of searches are HTML', () => {
  const title = '&lt;3 R&amp;B'
  assert.equal(readLive({ snippet: { title } }).title, title)
  const found = readFound({ title, channelTitle: '&quot;Q&quot; &amp; A' })
  assert.deepEqual([found?.title, found?.channelTitle], ['<3 R&B', '"Q" & A'])
})

test('the picture is 480 wide where there is one, else the next best', () => {
  const at = (name: string) => ({ url: `https://i.ytimg.com/vi/x/${name}.jpg`, width: 1 })
  for (const [thumbnails, name] of [
    [{ default: at('d'), medium: at('m'), high: at('h'), maxres: at('x') }, 'h'],
    [{ default: at('d'), medium: at('m'), high: { url: '' } }, 'm'],
    [{ default: at('d') }, 'd'],
  ] as const)
    assert.equal(readLive({ snippet: { thumbnails } }).thumbnailUrl, at(name).url)
  for (const thumbnails of [undefined, null, [], {}, 'x', { high: { url: 'javascript:x' } }])
    assert.equal(readLive({ snippet: { thumbnails } }).thumbnailUrl, null)
})

test('fields of another type are unknown, and the stream stays', () => {
  for (const value of [null, undefined, 7.5, {}, [], true]) {
    const { streamId, channelId, viewers, startedAt, tags, ...others } = readLive({
      snippet: {
        title: value,
        channelTitle: value,
        categoryId: value,
        tags: value,
        thumbnails: value,
        defaultLanguage: value,
        defaultAudioLanguage: value,
      },
    })
    assert.deepEqual([viewers, startedAt, tags], [37_036, 1_657_641_570, []])
    assert.deepEqual([...new Set(Object.values(others))], [null])
  }
})

test('texts become well-formed and lose NUL, an empty title stays', () => {
  assert.equal(readLive({ snippet: { title: 'a\0b\ud800c' } }).title, 'ab\ufffdc')
  assert.equal(readLive({ snippet: { title: '' } }).title, '')
  assert.equal(readFound({ title: 'a&#0;b&#xD800;' })?.title, 'ab\ufffd')
  assert.equal(readFound({ title: `${'&amp;'.repeat(2_001)}` })?.title, '&'.repeat(2_000))
})

test('what a search finds is upcoming where it says so', () => {
  for (const [liveBroadcastContent, isUpcoming] of [
    ['upcoming', true],
    ['live', false],
    ['none', false],
    [undefined, false],
  ] as const)
    assert.equal(readFound({ liveBroadcastContent })?.isUpcoming, isUpcoming)
})

test('a row of a search is skipped without a video or a channel', () => {
  for (const value of nothings) {
    assert.equal(readFound({ channelId: value }), null)
    assert.equal(readFound({}, { id: { videoId: value } }), null)
    assert.equal(readFound({}, { id: value }), null)
    assert.equal(readFound({}, { snippet: value }), null)
  }
  assert.equal(readFound({}, { id: { kind: 'youtube#channel', channelId: 'UCx' } }), null)
  const { items } = searchList()
  const page = readSearchPage({ items: [null, ...items, 7, 'x', [], {}] })
  assert.deepEqual([page?.found.length, page?.skipped], [25, 5])
})

test('the end of a search has no next page', () => {
  for (const nextPageToken of [undefined, null, '', 7, {}])
    assert.equal(readSearchPage({ items: [], nextPageToken })?.nextPageToken, null)
})

test('subscribers that are hidden or cannot be read are unknown', () => {
  for (const [statistics, subscribers] of [
    [{ hiddenSubscriberCount: true, subscriberCount: '0' }, null],
    [{ hiddenSubscriberCount: true }, null],
    [{ hiddenSubscriberCount: false, subscriberCount: '0' }, 0],
    [{ subscriberCount: undefined }, null],
    [{ subscriberCount: 'many' }, null],
  ] as const)
    assert.equal(readChannel({}, statistics)?.subscribers, subscribers)
  assert.equal(readChannel({}, {}, { statistics: null })?.subscribers, null)
})

test('a channel may tell next to nothing of itself', () => {
  const bare: SubscribedProfile = {
    channelId: 'UCx',
    username: null,
    displayName: null,
    avatarUrl: null,
    description: null,
    broadcasterType: null,
    registeredAt: null,
    subscribers: null,
  }
  assert.deepEqual(readChannelList({ items: [{ id: 'UCx', snippet: {} }] })?.rows, [bare])
  for (const [customUrl, username] of [
    ['@name', 'name'],
    ['name', 'name'],
    ['@', null],
    ['', null],
    [7, null],
  ] as const)
    assert.equal(readChannel({ customUrl })?.username, username)
  assert.equal(readChannel({ description: '' })?.description, '')
  for (const row of [{ id: null }, { id: 'a,b' }, { snippet: null }])
    assert.equal(readChannel({}, {}, row), null)
})

test('categories have an id and a name', () => {
  const items = [
    { id: '20', snippet: { title: 'Gaming', assignable: true } },
    { id: 10, snippet: { title: 'Music' } },
    { id: '1', snippet: { title: '' } },
    { id: '', snippet: { title: 'x' } },
    { id: '2' },
    null,
  ]
  assert.deepEqual(readCategoryList({ items }), {
    rows: [
      { categoryId: '20', gameName: 'Gaming', artUrl: null },
      { categoryId: '10', gameName: 'Music', artUrl: null },
    ],
    skipped: 4,
  })
})

test('an upload has the id of a video', () => {
  const ids = ['qgylp3Td1Bw', '-_x', ...nothings]
  const items = [null, {}, ...ids.map(videoId => ({ id: 'x', contentDetails: { videoId } }))]
  assert.deepEqual(readUploadList({ items }), {
    rows: ['qgylp3Td1Bw', '-_x'],
    skipped: nothings.length + 2,
  })
})

test('the list of uploads has the id of its channel with another beginning', () => {
  assert.equal(uploadsOf('UC_x5XG1OV2P6uZZ5FSM9Ttw'), 'UU_x5XG1OV2P6uZZ5FSM9Ttw')
  for (const id of ['', 'UC', 'UU_x', 'HC_x', 'xUC_x', 'UC x', 'UCa,b', 'UCé'])
    assert.equal(uploadsOf(id), null)
})

const readers = [readSearchPage, readVideoList, readChannelList, readUploadList, readCategoryList]

test('a list without items is an empty one only where it says that it is a list', () => {
  for (const read of readers) {
    for (const body of [{ kind: 'youtube#channelListResponse' }, { items: [] }])
      assert.equal(read(body)?.skipped, 0)
    for (const body of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { error: { code: 403 } },
      { items: null, kind: 'youtube#videoListResponse' },
      { items: {} },
      { kind: 'youtube#video' },
    ])
      assert.equal(read(body), null, JSON.stringify(body))
  }
})

const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('\ud800\0x'))

/** Objects like this one, in which now and then a value, at any depth, is something else. */
function like(value: unknown): fc.Arbitrary<unknown> {
  const same: fc.Arbitrary<unknown> =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? fc.record(
          Object.fromEntries(Object.entries(value).map(([key, field]) => [key, like(field)])),
        )
      : fc.constant(value)
  return fc.oneof({ weight: 30, arbitrary: same }, { weight: 1, arbitrary: odd })
}

test('no JSON whatever is fatal: each row is read or skipped, and texts can be stored', () => {
  const samples = [
    ...[videoRow(), videoRow({ state: 'upcoming' }), videoRow({ state: 'none' })],
    ...searchList().items.slice(0, 2),
    ...channelsList().items,
  ]
  const items = fc.array(fc.oneof(...samples.map(like), odd))
  let read = 0
  fc.assert(
    fc.property(fc.oneof(odd, fc.record({ items, nextPageToken: odd })), body => {
      for (const list of [readVideoList(body), readChannelList(body), readCategoryList(body)]) {
        if (list === null) continue
        read += list.rows.length
        const { items: rows = [] } = body as { items?: unknown[] }
        assert.equal(list.rows.length + list.skipped, rows.length)
        for (const text of textsIn(list.rows))
          assert.ok(text.isWellFormed() && !text.includes('\0'))
      }
      for (const text of [...textsIn(readSearchPage(body)), ...textsIn(readUploadList(body))])
        assert.ok(text.isWellFormed() && !text.includes('\0'))
    }),
    { numRuns: 300 },
  )
  assert.ok(read > 100, `${read} rows were read`)
})

/** Every text at any depth, but a page token, which is sent back as it came. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, field]) =>
    key === 'nextPageToken' ? [] : textsIn(field),
  )
}
