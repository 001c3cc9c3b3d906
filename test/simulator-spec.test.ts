// Holds the simulator's Twitch to what others wrote down: a description of Helix that is not ours
// (fixtures/specs) and recorded answers of the real one (fixtures/twitch).

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { Compile } from 'typebox/schema'
import { createManualClock } from '../src/lib/manual-clock.ts'
import { startSimulator } from '../src/simulator/server.ts'
import { createWorld } from '../src/simulator/world.ts'
import {
  ampersandPage,
  currentPage,
  type HelixPage,
  invalidCursorBody,
  pageOf20,
  pageOf20Answer,
  tableRows,
  tokenAnswer,
  unauthorizedAnswer,
} from './twitch-fixtures.ts'

type Row = HelixPage['data'][number]
type Example = Readonly<Record<string, unknown>>
type Content<T> = { readonly content: { readonly 'application/json': T } }

/** What is used here of fixtures/specs/twitch-helix-streams.json. */
interface Description {
  readonly paths: {
    readonly '/streams': {
      readonly get: {
        readonly parameters: readonly { readonly name: string }[]
        readonly responses: { readonly 200: Content<{ readonly schema: object }> }
      }
    }
    readonly '/moderation/bans': {
      readonly post: {
        readonly responses: { readonly 400: Content<{ readonly example: Example }> }
      }
    }
  }
  readonly components: { readonly schemas: { readonly Stream: { readonly required: string[] } } }
}

const evening = Date.UTC(2026, 4, 15, 20)
const world = createWorld({ seed: 1, platform: 'twitch', scale: 500, stretch: true })
const { paths, components } = JSON.parse(
  readFileSync(new URL('fixtures/specs/twitch-helix-streams.json', import.meta.url), 'utf8'),
) as Description
const { parameters, responses } = paths['/streams'].get
const pageSchema = Compile({ ...responses[200].content['application/json'].schema, components })
const errorExample =
  paths['/moderation/bans'].post.responses[400].content['application/json'].example
const errorSchema = Compile(schemaLike(errorExample))

/** What an example of an object says of all of its kind: these keys, these types, no more. */
function schemaLike(example: Example) {
  const types = Object.entries(example).map(([name, value]) => [name, { type: typeof value }])
  return {
    type: 'object',
    required: Object.keys(example),
    properties: Object.fromEntries(types),
    additionalProperties: false,
  }
}

async function setUp(t: TestContext, rateLimit = 800) {
  const clock = createManualClock(evening)
  const simulator = await startSimulator({
    worlds: { twitch: world },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit,
  })
  t.after(() => simulator.close())
  const { TWITCH_API_URL: api, TWITCH_AUTH_URL: auth } = simulator.environment
  const keys = { client_id: 'any', client_secret: 'any', grant_type: 'client_credentials' }
  const granted = await fetch(`${auth}/token`, { method: 'POST', body: new URLSearchParams(keys) })
  const token = (await granted.json()) as Record<string, unknown>
  const headers = { authorization: `Bearer ${token.access_token}`, 'client-id': 'any' }
  const ask = (path: string, given: Readonly<Record<string, string>> = headers) =>
    fetch(`${api}${path}`, { headers: given })
  const read = async (query: string) => readPage(await ask(`/streams${query}`))
  return { ask, granted, headers, read, token }
}

/** The page of an answer, which has been held to the description. */
async function readPage(reply: Response): Promise<HelixPage> {
  assert.equal(reply.status, 200)
  holdHeaders(reply)
  const page: unknown = await reply.json()
  assert.deepEqual(pageSchema.Errors(page), [true, []])
  return page as HelixPage
}

/** Every page to the last. */
async function walk(read: (query: string) => Promise<HelixPage>): Promise<HelixPage[]> {
  const pages: HelixPage[] = []
  for (let after = ''; ; ) {
    const page = await read(`?first=100${after}`)
    pages.push(page)
    if (page.pagination.cursor === undefined) return pages
    after = `&after=${encodeURIComponent(page.pagination.cursor)}`
  }
}

const recordedHeaders = pageOf20Answer().headers
const rateHeaders = Object.keys(recordedHeaders).filter(name => name.startsWith('ratelimit-'))

/** The headers of every recorded answer, the rate's as whole numbers. */
function holdHeaders({ headers }: Response): void {
  for (const name of ['content-type', 'cache-control'])
    assert.equal(headers.get(name), recordedHeaders[name])
  assert.equal(rateHeaders.length, 3)
  for (const name of rateHeaders) assert.match(headers.get(name) ?? '', /^\d+$/, name)
}

async function holdError(reply: Response, status: number): Promise<{ message: string }> {
  assert.equal(reply.status, status)
  assert.equal(reply.headers.get('content-type'), recordedHeaders['content-type'])
  const body = (await reply.json()) as { status: number; message: string }
  assert.deepEqual(errorSchema.Errors(body), [true, []])
  assert.equal(body.status, status)
  return body
}

const forms: Readonly<Record<string, RegExp>> = {
  id: /^\d+$/,
  user_id: /^\d+$/,
  user_login: /^[a-z0-9_]{1,25}$/,
  game_id: /^\d*$/,
  type: /^live$/,
  started_at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  language: /^([a-z]{2}(-[a-z]{2})?|asl|other)$/,
}

