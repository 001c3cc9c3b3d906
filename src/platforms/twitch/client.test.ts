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
import { type FakeTwitchOptions, startFakeTwitch } from '../../../test/fake-twitch.ts'
import { conform } from '../../../test/platform-conformance.ts'
import {
  helixRows,
  invalidCursorBody,
  pageOf20,
  pageOf20Answer,
  recordedPages,
} from '../../../test/twitch-fixtures.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import { createTwitchClient, type TwitchDeps } from './client.ts'

const stage: Stage = {
  name: 'Twitch',
  triesWhenLimited: 3,
  tooManyBytes: 4_200_000,
  async start({ pages, title, rateLimit = 100_000, now }) {
    const [broken] = helixRows([1]).map(row => ({ ...row, id: null }))
    const rowOf = new Map(
      helixRows(pages.flat().filter(channel => channel !== null)).map(row => [
        Number(row.user_id),
        title === undefined ? row : { ...row, title },
      ]),
    )
    const fake = await startFakeTwitch({
      pages: pages.map(page => page.map(channel => rowOf.get(channel ?? 0) ?? broken ?? {})),
      rateLimit,
      now,
    })
    const secrets = [fake.clientId, fake.clientSecret]
    return {
      ...fake,
      secrets,
      createClient: ({ hasWrongKeys = false, ...deps }) => {
        const config = hasWrongKeys ? { ...fake, clientSecret: 'wrong' } : fake
        return createTwitchClient({ ...deps, config })
      },
    }
  },
}

conform(stage)

async function setUp(
  t: TestContext,
  options: FakeTwitchOptions = {},
  deps: Partial<TwitchDeps> = {},
) {
  const clock = createManualClock(start)
  const rows = helixRows(upTo(50))
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
  /** The queries of the requests that took a route. */
  const queries = (to: string) =>
    asked(to).map(({ target }) => new URL(target, 'http://fake').searchParams)
  return { clock, fake, client, asked, queries, context: aContext() }
}

test('a request asks for a hundred rows with token and client id', async t => {
  const { asked, client, context, fake, queries } = await setUp(t)
  await walk(client, context)
  for (const { headers } of asked('page')) {
    assert.match(headers.authorization as string, /^Bearer faketoken\d+$/)
    assert.equal(headers['client-id'], fake.clientId)
  }
  const [first, , third] = queries('page').map(query => [...query])
  assert.deepEqual(first, [['first', '100']])
  assert.deepEqual(third, [
    ['first', '100'],
    ['after', 'WzIsMF0='],
  ])
})

test('recorded answers are read with their own headers', async t => {
  const { client, clock, context } = await setUp(t, {
    faults: [{ at: 1, kind: 'answer', ...pageOf20Answer() }],
  })
  const { nextCursor, onlyTop, streams } = await readPage(client, null, context)
  assert.deepEqual(
    streams.map(({ streamId }) => streamId),
    pageOf20().data.map(({ id }) => id),
  )
  assert.deepEqual([nextCursor, onlyTop], [pageOf20().pagination.cursor, null])
  await readPage(client, null, context)
  assert.deepEqual(clock.sleeps, [])
})

test('recorded pages of every shape follow each other', async t => {
  const pages = recordedPages().map(({ data }) => data)
  const { client, context } = await setUp(t, { pages })
  assert.equal((await walk(client, context)).length, pages.flat().length)
})

test('a part of the list is asked for by languages, each named anew, on every page', async t => {
  const languages = ['en', 'es', 'de']
  const rows = helixRows(upTo(60)).map((row, i) => ({ ...row, language: languages[i % 3] }))
  const { client, context, queries } = await setUp(t, { rows })
  const seen: number[] = []
  let cursor: string | null = null
  do {
    const page = await client.readLivePage(cursor, context, ['en', 'es'])
    assert.ok(page.kind === 'page')
    seen.push(...channelsOf(page.streams))
    cursor = page.nextCursor
  } while (cursor !== null)
  assert.deepEqual(
    seen,
    upTo(60).filter(channel => channel % 3 !== 0),
  )
  assert.equal(queries('page').length, 3)
  for (const query of queries('page')) assert.deepEqual(query.getAll('language'), ['en', 'es'])
})

