// Twurple, a client of Twitch that is not ours, reads the simulator unchanged; what it makes of the
// answers is compared with the world itself.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ApiClient, type HelixStream } from '@twurple/api'
import { AppTokenAuthProvider } from '@twurple/auth'
import { followersAt } from '../src/simulator/followers.ts'
import type { WorldStream } from '../src/simulator/world.ts'
import { evening, setStage } from './third-party.ts'

async function setUp(t: TestContext) {
  const stage = await setStage(t)
  const authProvider = new AppTokenAuthProvider('any-id', 'any-secret')
  return { ...stage, client: new ApiClient({ authProvider }) }
}

/** What both know of a stream. */
function told(stream: HelixStream) {
  return {
    id: stream.id,
    userId: stream.userId,
    login: stream.userName,
    displayName: stream.userDisplayName,
    gameId: stream.gameId,
    gameName: stream.gameName,
    title: stream.title,
    viewers: stream.viewers,
    startedAt: stream.startDate.getTime() / 1_000,
    language: stream.language,
    tags: stream.tags,
    type: stream.type,
  }
}

function truth({ broadcast, category, title, viewers, words }: WorldStream) {
  return {
    id: broadcast.streamId,
    userId: words.channelId,
    login: words.login,
    displayName: words.displayName,
    gameId: category?.id ?? '',
    gameName: category?.name ?? '',
    title,
    viewers,
    startedAt: broadcast.startedAt,
    language: broadcast.language.code,
    tags: words.tags,
    type: 'live',
  }
}

test('a walk to the end is the live list itself, for one token', async t => {
  const { asked, client, twitch } = await setUp(t)
  const streams = await client.streams.getStreamsPaginated().getAll()
  assert.ok(streams.length > 500)
  assert.deepEqual(streams.map(told), twitch.liveAt(evening).map(truth))
  assert.equal(asked.get('/oauth2/token'), 1)
  assert.equal(asked.get('/helix/streams'), Math.ceil(streams.length / 100))
})

test('the iterator finds what is live an hour later', async t => {
  const { client, clock, twitch } = await setUp(t)
  clock.advance(3_600_000)
  const found: string[] = []
  for await (const stream of client.streams.getStreamsPaginated()) found.push(stream.id)
  assert.deepEqual(
    found,
    twitch.liveAt(evening + 3_600).map(({ broadcast }) => broadcast.streamId),
  )
})

test('filters by language, game, ids and names give what passes them', async t => {
  const { client, twitch } = await setUp(t)
  const rows = twitch.liveAt(evening)
  const read = async (filter: Parameters<typeof client.streams.getStreamsPaginated>[0]) =>
    (await client.streams.getStreamsPaginated(filter).getAll()).map(told)
  const german = rows.filter(({ broadcast }) => ['de', 'ja'].includes(broadcast.language.code))
  assert.ok(german.length > 20)
  assert.deepEqual(await read({ language: ['de', 'ja'] }), german.map(truth))
  const chatting = rows.filter(({ category }) => category?.id === '509658')
  assert.ok(chatting.length > 10)
  assert.deepEqual(await read({ game: '509658' }), chatting.map(truth))
  const some = rows.filter((_, place) => place % 9 === 4).slice(0, 99)
  const ids = some.map(({ words }) => words.channelId)
  const byId = await client.streams.getStreamsByUserIds(ids.slice(0, 20))
  assert.deepEqual(byId.map(told), some.slice(0, 20).map(truth))
  assert.deepEqual(await read({ userId: [...ids, '11'] }), some.map(truth))
  const [first] = some
  const byName = await client.streams.getStreamByUserName(first?.words.login ?? '')
  assert.deepEqual(byName && told(byName), first && truth(first))
  assert.equal(await client.streams.getStreamByUserId('11'), null)
})

