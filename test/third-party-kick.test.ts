// kick-api, a client of Kick that is not ours, reads the simulator with nothing but its two addresses
// set; what it makes of the answers is compared with the world itself. It has words for the lists of
// version 1 only, and drops the cursors of version 2.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Livestream } from '@nekiro/kick-api'
import { KickClient } from '@nekiro/kick-api/lib/client.js'
import type { WorldStream } from '../src/simulator/world.ts'
import { evening, setStage } from './third-party.ts'

async function setUp(t: TestContext) {
  const stage = await setStage(t)
  const { KICK_API_URL: baseUrl = '', KICK_AUTH_URL: oauthUrl = '' } = stage.environment
  const keys = { clientId: 'any-id', clientSecret: 'any-secret' }
  return { ...stage, client: new KickClient({ ...keys, baseUrl, oauthUrl }) }
}

/** What both know of a stream. */
function told(stream: Livestream) {
  return {
    userId: String(stream.broadcaster_user_id),
    title: stream.stream_title,
    category: stream.category.name,
    language: stream.language,
    startedAt: Date.parse(stream.started_at) / 1_000,
    viewers: stream.viewer_count,
  }
}

function truth({ broadcast, category, title, viewers, words }: WorldStream) {
  const { code } = broadcast.language
  return {
    userId: words.channelId,
    title,
    category: category?.name ?? '',
    language: { other: 'und', 'zh-hk': 'zh-HK' }[code] ?? code,
    startedAt: broadcast.startedAt,
    viewers,
  }
}

test('the most watched are the head of the world, for one token', async t => {
  const { asked, client, clock, kick } = await setUp(t)
  for (const later of [0, 7_200]) {
    clock.advance(later * 1_000)
    const streams = await client.livestreams.getLivestreams({ limit: 100, sort: 'viewer_count' })
    assert.deepEqual(
      streams.map(told),
      kick
        .liveAt(evening + later)
        .slice(0, 100)
        .map(truth),
    )
  }
  assert.equal(asked.get('/kick/oauth/token'), 1)
})

test('filters by language, category and channels give what passes them', async t => {
  const { client, kick } = await setUp(t)
  const rows = kick.liveAt(evening)
  const spanish = rows.filter(({ broadcast }) => broadcast.language.code === 'es')
  assert.ok(spanish.length > 10)
  const inSpanish = await client.livestreams.getLivestreams({ language: 'es', limit: 100 })
  assert.deepEqual(inSpanish.map(told), spanish.slice(0, 100).map(truth))
  const chatting = rows.filter(({ category }) => category?.id === '15')
  assert.ok(chatting.length > 5)
  const inChat = await client.livestreams.getLivestreams({ category_id: 15, limit: 100 })
  assert.deepEqual(inChat.map(told), chatting.slice(0, 100).map(truth))
  const some = rows.filter((_, place) => place % 5 === 2).slice(0, 30)
  const streams = await client.livestreams.getLivestreams({
    broadcaster_user_id: [...some.map(({ words }) => Number(words.channelId)), 11],
    limit: 100,
  })
  assert.deepEqual(streams.map(told), some.map(truth))
})

test('by their start the newest come first', async t => {
  const { client, kick } = await setUp(t)
  const streams = await client.livestreams.getLivestreams({ limit: 100, sort: 'started_at' })
  const starts = kick.liveAt(evening).map(({ broadcast }) => broadcast.startedAt)
  const sorted = starts.toSorted((a, b) => b - a).slice(0, 100)
  assert.deepEqual(
    streams.map(stream => told(stream).startedAt),
    sorted,
  )
})

test('categories are found by a part of their name and by id', async t => {
  const { client, kick } = await setUp(t)
  const all = kick.categoriesAt(evening)
  const named = all.filter(({ name }) => name.toLowerCase().includes('ir'))
  const found: string[] = []
  for (let page = 1; found.length < page * 100; page += 1) {
    const rows = await client.categories.getCategories({ q: 'IR', page })
    found.push(...rows.map(({ name }) => name))
    if (rows.length < 100) break
  }
  assert.ok(found.length > 100)
  assert.deepEqual(found.toSorted(), named.map(({ name }) => name).toSorted())
  assert.deepEqual((await client.categories.getCategory(15)).name, 'Just Chatting')
  await assert.rejects(client.categories.getCategory(1), { name: 'KickNotFoundError' })
})

test('by its own transport it reads what it has no words for: how many are live, and channels', async t => {
  const { client, kick } = await setUp(t)
  const rows = kick.liveAt(evening)
  const stats = await client.request<{ total_count: number }>('/public/v1/livestreams/stats')
  assert.equal(stats.total_count, rows.length)
  const ids = rows.slice(5, 90).map(({ words }) => words.channelId)
  const query = ids.map(id => `user_id=${id}`).join('&')
  const streams = await client.request<
    { broadcaster_user: { id: number }; viewer_count: number }[]
  >(`/public/v1/users/livestreams?${query}`)
  assert.deepEqual(
    streams.map(stream => [String(stream.broadcaster_user.id), stream.viewer_count]),
    rows.slice(5, 90).map(({ viewers, words }) => [words.channelId, viewers]),
  )
  const first = await client.request<{ started_at: string }[]>('/public/v2/livestreams?limit=1000')
  assert.equal(first.length, Math.min(1_000, rows.length))
})

test('a refusal is the error its number stands for', async t => {
  const { client } = await setUp(t)
  await assert.rejects(client.livestreams.getLivestreams({ broadcaster_user_id: [-1] }), {
    name: 'KickBadRequestError',
  })
  client.setToken({ accessToken: 'x', tokenType: 'Bearer', expiresIn: 1, expiresAt: 9e15 })
  await assert.rejects(client.livestreams.getLivestreams(), { name: 'KickUnauthorizedError' })
})