test('no languages are the whole list', async t => {
  const { client, context, queries } = await setUp(t)
  const page = await client.readLivePage(null, context, [])
  assert.ok(page.kind === 'page')
  assert.equal(page.streams.length, 20)
  assert.equal(queries('page')[0]?.has('language'), false)
})

test('the known languages make up nearly all streams, and one question takes them all', async t => {
  const { split } = (await setUp(t)).client
  const shares = Object.values(split?.languages ?? {})
  const sum = shares.reduce((total, share) => total + share, 0)
  assert.ok(sum > 0.9 && sum <= 1.1, `${sum}`)
  assert.ok(shares.every(share => share > 0))
  assert.ok(shares.length <= (split?.mostLanguages ?? 0))
})

test('a look-up names a hundred channels and asks for as many rows', async t => {
  const { client, context, queries } = await setUp(t, { rows: helixRows(upTo(150)) })
  const { rows } = await client.refresh(upTo(150).map(String), context)
  assert.deepEqual(channelsOf(rows), upTo(150))
  assert.deepEqual(
    queries('channels').map(query => [query.getAll('first'), query.getAll('user_id').length]),
    [
      [['100'], 100],
      [['100'], 50],
    ],
  )
})

/** An answer to a look-up: the streams of channels, and a cursor. */
function lookUpAnswer(channels: readonly number[], cursor?: string) {
  const body = JSON.stringify({ data: helixRows(channels), pagination: { cursor } })
  return { at: 'channels', kind: 'answer', status: 200, body } as const
}

test('a look-up follows the cursor of short pages to an empty one or the last', async t => {
  for (const [last, pages] of [
    [lookUpAnswer([]), 3],
    [lookUpAnswer([], 'more'), 3],
    [lookUpAnswer([5]), 3],
    [lookUpAnswer([4, 5], 'more'), 3],
  ] as const) {
    const faults = [lookUpAnswer([1, 2], 'WzAsMl0='), lookUpAnswer([3], 'WzAsM10='), last]
    const { client, context, queries } = await setUp(t, { faults })
    const { rows, skipped } = await client.refresh(upTo(5).map(String), context)
    const told = JSON.parse(last.body).data.map(({ user_id }: { user_id: string }) => +user_id)
    assert.deepEqual([channelsOf(rows), skipped], [[1, 2, 3, ...told], 0])
    const cursors = queries('channels').map(query => query.get('after'))
    assert.deepEqual(cursors, [null, 'WzAsMl0=', 'WzAsM10='].slice(0, pages))
    for (const query of queries('channels'))
      assert.deepEqual(query.getAll('user_id'), upTo(5).map(String))
  }
})

test('a look-up that is answered for all asks for no more', async t => {
  const faults = [lookUpAnswer([1, 2], 'WzAsMl0=')]
  const { client, context } = await setUp(t, { faults })
  await client.refresh(['1', '2'], context)
  assert.equal(context.tally.requests, 1)
})

test('a look-up whose last cursor leads back ends there', async t => {
  const faults = [{ at: 'channels', kind: 'loop', times: Number.POSITIVE_INFINITY }] as const
  const { asked, client, context } = await setUp(t, { faults })
  const { rows } = await client.refresh(['1', '2', '999'], context)
  assert.deepEqual([...new Set(channelsOf(rows))], [1, 2])
  assert.equal(asked('channels').length, 2)
})

test('a look-up that comes to no end is a failure, not an answer', async t => {
  const faults = upTo(20).map(channel => lookUpAnswer([channel], 'WzAsMl0='))
  const { asked, client, context } = await setUp(t, { faults })
  const { code, message } = await errorOf(client.refresh(upTo(50).map(String), context))
  assert.equal(code, 'unavailable')
  assert.equal(message, 'Twitch ends no list by ids within 10 pages.')
  assert.equal(asked('channels').length, 10)
})

test('a look-up whose cursor is refused on the way is a failure that passes', async t => {
  const faults = [
    lookUpAnswer([1], 'WzAsMl0='),
    { at: 'channels', kind: 'answer', status: 400, body: invalidCursorBody() },
  ] as const
  const { client, context } = await setUp(t, { faults })
  const { code, message } = await errorOf(client.refresh(['1', '2'], context))
  assert.equal(code, 'unavailable')
  assert.equal(message, 'Twitch takes no cursor of a list by ids any more.')
})

