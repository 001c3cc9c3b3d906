// Holds the simulator's Twitch to what others wrote down: a description of Helix that is not ours
// (fixtures/specs) and recorded answers of the real one (fixtures/twitch).

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Compile } from 'typebox/schema'
import {
  errorSchema,
  evening,
  faultsOf,
  holdError,
  holdHeaders,
  parametersOf,
  readBody,
  requiredKeys,
  schemaLike,
  setUpHelix,
} from './simulated-helix.ts'
import {
  ampersandPage,
  currentPage,
  type HelixPage,
  invalidCursorBody,
  pageOf20,
  tableRows,
  tokenAnswer,
  unauthorizedAnswer,
} from './twitch-fixtures.ts'

type Row = HelixPage['data'][number]

async function setUp(t: TestContext, rateLimit?: number) {
  const { read, ...rest } = await setUpHelix(t, rateLimit)
  return { ...rest, read: (query: string) => read('/streams', query) }
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
  assert.deepEqual(faultsOf('/streams', currentPage()), [true, []])
  const [row = {}] = currentPage().data
  assert.deepEqual(Object.keys(row).toSorted(), requiredKeys.Stream.required.toSorted())
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
  assert.deepEqual(parametersOf('/streams'), [...filters, 'first', 'before', 'after'].toSorted())
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
    await readBody('/streams', reply)
  }
  const refused = await ask('/streams?first=1')
  holdHeaders(refused)
  await holdError(refused, 429)
  const reset = Number(refused.headers.get('ratelimit-reset'))
  assert.ok(reset > evening / 1_000 && reset <= evening / 1_000 + 60)
})
