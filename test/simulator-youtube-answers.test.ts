// The form of the simulated YouTube's answers: fields and parameters as Google describes them, parts,
// refusals, entity tags, compression, and the same bytes whenever the same is asked.

import assert from 'node:assert/strict'
import { get, type IncomingHttpHeaders } from 'node:http'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { AnswerRecord } from '../src/simulator/faults/faults.ts'
import { parametersOf } from '../src/simulator/youtube-parameters.ts'
import { listShapeOf, type ResourceName, type Shape } from '../src/simulator/youtube-shapes.ts'
import { createYouTubeVideos } from '../src/simulator/youtube-videos.ts'
import {
  aYouTubeWorld,
  type Described,
  evening,
  liveSearch,
  parametersOfList,
  refusalOf,
  resolve,
  responseOf,
  type SearchItem,
  setUpYouTube,
  type VideoItem,
  type YouTubeList,
  youtubeWorld,
} from './simulated-youtube.ts'

const someIds = createYouTubeVideos(youtubeWorld)
  .liveAt(evening)
  .slice(0, 50)
  .map(({ id }) => id)

const lists: Readonly<Record<YouTubeList, ResourceName>> = {
  search: 'searchResult',
  videos: 'video',
  channels: 'channel',
  playlistItems: 'playlistItem',
  videoCategories: 'videoCategory',
  i18nRegions: 'i18nRegion',
}

/** Every field of a description is in a shape, and below items no other. */
function holdShape(
  shape: Shape | null,
  described: Described,
  isExact: boolean,
  path: string,
): void {
  const { items, properties } = resolve(described)
  if (items !== undefined) holdShape(shape, items, true, path)
  if (shape === null || properties === undefined) return
  if (isExact)
    assert.deepEqual(Object.keys(shape).toSorted(), Object.keys(properties).toSorted(), path)
  for (const [name, below] of Object.entries(properties)) {
    assert.ok(name in shape, `${path}.${name}`)
    holdShape(shape[name] ?? null, below, isExact, `${path}.${name}`)
  }
}

test('fields and parameters are those of the description', () => {
  for (const [list, name] of Object.entries(lists) as [YouTubeList, ResourceName][]) {
    assert.deepEqual([...parametersOf(name)].toSorted(), parametersOfList(list))
    holdShape(listShapeOf(name), responseOf(list), false, list)
  }
})

test('two worlds of one seed give equal bytes, in any order of asking', async t => {
  const some = someIds.join()
  const targets = [
    `/search?${liveSearch}`,
    `/search?${liveSearch}&pageToken=CDIQAA`,
    `/search?${liveSearch}&order=viewCount&regionCode=BR`,
    `/search?${liveSearch.replace('live', 'upcoming')}`,
    `/search?${liveSearch.replace('live', 'completed')}`,
    `/videos?part=snippet,liveStreamingDetails&id=${some}`,
  ]
  const [first, second] = [
    await setUpYouTube(t),
    await setUpYouTube(t, { youtube: aYouTubeWorld() }),
  ]
  const textsOf = async ({ ask }: typeof first, asked: readonly string[]) => {
    const texts = new Map<string, string>()
    for (const target of asked) texts.set(target, await (await ask(target)).text())
    return texts
  }
  const forwards = await textsOf(first, targets)
  assert.deepEqual(await textsOf(second, targets.toReversed()), forwards)
})

test('parts and fields keep only what they name', async t => {
  const { read } = await setUpYouTube(t)
  const [id] = someIds
  const all = await read<VideoItem>(
    'videos',
    `part=snippet,statistics,liveStreamingDetails&id=${id}`,
  )
  const [item] = all.items ?? []
  assert.ok(item !== undefined)
  assert.deepEqual(Object.keys(item), [
    'kind',
    'etag',
    'id',
    'snippet',
    'liveStreamingDetails',
    'statistics',
  ])
  const ask = async (fields: string) => {
    const query = `part=snippet,liveStreamingDetails&id=${id}&fields=${encodeURIComponent(fields)}`
    return read<VideoItem>('videos', query)
  }
  const { concurrentViewers } = item.liveStreamingDetails
  const { title } = item.snippet
  assert.deepEqual(
    await ask('items(id,snippet(title),liveStreamingDetails/concurrentViewers),nextPageToken'),
    { items: [{ id, snippet: { title }, liveStreamingDetails: { concurrentViewers } }] },
  )
  assert.deepEqual(await ask('items/snippet/title,items/id'), {
    items: [{ id, snippet: { title } }],
  })
  assert.deepEqual(Object.keys(await ask('*')), ['kind', 'etag', 'items', 'pageInfo'])
  const found = await read<SearchItem>('search', `${liveSearch}&fields=items(id/videoId)`)
  assert.deepEqual(Object.keys(found), ['items'])
  for (const one of found.items ?? []) assert.deepEqual(Object.keys(one.id), ['videoId'])
})

