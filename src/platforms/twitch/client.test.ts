import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import type { HelixRow } from '../../../test/fake-helix.ts'
import {
  type FakeTwitchFault,
  type FakeTwitchOptions,
  startFakeTwitch,
} from '../../../test/fake-twitch.ts'
import {
  ampersandPage,
  currentPage,
  invalidCursorBody,
  pageOf20,
  pageOf20Answer,
  tableRows,
} from '../../../test/twitch-fixtures.ts'
import { AppError } from '../../domain/error.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import type { Clock } from '../../lib/clock.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import type { CallContext, PlatformClient } from '../client.ts'
import { createTwitchClient, type TwitchDeps } from './client.ts'

const start = 1_800_000_000_000
const rows = tableRows()
const page1 = { at: 1 } as const

async function setUp(
  t: TestContext,
  options: FakeTwitchOptions = {},
  deps: Partial<TwitchDeps> = {},
) {
  const clock = createManualClock(start)
  const fake = await startFakeTwitch({ rows, perPage: 20, now: clock.now, ...options })
  t.after(() => fake.close())
  const client = createTwitchClient({
    config: fake,
    retryAttempts: 3,
    clock,
    random: () => 0.5,
    userAgent: 'Livecensus/test',
    ...deps,
  })
  const asked = (to: string) => fake.requests.filter(request => request.to === to)
  return { clock, fake, client, asked, context: aContext() }
}

function aContext(signal = new AbortController().signal): CallContext {
  return { signal, tally: { requests: 0, retries: 0 } }
}

/** All streams from the first page to the last. */
async function walk(client: PlatformClient, context: CallContext): Promise<LiveStream[]> {
  const streams: LiveStream[] = []
  let cursor: string | null = null
  do {
    const page = await client.readLivePage(cursor, context)
    assert.ok(page.kind === 'page')
    streams.push(...page.streams)
    cursor = page.nextCursor
  } while (cursor !== null)
  return streams
}

const idsOf = (streams: readonly LiveStream[]) => streams.map(stream => stream.streamId)
const idsIn = (recorded: readonly HelixRow[]) => recorded.map(row => row.id)

