import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import {
  aContext,
  channelsOf,
  errorOf,
  readPage,
  type Stage,
  start,
  upTo,
  walk,
} from '../../../test/conformance/stage.ts'
import { createDrivenClock } from '../../../test/driven-clock.ts'
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
  versionOneRows,
  versionTwoRowOf,
  versionTwoRows,
} from '../../../test/kick-fixtures.ts'
import { conform } from '../../../test/platform-conformance.ts'
import { AppError } from '../../domain/error.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import type { CallContext, PlatformClient } from '../client.ts'
import { createKickClient, type KickDeps } from './client.ts'

const stage: Stage = {
  name: 'Kick',
  triesWhenLimited: 8,
  tooManyBytes: 16_800_000,
  async start({ pages, title, rateLimit, now }) {
    const titled = (row: KickRow) => (title === undefined ? row : { ...row, title })
    const rowOf = new Map(
      pages
        .flat()
        .map(channel => [
          channel,
          titled(channel === null ? { ...versionTwoRowOf(1), id: null } : versionTwoRowOf(channel)),
        ]),
    )
    const fake = await startFakeKick({
      pages: pages.map(page => page.map(channel => rowOf.get(channel) ?? {})),
      rateLimit: rateLimit ?? null,
      now,
    })
    const { clientId, clientSecret } = fake
    return {
      ...fake,
      secrets: [clientId, clientSecret],
      createClient: ({ hasWrongKeys = false, ...deps }) =>
        createKickClient({
          ...deps,
          config: hasWrongKeys ? { ...fake, clientSecret: 'wrong' } : fake,
          requestsPerMinute: rateLimit ?? 100_000,
        }),
    }
  },
}

conform(stage)

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
  /** The queries of the requests that took a route. */
  const queries = (to: string) =>
    asked(to).map(({ target }) => [...new URL(target, 'http://fake').searchParams])
  return { clock, fake, client, asked, queries, context: aContext() }
}

/** Kick's own count of what is live. */
async function totalOf({ readTotal }: PlatformClient, context: CallContext) {
  assert.ok(readTotal !== undefined)
  return readTotal(context)
}

for (const [name, ending] of Object.entries(endings))
  test(`a list ends with ${name}`, async t => {
    const { client, context } = await setUp(t, { ending })
    assert.deepEqual(channelsOf(await walk(client, context)), upTo(25))
    assert.equal(context.tally.requests, 3)
  })

