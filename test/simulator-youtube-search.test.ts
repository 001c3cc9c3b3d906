// What a search of the simulated YouTube is: a selection, minutes old, in pages that grow thinner.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createYouTubeVideos } from '../src/simulator/youtube-videos.ts'
import {
  evening,
  liveSearch,
  type SearchItem,
  setUpYouTube,
  youtubeWorld,
} from './simulated-youtube.ts'

const videos = createYouTubeVideos(youtubeWorld)
/** What the index of the evening was made of. */
const indexed = new Map(videos.liveAt(evening - 240).map(video => [video.id, video]))
const idOf = ({ id }: SearchItem) => id.videoId

test('a search shows at most 500 of what is live, on pages that grow thinner and repeat', async t => {
  const { walk } = await setUpYouTube(t)
  const pages = await walk(liveSearch)
  const rows = pages.flat()
  const ids = new Set(rows.map(idOf))
  assert.equal(pages.length, 10)
  assert.ok(ids.size < rows.length && rows.length < 500, `${ids.size} of ${rows.length}`)
  assert.ok(indexed.size > 1_500)
  for (const id of ids) assert.ok(indexed.has(id))
  const [first, , ...later] = pages
  assert.equal(first?.length, 50)
  assert.ok((later.at(-1)?.length ?? 50) < 40)
})

test('many searches together still do not show all', async t => {
  const { walk } = await setUpYouTube(t)
  const ids = new Set<string>()
  const queries = ['US', 'BR', 'JP', 'IN'].map(region => `&regionCode=${region}`)
  const topics = ['20', '25', '10', '24'].map(category => `&videoCategoryId=${category}`)
  for (const query of [...queries, ...topics])
    for (const row of (await walk(liveSearch + query)).flat()) ids.add(idOf(row))
  assert.ok(ids.size > 600 && ids.size < indexed.size * 0.9, `${ids.size} of ${indexed.size}`)
})

test('region and language lean and do not filter', async t => {
  const { walk } = await setUpYouTube(t)
  const shareOf = async (query: string, code: string) => {
    const items = (await walk(liveSearch + query)).flat()
    const spoken = items.map(item => indexed.get(idOf(item))?.broadcast.language.code)
    return spoken.filter(one => one === code).length / items.length
  }
  const [usual, leaning, wanted] = [
    await shareOf('&regionCode=US', 'ja'),
    await shareOf('&regionCode=JP', 'ja'),
    await shareOf('&regionCode=JP&relevanceLanguage=ja', 'ja'),
  ]
  assert.ok(usual < leaning && leaning < wanted && wanted < 1, `${[usual, leaning, wanted]}`)
})

test('the index is minutes behind: what began is not in it, what ended still is', async t => {
  const { clock, read, readVideos } = await setUpYouTube(t)
  const now = evening + 280
  clock.advance(280_000)
  const shown = async (id: string) => {
    const video = videos.byId(id, now)
    const channel = video && videos.ids.channelId(videos.wordsAt(video, now).worldChannelId)
    const { items = [] } = await read<SearchItem>('search', `${liveSearch}&channelId=${channel}`)
    return items.find(item => idOf(item) === id)?.snippet.liveBroadcastContent
  }
  const begun = videos.liveAt(now).filter(({ broadcast }) => broadcast.startedAt > evening)
  const over = [...indexed.values()].filter(
    ({ broadcast, goneAt }) => broadcast.endsAt <= now && (goneAt ?? now + 1) > now,
  )
  assert.ok(begun.length > 0 && over.length > 0)
  for (const { id } of begun) assert.equal(await shown(id), undefined)
  const states = await Promise.all(over.map(({ id }) => shown(id)))
  // A safe search leaves out a few.
  assert.ok(states.filter(state => state === 'live').length > over.length / 2, `${states}`)
  for (const { snippet } of (await readVideos(over.map(({ id }) => id))).values())
    assert.equal(snippet.liveBroadcastContent, 'none')
})

