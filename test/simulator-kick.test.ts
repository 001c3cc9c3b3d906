// Holds the simulator's Kick to the description in fixtures/specs: every body that is read here has
// been judged by it.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { Compile } from 'typebox/schema'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { startSimulator } from '../src/simulator/server.ts'
import { createWorld, type World } from '../src/simulator/world.ts'
import { createWorlds, kickScale } from '../src/simulator/worlds.ts'
import { categoriesList, unauthorizedBody } from './kick-fixtures.ts'

interface Row {
  readonly id: string
  readonly title: string
  readonly thumbnail: string
  readonly started_at: string
  readonly viewer_count: number
  readonly language_code: string
  readonly broadcaster_user: { readonly id: number; readonly username: string }
  readonly channel: { readonly slug: string }
  readonly category: { readonly id: number; readonly name: string; readonly thumbnail: string }
}

interface Page<T> {
  readonly data: readonly T[]
  readonly message: string
  readonly pagination: { readonly next_cursor: string }
}

type Content = { readonly content: { readonly 'application/json': { readonly schema: object } } }
type Path =
  | '/public/v2/livestreams'
  | '/public/v1/users/livestreams'
  | '/public/v1/livestreams'
  | '/public/v1/livestreams/stats'
  | '/public/v2/categories'

/** What is used here of fixtures/specs/kick-public.json. */
interface Description {
  readonly paths: Readonly<
    Record<Path, { readonly get: { readonly responses: { readonly 200: Content } } }>
  >
  readonly components: {
    readonly responses: { readonly Error: Content }
    readonly schemas: Readonly<
      Record<'LivestreamV1' | 'LivestreamV2', { readonly properties: object }>
    >
  }
}

const evening = Date.UTC(2026, 4, 15, 20)
const aWorld = (scale = 600): World =>
  createWorld({ seed: 1, platform: 'kick', scale, stretch: true })
const world = aWorld()
const { paths, components } = JSON.parse(
  readFileSync(new URL('fixtures/specs/kick-public.json', import.meta.url), 'utf8'),
) as Description

const compile = ({ content }: Content) =>
  Compile({ ...content['application/json'].schema, components })
const errorSchema = compile(components.responses.Error)
const schemas = new Map(
  Object.entries(paths).map(([path, { get }]) => [path, compile(get.responses[200])]),
)

interface SetUp {
  readonly kick?: World
  readonly kickRateLimit?: number
}

