// The limits of the simulated YouTube: buckets of a Pacific day, keys, and faults.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnswerRecord } from '../src/simulator/faults/faults.ts'
import type { FaultSpec } from '../src/simulator/faults/table.ts'
import { createWorlds, youtubeScale } from '../src/simulator/worlds.ts'
import { createYouTubeVideos } from '../src/simulator/youtube-videos.ts'
import {
  evening,
  liveSearch,
  refusalOf,
  type SearchItem,
  setUpYouTube,
  type VideoItem,
  youtubeWorld,
} from './simulated-youtube.ts'

const hour = 3_600_000
const search = '/search?part=id&type=video&eventType=live&maxResults=1'
const regions = '/i18nRegions?part=id'
const exceeded = { status: 403, reason: 'quotaExceeded' }
const live = createYouTubeVideos(youtubeWorld).liveAt(evening)
const someIds = live.slice(0, 50).map(({ id }) => id)

test('searches and units are counted apart, and neither is ever exceeded', async t => {
  const { ask } = await setUpYouTube(t, { youtubeQuota: { search: 3, units: 5 } })
  for (let i = 0; i < 3; i += 1) assert.equal((await ask(search)).status, 200)
  for (let i = 0; i < 4; i += 1) assert.deepEqual(await refusalOf(await ask(search)), exceeded)
  for (let i = 0; i < 4; i += 1) assert.equal((await ask(regions)).status, 200)
  assert.equal((await ask('/videos?part=nothing&id=x')).status, 400)
  assert.deepEqual(await refusalOf(await ask(regions)), exceeded)
  assert.deepEqual(await refusalOf(await ask('/videos?part=nothing&id=x')), exceeded)
})

test('without other words there are 100 searches and 10,000 units', async t => {
  const { ask } = await setUpYouTube(t, { youtubeQuota: {} })
  const statuses: number[] = []
  for (let i = 0; i < 102; i += 1) statuses.push((await ask('/search?part=id')).status)
  assert.deepEqual(statuses.indexOf(403), 100)
  assert.equal((await ask(regions)).status, 200)
})

const midnights: readonly [name: string, at: string][] = [
  ['of an ordinary day', '2026-05-16T07:00:00Z'],
  ['that begins the day of 23 hours', '2026-03-08T08:00:00Z'],
  ['that ends it', '2026-03-09T07:00:00Z'],
  ['that begins the day of 25 hours', '2026-11-01T07:00:00Z'],
  ['that ends it', '2026-11-02T08:00:00Z'],
]

for (const [name, at] of midnights)
  test(`buckets are filled at the Pacific midnight ${name}, ${at}`, async t => {
    const { ask, setClock } = await setUpYouTube(t, { youtubeQuota: { search: 1, units: 1 } })
    const midnight = Date.parse(at)
    setClock(midnight - 6 * hour)
    assert.equal((await ask(regions)).status, 200)
    for (const before of [5 * hour, hour, 1]) {
      setClock(midnight - before)
      assert.deepEqual(await refusalOf(await ask(regions)), exceeded)
    }
    setClock(midnight)
    assert.equal((await ask(regions)).status, 200)
    assert.deepEqual(await refusalOf(await ask(regions)), exceeded)
  })

test('any key is good, in the address or the head, and none is not', async t => {
  const { ask } = await setUpYouTube(t, { youtubeQuota: { units: 2 } })
  assert.deepEqual(await refusalOf(await ask(regions, {})), { status: 403, reason: 'forbidden' })
  assert.equal((await ask(`${regions}&key=one`, {})).status, 200)
  assert.equal((await ask(regions, { 'x-goog-api-key': 'two' })).status, 200)
  // More keys bring no more of the quota.
  assert.deepEqual(await refusalOf(await ask(`${regions}&key=three`, {})), exceeded)
})

test('where one key is told, no other is good', async t => {
  const { ask, simulator } = await setUpYouTube(t, {
    youtubeKey: 'right',
    youtubeQuota: { units: 1 },
  })
  assert.equal(simulator.environment.YOUTUBE_API_KEY, 'right')
  const wrong = await ask(`${regions}&key=wrong`, {})
  assert.match(await wrong.clone().text(), /API key not valid.*API_KEY_INVALID/s)
  assert.deepEqual(await refusalOf(wrong), { status: 400, reason: 'badRequest' })
  assert.equal((await ask(`${regions}&key=right`, {})).status, 200)
})

