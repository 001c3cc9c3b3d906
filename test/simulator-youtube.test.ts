// Holds the simulated YouTube to its own world: what is told of a video or a channel is true, and ids
// lead back to what they were made of.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followersAt } from '../src/simulator/followers.ts'
import { stateAt, variantOf } from '../src/simulator/youtube-video.ts'
import { createYouTubeVideos } from '../src/simulator/youtube-videos.ts'
import { aYouTubeWorld, evening, setUpYouTube, youtubeWorld } from './simulated-youtube.ts'

const videos = createYouTubeVideos(youtubeWorld)
const live = videos.liveAt(evening)
const idsOf = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id)
const epoch = (text: string | undefined) => Date.parse(text ?? '') / 1_000

test('the list of the world and a video by its id are of the same broadcast', () => {
  const again = createYouTubeVideos(aYouTubeWorld())
  for (const video of live) assert.deepEqual(again.byId(video.id, evening), video)
  assert.equal(new Set(idsOf(live)).size, live.length)
  assert.ok(live.some(({ broadcast }) => broadcast.resumes))
  assert.ok(live.some(({ broadcast }) => broadcast.isPermanent))
})

test('ids lead back to videos and channels, in this world alone, and other texts nowhere', () => {
  const other = createYouTubeVideos(aYouTubeWorld(2))
  for (const video of live.slice(0, 300)) {
    assert.match(video.id, /^[\w-]{11}$/)
    assert.equal(other.byId(video.id, evening), null)
    const { worldChannelId } = videos.wordsAt(video, evening)
    const channelId = videos.ids.channelId(worldChannelId)
    assert.match(channelId, /^UC[\w-]{22}$/)
    assert.equal(videos.ids.readChannelId(channelId), worldChannelId)
    assert.equal(other.ids.readChannelId(channelId), null)
    const turned = [...video.id].toReversed().join('')
    assert.equal(videos.byId(turned, evening), null)
  }
  for (const text of ['', 'x', 'dQw4w9WgXcQ', '-----------', 'UC----------------------'])
    assert.deepEqual([videos.byId(text, evening), videos.ids.readChannelId(text)], [null, null])
})

test('videos are told as they are, hidden counts and zeros by silence', async t => {
  const { readVideos } = await setUpYouTube(t)
  const told = await readVideos(idsOf(live))
  assert.equal(told.size, live.length)
  let silent = 0
  for (const video of live) {
    const item = told.get(video.id)
    assert.ok(item !== undefined)
    const details = item.liveStreamingDetails
    const viewers = videos.viewersAt(video, evening)
    const { broadcast } = video
    if (video.variant === variantOf.own)
      assert.equal(viewers, youtubeWorld.viewersAt(broadcast, evening).shown)
    assert.equal(details.concurrentViewers, viewers ? String(viewers) : undefined)
    if (!viewers) silent += 1
    assert.equal(item.snippet.liveBroadcastContent, 'live')
    assert.equal(epoch(details.actualStartTime), broadcast.startedAt)
    assert.equal(details.actualEndTime, undefined)
    assert.ok(details.activeLiveChatId)
    assert.equal(item.contentDetails.duration === 'P0D', !video.isPremiere)
    assert.ok(item.snippet.title !== '' && !/[<>]/.test(item.snippet.title))
  }
  assert.ok(silent > live.length * 0.02 && silent < live.length * 0.3, `${silent}`)
  assert.ok(live.some(({ isPremiere }) => isPremiere))
})

test('a channel can have several live videos at once, each with its own title and count', async t => {
  const { readVideos } = await setUpYouTube(t)
  const side = live.find(({ variant }) => variant === 2)
  const all = live.filter(({ broadcast }) => broadcast.channelNo === side?.broadcast.channelNo)
  assert.ok(all.length >= 3)
  const items = [...(await readVideos(idsOf(all))).values()]
  assert.equal(new Set(items.map(({ snippet }) => snippet.channelId)).size, 1)
  assert.equal(new Set(items.map(({ snippet }) => snippet.title)).size, all.length)
})

test('an announced video is upcoming, then live, then over, under one id', async t => {
  const { clock, readVideos } = await setUpYouTube(t)
  const upcoming = videos.upcomingAt(evening)
  const video = upcoming.find(
    ({ endsAt, goneAt, startedAt }) => startedAt && !goneAt && endsAt < evening + 36_000,
  )
  assert.ok(video?.startedAt && video.scheduledAt)
  const stateNow = async () => (await readVideos([video.id])).get(video.id)
  const before = await stateNow()
  assert.equal(before?.snippet.liveBroadcastContent, 'upcoming')
  assert.deepEqual(Object.keys(before.liveStreamingDetails), ['scheduledStartTime'])
  assert.equal(epoch(before.liveStreamingDetails.scheduledStartTime), video.scheduledAt)
  clock.advance((video.startedAt - evening) * 1_000)
  const during = await stateNow()
  assert.equal(during?.snippet.liveBroadcastContent, 'live')
  assert.equal(epoch(during.liveStreamingDetails.actualStartTime), video.startedAt)
  clock.advance((video.endsAt - video.startedAt) * 1_000)
  const after = await stateNow()
  assert.equal(after?.snippet.liveBroadcastContent, 'none')
  assert.equal(epoch(after.liveStreamingDetails.actualEndTime), video.endsAt)
  assert.equal(after.liveStreamingDetails.concurrentViewers, undefined)
  assert.match(after.contentDetails.duration, /^PT\d/)
  assert.ok(Number(after.statistics.viewCount) >= Number(during.statistics.viewCount))
  assert.equal(after.snippet.publishedAt, before.snippet.publishedAt)
})

