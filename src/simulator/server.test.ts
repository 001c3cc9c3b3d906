import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { createManualClock } from '../lib/manual-clock.ts'
import { type SimulatorOptions, startSimulator } from './server.ts'
import { createWorld } from './world.ts'

const evening = Date.UTC(2026, 4, 15, 20) / 1_000
const world = createWorld({ seed: 1, platform: 'twitch', scale: 600, stretch: true })

interface HelixPage {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly pagination: { readonly cursor?: string }
}

/** What an answer holds that is not a page. */
interface Told {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: string
  readonly client_id: string
  readonly error: string
  readonly status: number
  readonly message: string
}

/** The body as the API documents it; the assertions after it hold it to that. */
async function bodyOf<T = Told>(reply: Response): Promise<T> {
  return (await reply.json()) as T
}

async function setUp(t: TestContext, options: Partial<SimulatorOptions> = {}) {
  const clock = createManualClock(evening * 1_000)
  const simulator = await startSimulator({
    worlds: { twitch: world },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    ...options,
  })
  t.after(() => simulator.close())
  const { TWITCH_API_URL: api, TWITCH_AUTH_URL: auth } = simulator.environment
  const granted = await fetch(`${auth}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: 'any',
      client_secret: 'any',
      grant_type: 'client_credentials',
    }),
  })
  const { access_token: token, expires_in, token_type } = await bodyOf(granted)
  assert.deepEqual([granted.status, token_type, expires_in > 86_400], [200, 'bearer', true])
  const keys = { authorization: `Bearer ${token}`, 'client-id': 'any' }
  const ask = (query: string, headers: Readonly<Record<string, string>> = keys) =>
    fetch(`${api}/streams${query}`, { headers })
  const read = async (query: string): Promise<HelixPage> => {
    const reply = await ask(query)
    assert.equal(reply.status, 200)
    return await bodyOf<HelixPage>(reply)
  }
  return { api, ask, auth, clock, keys, read, simulator, token }
}

/** The rows of all pages, one list a page. */
async function walk(read: (query: string) => Promise<HelixPage>, onPage = () => {}) {
  const pages: HelixPage['data'][] = []
  let cursor: string | undefined
  do {
    const after = cursor === undefined ? '' : `&after=${encodeURIComponent(cursor)}`
    const page = await read(`?first=100${after}`)
    pages.push(page.data)
    cursor = page.pagination.cursor
    onPage()
  } while (cursor !== undefined)
  return pages
}

test('while time stands still a walk yields every live stream once, most watched first', async t => {
  const { read } = await setUp(t)
  const rows = (await walk(read)).flat()
  const live = world.liveAt(evening)
  assert.deepEqual(
    rows.map(row => row.id),
    live.map(({ broadcast }) => broadcast.streamId),
  )
  const [first] = live
  assert.ok(first !== undefined)
  const { broadcast, category, title, viewers, words } = first
  assert.deepEqual(rows[0], {
    id: broadcast.streamId,
    user_id: words.channelId,
    user_login: words.login,
    user_name: words.displayName,
    game_id: category?.id ?? '',
    game_name: category?.name ?? '',
    type: 'live',
    title,
    viewer_count: viewers,
    started_at: new Date(broadcast.startedAt * 1_000).toISOString().replace('.000Z', 'Z'),
    language: broadcast.language.code,
    thumbnail_url: `https://static-cdn.jtvnw.net/previews-ttv/live_user_${words.login}-{width}x{height}.jpg`,
    tag_ids: [],
    tags: words.tags,
    is_mature: false,
  })
})

test('while time goes on a few rows come twice or not at all, and most come once', async t => {
  const { clock, read } = await setUp(t)
  const ids = (await walk(read, () => clock.advance(10_000))).flat().map(row => row.id)
  const twice = ids.length - new Set(ids).size
  assert.ok(twice > 0 && twice < ids.length / 4, `${twice} of ${ids.length} came twice`)
})