async function setUp(t: TestContext, { kick = world, ...options }: SetUp = {}) {
  const clock = createManualClock(evening)
  const simulator = await startSimulator({
    worlds: { kick },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    ...options,
  })
  t.after(() => simulator.close())
  const { KICK_API_URL: api, KICK_AUTH_URL: auth } = simulator.environment
  const grant = (form: Readonly<Record<string, string>>) =>
    fetch(`${auth}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
  const granted = await grant(keys)
  assert.equal(granted.status, 200)
  const token = (await granted.json()) as Readonly<Record<string, unknown>>
  const headers = { authorization: `Bearer ${token.access_token}` }
  const ask = (target: string, given: Readonly<Record<string, string>> = headers) =>
    fetch(`${api}${target}`, { headers: given })
  const read = async <T = Page<Row>>(path: Path, query = ''): Promise<T> =>
    (await readBody(path, await ask(path + query))) as T
  return { ask, clock, grant, read, simulator, token }
}

const keys = { client_id: 'any', client_secret: 'any', grant_type: 'client_credentials' }
type Read = Awaited<ReturnType<typeof setUp>>['read']

/** The body of an answer, which has been held to the description. */
async function readBody(path: Path, reply: Response): Promise<unknown> {
  assert.equal(reply.status, 200)
  for (const name of reply.headers.keys()) assert.doesNotMatch(name, /ratelimit/)
  const body = (await reply.json()) as { message: string }
  assert.deepEqual(schemas.get(path)?.Errors(body), [true, []])
  assert.equal(body.message, 'OK')
  return body
}

/** The rows of all pages. */
async function walk(read: Read, query: string, onPage = () => {}): Promise<Row[]> {
  const rows: Row[] = []
  for (let cursor = ''; ; ) {
    const page = await read('/public/v2/livestreams', `?${query}${cursor}`)
    rows.push(...page.data)
    const next = page.pagination.next_cursor
    if (next === '') return rows
    cursor = `&cursor=${encodeURIComponent(next)}`
    onPage()
  }
}

async function holdError(reply: Response, status: number): Promise<Record<string, unknown>> {
  assert.equal(reply.status, status)
  const body = (await reply.json()) as Record<string, unknown>
  assert.deepEqual(errorSchema.Errors(body), [true, []])
  assert.deepEqual(Object.keys(body), ['data', 'message'])
  return body
}

const live = world.liveAt(evening / 1_000)
const idsOf = (rows: readonly Row[]) => rows.map(row => row.id)
const channelsOf = (rows: readonly Row[]) => rows.map(row => row.broadcaster_user.id)

/** The channels the world lists at a moment. */
function channelsAt(atMs: number): Set<number> {
  const listed = world.countsAt(atMs / 1_000)
  return new Set(listed.map(({ broadcast }) => Number(world.namesOf(broadcast).channelId)))
}

test('a walk yields every live stream once, the oldest start first', async t => {
  const { read } = await setUp(t)
  const rows = await walk(read, 'limit=300')
  const streams = live.toSorted(
    ({ broadcast: a }, { broadcast: b }) => a.startedAt - b.startedAt || a.streamNo - b.streamNo,
  )
  assert.deepEqual(
    channelsOf(rows),
    streams.map(({ words }) => Number(words.channelId)),
  )
  assert.deepEqual(
    rows.map(row => row.viewer_count),
    streams.map(({ viewers }) => viewers ?? 0),
  )
  const named = [idsOf(rows), channelsOf(rows).map(String), rows.map(row => row.channel.slug)]
  for (const values of named) assert.equal(new Set(values).size, rows.length)
})

test('a walk of any page size ends with an empty cursor', async t => {
  const { read } = await setUp(t)
  const all = await walk(read, 'limit=1000')
  assert.ok(all.length > 300 && all.length < 1_000)
  assert.deepEqual(await walk(read, `limit=${all.length}`), all)
  assert.deepEqual(await walk(read, 'limit=37'), all)
  assert.deepEqual(await walk(read, ''), all)
  assert.equal((await read('/public/v2/livestreams')).data.length, 100)
})

test('while time goes on a walk has nothing twice and misses none that is there all along', async t => {
  const { clock, read } = await setUp(t)
  const before = new Set(idsOf(await walk(read, 'limit=1000')))
  let lasting = [...channelsAt(clock.now())]
  const rows = await walk(read, 'limit=50', () => {
    clock.advance(60_000)
    const listed = channelsAt(clock.now())
    lasting = lasting.filter(channel => listed.has(channel))
  })
  assert.equal(new Set(idsOf(rows)).size, rows.length)
  const starts = rows.map(row => row.started_at)
  assert.deepEqual(starts, starts.toSorted())
  const seen = new Set(channelsOf(rows))
  assert.deepEqual(
    lasting.filter(channel => !seen.has(channel)),
    [],
  )
  assert.ok(lasting.length > 300 && rows.some(row => !before.has(row.id)))
})

test('a row has the keys of the description, in the forms of recorded ones', async t => {
  const { clock, read } = await setUp(t)
  const rows = await walk(read, 'limit=1000')
  const names = Object.keys(components.schemas.LivestreamV2.properties)
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), names)
    assert.match(row.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.match(row.started_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    assert.match(row.language_code, /^[a-z]{2,3}(-[A-Z]{2})?$/)
    assert.match(row.channel.slug, /^[a-z0-9-]+$/)
    assert.match(row.broadcaster_user.username, /^\w+$/)
    assert.ok(Number.isSafeInteger(row.broadcaster_user.id))
    const isYoung = clock.now() - Date.parse(row.started_at) < 120_000
    assert.equal(row.thumbnail === '', isYoung)
  }
  assert.ok(rows.some(({ channel, broadcaster_user: { username } }) => channel.slug !== username))
  assert.ok(rows.some(({ thumbnail }) => thumbnail === ''))
})

test('a picture comes two minutes after the start, and no category is 0 without a name', async t => {
  const { clock, read } = await setUp(t, { kick: aWorld(1_200) })
  const young = (await walk(read, 'limit=1000')).find(row => row.thumbnail === '')
  clock.advance(120_000)
  const rows = await walk(read, 'limit=1000')
  const older = rows.find(row => row.id === young?.id)
  assert.match(older?.thumbnail ?? '', /^https:/)
  const bare = rows.filter(({ category }) => category.id === 0)
  assert.ok(bare.length > 0)
  for (const { category } of bare) assert.deepEqual(category, { id: 0, name: '', thumbnail: '' })
})

test('the count of all is what a walk finds', async t => {
  const { clock, read } = await setUp(t)
  for (const minutes of [0, 1, 59]) {
    clock.advance(minutes * 60_000)
    const rows = await walk(read, 'limit=1000')
    const { data } = await read<{ data: object }>('/public/v1/livestreams/stats')
    assert.deepEqual(data, { total_count: rows.length })
  }
})

test('filters of one name add, filters of two names narrow, with pages of their own', async t => {
  const { read } = await setUp(t)
  const all = await walk(read, 'limit=1000')
  const among = (isWanted: (row: Row) => boolean) => all.filter(isWanted)
  const isSpeaking = (row: Row) => ['es', 'tr'].includes(row.language_code)
  const isPlaying = (row: Row) => [15, 22].includes(row.category.id)
  const languages = 'language_code=es&language_code=TR'
  const categories = 'category_id=15&category_id=22'
  assert.deepEqual(await walk(read, `limit=20&${languages}`), among(isSpeaking))
  assert.deepEqual(await walk(read, `limit=20&${categories}`), among(isPlaying))
  const both = await walk(read, `limit=7&${languages}&${categories}`)
  assert.deepEqual(
    both,
    among(row => isSpeaking(row) && isPlaying(row)),
  )
  assert.ok(both.length > 7)
  assert.deepEqual(await walk(read, 'category_id=4294967295'), [])
})

test('a look-up finds those of a hundred channels that are live', async t => {
  const { read } = await setUp(t)
  const all = await walk(read, 'limit=1000')
  const wanted = all.slice(40, 139)
  const ask = (ids: readonly number[]) =>
    read('/public/v1/users/livestreams', `?${ids.map(id => `user_id=${id}`).join('&')}`)
  const { data } = await ask([...channelsOf(wanted), 7])
  assert.deepEqual(data, wanted)
  assert.deepEqual((await ask([7])).data, [])
  assert.deepEqual(
    (await ask(channelsOf(wanted.slice(0, 2)).flatMap(id => [id, id]))).data.length,
    2,
  )
})

test('the old list has the most watched, a hundred at most', async t => {
  const { read } = await setUp(t)
  const list = (query: string) =>
    read<{ data: Readonly<Record<string, unknown>>[] }>('/public/v1/livestreams', query)
  const { data } = await list('?limit=100')
  assert.deepEqual(
    data.map(row => [row.broadcaster_user_id, row.viewer_count, row.stream_title]),
    live
      .slice(0, 100)
      .map(({ title, viewers, words }) => [Number(words.channelId), viewers, title]),
  )
  const names = Object.keys(components.schemas.LivestreamV1.properties).toSorted()
  for (const row of data) assert.deepEqual(Object.keys(row).toSorted(), names)
  assert.deepEqual((await list('')).data, data.slice(0, 25))
  const one = data[60] ?? {}
  assert.deepEqual((await list(`?broadcaster_user_id=${one.broadcaster_user_id}`)).data, [one])
  const spanish = (await list('?limit=5&language=es&category_id=15')).data
  assert.ok(spanish.length > 0 && spanish.every(row => row.language === 'es'))
  const newest = (await list('?limit=3&sort=started_at')).data.map(row => row.slug)
  const rows = await walk(read, 'limit=1000')
  assert.deepEqual(
    newest,
    rows
      .slice(-3)
      .map(row => row.channel.slug)
      .toReversed(),
  )
})

test('the categories are listed by page, and hold every one a stream has', async t => {
  const { read } = await setUp(t)
  const list = async (query: string) =>
    read<Page<Row['category']>>('/public/v2/categories', `?${query}`)
  const categories: Row['category'][] = []
  for (let cursor = ''; ; ) {
    const page = await list(`limit=700${cursor}`)
    categories.push(...page.data)
    if (page.pagination.next_cursor === '') break
    cursor = `&cursor=${encodeURIComponent(page.pagination.next_cursor)}`
  }
  const ids = categories.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  const [recorded = {}] = categoriesList().data
  for (const row of categories) assert.deepEqual(Object.keys(row), Object.keys(recorded))
  const byId = new Map(categories.map(({ id, name, thumbnail }) => [id, { id, name, thumbnail }]))
  for (const { category } of await walk(read, 'limit=1000'))
    if (category.id !== 0) assert.deepEqual(byId.get(category.id), category)
  assert.deepEqual((await list('')).data, categories.slice(0, 25))
})

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}=${n + 1}`).join('&')

const badTargets: readonly string[] = [
  '/public/v2/livestreams?limit=0',
  '/public/v2/livestreams?limit=1001',
  '/public/v2/livestreams?limit=many',
  '/public/v2/livestreams?cursor=IAAA',
  '/public/v2/livestreams?cursor=eyJjX2N1cnNvciI6MTB9',
  '/public/v2/livestreams?category_id=chess',
  `/public/v2/livestreams?${many('category_id', 26)}`,
  `/public/v2/livestreams?${many('language_code', 26)}`,
  '/public/v1/users/livestreams',
  '/public/v1/users/livestreams?user_id=x',
  `/public/v1/users/livestreams?${many('user_id', 101)}`,
  '/public/v1/livestreams?limit=101',
  '/public/v1/livestreams?sort=title',
  `/public/v1/livestreams?${many('broadcaster_user_id', 51)}`,
  '/public/v2/categories?limit=1001',
  '/public/v2/categories?cursor=IAAA',
]

test('what Kick does not take it refuses with 400, and says why', async t => {
  const { ask } = await setUp(t)
  for (const target of badTargets) {
    const { data, message } = await holdError(await ask(target), 400)
    assert.equal(message, 'Bad request')
    assert.ok(typeof data === 'string' && data !== '', target)
  }
  const most = [many('category_id', 25), many('language_code', 25)].join('&')
  assert.equal((await ask(`/public/v2/livestreams?${most}`)).status, 200)
})

test('without a token that is good a request is refused as recorded', async t => {
  const { ask, clock, token } = await setUp(t)
  const target = '/public/v2/livestreams'
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Bearer' }])
    assert.equal(await (await ask(target, headers)).text(), unauthorizedBody().trim())
  clock.advance(Number(token.expires_in) * 1_000 - 1)
  assert.equal((await ask(target)).status, 200)
  clock.advance(1)
  const { message } = await holdError(await ask(target), 401)
  assert.equal(message, 'Unauthorized')
})

test('a token is granted by client credentials only', async t => {
  const { grant, token } = await setUp(t)
  assert.deepEqual(Object.keys(token), ['access_token', 'token_type', 'expires_in'])
  assert.equal(token.token_type, 'Bearer')
  for (const form of [{ ...keys, grant_type: 'password' }, { ...keys, client_id: '' }, {}]) {
    const reply = await grant(form)
    assert.equal(reply.status, 400)
    assert.deepEqual(Object.keys((await reply.json()) as object), ['error'])
  }
})

test('who asks too often is refused with 429, and passes again a little later', async t => {
  const { ask, clock } = await setUp(t, { kickRateLimit: 30 })
  const target = '/public/v1/livestreams/stats'
  for (let request = 0; request < 30; request += 1) assert.equal((await ask(target)).status, 200)
  const refused = await ask(target)
  assert.deepEqual(
    [...refused.headers.keys()].filter(name => /ratelimit|retry/.test(name)),
    [],
  )
  await holdError(refused, 429)
  clock.advance(2_000)
  assert.equal((await ask(target)).status, 200)
})

test('unknown paths are not found, and neither is a platform that is not named', async t => {
  const { ask, simulator } = await setUp(t)
  const { message } = await holdError(await ask('/public/v3/livestreams'), 404)
  assert.equal(message, 'Not found')
  assert.equal((await fetch(`${simulator.url}/twitch/helix/streams`)).status, 404)
  assert.deepEqual(Object.keys(simulator.environment), [
    'KICK_API_URL',
    'KICK_AUTH_URL',
    'KICK_CLIENT_ID',
    'KICK_CLIENT_SECRET',
  ])
})

test('two worlds of one seed give equal bytes, in any order of asking', async t => {
  const targets = [
    '/public/v2/livestreams?limit=1000',
    '/public/v2/livestreams?limit=1000&language_code=es',
    `/public/v1/users/livestreams?user_id=${live[3]?.words.channelId}`,
    '/public/v1/livestreams?limit=100',
    '/public/v2/categories?limit=1000',
  ]
  const [first, second] = [await setUp(t), await setUp(t, { kick: aWorld() })]
  const textsOf = async ({ ask }: typeof first, asked: readonly string[]) => {
    const texts = new Map<string, string>()
    for (const target of asked) texts.set(target, await (await ask(target)).text())
    return texts
  }
  const forwards = await textsOf(first, targets)
  assert.deepEqual(await textsOf(second, targets.toReversed()), forwards)
})

test('Twitch alone has a world unless Kick is asked for, which is smaller', () => {
  assert.deepEqual(Object.keys(createWorlds({ seed: 1, scale: 60 })), ['twitch'])
  const { kick, twitch } = createWorlds({ seed: 1, scale: 3_000, platforms: ['twitch', 'kick'] })
  assert.deepEqual(
    [twitch, kick].map(made => [made?.platform, made?.scale, made?.stretch]),
    [
      ['twitch', 3_000, true],
      ['kick', 800, true],
    ],
  )
  const scales = [1, 30, 3_000, 10_000, 55_000, 100_000, 120_000]
  assert.deepEqual(scales.map(kickScale), [1, 8, 800, 2_667, 8_833, 15_000, 18_000])
})