test('some that are announced begin late, and some never', () => {
  const upcoming = videos.upcomingAt(evening)
  assert.ok(
    upcoming.some(({ scheduledAt, startedAt }) => startedAt && (scheduledAt ?? 0) < evening),
  )
  const phantom = upcoming.find(({ startedAt }) => startedAt === null)
  assert.ok(phantom?.goneAt)
  assert.ok((phantom.scheduledAt ?? 0) < phantom.goneAt)
  assert.equal(stateAt(phantom, phantom.goneAt - 1), 'upcoming')
  assert.equal(videos.byId(phantom.id, phantom.goneAt), null)
})

test('of what has ended some is deleted, and then missing', async t => {
  const { clock, readVideos } = await setUpYouTube(t)
  clock.advance(3 * 86_400_000)
  const short = live.filter(({ broadcast }) => !broadcast.isPermanent)
  const left = await readVideos(idsOf(short))
  assert.ok(left.size > short.length * 0.8 && left.size < short.length * 0.95, `${left.size}`)
  for (const { liveStreamingDetails } of left.values())
    assert.ok(liveStreamingDetails.actualEndTime)
})

test('channels are told by id and handle, their subscribers in three digits or not at all', async t => {
  const { read } = await setUpYouTube(t)
  interface Item {
    readonly id: string
    readonly snippet: { readonly title: string; readonly customUrl: string }
    readonly statistics: {
      readonly subscriberCount?: string
      readonly hiddenSubscriberCount: boolean
    }
    readonly contentDetails: { readonly relatedPlaylists: { readonly uploads: string } }
  }
  const parts = 'part=snippet,statistics,contentDetails'
  const wanted = live.filter(({ variant }) => variant === variantOf.own).slice(0, 1_000)
  let hidden = 0
  for (let from = 0; from < wanted.length; from += 49) {
    const words = wanted.slice(from, from + 49).map(video => videos.wordsAt(video, evening))
    const ids = words.map(({ worldChannelId }) => videos.ids.channelId(worldChannelId))
    const { items = [] } = await read<Item>('channels', `${parts}&id=${ids},UCx`)
    assert.deepEqual(idsOf(items).toSorted(), ids.toSorted())
    for (const { contentDetails, id, snippet, statistics } of items) {
      const worldId = videos.ids.readChannelId(id) ?? ''
      const channel = youtubeWorld.channels.byId(worldId, evening)
      assert.ok(channel !== null)
      assert.deepEqual(
        [snippet.title, snippet.customUrl],
        [channel.displayName, `@${channel.login}`],
      )
      assert.equal(contentDetails.relatedPlaylists.uploads, `UU${id.slice(2)}`)
      const { hiddenSubscriberCount, subscriberCount } = statistics
      assert.equal(subscriberCount === undefined, hiddenSubscriberCount)
      if (hiddenSubscriberCount) hidden += 1
      if (subscriberCount === undefined) continue
      const followers = followersAt(channel, evening)
      assert.match(subscriberCount, /^\d{1,3}0*$/)
      assert.ok(Math.abs(Number(subscriberCount) - followers) <= followers / 100)
    }
  }
  assert.ok(hidden > 10 && hidden < 90, `${hidden}`)
  const login = youtubeWorld.namesOf(
    live[0]?.broadcast ?? { channelNo: 0, channelSeed: 0, language: { code: 'en' } },
  ).login
  for (const handle of [`@${login}`, login.toUpperCase()])
    assert.equal((await read<Item>('channels', `${parts}&forHandle=${handle}`)).items?.length, 1)
  const nobody = await read<Item>('channels', `${parts}&forHandle=@nobody.here`)
  assert.deepEqual([nobody.items, nobody.pageInfo.totalResults], [undefined, 0])
})

test("the uploads of a channel hold its live video, and nobody's are refused", async t => {
  const { ask, read } = await setUpYouTube(t)
  for (const video of live.filter((_, place) => place % 40 === 0)) {
    const { worldChannelId } = videos.wordsAt(video, evening)
    const playlist = `UU${videos.ids.channelId(worldChannelId).slice(2)}`
    const { items = [] } = await read<{ contentDetails: { videoId: string } }>(
      'playlistItems',
      `part=snippet,contentDetails,status&maxResults=50&playlistId=${playlist}`,
    )
    assert.ok(items.some(({ contentDetails }) => contentDetails.videoId === video.id))
  }
  assert.equal((await ask('/playlistItems?part=id&playlistId=UUx')).status, 404)
})

test('categories and regions are listed, every category of a video among them', async t => {
  const { read } = await setUpYouTube(t)
  const categories = await read<{ id: string }>('videoCategories', 'part=snippet&regionCode=US')
  const known = new Set(idsOf(categories.items ?? []))
  for (const { id } of youtubeWorld.categoriesAt(evening)) assert.ok(known.has(id), id)
  const regions = await read<{ id: string }>('i18nRegions', 'part=snippet')
  assert.ok((regions.items?.length ?? 0) > 90)
})
