// The true client reads the simulated YouTube; what it makes of the answers is compared with the world
// itself.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { SearchPage } from '../src/platforms/tracked-client.ts'
import { createYoutubeClient } from '../src/platforms/youtube/client.ts'
import type { SimulatorOptions } from '../src/simulator/server.ts'
import { stateAt } from '../src/simulator/youtube-video.ts'
import { createYouTubeVideos } from '../src/simulator/youtube-videos.ts'
import { aLedger } from './conformance/ledger.ts'
import { liveNow } from './conformance/questions.ts'
import { aContext, errorOf, upTo } from './conformance/stage.ts'
import { evening, setUpYouTube, youtubeWorld } from './simulated-youtube.ts'

const videos = createYouTubeVideos(youtubeWorld)
const live = videos.liveAt(evening)
const idsOf = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id)
const channelIdOf = (video: (typeof live)[number]) =>
  videos.ids.channelId(videos.wordsAt(video, evening).worldChannelId)

async function setUp(t: TestContext, options: Partial<SimulatorOptions> = {}) {
  const { api = '', clock, key } = await setUpYouTube(t, options)
  const ledger = aLedger()
  const client = createYoutubeClient({
    ...ledger,
    config: { apiKey: key, apiUrl: api },
    retryAttempts: 1,
    clock,
    random: () => 0.5,
    userAgent: 'Livecensus/test',
    requestsPerMinute: 100_000,
  })
  return { client, context: aContext(), key, ledger }
}

test('a search shows titles and channels as they are, page after page', async t => {
  const { client, context, ledger } = await setUp(t)
  const titles: string[] = []
  let pageToken: string | null = null
  do {
    assert.ok(context.tally.requests < 20, 'the search has no end')
    const page: SearchPage = await client.search(liveNow, pageToken, context)
    assert.equal(page.skipped, 0)
    for (const found of page.found) {
      const video = videos.byId(found.streamId, evening) ?? assert.fail('it is of the world')
      // The index is some minutes late.
      const lately = upTo(15).map(minutes => videos.wordsAt(video, evening - 60 * minutes))
      const title = found.title ?? ''
      assert.ok(
        lately.some(words => words.title === title && words.channelTitle === found.channelTitle),
      )
      assert.equal(found.channelId, channelIdOf(video))
      titles.push(title)
    }
    pageToken = page.nextPageToken
  } while (pageToken !== null)
  assert.ok(titles.length > 250)
  assert.ok(titles.some(title => /[&<>"']/.test(title)))
  assert.deepEqual(new Set(ledger.spent.map(({ bucket }) => bucket)), new Set(['search']))
})

test('what is live is read with its count, hidden ones as unknown, and premieres as such', async t => {
  const { client, context } = await setUp(t)
  let hidden = 0
  let premieres = 0
  for (let from = 0; from < 500; from += 50) {
    const ids = idsOf(live.slice(from, from + 50))
    const { streams, missing, skipped } = await client.readVideos(ids, context)
    assert.deepEqual([streams.length, missing, skipped], [50, [], 0])
    for (const told of streams) {
      assert.ok(told.kind === 'live')
      const video = videos.byId(told.streamId, evening) ?? assert.fail('it is of the world')
      const { stream } = told
      assert.equal(stream.title, videos.wordsAt(video, evening).title)
      assert.equal(stream.channelId, channelIdOf(video))
      assert.equal(stream.viewers, videos.viewersAt(video, evening) || null)
      assert.equal(stream.startedAt, video.startedAt)
      assert.equal(told.isPremiere, video.isPremiere)
      if (stream.viewers === null) hidden += 1
      if (told.isPremiere) premieres += 1
    }
  }
  assert.ok(hidden > 0 && premieres > 0, `${hidden} hidden, ${premieres} premieres`)
})

test('several live videos of a channel come each by itself', async t => {
  const { client, context } = await setUp(t)
  const side = live.find(({ variant }) => variant === 2)
  const all = live.filter(({ broadcast }) => broadcast.channelNo === side?.broadcast.channelNo)
  const { streams } = await client.readVideos(idsOf(all), context)
  assert.ok(all.length > 1 && streams.length === all.length)
  const channels = streams.map(told => told.kind === 'live' && told.stream.channelId)
  assert.equal(new Set(channels).size, 1)
})

test('what is announced and what is over are told as such, what is nowhere is missing', async t => {
  const { client, context } = await setUp(t)
  const upcoming = videos.upcomingAt(evening).slice(0, 20)
  const ended = videos.endedAt(evening).slice(0, 20)
  const ids = [...idsOf(upcoming), ...idsOf(ended), 'dQw4w9WgXcQ']
  const { streams, missing, skipped } = await client.readVideos(ids, context)
  assert.deepEqual([missing, skipped], [['dQw4w9WgXcQ'], 0])
  assert.ok(upcoming.length > 0 && ended.length > 0)
  for (const told of streams) {
    const video = videos.byId(told.streamId, evening) ?? assert.fail('it is of the world')
    assert.equal(told.kind, stateAt(video, evening))
    if (told.kind === 'upcoming') assert.equal(told.scheduledAt, video.scheduledAt)
    if (told.kind === 'ended') assert.equal(told.endedAt, video.endsAt)
  }
})

test('the uploads of a channel hold what it has live, the newest first', async t => {
  const { client, context, ledger } = await setUp(t)
  for (const video of live.slice(0, 20)) {
    const { rows, skipped } = await client.readUploads(channelIdOf(video), context)
    assert.ok(rows.includes(video.id) && rows.length <= 50)
    assert.equal(skipped, 0)
    const published = rows.map(id => videos.byId(id, evening)?.publishedAt ?? 0)
    assert.deepEqual(
      published,
      published.toSorted((a, b) => b - a),
    )
  }
  const unknown = await errorOf(client.readUploads(`UC${'-'.repeat(22)}`, context))
  assert.equal(unknown.code, 'not_found')
  assert.deepEqual(new Set(ledger.spent.map(({ bucket }) => bucket)), new Set(['default']))
})

test('channels and categories are read', async t => {
  const { client, context } = await setUp(t)
  const ids = [...new Set(live.slice(0, 50).map(channelIdOf))]
  const { rows, skipped } = await client.readChannels(ids, context)
  assert.deepEqual([rows.length, skipped], [ids.length, 0])
  for (const { displayName, registeredAt, subscribers } of rows) {
    assert.ok(displayName !== null && registeredAt !== null)
    assert.ok(subscribers === null || subscribers >= 0)
  }
  const categories = await client.readVideoCategories('DE', context)
  assert.ok(categories.rows.some(({ gameName }) => gameName === 'Gaming'))
})

test('each bucket is closed by its own exhaustion', async t => {
  const { client, context, key, ledger } = await setUp(t, {
    youtubeQuota: { search: 1, units: 1 },
  })
  const [video] = live
  const ask = [
    () => client.search(liveNow, null, context),
    () => client.readVideos([video?.id ?? ''], context),
  ]
  for (const again of ask) {
    await again()
    assert.equal((await errorOf(again(), [key])).code, 'rate_limited')
  }
  assert.deepEqual(ledger.exhausted, ['search', 'default'])
})