/** What the description leaves open and the real answers keep to. */
function holdForms(row: Row): void {
  for (const [name, form] of Object.entries(forms)) assert.match(String(row[name]), form, name)
  assert.equal(
    row.thumbnail_url,
    `https://static-cdn.jtvnw.net/previews-ttv/live_user_${row.user_login}-{width}x{height}.jpg`,
  )
  const viewers = row.viewer_count
  assert.ok(
    typeof viewers === 'number' && viewers >= 0 && viewers < 2 ** 31,
    'viewers are an int32',
  )
}

test('the description and the recorded rows agree, so that either may judge', () => {
  assert.deepEqual(pageSchema.Errors(currentPage()), [true, []])
  const [row = {}] = currentPage().data
  assert.deepEqual(Object.keys(row).toSorted(), components.schemas.Stream.required.toSorted())
  for (const recorded of [currentPage(), pageOf20(), ampersandPage()])
    for (const item of recorded.data) holdForms(item)
  for (const item of tableRows()) holdForms(item)
  for (const body of [invalidCursorBody(), unauthorizedAnswer().body])
    assert.deepEqual(errorSchema.Errors(JSON.parse(body)), [true, []])
})

test('every page of a walk, the last one too, is as described', async t => {
  const { read } = await setUp(t)
  const pages = await walk(read)
  assert.ok(pages.length > 2)
  assert.deepEqual(pages.at(-1)?.pagination, {})
  for (const page of pages) assert.deepEqual(Object.keys(page), ['data', 'pagination'])
})

test('a row has the keys of a real one, no more and no fewer, in the same forms', async t => {
  const { read } = await setUp(t)
  const [real = {}] = currentPage().data
  const rows = (await walk(read)).flatMap(page => page.data)
  for (const row of rows) {
    assert.deepEqual(Object.keys(row).toSorted(), Object.keys(real).toSorted())
    assert.deepEqual(row.tag_ids, [], 'filled no more since 2023')
    holdForms(row)
  }
  for (const name of ['id', 'user_id', 'user_login'])
    assert.equal(new Set(rows.map(row => row[name])).size, rows.length, name)
})

test('every parameter of the description works, alone and several times where it may be', async t => {
  const { read } = await setUp(t)
  const [first, second] = await walk(read)
  const [one, other] = first?.data ?? []
  assert.ok(first && second && one && other)
  const filters = ['user_id', 'user_login', 'game_id', 'language', 'type']
  for (const name of filters) {
    const { data } = await read(`?first=100&${name}=${one[name]}`)
    assert.ok(data.length > 0, name)
    for (const row of data) assert.equal(row[name], one[name])
    if (name === 'type') continue
    const both = await read(`?first=100&${name}=${one[name]}&${name}=${other[name]}`)
    for (const row of both.data) assert.ok([one[name], other[name]].includes(row[name]), name)
  }
  assert.equal((await read('?type=all&first=3')).data.length, 3)
  const cursor = encodeURIComponent(first.pagination.cursor ?? '')
  assert.deepEqual((await read(`?first=100&after=${cursor}`)).data, second.data)
  const next = encodeURIComponent(second.pagination.cursor ?? '')
  const before = await read(`?first=5&before=${next}`)
  assert.equal(before.data.length, 5)
  assert.deepEqual(
    parameters.map(({ name }) => name).toSorted(),
    [...filters, 'first', 'before', 'after'].toSorted(),
  )
})

test('nobody live is an empty page', async t => {
  const { read } = await setUp(t)
  assert.deepEqual(await read('?user_login=nobody_of_that_name'), { data: [], pagination: {} })
})

test('a granted token has the keys of a real one', async t => {
  const { granted, token } = await setUp(t)
  const real = tokenAnswer()
  assert.equal(granted.status, real.status)
  assert.deepEqual(Compile(schemaLike(JSON.parse(real.body))).Errors(token), [true, []])
})

test('refusals are errors as described, with the rate where the client is known', async t => {
  const { ask, headers } = await setUp(t)
  for (const query of ['?first=0', '?first=101', '?type=rerun', '?after=IA']) {
    const reply = await ask(`/streams${query}`)
    holdHeaders(reply)
    await holdError(reply, 400)
  }
  const { message } = await holdError(await ask('/streams?after=IA'), 400)
  assert.equal(message, JSON.parse(invalidCursorBody()).message)
  const { authorization, 'client-id': client } = headers
  await holdError(await ask('/streams', {}), 401)
  await holdError(await ask('/streams', { authorization }), 401)
  await holdError(await ask('/streams', { authorization, 'client-id': `${client}2` }), 401)
  await holdError(await ask('/streams', { authorization: 'Bearer x', 'client-id': client }), 401)
  const unknown = await ask('/nothing')
  holdHeaders(unknown)
  await holdError(unknown, 404)
})

test('a client that asks too often is refused with 429 and told when it may again', async t => {
  const { ask } = await setUp(t, 3)
  for (const left of ['2', '1', '0']) {
    const reply = await ask('/streams?first=1')
    assert.equal(reply.headers.get('ratelimit-remaining'), left)
    await readPage(reply)
  }
  const refused = await ask('/streams?first=1')
  holdHeaders(refused)
  await holdError(refused, 429)
  const reset = Number(refused.headers.get('ratelimit-reset'))
  assert.ok(reset > evening / 1_000 && reset <= evening / 1_000 + 60)
})