test('a look-up tells rows it cannot read', async t => {
  const [first, second] = helixRows([1, 2])
  const { client, context } = await setUp(t, {
    rows: [first ?? {}, { ...second, started_at: null }],
  })
  const { rows, skipped } = await client.refresh(['1', '2'], context)
  assert.deepEqual([channelsOf(rows), skipped], [[1], 1])
})

test('429 waits for the reset, and the walk goes on', async t => {
  const { asked, client, clock, context } = await setUp(t, {
    faults: [{ at: 3, kind: 'rate_limited', resetIn: 2 }],
  })
  assert.deepEqual(channelsOf(await walk(client, context)), upTo(50))
  assert.deepEqual(clock.sleeps, [2_000])
  assert.deepEqual(context.tally, { requests: 4, retries: 1 })
  assert.equal(asked('page').filter(({ status }) => status === 429).length, 1)
})

test('429 waits for a reset that lies ahead, two minutes at most, else for Retry-After', async t => {
  const inAnHour = String(start / 1_000 + 3_600)
  const past = String(start / 1_000 - 5)
  const cases: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{}, 250],
    [{ 'Ratelimit-Reset': past, 'Retry-After': '9' }, 9_000],
    [{ 'Ratelimit-Reset': inAnHour, 'Retry-After': '9' }, 120_000],
    [{ 'Ratelimit-Reset': 'soon' }, 250],
  ]
  for (const [headers, waitedMs] of cases) {
    const { client, clock, context } = await setUp(t, {
      rateLimit: null,
      faults: [{ at: 1, kind: 'answer', status: 429, headers }],
    })
    await readPage(client, null, context)
    assert.equal(clock.now() - start, waitedMs, inspect(headers))
  }
})

test('there is no budget as long as no answer tells one', async t => {
  const { client, context } = await setUp(t, { rateLimit: null })
  assert.equal(client.budget(), null)
  await readPage(client, null, context)
  assert.equal(client.budget(), null)
})

test('a refusal is told in its own words, as long as they are one plain line', async t => {
  for (const [status, code, body, message] of [
    [400, 'invalid', '{"message":"bad first"}', 'Twitch answered 400, "bad first".'],
    [403, 'forbidden', '{"message":"no\\nway"}', 'Twitch answered 403.'],
    [404, 'not_found', '<html>', 'Twitch answered 404.'],
    [410, 'not_found', '{}', 'Twitch answered 410.'],
    [
      302,
      'unavailable',
      '',
      'Twitch answered 302 and leads elsewhere, which is not followed: check TWITCH_API_URL.',
    ],
  ] as const) {
    const { client, context } = await setUp(t, {
      faults: [{ at: 1, kind: 'answer', status, body }],
    })
    const error = await errorOf(client.readLivePage(null, context))
    assert.deepEqual([error.code, error.message], [code, message])
    assert.equal(context.tally.requests, 1)
  }
})

test('refused keys and tokens are told with the settings that hold them', async t => {
  const { client, context, fake } = await setUp(t)
  fake.addFault({ at: 1, kind: 'answer', status: 401, times: 2 })
  const error = await errorOf(client.readLivePage(null, context))
  assert.ok(error.message.endsWith('check TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET.'))
})

test('only a 400 that speaks of the cursor refuses it, and only where one was sent', async t => {
  const refusal = { kind: 'answer', status: 400, body: invalidCursorBody() } as const
  const { client, context, fake } = await setUp(t, { faults: [{ at: 2, ...refusal }] })
  const { nextCursor } = await readPage(client, null, context)
  assert.deepEqual(await client.readLivePage(nextCursor, context), { kind: 'cursor_rejected' })
  fake.addFault({ at: 2, kind: 'answer', status: 400 })
  assert.equal((await errorOf(client.readLivePage(nextCursor, context))).code, 'invalid')
  fake.addFault({ at: 1, ...refusal })
  assert.equal((await errorOf(client.readLivePage(null, context))).code, 'invalid')
})