/** The AppError that something ends with; it shows no key and no token. */
async function errorOf(ends: Promise<unknown>): Promise<AppError> {
  const error = await ends.then(
    () => assert.fail('there was no error'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof AppError, inspect(error))
  assert.doesNotMatch(inspect(error), /fakeclientsecret|faketoken/)
  return error
}

test('the pages are read to the end in their order, each once', async t => {
  const { asked, client, clock, context } = await setUp(t)
  assert.deepEqual(idsOf(await walk(client, context)), idsIn(rows))
  assert.deepEqual(context.tally, { requests: 5, retries: 0 })
  assert.deepEqual([asked('page').length, asked('token').length], [5, 1])
  assert.deepEqual(clock.sleeps, [])
})

test('a request asks for a hundred rows with token, client id and user agent', async t => {
  const { asked, client, context, fake } = await setUp(t)
  await walk(client, context)
  for (const { headers } of asked('page')) {
    assert.equal(headers.authorization, 'Bearer faketoken1')
    assert.equal(headers['client-id'], fake.clientId)
    assert.equal(headers['user-agent'], 'Livecensus/test')
  }
  const queries = asked('page').map(({ target }) => new URL(target, 'http://fake').searchParams)
  assert.deepEqual([queries[0]?.get('first'), queries[0]?.get('after')], ['100', null])
  assert.deepEqual([queries[4]?.get('first'), queries[4]?.get('after')], ['100', 'WzQsMF0='])
})

test('recorded answers are read with their own headers', async t => {
  const recorded = pageOf20Answer()
  const { client, clock, context } = await setUp(t, {
    faults: [{ ...page1, kind: 'answer', ...recorded }],
  })
  const page = await client.readLivePage(null, context)
  assert.ok(page.kind === 'page')
  assert.deepEqual(idsOf(page.streams), idsIn(pageOf20().data))
  assert.equal(page.nextCursor, pageOf20().pagination.cursor)
  await client.readLivePage(null, context)
  assert.deepEqual(clock.sleeps, [])
})

test('short pages and an empty tail are pages like others', async t => {
  const pages = [pageOf20().data, [], ampersandPage().data, currentPage().data, []]
  const { client, context } = await setUp(t, { pages })
  assert.equal((await walk(client, context)).length, 22)
  assert.equal(context.tally.requests, 5)
})

test('rows that cannot be read are counted and left out', async t => {
  const broken = [{ ...rows[0], id: null }, { ...rows[1], viewer_count: '7' }, rows[2] ?? {}]
  const { client, context } = await setUp(t, { rows: broken })
  const page = await client.readLivePage(null, context)
  assert.ok(page.kind === 'page')
  assert.deepEqual([page.streams.length, page.skipped, page.streams[0]?.viewers], [2, 1, 7])
})

test('a token that expires in the middle costs one new token and one request', async t => {
  const { asked, client, context } = await setUp(t, { tokenRequests: 2 })
  assert.deepEqual(idsOf(await walk(client, context)), idsIn(rows))
  assert.deepEqual(
    asked('page').map(request => request.status),
    [200, 200, 401, 200, 200, 401, 200],
  )
  assert.equal(asked('token').length, 3)
  assert.deepEqual(context.tally, { requests: 7, retries: 2 })
})

test('callers whose token is refused together get one new token', async t => {
  const { asked, client, context, fake } = await setUp(t)
  await client.readLivePage(null, context)
  fake.expireTokens()
  await Promise.all(Array.from({ length: 8 }, () => client.readLivePage(null, context)))
  assert.equal(asked('token').length, 2)
})

test('a refused token costs no try', async t => {
  const { client, context } = await setUp(
    t,
    { faults: [{ ...page1, kind: 'answer', status: 401 }] },
    { retryAttempts: 1 },
  )
  assert.equal((await client.readLivePage(null, context)).kind, 'page')
})

test('a new token that is refused too is told at once', async t => {
  const { asked, client, context } = await setUp(t, {
    faults: [{ ...page1, kind: 'answer', status: 401, times: Number.POSITIVE_INFINITY }],
  })
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(error.code, 'unauthorized')
  assert.match(error.message, /TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET/)
  assert.deepEqual([asked('page').length, asked('token').length], [2, 2])
  assert.deepEqual(context.tally, { requests: 2, retries: 1 })
})

test('a client whose keys are refused sends no page request', async t => {
  const { client, context, fake } = await setUp(t)
  const wrong = createTwitchClient({
    config: { ...fake, clientSecret: 'wrong' },
    retryAttempts: 3,
    clock: createManualClock(start),
    random: () => 0.5,
    userAgent: 'Livecensus/test',
  })
  assert.equal((await errorOf(wrong.readLivePage(null, context))).code, 'unauthorized')
  assert.deepEqual(context.tally, { requests: 0, retries: 0 })
  assert.equal((await client.readLivePage(null, context)).kind, 'page')
})

test('429 waits for the reset, and the walk goes on', async t => {
  const { asked, client, clock, context } = await setUp(t, {
    faults: [{ at: 3, kind: 'rate_limited', resetIn: 2 }],
  })
  assert.deepEqual(idsOf(await walk(client, context)), idsIn(rows))
  assert.deepEqual(clock.sleeps, [2_000])
  assert.deepEqual(context.tally, { requests: 6, retries: 1 })
  assert.equal(asked('page').filter(request => request.status === 429).length, 1)
})

test('429 holds back the calls of others too', async t => {
  const { client, clock, context } = await setUp(
    t,
    {
      rateLimit: null,
      faults: [{ ...page1, kind: 'answer', status: 429, headers: { 'Retry-After': '7' } }],
    },
    { retryAttempts: 1 },
  )
  const error = await errorOf(client.readLivePage(null, context))
  assert.deepEqual([error.code, error.retryAfterMs], ['rate_limited', 7_000])
  assert.equal((await client.readLivePage(null, aContext())).kind, 'page')
  assert.equal(clock.now() - start, 7_000)
})

test('429 without a reset waits as Retry-After says, else backs off; never over two minutes', async t => {
  const inAnHour = String(start / 1_000 + 3_600)
  const past = String(start / 1_000 - 5)
  const cases: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{}, 250],
    [{ 'Retry-After': '9' }, 9_000],
    [{ 'Ratelimit-Reset': past, 'Retry-After': '9' }, 9_000],
    [{ 'Ratelimit-Reset': inAnHour }, 120_000],
    [{ 'Ratelimit-Reset': 'soon' }, 250],
  ]
  for (const [headers, waitedMs] of cases) {
    const { client, clock, context } = await setUp(t, {
      rateLimit: null,
      faults: [{ ...page1, kind: 'answer', status: 429, headers }],
    })
    await client.readLivePage(null, context)
    assert.equal(clock.now() - start, waitedMs, inspect(headers))
  }
})

