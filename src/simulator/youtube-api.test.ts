import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createManualClock } from '../lib/manual-clock.ts'
import { createWorld } from './world.ts'
import { createYouTubeApi } from './youtube-api.ts'
import { createYouTubeIds } from './youtube-ids.ts'
import { parametersOf } from './youtube-parameters.ts'

const world = createWorld({ seed: 1, platform: 'youtube', scale: 30, stretch: true })
const api = createYouTubeApi({
  world,
  clock: createManualClock(Date.UTC(2026, 4, 15, 20)),
  quota: { search: null, units: null },
  key: null,
})

const paths = ['search', 'videos', 'channels', 'playlistItems', 'videoCategories', 'i18nRegions']
const lists = [
  'searchResult',
  'video',
  'channel',
  'playlistItem',
  'videoCategory',
  'i18nRegion',
] as const
const names = new Set(lists.flatMap(list => [...parametersOf(list)]))

test('whatever is asked has an answer in JSON', () => {
  const ids = createYouTubeIds(world.seed)
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('snippet', 'video', 'live', 'upcoming', 'US', '1', 'items(id)', '@x', 'CBkQAA'),
    fc
      .bigInt({ min: 0n, max: 2n ** 40n - 1n })
      .map(streamNo => ids.videoId({ streamNo: Number(streamNo), variant: Number(streamNo % 6n) })),
    fc.nat().map(id => ids.channelId(String(id))),
    fc.nat().map(id => ids.channelId(String(id)).replace('UC', 'UU')),
  )
  const pairs = fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...paths), pairs, (path, asked) => {
      const query = new URLSearchParams([['key', 'any'], ['part', 'snippet'], ...asked])
      const form = new URLSearchParams()
      const answer = api({ method: 'GET', path: `/v3/${path}`, query, headers: {}, form })
      assert.ok([200, 400, 404].includes(answer.status), `${answer.status}`)
      JSON.parse(Buffer.from(answer.body, 'latin1').toString())
    }),
    { numRuns: 2_000 },
  )
})

test('an id of a video leads back to its key, and any other text to none or its own', () => {
  const ids = createYouTubeIds(world.seed)
  const keys = fc.record({
    streamNo: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
    variant: fc.integer({ min: 0, max: 15 }),
  })
  fc.assert(
    fc.property(keys, key => {
      assert.deepEqual(ids.readVideoId(ids.videoId(key)), { ...key })
    }),
  )
  fc.assert(
    fc.property(fc.string({ minLength: 11, maxLength: 11 }), text => {
      const key = ids.readVideoId(text)
      assert.ok(key === null || ids.videoId(key) === text)
    }),
  )
})