const games = upTo(50).map(id => ({
  id: String(id),
  name: `Game ${id}`,
  box_art_url: `https://static-cdn.jtvnw.net/ttv-boxart/${id}-{width}x{height}.jpg`,
  igdb_id: '',
}))

test('profiles are read a hundred at a time, each once; unknown channels are missing', async t => {
  const users = upTo(120).map(id => ({ id: String(id), login: `user${id}` }))
  const { client, context, queries } = await setUp(t, { users })
  const found = await client.readProfiles?.([...upTo(130), 7].map(String), context)
  assert.deepEqual(
    found?.rows.map(({ channelId, username }) => [channelId, username]),
    users.map(({ id, login }) => [id, login]),
  )
  assert.equal(found?.skipped, 0)
  assert.deepEqual(
    queries('users').map(query => query.getAll('id').length),
    [100, 30],
  )
  assert.deepEqual(await client.readProfiles?.([], context), { rows: [], skipped: 0 })
  assert.equal(context.tally.requests, 2)
})

test('categories are read by id with their art', async t => {
  const { client, context, queries } = await setUp(t, { games })
  assert.deepEqual(await client.readCategories?.(['7', '999', '7'], context), {
    rows: [
      {
        categoryId: '7',
        gameName: 'Game 7',
        artUrl: 'https://static-cdn.jtvnw.net/ttv-boxart/7-285x380.jpg',
      },
    ],
    skipped: 0,
  })
  assert.deepEqual(
    queries('games').map(query => [...query]),
    [
      [
        ['id', '7'],
        ['id', '999'],
      ],
    ],
  )
})

test('the directory is read page by page, most watched first', async t => {
  const { client, context, queries } = await setUp(t, { games })
  const { directory = assert.fail('there is a directory') } = client
  assert.equal(directory.isRanked, true)
  const read: string[] = []
  let cursor: string | null = null
  do {
    const page = await directory.readPage(cursor, context)
    assert.ok(page.kind === 'page')
    read.push(...page.rows.map(({ categoryId }) => categoryId))
    cursor = page.nextCursor
  } while (cursor !== null)
  assert.deepEqual(read, upTo(50).map(String))
  assert.deepEqual(
    queries('top_games').map(query => query.get('first')),
    ['100', '100', '100'],
  )
  assert.deepEqual(
    queries('top_games').map(query => query.get('after')),
    [null, 'WzEsMF0=', 'WzIsMF0='],
  )
  assert.deepEqual(await directory.readPage('nonsense', context), { kind: 'cursor_rejected' })
})

test('followers are the total that is told', async t => {
  const { client, context, queries } = await setUp(t, { followers: { '7': 1_234 } })
  assert.equal(await client.readFollowers?.('7', context), 1_234)
  assert.equal(await client.readFollowers?.('8', context), 0)
  assert.deepEqual(
    [...(queries('followers')[0] ?? [])],
    [
      ['broadcaster_id', '7'],
      ['first', '1'],
    ],
  )
})

test('an answer without a total of followers is a failure, never zero', async t => {
  const body = '{"data":[],"pagination":{}}'
  const { client, context } = await setUp(t, {
    faults: [{ at: 'followers', kind: 'answer', status: 200, body, times: 3 }],
  })
  const { readFollowers = assert.fail('followers can be read') } = client
  const error = await errorOf(readFollowers('7', context))
  assert.equal(error.code, 'unavailable')
  assert.equal(error.message, 'Twitch sent something else than asked for in 3 of 3 tries.')
})

test('a refusal to tell followers is told by its status, and fails nothing else', async t => {
  for (const [status, code, requests] of [
    [401, 'unauthorized', 2],
    [403, 'forbidden', 1],
  ] as const) {
    const { asked, client, context } = await setUp(t, {
      faults: [{ at: 'followers', kind: 'answer', status, times: Number.POSITIVE_INFINITY }],
    })
    const { readFollowers = assert.fail('followers can be read') } = client
    assert.equal((await errorOf(readFollowers('7', context))).code, code)
    assert.equal(asked('followers').length, requests)
    await readPage(client, null, context)
  }
})