test('429 to every try is rate_limited with the time to wait', async t => {
  const headers = { 'Retry-After': '9' }
  const { client, context } = await setUp(t, {
    rateLimit: null,
    faults: [{ ...page1, kind: 'answer', status: 429, headers, times: 3 }],
  })
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(error.code, 'rate_limited')
  assert.equal(error.message, 'Twitch answered 429 to 3 of 3 tries.')
  assert.equal(error.retryAfterMs, 9_000)
})

test('the rate limit is kept without a single refusal', async t => {
  const { asked, client, clock, context } = await setUp(t, { perPage: 1, rateLimit: 60 })
  assert.equal((await walk(client, context)).length, 100)
  assert.ok(asked('page').every(request => request.status === 200))
  assert.ok(clock.now() > start)
})

test('503 and then an answer is an answer', async t => {
  const { client, clock, context } = await setUp(t, {
    faults: [{ at: 2, kind: 'answer', status: 503 }],
  })
  assert.deepEqual(idsOf(await walk(client, context)), idsIn(rows))
  assert.deepEqual(clock.sleeps, [250])
  assert.deepEqual(context.tally, { requests: 6, retries: 1 })
})

const passing: readonly (readonly [string, FakeTwitchFault, string])[] = [
  ['500', { ...page1, kind: 'answer', status: 500 }, 'answered 500 to'],
  ['an HTML 502', { ...page1, kind: 'answer', status: 502, body: '<p>' }, 'answered 502 to'],
  ['408', { ...page1, kind: 'answer', status: 408 }, 'answered 408 to'],
  [
    'cut JSON',
    { ...page1, kind: 'answer', status: 200, body: '{"data":[{' },
    'sent no readable JSON in',
  ],
  ['HTML', { ...page1, kind: 'answer', status: 200, body: '<html>' }, 'sent no readable JSON in'],
  [
    'JSON that is no page',
    { ...page1, kind: 'answer', status: 200, body: '{"data":{}}' },
    'sent something else than asked for in',
  ],
  [
    'too large a body',
    { ...page1, kind: 'answer', status: 200, body: `"${'x'.repeat(4_200_000)}"` },
    'sent more than an answer may hold in',
  ],
  ['a reset connection', { ...page1, kind: 'reset' }, 'could not be reached in'],
  ['half a body', { ...page1, kind: 'drop' }, 'could not be reached in'],
]
for (const [name, fault, words] of passing)
  test(`${name} is tried again, and told when it stays`, async t => {
    const { client, clock, context, fake } = await setUp(t, { faults: [{ ...fault, times: 2 }] })
    assert.equal((await client.readLivePage(null, context)).kind, 'page')
    assert.deepEqual(context.tally, { requests: 3, retries: 2 })
    assert.deepEqual(clock.sleeps, [250, 500])

    fake.addFault({ ...fault, times: 3 })
    const error = await errorOf(client.readLivePage(null, context))
    assert.equal(error.code, 'unavailable')
    assert.equal(error.message, `Twitch ${words} 3 of 3 tries.`)
    assert.ok(error.cause instanceof Error)
    assert.deepEqual(context.tally, { requests: 6, retries: 4 })
  })

test('an answer that drips beyond the timeout is given up', async t => {
  const { client, context } = await setUp(
    t,
    { faults: [{ ...page1, kind: 'stall', times: 2 }] },
    { timeoutMs: 500, retryAttempts: 2 },
  )
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(error.message, 'Twitch did not answer in time in 2 of 2 tries.')
  assert.deepEqual(context.tally, { requests: 2, retries: 1 })
})