test('users are those of the world, live or long gone', async t => {
  const { client, twitch } = await setUp(t)
  const old = twitch.liveAt(evening - 20 * 86_400).map(({ words }) => words)
  const some = old.filter((_, place) => place % 8 === 0).slice(0, 80)
  const users = await client.users.getUsersByIds([...some.map(({ channelId }) => channelId), '11'])
  assert.deepEqual(
    users.map(({ displayName, id, name }) => ({ channelId: id, displayName, login: name })),
    some.map(({ channelId, displayName, login }) => ({ channelId, displayName, login })),
  )
  for (const user of users) {
    const channel = twitch.channels.byId(user.id, evening)
    assert.equal(user.creationDate.getTime() / 1_000, channel?.joinedAt)
    assert.equal(user.type, '')
  }
  const named = await client.users.getUsersByNames(some.slice(0, 7).map(({ login }) => login))
  assert.deepEqual(
    named.map(({ id }) => id),
    some.slice(0, 7).map(({ channelId }) => channelId),
  )
  assert.equal(await client.users.getUserByName('nobody_of_that_name'), null)
  await assert.rejects(client.users.getUserById('twelve'), { name: 'HttpStatusCodeError' })
})

test('batched questions are answered one by one', async t => {
  const { asked, client, twitch } = await setUp(t)
  const some = twitch.liveAt(evening).slice(0, 5)
  const users = await Promise.all(
    some.map(({ words }) => client.users.getUserByIdBatched(words.channelId)),
  )
  assert.deepEqual(
    users.map(user => user?.name),
    some.map(({ words }) => words.login),
  )
  assert.equal(asked.get('/helix/users'), 1)
})

test('games are found, and top games go by their viewers', async t => {
  const { client, twitch } = await setUp(t)
  const viewers = new Map<string, number>()
  for (const { category, viewers: count } of twitch.liveAt(evening))
    if (category !== null)
      viewers.set(category.name, (viewers.get(category.name) ?? 0) + (count ?? 0))
  const top = await client.games.getTopGamesPaginated().getAll()
  assert.deepEqual(new Set(top.map(({ name }) => name)), new Set(viewers.keys()))
  const counts = top.map(({ name }) => viewers.get(name) ?? -1)
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => b - a),
  )
  const games = await client.games.getGamesByIds(top.slice(0, 100).map(({ id }) => id))
  assert.deepEqual(
    games.map(({ name }) => name),
    top.slice(0, 100).map(({ name }) => name),
  )
  const [game] = games
  assert.match(game?.boxArtUrl ?? '', /\/ttv-boxart\/\d+-\{width\}x\{height\}\.jpg$/)
  assert.equal((await client.games.getGameByName(game?.name ?? ''))?.id, game?.id)
  const [stream] = (await game?.getStreamsPaginated().getNext()) ?? []
  assert.equal(stream?.gameName, game?.name)
})

test('followers are counted a day apart', async t => {
  const { client, clock, twitch } = await setUp(t)
  const [top] = twitch.liveAt(evening)
  const channel = twitch.channels.byId(top?.words.channelId ?? '', evening)
  assert.ok(channel !== null)
  for (const days of [0, 1]) {
    clock.advance(days * 86_400_000)
    const count = await client.channels.getChannelFollowerCount(channel.channelId)
    assert.equal(count, followersAt(channel, evening + days * 86_400))
  }
})

test('channels and searches show what is broadcast', async t => {
  const { client, twitch } = await setUp(t)
  const [top] = twitch.liveAt(evening)
  assert.ok(top !== undefined)
  const info = await client.channels.getChannelInfoById(top.words.channelId)
  assert.deepEqual(
    [info?.name, info?.title, info?.gameId, info?.language, info?.tags],
    [
      top.words.login,
      top.title,
      top.category?.id ?? '',
      top.broadcast.language.code,
      top.words.tags,
    ],
  )
  const found = await client.search.searchChannels(top.words.login, { liveOnly: true })
  const [one] = found.data
  assert.deepEqual(
    [one?.id, one?.isLive, one?.startDate?.getTime()],
    [top.words.channelId, true, top.broadcast.startedAt * 1_000],
  )
  const games = await client.search.searchCategoriesPaginated('of').getAll()
  assert.ok(games.some(({ name }) => name === 'League of Legends'))
})

test('a token that ran out is asked for anew', async t => {
  const { asked, client, clock, twitch } = await setUp(t)
  await client.streams.getStreams({ limit: 1 })
  clock.advance(60 * 86_400_000)
  const { data } = await client.streams.getStreams({ limit: 1 })
  const [top] = twitch.liveAt(evening + 60 * 86_400)
  assert.equal(data[0]?.id, top?.broadcast.streamId)
  assert.equal(asked.get('/oauth2/token'), 2)
})
