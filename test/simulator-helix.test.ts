// Holds what the simulator's Twitch answers beside the live list to the description in fixtures/specs,
// and to its own world.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  evening,
  faultsOf,
  repeat,
  requiredKeys,
  setUpHelix,
  helixWorld as world,
} from './simulated-helix.ts'

interface User {
  readonly id: string
  readonly login: string
  readonly display_name: string
  readonly broadcaster_type: string
  readonly created_at: string
  readonly profile_image_url: string
  readonly offline_image_url: string
}

interface Game {
  readonly id: string
  readonly name: string
  readonly box_art_url: string
  readonly igdb_id: string
}

interface Page<T> {
  readonly data: readonly T[]
  readonly pagination: { readonly cursor?: string }
}

const at = evening / 1_000
const rows = world.liveAt(at)
const names = (from: number, to: number) => rows.slice(from, to).map(row => row.words)

test('users are found by id and login, live ones and others, unknown ones silently missing', async t => {
  const { read } = await setUpHelix(t)
  const live = names(0, 60)
  const past = world.liveAt(at - 9 * 86_400).slice(0, 39)
  const ids = [...live, ...past.map(({ words }) => words)]
  const { data } = await read<Page<User>>(
    '/users',
    `?${repeat('id', [...ids.slice(0, 50).map(({ channelId }) => channelId), '11'])}&${repeat('login', [...ids.slice(50).map(({ login }) => login.toUpperCase())])}`,
  )
  assert.deepEqual(
    data.map(({ display_name, id, login }) => [id, login, display_name]),
    ids
      .filter((words, place) => ids.findIndex(one => one.login === words.login) === place)
      .map(({ channelId, displayName, login }) => [channelId, login, displayName]),
  )
  for (const user of data) {
    assert.deepEqual(
      Object.keys(user).toSorted(),
      requiredKeys.User.required.toSorted(),
      'no email without a user token',
    )
    assert.match(user.created_at, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    assert.ok(Date.parse(user.created_at) < evening - 9 * 86_400_000)
    assert.match(
      user.profile_image_url,
      /^https:\/\/static-cdn\.jtvnw\.net\/(jtv_user_pictures|user-default-pictures-uv)\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-profile_image-300x300\.png$/,
    )
    assert.match(user.offline_image_url, /^(https:\/\/.*-channel_offline_image-1920x1080\.png)?$/)
  }
})

test('the most watched are partners, the middle affiliates, the rest neither', async t => {
  const { read } = await setUpHelix(t)
  const kindsOf = async (from: number, to: number) => {
    const ids = names(from, to).map(({ channelId }) => channelId)
    const { data } = await read<Page<User>>('/users', `?${repeat('id', ids)}`)
    return data.map(user => user.broadcaster_type)
  }
  assert.deepEqual(await kindsOf(0, 5), Array(5).fill('partner'))
  const share = (kinds: readonly string[], kind: string) =>
    kinds.filter(one => one === kind).length / kinds.length
  assert.ok(share(await kindsOf(60, 160), 'affiliate') > 0.5)
  assert.ok(share(await kindsOf(rows.length - 100, rows.length), '') > 0.8)
})

test('games are found by id, name and IGDB id, each once', async t => {
  const { read } = await setUpHelix(t)
  const query = `?${repeat('id', ['33214', '509658', '33214', '1'])}&${repeat('name', ['VALORANT', 'valorant', 'Slots'])}`
  const { data } = await read<Page<Game>>('/games', query)
  assert.deepEqual(
    data.map(({ name }) => name),
    ['Fortnite', 'Just Chatting', 'VALORANT', 'Slots'],
  )
  const [fortnite, chatting] = data
  assert.equal(
    fortnite?.box_art_url,
    'https://static-cdn.jtvnw.net/ttv-boxart/33214-{width}x{height}.jpg',
  )
  assert.equal(chatting?.igdb_id, '')
  const again = await read<Page<Game>>('/games', `?igdb_id=${fortnite?.igdb_id}`)
  assert.deepEqual(again.data, [fortnite])
})

test('every category on the live list is a known game, now and later', async t => {
  const { clock, read } = await setUpHelix(t)
  const ids = new Set(rows.map(row => row.category?.id ?? '').filter(id => id !== ''))
  for (const days of [0, 50]) {
    clock.advance(days * 86_400_000)
    const list = [...ids]
    for (let from = 0; from < list.length; from += 100) {
      const part = list.slice(from, from + 100)
      const { data } = await read<Page<Game>>('/games', `?${repeat('id', part)}`)
      assert.deepEqual(
        data.map(({ id }) => id),
        part,
      )
    }
  }
})

test('top games go by viewers, to the end and back', async t => {
  const { read } = await setUpHelix(t)
  const viewers = new Map<string, number>()
  for (const { category, viewers: count } of rows)
    if (category) viewers.set(category.id, (viewers.get(category.id) ?? 0) + (count ?? 0))
  const pages: Page<Game>[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Page<Game> = await read('/games/top', `?first=30${after && `&after=${after}`}`)
    pages.push(page)
    after = page.pagination.cursor
  }
  const found = pages.flatMap(page => page.data)
  assert.deepEqual(new Set(found.map(({ id }) => id)), new Set(viewers.keys()))
  assert.equal(found.length, viewers.size)
  const counts = found.map(({ id }) => viewers.get(id) ?? -1)
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => b - a),
  )
  assert.deepEqual(pages.at(-1)?.pagination, {})
  const back = await read<Page<Game>>(
    '/games/top',
    `?first=30&before=${pages[1]?.pagination.cursor}`,
  )
  assert.deepEqual(back.data, pages[0]?.data)
  const nothing = await read('/games/top', `?before=${pages[0]?.pagination.cursor}`)
  assert.deepEqual(nothing.data, [])
})