test('a page has 20 rows unless asked for another number, and the last one no cursor', async t => {
  const { read } = await setUp(t)
  assert.equal((await read('')).data.length, 20)
  assert.equal((await read('?first=1')).data.length, 1)
  const [row] = (await read('?first=7')).data
  assert.deepEqual((await read(`?user_id=${row?.user_id}`)).pagination, {})
})

test('filters of one name add, filters of two names narrow', async t => {
  const { read } = await setUp(t)
  const values = (page: HelixPage, name: string) => new Set(page.data.map(row => row[name]))
  const two = await read('?first=100&language=de&language=ko')
  assert.deepEqual([...values(two, 'language')].toSorted(), ['de', 'ko'])
  const both = await read('?first=100&language=de&game_id=509658')
  assert.deepEqual(
    [values(both, 'language'), values(both, 'game_id')],
    [new Set(['de']), new Set(['509658'])],
  )
  const [row] = two.data
  const again = await read(`?user_login=${row?.user_login}&user_login=nobody&type=live`)
  assert.deepEqual(again.data, [row])
})

test('before leads back to the page before', async t => {
  const { read } = await setUp(t)
  const first = await read('?first=20')
  const cursor = encodeURIComponent(first.pagination.cursor ?? '')
  const second = await read(`?first=20&after=${cursor}`)
  assert.notDeepEqual(second.data, first.data)
  assert.deepEqual((await read(`?first=19&before=${cursor}`)).data, first.data.slice(0, 19))
})

const hundredOne = Array.from({ length: 101 }, (_, n) => `user_login=a${n}`).join('&')
const badQueries: readonly (readonly [query: string, message: RegExp])[] = [
  ['?first=0', /"first" was malformed/],
  ['?first=101', /"first" was malformed.*less than or equal to 100/],
  ['?first=many', /"first" was malformed/],
  ['?type=rerun', /"type" was malformed/],
  ['?after=IA', /^invalid cursor$/],
  ['?after=%E2%82%AC', /^invalid cursor$/],
  [`?${hundredOne}`, /"user_login" was malformed/],
]

test('what Helix does not understand it refuses with 400', async t => {
  const { ask } = await setUp(t)
  for (const [query, message] of badQueries) {
    const reply = await ask(query)
    const body = await bodyOf(reply)
    assert.deepEqual([reply.status, body.status, body.error], [400, 400, 'Bad Request'])
    assert.match(body.message, message)
  }
})

test('without its own token and client id a request is refused with 401', async t => {
  const { ask, token } = await setUp(t)
  const refused: readonly Readonly<Record<string, string>>[] = [
    {},
    { 'client-id': 'any' },
    { authorization: `Bearer ${token}` },
    { authorization: 'Bearer wrong', 'client-id': 'any' },
    { authorization: `Bearer ${token}`, 'client-id': 'other' },
  ]
  for (const headers of refused) {
    const reply = await ask('', headers)
    const { error, status } = await bodyOf(reply)
    assert.deepEqual([reply.status, status, error], [401, 401, 'Unauthorized'])
  }
})

test('a token expires, and says how long it has', async t => {
  const { ask, auth, clock, token } = await setUp(t)
  const validate = () => fetch(`${auth}/validate`, { headers: { authorization: `OAuth ${token}` } })
  const { client_id, expires_in } = await bodyOf(await validate())
  assert.equal(client_id, 'any')
  clock.advance(expires_in * 1_000)
  assert.equal((await validate()).status, 401)
  assert.equal((await ask('')).status, 401)
})

test('a token is granted by client credentials only', async t => {
  const { auth } = await setUp(t)
  for (const form of [
    { client_id: 'a', client_secret: 'b', grant_type: 'password' },
    { client_secret: 'b', grant_type: 'client_credentials' },
  ]) {
    const reply = await fetch(`${auth}/token`, { method: 'POST', body: new URLSearchParams(form) })
    const body = await bodyOf(reply)
    assert.deepEqual([reply.status, Object.keys(body)], [400, ['status', 'message']])
  }
})

