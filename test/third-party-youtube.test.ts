// Google's own client reads the simulated YouTube unchanged, told only another root address; what it
// makes of the answers is compared with the world itself.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { youtube } from '@googleapis/youtube'
import { createYouTubeVideos } from '../src/simulator/youtube-videos.ts'
import { evening, setUpYouTube, youtubeWorld } from './simulated-youtube.ts'

const videos = createYouTubeVideos(youtubeWorld)
const live = videos.liveAt(evening)

async function setUp(t: TestContext, search: number | null = null) {
  const stage = await setUpYouTube(t, { youtubeQuota: { search, units: null } })
  const rootUrl = `${stage.simulator.url}/`
  // Without retries of its own, which wait for real.
  const options = { version: 'v3', auth: 'any-key', rootUrl, retry: false } as const
  return { ...stage, client: youtube(options) }
}

const live50 = {
  part: ['snippet'],
  type: ['video'],
  eventType: 'live',
  order: 'viewCount',
  maxResults: 50,
}

test('a search is walked page by page, and its videos are read', async t => {
  const { client } = await setUp(t)
  const found = new Set<string>()
  let pageToken: string | undefined
  do {
    const { data } = await client.search.list({ ...live50, ...(pageToken && { pageToken }) })
    for (const { id } of data.items ?? []) found.add(id?.videoId ?? '')
    pageToken = data.nextPageToken ?? undefined
  } while (pageToken !== undefined)
  assert.ok(found.size > 250 && found.size <= 500)
  const id = [...found].slice(0, 50)
  const { data } = await client.videos.list({
    part: ['snippet', 'liveStreamingDetails', 'statistics', 'contentDetails', 'status'],
    id,
  })
  assert.equal(data.pageInfo?.totalResults, data.items?.length)
  for (const item of data.items ?? []) {
    const video = videos.byId(item.id ?? '', evening)
    assert.ok(video !== null)
    const { title, worldChannelId } = videos.wordsAt(video, evening)
    assert.equal(item.snippet?.title, title)
    assert.equal(item.snippet?.channelId, videos.ids.channelId(worldChannelId))
    const { concurrentViewers } = item.liveStreamingDetails ?? {}
    const viewers = videos.viewersAt(video, evening)
    assert.equal(concurrentViewers, viewers ? String(viewers) : undefined)
  }
})

test('channels, uploads, categories and regions are read', async t => {
  const { client } = await setUp(t)
  const [video] = live
  assert.ok(video !== undefined)
  const words = videos.wordsAt(video, evening)
  const id = [videos.ids.channelId(words.worldChannelId)]
  const channels = await client.channels.list({ part: ['snippet', 'contentDetails'], id })
  const [channel] = channels.data.items ?? []
  assert.equal(channel?.snippet?.title, words.channelTitle)
  const playlistId = channel?.contentDetails?.relatedPlaylists?.uploads ?? ''
  const uploads = await client.playlistItems.list({ part: ['contentDetails'], playlistId })
  assert.ok(uploads.data.items?.some(item => item.contentDetails?.videoId === video.id))
  const categories = await client.videoCategories.list({ part: ['snippet'], regionCode: 'DE' })
  assert.ok(categories.data.items?.some(item => item.snippet?.title === 'Gaming'))
  const regions = await client.i18nRegions.list({ part: ['snippet'] })
  assert.ok(regions.data.items?.some(item => item.id === 'DE'))
})

test('partial answers hold only what was asked for', async t => {
  const { client } = await setUp(t)
  const id = live.slice(0, 3).map(one => one.id)
  const fields = 'items(id,liveStreamingDetails/concurrentViewers)'
  const { data } = await client.videos.list({
    part: ['snippet', 'liveStreamingDetails'],
    id,
    fields,
  })
  assert.deepEqual(Object.keys(data), ['items'])
  assert.equal(data.items?.length, 3)
  for (const item of data.items ?? []) assert.equal(item.snippet, undefined)
})

test('refusals are errors with their reason', async t => {
  const { client } = await setUp(t, 1)
  await client.search.list(live50)
  const quota = { status: 403, message: /exceeded your/ }
  await assert.rejects(client.search.list(live50), quota)
  await assert.rejects(client.videos.list({ part: ['snippet'] }), { status: 400 })
})
