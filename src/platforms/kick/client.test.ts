import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import {
  endings,
  type FakeKickFault,
  type FakeKickOptions,
  startFakeKick,
} from '../../../test/fake-kick.ts'
import {
  categoriesList,
  type KickRow,
  unauthorizedBody,
  versionOneList,
  versionTwoRows,
} from '../../../test/kick-fixtures.ts'
import { AppError } from '../../domain/error.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import type { Clock } from '../../lib/clock.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import type { CallContext, PlatformClient } from '../client.ts'
import { createKickClient, type KickDeps } from './client.ts'

const start = 1_800_000_000_000
const rows = versionTwoRows(25)
const page1 = { at: 1 } as const

async function setUp(t: TestContext, options: FakeKickOptions = {}, deps: Partial<KickDeps> = {}) {
  const clock = createManualClock(start)
  const fake = await startFakeKick({ rows, perPage: 10, now: clock.now, ...options })
  t.after(() => fake.close())
  const client = createKickClient({
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
const idsIn = (sent: readonly KickRow[]) => sent.map(row => row.id)
const queryOf = ({ target }: { target: string }) => new URL(target, 'http://fake').searchParams

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

for (const [name, ending] of Object.entries(endings))
  test(`the pages are read to the end in their order, each once, with ${name}`, async t => {
    const { asked, client, clock, context } = await setUp(t, { ending })
    assert.deepEqual(idsOf(await walk(client, context)), idsIn(rows))
    assert.deepEqual(context.tally, { requests: 3, retries: 0 })
    assert.deepEqual([asked('page').length, asked('token').length], [3, 1])
    assert.deepEqual(clock.sleeps, [])
  })

test('a request asks for a thousand rows with token and user agent, without a client id', async t => {
  const { asked, client, context } = await setUp(t)
  await walk(client, context)
  for (const { headers } of asked('page')) {
    assert.equal(headers.authorization, 'Bearer faketoken1')
    assert.equal(headers['user-agent'], 'Livecensus/test')
    assert.equal(headers['client-id'], undefined)
  }
  const [first, , third] = asked('page').map(queryOf)
  assert.deepEqual([...(first ?? [])], [['limit', '1000']])
  assert.deepEqual(
    [...(third ?? [])],
    [
      ['limit', '1000'],
      ['cursor', 'cGFnZSAy'],
    ],
  )
})

test('short pages and an empty tail are pages like others', async t => {
  const { client, context } = await setUp(t, { pages: [rows.slice(0, 7), [], rows.slice(7), []] })
  assert.deepEqual(idsOf(await walk(client, context)), idsIn(rows))
  assert.equal(context.tally.requests, 4)
})

test('an empty tail written as null is the end', async t => {
  const body = '{"data":null,"message":"OK"}'
  const { client, context } = await setUp(t, {
    faults: [{ at: 3, kind: 'answer', status: 200, body }],
  })
  assert.equal((await walk(client, context)).length, 20)
})

test('a page of a thousand full rows is read', async t => {
  const long = versionTwoRows(1_000).map(row => ({ ...row, title: 'ü'.repeat(4_000) }))
  const { client, context } = await setUp(t, { rows: long, perPage: 1_000 })
  assert.equal((await walk(client, context)).length, 1_000)
  assert.equal(context.tally.requests, 1)
})

test('rows that cannot be read are counted and left out', async t => {
  const odd = [
    { ...rows[0], id: null },
    ...versionOneList().data,
    { ...rows[1], viewer_count: '7' },
  ]
  const { client, context } = await setUp(t, { rows: odd })
  const page = await client.readLivePage(null, context)
  assert.ok(page.kind === 'page')
  assert.deepEqual([page.streams.length, page.skipped, page.streams[0]?.viewers], [1, 2, 7])
})

test('a token that expires in the middle costs one new token and one request', async t => {
  const { asked, client, context } = await setUp(t, { tokenRequests: 2 })
  assert.deepEqual(idsOf(await walk(client, context)), idsIn(rows))
  assert.deepEqual(
    asked('page').map(request => request.status),
    [200, 200, 401, 200],
  )
  assert.equal(asked('token').length, 2)
  assert.deepEqual(context.tally, { requests: 4, retries: 1 })
})

test('callers whose token is refused together get one new token', async t => {
  const { asked, client, context, fake } = await setUp(t)
  await client.readLivePage(null, context)
  fake.expireTokens()
  await Promise.all([
    ...Array.from({ length: 8 }, () => client.readLivePage(null, context)),
    client.readTotal(context),
    client.readStreamsOf(['1'], context),
    client.readCategoriesPage(null, context),
  ])
  assert.equal(asked('token').length, 2)
})

test('a new token that is refused too is told at once', async t => {
  const { asked, client, context } = await setUp(t, {
    faults: [
      {
        ...page1,
        kind: 'answer',
        status: 401,
        body: unauthorizedBody(),
        times: Number.POSITIVE_INFINITY,
      },
    ],
  })
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(error.code, 'unauthorized')
  assert.equal(
    error.message,
    'Kick refused a new token (401, "Unauthorized"): check KICK_CLIENT_ID and KICK_CLIENT_SECRET.',
  )
  assert.deepEqual([asked('page').length, asked('token').length], [2, 2])
  await errorOf(client.readLivePage(null, context))
  assert.equal(asked('token').length, 4)
})

test('a client whose keys are refused sends no page request', async t => {
  const { fake } = await setUp(t)
  const { client, context } = await setUp(t, {}, { config: { ...fake, clientSecret: 'wrong' } })
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(error.code, 'unauthorized')
  assert.match(error.message, /^Kick refused the keys \(400, "invalid client"\)/)
  assert.deepEqual(context.tally, { requests: 0, retries: 0 })
})

test('429 waits as Retry-After says, two minutes at most, else two seconds and more', async t => {
  for (const [headers, random, waitedMs] of [
    [{ 'Retry-After': '9' }, 0.5, 9_000],
    [{ 'Retry-After': new Date(start + 5_000).toUTCString() }, 0.5, 5_000],
    [{ 'Retry-After': '3600' }, 0.5, 120_000],
    [{ 'Retry-After': 'soon' }, 0, 2_000],
    [{}, 0, 2_000],
    [{}, 0.99, 2_000],
  ] as const) {
    const { client, clock, context } = await setUp(
      t,
      { faults: [{ ...page1, kind: 'answer', status: 429, headers: { ...headers } }] },
      { random: () => random },
    )
    await client.readLivePage(null, context)
    assert.equal(clock.now() - start, waitedMs, inspect(headers))
    assert.deepEqual(context.tally, { requests: 2, retries: 1 })
  }
})

test('429 again and again is borne longer and longer, then told', async t => {
  for (const [random, waits] of [
    [0, [2, 2, 2, 2, 2, 2, 2]],
    [0.999_999_9, [2, 4, 8, 16, 30, 30, 30]],
  ] as const) {
    const { client, clock, context } = await setUp(
      t,
      { faults: [{ ...page1, kind: 'answer', status: 429, times: 8 }] },
      { random: () => random },
    )
    const error = await errorOf(client.readLivePage(null, context))
    assert.equal(error.code, 'rate_limited')
    assert.equal(error.message, 'Kick answered 429 to 8 of 8 tries.')
    assert.equal(error.retryAfterMs, 2_000)
    assert.deepEqual(
      clock.sleeps.map(ms => Math.ceil(ms / 1_000)),
      waits,
    )
  }
})

test('a refusal for asking too much holds back the calls of others too', async t => {
  const headers = { 'Retry-After': '7' }
  const refusals: readonly FakeKickFault[] = [
    { at: 'total', kind: 'answer', status: 429, headers },
    { at: 'total', kind: 'gate_refusal', headers },
  ]
  for (const refusal of refusals) {
    const { client, clock, context } = await setUp(t, { faults: [refusal] })
    assert.equal(await client.readTotal(context), null)
    assert.equal((await client.readLivePage(null, aContext())).kind, 'page')
    assert.equal(clock.now() - start, 7_000)
  }
})

test('sixty requests a minute are sent without a single refusal', async t => {
  const { asked, client, clock, context } = await setUp(t, {
    rows: versionTwoRows(200),
    perPage: 1,
    rateLimit: 60,
  })
  assert.equal((await walk(client, context)).length, 200)
  assert.ok(asked('page').every(request => request.status === 200))
  const minutes = (clock.now() - start) / 60_000
  assert.ok(minutes >= 2.4 && minutes <= 3.4, `200 requests took ${minutes} minutes`)
})

test('another pace can be asked for', async t => {
  const many = { rows: versionTwoRows(100), perPage: 1 }
  const fast = await setUp(t, many, { requestsPerMinute: 100_000 })
  await walk(fast.client, fast.context)
  assert.deepEqual(fast.clock.sleeps, [])
  const slow = await setUp(t, many, { requestsPerMinute: 20 })
  await walk(slow.client, slow.context)
  assert.ok(slow.clock.now() - start >= 240_000)
})

test('a walk comes through a limit that is a third of the pace', async t => {
  const { client, context } = await setUp(t, {
    rows: versionTwoRows(80),
    perPage: 1,
    rateLimit: 20,
  })
  assert.equal((await walk(client, context)).length, 80)
  assert.ok(context.tally.retries > 0)
})

test('a 403 of the gate before Kick is tried again, and told when it stays', async t => {
  const { client, clock, context, fake } = await setUp(t, {
    faults: [{ ...page1, kind: 'gate_refusal', times: 2 }],
  })
  assert.equal((await client.readLivePage(null, context)).kind, 'page')
  assert.deepEqual(context.tally, { requests: 3, retries: 2 })
  assert.deepEqual(clock.sleeps, [2_000, 2_000])
  fake.addFault({ ...page1, kind: 'gate_refusal', times: 3 })
  const error = await errorOf(client.readLivePage(null, context))
  assert.deepEqual(
    [error.code, error.message, error.retryAfterMs],
    ['unavailable', 'Kick answered 403 to 3 of 3 tries.', 2_000],
  )
})

const passing: readonly (readonly [string, FakeKickFault, string])[] = [
  ['500', { ...page1, kind: 'answer', status: 500 }, 'answered 500 to'],
  ['an HTML 502', { ...page1, kind: 'answer', status: 502, body: '<p>' }, 'answered 502 to'],
  ['408', { ...page1, kind: 'answer', status: 408 }, 'answered 408 to'],
  ['cut JSON', { ...page1, kind: 'truncate' }, 'sent no readable JSON in'],
  ['HTML', { ...page1, kind: 'answer', status: 200, body: '<html>' }, 'sent no readable JSON in'],
  [
    'JSON that is no page',
    { ...page1, kind: 'answer', status: 200, body: '{"data":"x","message":"OK"}' },
    'sent something else than asked for in',
  ],
  [
    'too large a body',
    { ...page1, kind: 'answer', status: 200, body: `"${'x'.repeat(16_800_000)}"` },
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
    assert.deepEqual(clock.sleeps, [1_000, 2_000])

    fake.addFault({ ...fault, times: 3 })
    const error = await errorOf(client.readLivePage(null, context))
    assert.equal(error.code, 'unavailable')
    assert.equal(error.message, `Kick ${words} 3 of 3 tries.`)
    assert.deepEqual(context.tally, { requests: 6, retries: 4 })
  })

test('an answer that drips beyond the timeout is given up', async t => {
  const { client, context } = await setUp(
    t,
    { faults: [{ ...page1, kind: 'stall', times: 2 }] },
    { timeoutMs: 500, retryAttempts: 2 },
  )
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(error.message, 'Kick did not answer in time in 2 of 2 tries.')
})

test('a refusal that no other try can mend is told at once', async t => {
  for (const [status, code, body, message] of [
    [
      400,
      'invalid',
      '{"data":"bad limit","message":"Bad request"}',
      'Kick answered 400, "bad limit".',
    ],
    [403, 'forbidden', '{"data":{},"message":"Forbidden"}', 'Kick answered 403, "Forbidden".'],
    [403, 'forbidden', '{"message":"no\\nway"}', 'Kick answered 403.'],
    [404, 'not_found', '<html>', 'Kick answered 404.'],
    [410, 'invalid', '{"data":null}', 'Kick answered 410.'],
    [
      302,
      'unavailable',
      '',
      'Kick answered 302 and leads elsewhere, which is not followed: check KICK_API_URL.',
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

test('a refused cursor is told apart from a failure, whatever it says', async t => {
  const { client, context } = await setUp(t, {
    faults: [{ at: 2, kind: 'answer', status: 400, body: '{"data":{},"message":"Bad request"}' }],
  })
  const page = await client.readLivePage(null, context)
  assert.ok(page.kind === 'page')
  assert.deepEqual(await client.readLivePage(page.nextCursor, context), { kind: 'cursor_rejected' })
  assert.deepEqual(await client.readLivePage('nonsense &?', context), { kind: 'cursor_rejected' })
  assert.deepEqual(await client.readCategoriesPage('x', context), { kind: 'cursor_rejected' })
  assert.deepEqual(context.tally, { requests: 4, retries: 0 })
})

test('the total is what Kick counts', async t => {
  const { asked, client, context } = await setUp(t)
  assert.equal(await client.readTotal(context), 25)
  assert.deepEqual([asked('total').length, context.tally.requests], [1, 1])
})

test('a total that cannot be had is unknown, and asked for only once', async t => {
  const faults: readonly FakeKickFault[] = [
    { at: 'total', kind: 'answer', status: 200, body: '{"data":null,"message":"OK"}' },
    { at: 'total', kind: 'answer', status: 400 },
    { at: 'total', kind: 'answer', status: 403 },
    { at: 'total', kind: 'answer', status: 404 },
    { at: 'total', kind: 'answer', status: 429 },
    { at: 'total', kind: 'answer', status: 500 },
    { at: 'total', kind: 'gate_refusal' },
    { at: 'total', kind: 'reset' },
    { at: 'total', kind: 'truncate' },
    { at: 'total', kind: 'drop' },
    { at: 'total', kind: 'stall' },
  ]
  for (const fault of faults) {
    const { asked, client, context } = await setUp(t, { faults: [fault] }, { timeoutMs: 500 })
    assert.equal(await client.readTotal(context), null, inspect(fault))
    assert.equal(asked('total').length, 1)
  }
  const { fake } = await setUp(t)
  const { client, context } = await setUp(t, {}, { config: { ...fake, clientSecret: 'wrong' } })
  assert.equal(await client.readTotal(context), null)
})

test('an abort ends the question for the total with its own reason, also an AppError', async t => {
  const { client } = await setUp(t)
  for (const reason of [{ why: 'shutting down' }, new AppError('unavailable', 'Shutting down.')]) {
    const ends = client.readTotal(aContext(AbortSignal.abort(reason)))
    await assert.rejects(ends, error => error === reason)
  }
})

test('channels are looked up a hundred at a time, each once; those not live are left out', async t => {
  const live = versionTwoRows(150)
  const { asked, client, context } = await setUp(t, { rows: live })
  const ids = Array.from({ length: 210 }, (_, i) => String(i + 1))
  const found = await client.readStreamsOf([...ids, '7'], context)
  assert.deepEqual(idsOf(found.streams), idsIn(live))
  assert.equal(found.skipped, 0)
  assert.deepEqual(
    asked('channels').map(request => queryOf(request).getAll('user_id').length),
    [100, 100, 10],
  )
  assert.deepEqual(context.tally, { requests: 3, retries: 0 })
})

test('a look-up of nobody asks nothing', async t => {
  const { client, context, fake } = await setUp(t)
  assert.deepEqual(await client.readStreamsOf([], context), { streams: [], skipped: 0 })
  assert.equal(fake.requests.length, 0)
})

test('a look-up tells rows it cannot read and keeps none of channels it did not ask for', async t => {
  const body = JSON.stringify({ data: [rows[0], rows[1], { ...rows[2], id: null }] })
  const { client, context } = await setUp(t, {
    faults: [{ at: 'channels', kind: 'answer', status: 200, body }],
  })
  const found = await client.readStreamsOf(['1', '3'], context)
  assert.deepEqual([idsOf(found.streams), found.skipped], [[rows[0]?.id], 1])
})

test('a look-up that fails is told', async t => {
  const { client, context } = await setUp(t, {
    faults: [{ at: 'channels', kind: 'answer', status: 503, times: 3 }],
  })
  assert.equal((await errorOf(client.readStreamsOf(['1'], context))).code, 'unavailable')
})

test('the categories are read page by page', async t => {
  const { asked, client, context } = await setUp(t, {
    categories: [...categoriesList().data, { id: 0, name: '' }],
    perPage: 2,
  })
  const first = await client.readCategoriesPage(null, context)
  assert.ok(first.kind === 'page')
  assert.deepEqual(
    first.categories.map(category => category.categoryId),
    ['9569', '4688'],
  )
  assert.deepEqual(await client.readCategoriesPage(first.nextCursor, context), {
    kind: 'page',
    categories: [],
    skipped: 1,
    nextCursor: null,
  })
  assert.deepEqual([...queryOf(asked('categories')[0] ?? assert.fail())], [['limit', '1000']])
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
    { faults: [{ ...page1, kind: 'answer', status: 429 }] },
    { clock },
  )
  const abort = new AbortController()
  const reason = { why: 'shutting down' }
  const first = client.readLivePage(null, { ...context, signal: abort.signal })
  await asleep.promise
  const second = client.readStreamsOf(['1'], { ...context, signal: abort.signal })
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