const refused: readonly [target: string, status: number, reason: string][] = [
  ['/videos?id=x', 400, 'missingRequiredParameter'],
  ['/videos?part=snippet', 400, 'missingRequiredParameter'],
  ['/videos?part=snippets&id=x', 400, 'unknownPart'],
  ['/videos?part=id&chart=mostPopular', 404, 'videoChartNotFound'],
  [`/videos?part=id&id=${Array.from({ length: 51 }, (_, i) => `id${i}`)}`, 400, 'invalidFilters'],
  ['/videos?part=id&id=x&fields=items(id', 400, 'invalidParameter'],
  ['/videos?part=id&id=x&fields=items(id,views)', 400, 'invalidParameter'],
  ['/videos?part=id&id=x&fields=items(id)x', 400, 'invalidParameter'],
  ['/videos?part=id&ids=x', 400, 'unexpectedParameter'],
  ['/channels?part=id', 400, 'missingRequiredParameter'],
  ['/videoCategories?part=snippet', 400, 'missingRequiredParameter'],
  ['/videoCategories?part=snippet&regionCode=XX', 400, 'invalidRegionCode'],
  ['/playlistItems?part=id&playlistId=UCx', 404, 'playlistNotFound'],
  ['/search?part=snippet&eventType=live', 400, 'invalidSearchFilter'],
  ['/search?part=snippet&eventType=live&type=video,channel', 400, 'invalidSearchFilter'],
  ['/search?part=snippet&type=video&eventType=now', 400, 'invalidParameter'],
  ['/search?part=snippet&maxResults=51', 400, 'invalidParameter'],
  ['/search?part=snippet&pageToken=CBkQ', 400, 'invalidPageToken'],
  ['/search?part=snippet&regionCode=QQ', 400, 'invalidRegionCode'],
  ['/search?part=snippet&publishedAfter=yesterday', 400, 'invalidParameter'],
  ['/streams?part=id', 404, 'notFound'],
]

test('wrong questions are refused in the form of Google, and cost one all the same', async t => {
  const records: AnswerRecord[] = []
  const { ask } = await setUpYouTube(t, { onAnswer: record => records.push(record) })
  for (const [target, status, reason] of refused) {
    assert.deepEqual(await refusalOf(await ask(target)), { status, reason }, target)
    const bucket = target.startsWith('/search') ? 'search' : 'units'
    const cost = reason === 'notFound' ? 0 : 1
    assert.deepEqual(records.at(-1)?.quota, { bucket, cost }, target)
  }
})

test('what is known by its tag is not sent again, and costs the same', async t => {
  const records: AnswerRecord[] = []
  const { ask, key } = await setUpYouTube(t, { onAnswer: record => records.push(record) })
  const target = `/channels?part=id&forHandle=${youtubeWorld.liveAt(evening)[0]?.words.login}`
  const { etag } = (await (await ask(target)).json()) as { etag: string }
  const again = await ask(target, { 'x-goog-api-key': key, 'if-none-match': etag })
  assert.deepEqual([again.status, await again.text()], [304, ''])
  assert.deepEqual(records.at(-1)?.quota, { bucket: 'units', cost: 1 })
})

/** The bytes as they come, which fetch would unpack. */
function readRaw(address: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{ headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    get(address, { headers }, async response => {
      resolve({ headers: response.headers, body: Buffer.concat(await response.toArray()) })
    }).on('error', reject)
  })
}

test('answers are compressed for who accepts it and says so in the user agent', async t => {
  const { api } = await setUpYouTube(t)
  const address = `${api}/search?${liveSearch}&key=any`
  const plain = await readRaw(address, { 'accept-encoding': 'gzip', 'user-agent': 'one' })
  const packed = await readRaw(address, { 'accept-encoding': 'gzip', 'user-agent': 'one (gzip)' })
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.ok(packed.body.length < plain.body.length / 3)
  assert.deepEqual(gunzipSync(packed.body), plain.body)
})