test('the world of YouTube is a twentieth of that of Twitch', () => {
  assert.deepEqual([1, 300, 3_000, 100_000].map(youtubeScale), [1, 15, 150, 5_000])
  const { youtube } = createWorlds({ seed: 1, scale: 3_000, platforms: ['youtube'] })
  assert.deepEqual([youtube?.platform, youtube?.scale, youtube?.stretch], ['youtube', 150, true])
})

const videosOf = `/videos?part=liveStreamingDetails&id=${someIds}`

async function setUpFaults(t: Parameters<typeof setUpYouTube>[0], ...faults: FaultSpec[]) {
  const records: AnswerRecord[] = []
  const stage = await setUpYouTube(t, {
    faults,
    youtubeQuota: { search: 100, units: 100 },
    onAnswer: record => records.push(record),
  })
  return { ...stage, records }
}

test('a bucket that is closed by a fault stays so until midnight, the other one is open', async t => {
  const { ask, records, setClock } = await setUpFaults(t, {
    name: 'quota',
    rate: 1,
    times: 1,
    bucket: 'search',
  })
  assert.deepEqual(await refusalOf(await ask(search)), exceeded)
  assert.equal((await ask(regions)).status, 200)
  setClock(Date.parse('2026-05-16T06:59:59Z'))
  assert.deepEqual(await refusalOf(await ask(search)), exceeded)
  assert.deepEqual(records.at(-1)?.faults, ['quota'])
  assert.deepEqual(records.at(-1)?.quota, { bucket: 'search', cost: 0 })
  setClock(Date.parse('2026-05-16T07:00:00Z'))
  assert.equal((await ask(search)).status, 200)
})

test('a storm of requests is refused as 403, an outage as 5xx, in the form of Google', async t => {
  const { ask, simulator } = await setUpFaults(t, { name: 'limited', rate: 1, platform: 'youtube' })
  assert.deepEqual(await refusalOf(await ask(search)), { status: 403, reason: 'rateLimitExceeded' })
  simulator.setFaults([{ name: 'unavailable', rate: 1, status: '503' }])
  assert.deepEqual(await refusalOf(await ask(search)), { status: 503, reason: 'backendError' })
})

test('html, cuts and torn connections come with YouTube too', async t => {
  const { ask, simulator } = await setUpFaults(t, { name: 'html', rate: 1, status: '502' })
  for (const target of [search, videosOf]) assert.equal((await ask(target)).status, 502)
  assert.equal((await ask(regions)).status, 200)
  simulator.setFaults([{ name: 'truncated', rate: 1 }])
  await assert.rejects((await ask(videosOf)).json(), SyntaxError)
  simulator.setFaults([{ name: 'reset', rate: 1 }])
  await assert.rejects(ask(videosOf).then(reply => reply.text()))
})

test('streams that flap are missing from searches and look-ups', async t => {
  const { read, records } = await setUpFaults(t, { name: 'flapping', rate: 0.3 })
  const found = await read<SearchItem>('search', liveSearch)
  const told = await read<VideoItem>('videos', `part=id&id=${someIds}`)
  for (const { items = [] } of [found, told])
    assert.ok(items.length > 20 && items.length < 45, `${items.length}`)
  assert.deepEqual(
    records.map(({ kind, rows }) => [kind, rows?.length]),
    [
      ['page', found.items?.length],
      ['lookup', told.items?.length],
    ],
  )
})

test('counts that are hidden are missing', async t => {
  const { read } = await setUpFaults(t, { name: 'hidden', rate: 1, platform: 'youtube' })
  const { items = [] } = await read<VideoItem>('videos', videosOf.slice('/videos?'.length))
  assert.equal(items.length, 50)
  for (const { liveStreamingDetails } of items) {
    assert.equal(liveStreamingDetails.concurrentViewers, undefined)
    assert.ok(liveStreamingDetails.actualStartTime)
  }
})

test('faults of long lists and tokens leave YouTube alone', async t => {
  const names = [
    'expired',
    'cursor_rejected',
    'drift',
    'loop',
    'ones',
    'skew',
    'surprises',
  ] as const
  const { ask, records } = await setUpFaults(t, ...names.map(name => ({ name, rate: 1 })))
  for (const target of [search, videosOf]) assert.equal((await ask(target)).status, 200)
  assert.deepEqual(
    records.map(({ faults }) => faults),
    [[], []],
  )
})