test('a request asks for a thousand rows with a token, without a client id', async t => {
  const { asked, client, context, queries } = await setUp(t)
  await walk(client, context)
  for (const { headers } of asked('page')) {
    assert.match(headers.authorization as string, /^Bearer faketoken\d+$/)
    assert.equal(headers['client-id'], undefined)
  }
  const [first, , third] = queries('page')
  assert.deepEqual(first, [['limit', '1000']])
  assert.deepEqual(third, [
    ['limit', '1000'],
    ['cursor', 'cGFnZSAy'],
  ])
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

test('rows without a stream id are left out of version 2', async t => {
  const odd = [...versionOneList().data, { ...rows[1], viewer_count: '7' }]
  const { client, context } = await setUp(t, { rows: odd })
  const { skipped, streams } = await readPage(client, null, context)
  assert.deepEqual([skipped, streams.map(({ viewers }) => viewers)], [1, [7]])
})

for (const status of [404, 410])
  test(`where version 2 answers ${status}, version 1 tells the most watched`, async t => {
    const topRows = versionOneRows(130)
    const { client, context, fake, queries } = await setUp(t, {
      topRows,
      faults: [{ ...page1, kind: 'answer', status }],
    })
    const page = await readPage(client, null, context)
    assert.deepEqual([page.onlyTop, page.nextCursor, page.skipped], [100, null, 0])
    assert.equal(page.streams.length, 100)
    const viewers = page.streams.map(stream => stream.viewers ?? 0)
    assert.deepEqual(
      viewers,
      topRows
        .map(row => Number(row.viewer_count))
        .sort((a, b) => b - a)
        .slice(0, 100),
    )
    assert.deepEqual(queries('top'), [
      [
        ['limit', '100'],
        ['sort', 'viewer_count'],
      ],
    ])
    assert.deepEqual(context.tally, { requests: 2, retries: 0 })
    assert.equal((await readPage(client, null, context)).onlyTop, null, 'version 2 is asked first')
    assert.deepEqual(
      fake.requests.map(({ to }) => to),
      ['token', 'page', 'top', 'page'],
    )
  })

test('a stream of version 1 is read exactly, without a stream id', async t => {
  const { client, context } = await setUp(t, {
    topRows: versionOneList().data,
    faults: [{ ...page1, kind: 'answer', status: 404 }],
  })
  const [recorded = {}] = versionOneList().data
  const { streams } = await readPage(client, null, context)
  assert.deepEqual(streams, [
    {
      streamId: null,
      channelId: '30111',
      username: 'inxxxxx',
      displayName: null,
      avatarUrl: recorded.profile_picture,
      title: 'Super first stream',
      categoryId: '15',
      gameName: 'Just Chatting',
      viewers: 18_081,
      language: 'en',
      startedAt: 1_743_518_309,
      tags: ['tag1', 'tag2'],
      thumbnailUrl: 'https://images.kick.com/video_thumbnails/xxxx/yyy/480.webp',
    },
  ])
})

test('rows of version 1 that cannot be read are counted', async t => {
  const [row] = versionOneRows(1)
  const topRows = [row ?? {}, { ...row, broadcaster_user_id: 0 }, { ...row, started_at: null }]
  const { client, context } = await setUp(t, {
    topRows,
    faults: [{ ...page1, kind: 'answer', status: 404 }],
  })
  const { skipped, streams } = await readPage(client, null, context)
  assert.deepEqual([channelsOf(streams), skipped], [[1], 2])
})

test('version 1 is asked only for the first page, and only where version 2 is gone', async t => {
  const { asked, client, context, fake } = await setUp(t, { topRows: versionOneRows(3) })
  const { nextCursor } = await readPage(client, null, context)
  fake.addFault({ at: 2, kind: 'answer', status: 404 })
  assert.equal((await errorOf(client.readLivePage(nextCursor, context))).code, 'not_found')
  for (const [fault, code] of [
    [{ ...page1, kind: 'answer', status: 400 }, 'invalid'],
    [{ ...page1, kind: 'answer', status: 401, times: 2 }, 'unauthorized'],
    [{ ...page1, kind: 'answer', status: 403 }, 'forbidden'],
    [{ ...page1, kind: 'answer', status: 429, times: 8 }, 'rate_limited'],
    [{ ...page1, kind: 'answer', status: 500, times: 3 }, 'unavailable'],
    [
      { ...page1, kind: 'answer', status: 200, body: '{"message":"gone"}', times: 3 },
      'unavailable',
    ],
    [{ ...page1, kind: 'reset', times: 3 }, 'unavailable'],
    [{ ...page1, kind: 'gate_refusal', times: 3 }, 'unavailable'],
  ] as const satisfies readonly (readonly [FakeKickFault, string])[]) {
    fake.addFault(fault)
    assert.equal((await errorOf(client.readLivePage(null, context))).code, code, inspect(fault))
  }
  assert.equal(asked('top').length, 0)
})

test('where both versions are gone, that is told', async t => {
  const { client, context } = await setUp(t, {
    faults: [
      { ...page1, kind: 'answer', status: 404 },
      { at: 'top', kind: 'answer', status: 410, body: '{"data":null}' },
    ],
  })
  const error = await errorOf(client.readLivePage(null, context))
  assert.deepEqual([error.code, error.message], ['not_found', 'Kick answered 410.'])
  assert.equal(context.tally.requests, 2)
})

test('version 1 is tried again like any list', async t => {
  const { client, clock, context } = await setUp(t, {
    topRows: versionOneRows(3),
    faults: [
      { ...page1, kind: 'answer', status: 410 },
      { at: 'top', kind: 'answer', status: 503 },
    ],
  })
  assert.equal((await readPage(client, null, context)).streams.length, 3)
  assert.deepEqual(context.tally, { requests: 3, retries: 1 })
  assert.equal(clock.sleeps.length, 1)
})

test('refused keys and tokens are told with the settings that hold them', async t => {
  const { client, context } = await setUp(t, {
    faults: [{ ...page1, kind: 'answer', status: 401, body: unauthorizedBody(), times: 2 }],
  })
  const error = await errorOf(client.readLivePage(null, context))
  assert.equal(
    error.message,
    'Kick refused a new token (401, "Unauthorized"): check KICK_CLIENT_ID and KICK_CLIENT_SECRET.',
  )
})

test('429 that tells no time waits two seconds at least, and longer from try to try', async t => {
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

test('a refusal of the total for asking too much holds back the calls of others too', async t => {
  const headers = { 'Retry-After': '7' }
  const refusals: readonly FakeKickFault[] = [
    { at: 'total', kind: 'answer', status: 429, headers },
    { at: 'total', kind: 'gate_refusal', headers },
  ]
  for (const refusal of refusals) {
    const { client, clock, context } = await setUp(t, { faults: [refusal] })
    assert.equal(await totalOf(client, context), null)
    await readPage(client, null, aContext())
    assert.equal(clock.now() - start, 7_000)
  }
})

test('sixty requests a minute are sent, from the first one on', async t => {
  const clock = createDrivenClock(start)
  const { asked, client, context } = await setUp(t, { rateLimit: 60, now: clock.now }, { clock })
  assert.deepEqual(client.budget(), { limit: 60, left: 60 })
  await clock.drive(Promise.all(upTo(200).map(() => readPage(client, null, context))))
  assert.deepEqual([...new Set(asked('page').map(({ status }) => status))], [200])
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
  await readPage(client, null, context)
  assert.deepEqual(context.tally, { requests: 3, retries: 2 })
  assert.deepEqual(clock.sleeps, [2_000, 2_000])
  fake.addFault({ ...page1, kind: 'gate_refusal', times: 3 })
  const error = await errorOf(client.readLivePage(null, context))
  assert.deepEqual(
    [error.code, error.message, error.retryAfterMs],
    ['unavailable', 'Kick answered 403 to 3 of 3 tries.', 2_000],
  )
})

test('a refusal is told in its own words, the most telling first', async t => {
  for (const [status, code, body, message] of [
    [
      400,
      'invalid',
      '{"data":"bad limit","message":"Bad request"}',
      'Kick answered 400, "bad limit".',
    ],
    [403, 'forbidden', '{"data":{},"message":"Forbidden"}', 'Kick answered 403, "Forbidden".'],
    [403, 'forbidden', '{"message":"no\\nway"}', 'Kick answered 403.'],
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

test('a 400 to a cursor refuses it, whatever it says', async t => {
  const { client, context } = await setUp(t, { faults: [{ at: 2, kind: 'answer', status: 400 }] })
  const { nextCursor } = await readPage(client, null, context)
  assert.deepEqual(await client.readLivePage(nextCursor, context), { kind: 'cursor_rejected' })
  assert.deepEqual(await client.directory?.readPage('x', context), { kind: 'cursor_rejected' })
})

test('the total is what Kick counts', async t => {
  const { asked, client, context } = await setUp(t)
  assert.equal(await totalOf(client, context), 25)
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
    assert.equal(await totalOf(client, context), null, inspect(fault))
    assert.equal(asked('total').length, 1)
  }
  const { fake } = await setUp(t)
  const { client, context } = await setUp(t, {}, { config: { ...fake, clientSecret: 'wrong' } })
  assert.equal(await totalOf(client, context), null)
})

test('an abort ends the question for the total with its own reason, also an AppError', async t => {
  const { client } = await setUp(t)
  for (const reason of [{ why: 'shutting down' }, new AppError('unavailable', 'Shutting down.')]) {
    const ends = totalOf(client, aContext(AbortSignal.abort(reason)))
    await assert.rejects(ends, error => error === reason)
  }
})

test('a look-up names a hundred channels at most', async t => {
  const { client, context, queries } = await setUp(t, { rows: versionTwoRows(150) })
  const { rows } = await client.refresh(upTo(210).map(String), context)
  assert.deepEqual(channelsOf(rows), upTo(150))
  assert.deepEqual(
    queries('channels').map(query => query.filter(([name]) => name === 'user_id').length),
    [100, 100, 10],
  )
})

test('a look-up tells rows it cannot read and keeps none of channels it did not ask for', async t => {
  const body = JSON.stringify({ data: [rows[0], rows[1], { ...rows[2], id: null }] })
  const { client, context } = await setUp(t, {
    faults: [{ at: 'channels', kind: 'answer', status: 200, body }],
  })
  const found = await client.refresh(['1', '3'], context)
  assert.deepEqual([channelsOf(found.rows), found.skipped], [[1], 1])
})

test('the directory is read page by page, in no order that means anything', async t => {
  const { client, context, queries } = await setUp(t, {
    categories: [...categoriesList().data, { id: 0, name: '' }],
    perPage: 2,
  })
  const { directory = assert.fail('there is a directory') } = client
  assert.equal(directory.isRanked, false)
  const first = await directory.readPage(null, context)
  assert.ok(first.kind === 'page')
  assert.deepEqual(
    first.rows.map(({ categoryId }) => categoryId),
    ['9569', '4688'],
  )
  assert.deepEqual(await directory.readPage(first.nextCursor, context), {
    kind: 'page',
    rows: [],
    skipped: 1,
    nextCursor: null,
  })
  assert.deepEqual(queries('categories')[0], [['limit', '1000']])
})

test('what Kick does not tell is missing', async t => {
  const { client } = await setUp(t)
  const { readCategories, readFollowers, readProfiles, split } = client
  assert.deepEqual(
    [readCategories, readFollowers, readProfiles, split],
    [undefined, undefined, undefined, undefined],
  )
})