test('the bucket empties by requests, refuses, and fills again continuously', async t => {
  const { ask, clock } = await setUp(t, { rateLimit: 60 })
  const readRate = async () => {
    const { headers, status } = await ask('?first=1')
    const rate = ['limit', 'remaining', 'reset'].map(name =>
      Number(headers.get(`ratelimit-${name}`)),
    )
    return [status, ...rate]
  }
  assert.deepEqual(await readRate(), [200, 60, 59, evening + 1])
  for (let left = 58; left >= 0; left -= 1) assert.equal((await readRate())[2], left)
  assert.deepEqual(await readRate(), [429, 60, 0, evening + 60])
  clock.advance(2_000)
  assert.deepEqual(await readRate(), [200, 60, 1, evening + 61])
})

test('unknown paths are not found', async t => {
  const { api, keys, simulator } = await setUp(t)
  for (const url of [`${api}/nothing`, `${simulator.url}/mixer/streams`, `${simulator.url}//`]) {
    const reply = await fetch(url, { headers: keys })
    const body = await bodyOf(reply)
    assert.deepEqual([reply.status, body.error, body.status], [404, 'Not Found', 404])
  }
})

test('a port that is taken is said in one sentence', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await new Promise(resolve => other.once('listening', resolve))
  const address = other.address()
  assert.ok(address !== null && typeof address === 'object')
  await assert.rejects(setUp(t, { port: address.port }), { code: 'unavailable' })
})

test('what goes wrong can be changed while it runs, and each answer is told of', async t => {
  const records: unknown[][] = []
  const { ask, simulator } = await setUp(t, {
    faults: [{ name: 'unavailable', rate: 1, seconds: 0, status: '503' }],
    onAnswer: ({ askedAtMs, faults, kind, platform, rows, status }) =>
      records.push([platform, askedAtMs / 1_000, kind, faults, status, rows?.length ?? null]),
  })
  assert.equal((await ask('?first=3')).status, 503)
  simulator.setFaults([{ name: 'truncated', rate: 1 }])
  const cut = await ask('?first=3')
  const text = await cut.text()
  assert.deepEqual(
    [cut.status, cut.headers.get('content-length')],
    [200, `${Buffer.byteLength(text)}`],
  )
  assert.throws(() => JSON.parse(text), SyntaxError)
  simulator.setFaults([])
  assert.equal((await ask('?first=3')).status, 200)
  assert.deepEqual(records, [
    ['twitch', evening, 'token', [], 200, null],
    ['twitch', evening, 'page', ['unavailable'], 503, null],
    ['twitch', evening, 'page', ['truncated'], 200, null],
    ['twitch', evening, 'page', [], 200, 3],
  ])
})

test('an answer that is late or never ends does not outlive the simulator', async t => {
  const manual = createManualClock(evening * 1_000)
  const asleep = Promise.withResolvers<AbortSignal | undefined>()
  const clock = {
    ...manual,
    sleep: (_: number, signal?: AbortSignal) => {
      asleep.resolve(signal)
      return new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    },
  }
  const simulator = await startSimulator({
    worlds: { twitch: world },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    faults: [
      { name: 'latency', at: 'tokens' },
      { name: 'drip', rate: 1, at: 'api', seconds: 0, ends: 'no' },
    ],
  })
  t.after(() => simulator.close())
  const late = fetch(`${simulator.environment.TWITCH_AUTH_URL}/validate`)
  const endless = await fetch(`${simulator.environment.TWITCH_API_URL}/streams`)
  const signal = await asleep.promise
  await simulator.close()
  await assert.rejects(late)
  await assert.rejects(endless.text())
  assert.equal(signal?.aborted, true)
})