test('followers are a count without names, which grows slowly', async t => {
  const { clock, read } = await setUpHelix(t)
  const totals = async () => {
    const found: number[] = []
    for (const { channelId } of names(0, 20)) {
      const body = await read<{ total: number; data: object[]; pagination: object }>(
        '/channels/followers',
        `?broadcaster_id=${channelId}&first=1`,
      )
      assert.deepEqual([body.data, body.pagination], [[], {}])
      found.push(body.total)
    }
    return found
  }
  const today = await totals()
  assert.deepEqual(await totals(), today)
  clock.advance(86_400_000)
  const tomorrow = await totals()
  for (const [place, total] of tomorrow.entries())
    assert.ok(Math.abs(total / (today[place] ?? 0) - 1) < 0.02, `${today[place]} to ${total}`)
  clock.advance(49 * 86_400_000)
  const later = await totals()
  for (const [place, total] of later.entries()) assert.ok(total > (today[place] ?? 0))
  const nobody = await read<{ total: number }>('/channels/followers', '?broadcaster_id=11')
  assert.equal(nobody.total, 0)
})

test('channels show what they broadcast, and stay known while they are off', async t => {
  const { clock, read } = await setUpHelix(t)
  const ids = names(0, 100).map(({ channelId }) => channelId)
  const readChannels = () =>
    read<Page<Readonly<Record<string, unknown>>>>('/channels', `?${repeat('broadcaster_id', ids)}`)
  const { data } = await readChannels()
  assert.deepEqual(
    data.map(row => [row.broadcaster_login, row.title, row.game_id, row.tags]),
    rows
      .slice(0, 100)
      .map(({ category, title, words }) => [words.login, title, category?.id ?? '', words.tags]),
  )
  clock.advance(12 * 3_600_000)
  const later = await readChannels()
  assert.deepEqual(
    later.data.map(row => row.broadcaster_id),
    ids,
  )
})

test('searches find live channels by the beginning, others by the login, and games by words', async t => {
  const { ask, clock, read } = await setUpHelix(t)
  type Found = Readonly<Record<'id' | 'broadcaster_login' | 'game_name' | 'started_at', string>> & {
    readonly is_live: boolean
  }
  const [top] = names(0, 1)
  const start = top?.login.slice(0, 3) ?? ''
  const live = await read<Page<Found>>(
    '/search/channels',
    `?query=${start}&live_only=true&first=100`,
  )
  assert.ok(live.data.some(row => row.id === top?.channelId))
  for (const row of live.data) {
    assert.ok(row.is_live && row.started_at !== '')
    const begins = [row.broadcaster_login, row.game_name.toLowerCase()]
    assert.ok(begins.some(text => text.startsWith(start)))
  }
  const games = await read<Page<Game>>('/search/categories', '?query=of%20LEGENDS')
  assert.deepEqual(
    games.data.map(({ name }) => name),
    ['League of Legends'],
  )
  const ended = rows.find(({ broadcast }) => broadcast.isLast && broadcast.endsAt < at + 3_600)
  assert.ok(ended !== undefined)
  clock.advance((ended.broadcast.endsAt + 60 - at) * 1_000)
  // The description has a time there, its own example '' for who is off.
  const reply = await ask(`/search/channels?query=${ended.words.login}`)
  const { data } = (await reply.json()) as Page<Found>
  const off = data.find(row => row.id === ended.words.channelId)
  assert.deepEqual([off?.is_live, off?.started_at], [false, ''])
  const timed = data.map(row => ({ ...row, started_at: row.started_at || '2026-05-15T20:00:00Z' }))
  assert.deepEqual(faultsOf('/search/channels', { data: timed, pagination: {} }), [true, []])
})