test('the last failure is told with how often it came', async t => {
  const { client, context } = await setUp(t, {
    faults: [
      { ...page1, kind: 'answer', status: 503 },
      { ...page1, kind: 'answer', status: 500, times: 2 },
    ],
  })
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(error.message, 'Twitch answered 500 to 2 of 3 tries.')
})

test('a refusal that no other try can mend is told at once', async t => {
  for (const [status, code, body, message] of [
    [400, 'invalid', '{"message":"bad first"}', 'Twitch answered 400, "bad first".'],
    [403, 'forbidden', '{"message":"no\\nway"}', 'Twitch answered 403.'],
    [404, 'not_found', '<html>', 'Twitch answered 404.'],
    [410, 'invalid', '{}', 'Twitch answered 410.'],
    [
      302,
      'unavailable',
      '',
      'Twitch answered 302 and leads elsewhere, which is not followed: check TWITCH_API_URL.',
    ],
  ] as const) {
    const { client, context } = await setUp(t, {
      faults: [{ ...page1, kind: 'answer', status, body }],
    })
    const error = await errorOf(client.readLivePage(null, context))
    assert.deepEqual([error.code, error.message], [code, message])
    assert.equal(context.tally.requests, 1)
  }
})

test('a refused cursor is told apart from a failure', async t => {
  const refusal = { kind: 'answer', status: 400, body: invalidCursorBody() } as const
  const { client, context } = await setUp(t, { faults: [{ at: 2, ...refusal }] })
  const page = await client.readLivePage(null, context)
  assert.ok(page.kind === 'page')
  assert.deepEqual(await client.readLivePage(page.nextCursor, context), { kind: 'cursor_rejected' })
  assert.deepEqual(await client.readLivePage('nonsense &?', context), { kind: 'cursor_rejected' })
  assert.deepEqual(context.tally, { requests: 3, retries: 0 })
})

test('a refused cursor where none was sent is a failure', async t => {
  const { client, context } = await setUp(t, { faults: [{ ...page1, kind: 'invalid_cursor' }] })
  assert.equal((await errorOf(client.readLivePage(null, context))).code, 'invalid')
})

test('an abort ends a request under way with its own reason', async t => {
  const reached = Promise.withResolvers<{ gone: Promise<unknown> }>()
  const gate = (gone: Promise<unknown>) => {
    reached.resolve({ gone })
    return gone
  }
  const { client, context } = await setUp(t, { faults: [{ ...page1, kind: 'gate', gate }] })
  const abort = new AbortController()
  const reason = { why: 'shutting down' }
  const ends = client.readLivePage(null, { ...context, signal: abort.signal })
  const { gone } = await reached.promise
  abort.abort(reason)
  await assert.rejects(ends, error => error === reason)
  await gone
  assert.deepEqual(context.tally, { requests: 1, retries: 0 })
})

test('an abort ends a wait with its own reason', async t => {
  const asleep = Promise.withResolvers<void>()
  const clock: Clock = {
    now: () => start,
    sleep: (_, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
        asleep.resolve()
      }),
  }
  const { client, context } = await setUp(
    t,
    { faults: [{ ...page1, kind: 'rate_limited', resetIn: 60 }] },
    { clock },
  )
  const abort = new AbortController()
  const reason = { why: 'shutting down' }
  const first = client.readLivePage(null, { ...context, signal: abort.signal })
  await asleep.promise
  const second = client.readLivePage(null, { ...context, signal: abort.signal })
  abort.abort(reason)
  await assert.rejects(first, error => error === reason)
  await assert.rejects(second, error => error === reason)
  assert.deepEqual(context.tally, { requests: 1, retries: 0 })
})

test('an aborted signal sends nothing', async t => {
  const reason = { why: 'shutting down' }
  const { client, fake } = await setUp(t)
  const context = aContext(AbortSignal.abort(reason))
  await assert.rejects(client.readLivePage(null, context), error => error === reason)
  assert.deepEqual([context.tally.requests, fake.requests.length], [0, 0])
})