test('orders are kept', async t => {
  const { read } = await setUpYouTube(t)
  const rowsOf = async (order: string) =>
    (await read<SearchItem>('search', `${liveSearch}&order=${order}`)).items ?? []
  const viewers = (await rowsOf('viewCount')).map(row => {
    const video = indexed.get(idOf(row))
    return video === undefined ? -1 : (videos.viewersAt(video, evening - 240) ?? 0)
  })
  assert.deepEqual(
    viewers,
    viewers.toSorted((a, b) => b - a),
  )
  const times = (await rowsOf('date')).map(({ snippet }) => snippet.publishedAt)
  assert.deepEqual(times, times.toSorted().toReversed())
  const relevant = (await rowsOf('relevance')).map(idOf)
  assert.notDeepEqual(relevant, (await rowsOf('viewCount')).map(idOf))
})

test('categories, words and dates filter', async t => {
  const { walk } = await setUpYouTube(t)
  for (const row of (await walk(`${liveSearch}&videoCategoryId=10`)).flat()) {
    const video = indexed.get(idOf(row))
    assert.equal(video && videos.categoryIdAt(video, evening - 240), '10')
  }
  const named = (await walk(`${liveSearch}&q=live%20-24`)).flat()
  assert.ok(named.length > 10)
  for (const { snippet } of named) {
    assert.match(`${snippet.title} ${snippet.channelTitle}`, /live/i)
    assert.doesNotMatch(`${snippet.title} ${snippet.channelTitle}`, /24/)
  }
  const after = '2026-05-15T18:00:00Z'
  const fresh = (await walk(`${liveSearch}&publishedAfter=${after}`)).flat()
  assert.ok(fresh.length > 0)
  for (const { snippet } of fresh) assert.ok(snippet.publishedAt >= after)
})

const signs: Readonly<Record<string, string>> = { '&amp;': '&', '&quot;': '"', '&#39;': "'" }
const asPlain = (text: string) => text.replace(/&(?:amp|quot|#39);/g, entity => signs[entity] ?? '')

test('titles are escaped in searches alone', async t => {
  const { readVideos, walk } = await setUpYouTube(t)
  const rows = (await walk(liveSearch)).flat()
  const escaped = rows.filter(({ snippet }) => asPlain(snippet.title) !== snippet.title)
  assert.ok(escaped.length > 0)
  const told = await readVideos(escaped.map(idOf))
  for (const row of escaped) {
    const video = indexed.get(idOf(row))
    assert.ok(video !== undefined)
    assert.equal(asPlain(row.snippet.title), videos.wordsAt(video, evening - 240).title)
    const title = told.get(video.id)?.snippet.title
    if (title !== undefined) assert.equal(title, videos.wordsAt(video, evening).title)
  }
})

test('upcoming and completed videos are found as such', async t => {
  const { readVideos, walk } = await setUpYouTube(t)
  for (const [event, state] of [
    ['upcoming', 'upcoming'],
    ['completed', 'none'],
  ] as const) {
    const rows = (await walk(liveSearch.replace('live', event))).flat()
    assert.ok(rows.length > 50, `${event} ${rows.length}`)
    for (const { snippet } of rows) assert.equal(snippet.liveBroadcastContent, state)
    const told = await readVideos(rows.map(idOf))
    assert.ok(told.size > 50)
  }
})

test('page tokens lead on and back, and the sum says nothing', async t => {
  const { read } = await setUpYouTube(t)
  const first = await read<SearchItem>('search', liveSearch)
  const second = await read<SearchItem>('search', `${liveSearch}&pageToken=${first.nextPageToken}`)
  assert.equal(first.prevPageToken, undefined)
  const back = await read<SearchItem>('search', `${liveSearch}&pageToken=${second.prevPageToken}`)
  assert.deepEqual(back.items, first.items)
  assert.notEqual(first.pageInfo.totalResults, indexed.size)
  assert.ok(first.pageInfo.totalResults <= 1_000_000)
  const none = await read<SearchItem>('search', `${liveSearch.replace('50', '0')}`)
  assert.deepEqual([none.items, none.nextPageToken], [[], undefined])
})
