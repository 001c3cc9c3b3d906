import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  aSweep,
  clearCensus,
  insertLiveBroadcast,
  type LiveBroadcastRow,
  recordSweepRow,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import { createTestServer } from '../../test/serve-server.ts'
import type { LiveTop } from '../contract/live.ts'
import type { Problem } from '../contract/problem.ts'
import type { LiveSort } from '../domain/live-stream.ts'
import type { Platform } from '../domain/platform.ts'
import { createPolicies } from '../domain/policy.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import { claimForDemo, setReplay } from '../store/demo.ts'

const { sql } = await createTestDatabase()
const { server } = await createTestServer(sql)

beforeEach(() => clearCensus(sql))

type Query = Record<string, string>

async function ask(query: Query = {}): Promise<LiveTop> {
  const response = await server.inject({ url: '/live/top', query })
  assert.equal(response.statusCode, 200, response.body)
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  return response.json()
}

async function insertAll(rows: readonly LiveBroadcastRow[]): Promise<void> {
  for (const row of rows) await insertLiveBroadcast(sql, row)
}

const idsOf = ({ data }: LiveTop) => data.map(row => row.channel_id)

test('before the first sweep the list is empty and says so', async () => {
  assert.deepEqual(await ask(), {
    data: [],
    meta: {
      as_of: null,
      platforms: [
        {
          platform: 'twitch',
          status: null,
          scope: null,
          collected_at: null,
          complete_at: null,
          zero_viewers: 'counted',
          attribution: null,
          policy_left_out: [],
          policy_note: null,
        },
      ],
      demo: null,
    },
    pagination: { limit: 50, next_cursor: null },
  })
})

test('a row has every field', async () => {
  await recordSweepRow(sql, aSweep())
  await insertLiveBroadcast(sql, {
    platform: 'twitch',
    channelId: '71092938',
    username: 'mira_plays',
    displayName: 'ミラ',
    avatarUrl: 'https://pictures.test/mira.png',
    followers: 5_000_000_000,
    streamId: '315965462105',
    title: 'First try',
    categoryId: '509658',
    gameName: 'Just Chatting',
    language: 'ja',
    tags: ['日本語', 'Drops'],
    viewers: 4_150,
    startedAt: sweptAt - 60,
    seenAt: sweptAt,
    thumbnailUrl: 'https://pictures.test/live.jpg',
  })
  const { data } = await ask()
  assert.deepEqual(data, [
    {
      platform: 'twitch',
      channel_id: '71092938',
      username: 'mira_plays',
      display_name: 'ミラ',
      avatar_url: 'https://pictures.test/mira.png',
      title: 'First try',
      category_id: '509658',
      game_name: 'Just Chatting',
      viewer_count: 4_150,
      language: 'ja',
      started_at: '2026-11-22T17:59:00Z',
      collected_at: '2026-11-22T18:00:00Z',
      stream_url: 'https://www.twitch.tv/mira_plays',
      thumbnail_url: 'https://pictures.test/live.jpg',
      follower_count: 5_000_000_000,
      tags: ['日本語', 'Drops'],
      stream_id: '315965462105',
    },
  ])
})

test('what is unknown is null, never absent, zero or empty', async () => {
  await recordSweepRow(sql, aSweep({ platform: 'picarto' }))
  await insertLiveBroadcast(sql, {
    ...aLiveBroadcast({ platform: 'picarto', channelId: '9', username: 'ann' }),
    displayName: null,
    avatarUrl: null,
    followers: null,
    streamId: null,
    title: null,
    categoryId: null,
    gameName: null,
    language: null,
    viewers: null,
    startedAt: null,
  })
  const { data } = await ask()
  assert.deepEqual(data, [
    {
      platform: 'picarto',
      channel_id: '9',
      username: 'ann',
      display_name: null,
      avatar_url: null,
      title: null,
      category_id: null,
      game_name: null,
      viewer_count: null,
      language: null,
      started_at: null,
      collected_at: '2026-11-22T18:00:00Z',
      stream_url: 'https://picarto.tv/ann',
      thumbnail_url: null,
      follower_count: null,
      tags: [],
      stream_id: null,
    },
  ])
})

test('zero viewers, an empty title and an empty category name stay what they are', async () => {
  await recordSweepRow(sql, aSweep())
  await insertLiveBroadcast(
    sql,
    aLiveBroadcast({ viewers: 0, title: '', categoryId: null, gameName: '' }),
  )
  const [row] = (await ask()).data
  assert.deepEqual(
    [row?.viewer_count, row?.title, row?.category_id, row?.game_name],
    [0, '', null, ''],
  )
})

const texts = [
  'ラーメン 🍜 ft. 👩‍👩‍👧‍👦',
  'مرحبا بالعالم',
  'e\u0301 is not é',
  '"',
  `it's "quoted" \\ and \\" back`,
  'two\u2028separators\u2029',
  ' \t spaces, and a line end\r\n',
  '\u0001\u001f\u007f\u0085\ufeff\ufffd\uffff',
  '\u{10ffff}\u{1f1ef}\u{1f1f5}',
  '<script>alert(1)</script>',
  'x'.repeat(41) + '"',
  '漢'.repeat(6_000),
]

test('texts in any script come out as they went in', async () => {
  await recordSweepRow(sql, aSweep())
  await insertAll(
    texts.map((text, i) =>
      aLiveBroadcast({
        title: text,
        username: `u${i}`,
        displayName: text,
        categoryId: `c${i}`,
        gameName: text.slice(0, 500),
        tags: [text, text],
        viewers: texts.length - i,
      }),
    ),
  )
  const { data } = await ask()
  assert.deepEqual(
    data.map(row => row.title),
    texts,
  )
  assert.deepEqual(
    data.map(row => row.display_name),
    texts,
  )
  assert.deepEqual(
    data.map(row => row.tags),
    texts.map(text => [text, text]),
  )
  for (const text of texts.slice(0, -1)) {
    const found = await ask({ category: text })
    assert.deepEqual(
      found.data.map(row => row.game_name),
      [text],
    )
  }
})

test('fifty rows are listed unless a limit is given', async () => {
  await recordSweepRow(sql, aSweep())
  await insertAll(Array.from({ length: 52 }, () => aLiveBroadcast()))
  assert.equal((await ask()).data.length, 50)
  assert.equal((await ask({ limit: '52' })).data.length, 52)
  const one = await ask({ limit: '1' })
  assert.equal(one.data.length, 1)
  assert.equal(one.pagination.limit, 1)
})

test('a list that ends with its limit has no next page', async () => {
  await recordSweepRow(sql, aSweep())
  await insertAll([aLiveBroadcast(), aLiveBroadcast()])
  assert.equal((await ask({ limit: '2' })).pagination.next_cursor, null)
  assert.notEqual((await ask({ limit: '1' })).pagination.next_cursor, null)
})

test('a list filters by platform, language and category, alone and together', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ platform: 'kick' }))
  const chess = { categoryId: '743', gameName: 'Chess' }
  await insertAll([
    aLiveBroadcast({ channelId: 'a', viewers: 5, language: 'en' }),
    aLiveBroadcast({ channelId: 'b', viewers: 4, language: 'de', ...chess }),
    aLiveBroadcast({ channelId: 'c', viewers: 3, language: 'en', ...chess }),
    aLiveBroadcast({
      channelId: 'd',
      viewers: 2,
      language: 'en',
      platform: 'kick',
      categoryId: '15',
      gameName: 'Chess',
    }),
    aLiveBroadcast({ channelId: 'e', viewers: 1, language: null, categoryId: null, gameName: '' }),
  ])
  const answers: [query: Query, ids: string[]][] = [
    [{}, ['a', 'b', 'c', 'd', 'e']],
    [{ platform: 'twitch' }, ['a', 'b', 'c', 'e']],
    [{ platform: 'kick' }, ['d']],
    [{ language: 'en' }, ['a', 'c', 'd']],
    [{ language: 'EN' }, ['a', 'c', 'd']],
    [{ language: 'fr' }, []],
    [{ category: 'Chess' }, ['b', 'c', 'd']],
    [{ category: '743' }, ['b', 'c']],
    [{ category: 'chess' }, []],
    [{ category: 'Chess', language: 'en', platform: 'twitch' }, ['c']],
    [{ platform: 'youtube' }, []],
  ]
  for (const [query, ids] of answers)
    assert.deepEqual(idsOf(await ask(query)), ids, JSON.stringify(query))
})

test('each order puts the highest first and the unknown last', async () => {
  await recordSweepRow(sql, aSweep())
  const at = (seconds: number | null) => (seconds === null ? null : sweptAt + seconds)
  await insertAll([
    aLiveBroadcast({ channelId: 'a', viewers: 7, startedAt: at(-9), followers: null }),
    aLiveBroadcast({ channelId: 'b', viewers: null, startedAt: at(-5), followers: 3 }),
    aLiveBroadcast({ channelId: 'c', viewers: 0, startedAt: at(null), followers: 3_000_000_000 }),
    aLiveBroadcast({ channelId: 'd', viewers: 7, startedAt: at(-5), followers: 0 }),
  ])
  assert.deepEqual(idsOf(await ask()), ['a', 'd', 'c', 'b'])
  assert.deepEqual(idsOf(await ask({ sort: 'started_at' })), ['b', 'd', 'a', 'c'])
  assert.deepEqual(idsOf(await ask({ sort: 'followers' })), ['c', 'b', 'd', 'a'])
})

test('pages of any size hold each row exactly once, in order, over ties and unknowns', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ platform: 'kick' }))
  const value = (i: number) => (i % 4 === 3 ? null : i % 3)
  await insertAll(
    Array.from({ length: 41 }, (_, i) =>
      aLiveBroadcast({
        platform: i % 5 === 0 ? 'kick' : 'twitch',
        viewers: value(i),
        followers: value(i + 1),
        startedAt: i % 6 === 0 ? null : sweptAt - (i % 7),
      }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<LiveSort>('viewers', 'started_at', 'followers'),
      fc.constantFrom<Query>({}, { platform: 'twitch' }, { platform: 'kick' }),
      fc.integer({ min: 1, max: 45 }),
      async (sort, filter, limit) => {
        const whole = await ask({ ...filter, sort, limit: '500' })
        const paged: string[] = []
        let cursor: string | null = null
        do {
          const page: LiveTop = await ask({
            ...filter,
            sort,
            limit: `${limit}`,
            ...(cursor === null ? {} : { cursor }),
          })
          assert.ok(page.data.length > 0 && page.data.length <= limit)
          paged.push(...idsOf(page))
          cursor = page.pagination.next_cursor
        } while (cursor !== null)
        assert.deepEqual(paged, idsOf(whole))
        assert.equal(new Set(paged).size, paged.length)
      },
    ),
    { numRuns: 40 },
  )
})

test('the next page is linked, with the whole question', async () => {
  await recordSweepRow(sql, aSweep())
  await insertAll([aLiveBroadcast({ viewers: 9 }), aLiveBroadcast({ channelId: 'z', viewers: 8 })])
  const url = '/live/top?category=Just%20Chatting&limit=1'
  const { headers } = await server.inject(url)
  const [, next] = /^<([^>]+)>; rel="next"$/.exec(`${headers.link}`) ?? []
  const page = (await server.inject(next ?? '')).json<LiveTop>()
  assert.deepEqual(idsOf(page), ['z'])
  assert.equal((await server.inject(next ?? '')).headers.link, undefined)
})

test('live is what the last complete sweep of the platform saw, or a later one', async () => {
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt + 300, status: 'partial' }))
  await recordSweepRow(sql, aSweep({ platform: 'kick', collectedAt: sweptAt + 600 }))
  await insertAll([
    aLiveBroadcast({ channelId: 'before', seenAt: sweptAt - 300, viewers: 4 }),
    aLiveBroadcast({ channelId: 'complete', seenAt: sweptAt, viewers: 3 }),
    aLiveBroadcast({ channelId: 'since', seenAt: sweptAt + 300, viewers: 2 }),
    aLiveBroadcast({ channelId: 'kick', platform: 'kick', seenAt: sweptAt, viewers: 1 }),
  ])
  const answer = await ask()
  assert.deepEqual(idsOf(answer), ['complete', 'since'])
  assert.deepEqual(
    answer.data.map(row => row.collected_at),
    [writeRfc3339(sweptAt), writeRfc3339(sweptAt + 300)],
  )
})

test('before the first complete sweep what a partial one saw is live', async () => {
  await recordSweepRow(sql, aSweep({ status: 'partial' }))
  await insertLiveBroadcast(sql, aLiveBroadcast({ channelId: 'a' }))
  assert.deepEqual(idsOf(await ask()), ['a'])
})

test('meta tells what is known of each platform asked about', async () => {
  const later = sweptAt + 300
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep({ collectedAt: later, status: 'failed' }))
  await recordSweepRow(
    sql,
    aSweep({
      platform: 'kick',
      collectedAt: sweptAt - 300,
      status: 'partial',
      scope: { kind: 'top', limit: 10 },
    }),
  )
  const untold = { attribution: null, policy_left_out: [], policy_note: null }
  const twitch = {
    ...untold,
    platform: 'twitch',
    status: 'failed',
    scope: 'all',
    collected_at: '2026-11-22T18:05:00Z',
    complete_at: '2026-11-22T18:00:00Z',
    zero_viewers: 'counted',
  }
  const kick = {
    ...untold,
    platform: 'kick',
    status: 'partial',
    scope: 'top',
    collected_at: '2026-11-22T17:55:00Z',
    complete_at: null,
    zero_viewers: 'ambiguous',
  }
  const youtube = {
    ...untold,
    attribution: 'YouTube',
    platform: 'youtube',
    status: null,
    scope: null,
    collected_at: null,
    complete_at: null,
    zero_viewers: 'counted',
  }
  const answers: [platform: Platform | null, meta: LiveTop['meta'] | object][] = [
    [null, { as_of: '2026-11-22T18:00:00Z', platforms: [twitch, kick], demo: null }],
    ['twitch', { as_of: '2026-11-22T18:00:00Z', platforms: [twitch], demo: null }],
    ['kick', { as_of: '2026-11-22T17:55:00Z', platforms: [kick], demo: null }],
    ['youtube', { as_of: null, platforms: [youtube], demo: null }],
  ]
  for (const [platform, meta] of answers)
    assert.deepEqual((await ask(platform === null ? {} : { platform })).meta, meta)
})

test('under any terms rows of all platforms are sorted by viewers, and nothing is left out', async () => {
  const tracked = { platform: 'youtube', scope: { kind: 'tracked' } } as const
  await recordSweepRow(sql, aSweep())
  await recordSweepRow(sql, aSweep(tracked))
  await insertAll([
    aLiveBroadcast({ channelId: 'a', viewers: 10 }),
    aLiveBroadcast({ channelId: 'b', viewers: 20, platform: 'youtube' }),
    aLiveBroadcast({ channelId: 'c', viewers: 30 }),
    aLiveBroadcast({ channelId: 'd', viewers: null, platform: 'youtube' }),
  ])
  for (const youtubeDerivedMetrics of [false, true]) {
    const policyOf = createPolicies({ youtubeDerivedMetrics })
    const away = await createTestServer(sql, { policyOf })
    const answer = (await away.server.inject('/live/top')).json<LiveTop>()
    assert.deepEqual(idsOf(answer), ['c', 'b', 'a', 'd'])
    assert.deepEqual(
      answer.meta.platforms.map(row => [
        row.platform,
        row.scope,
        row.attribution,
        row.policy_left_out,
        row.policy_note,
      ]),
      [
        ['twitch', 'all', null, [], null],
        ['youtube', 'tracked', 'YouTube', [], null],
      ],
    )
  }
})

test('every wrong parameter is named, all at once, with what is allowed', async () => {
  const response = await server.inject(
    '/live/top?limit=5x&platfrom=twitch&sort=viewer&language=english!&language=en&cursor=%22',
  )
  assert.equal(response.statusCode, 400)
  assert.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8')
  assert.equal(response.headers['cache-control'], 'no-store')
  const problem = response.json<Problem>()
  assert.equal(problem.type, 'urn:livecensus:problem:invalid')
  assert.equal(problem.status, 400)
  assert.deepEqual(problem.errors, [
    {
      parameter: 'language',
      message: 'may be given once, not 2 times',
      allowed: 'a language code such as en, pt-br or other',
    },
    {
      parameter: 'sort',
      message: 'must be one of viewers, started_at, followers, not "viewer"; did you mean viewers?',
      allowed: 'viewers, started_at, followers',
    },
    {
      parameter: 'limit',
      message: 'must be a whole number from 1 to 500, not "5x"',
      allowed: '1–500',
    },
    {
      parameter: 'cursor',
      message: 'must be the next_cursor of an answer with the same sort, not """',
      allowed: 'the next_cursor of an answer with the same sort',
    },
    {
      parameter: 'platfrom',
      message: 'is not known here; did you mean platform?',
      allowed: 'platform, category, language, sort, limit, cursor',
    },
  ])
  for (const { parameter } of problem.errors) assert.match(problem.detail, new RegExp(parameter))
})

const refused = [
  'limit=0',
  'limit=501',
  'limit=',
  'limit=1e2',
  'limit=%205',
  'limit=50&limit=50',
  'platform=Twitch',
  'category=',
  'category=%00',
  'language=x',
  'sort=VIEWERS',
  'cursor=WzEsMCwxLDEsNDI5NDk2NzI5Nl0',
  '__proto__=1',
  'data[]=1',
  '=',
]

for (const query of refused)
  test(`?${query} is refused`, async () => {
    const response = await server.inject(`/live/top?${query}`)
    assert.equal(response.statusCode, 400, response.body)
    const [fault] = response.json<Problem>().errors
    assert.equal(fault?.parameter, decodeURIComponent(query.split('=', 1)[0] ?? ''))
  })

test('a cursor of another order is refused', async () => {
  await recordSweepRow(sql, aSweep())
  await insertAll([aLiveBroadcast(), aLiveBroadcast()])
  const { pagination } = await ask({ limit: '1' })
  const response = await server.inject({
    url: '/live/top',
    query: { cursor: pagination.next_cursor ?? '', sort: 'followers' },
  })
  assert.equal(response.statusCode, 400)
  assert.deepEqual(
    response.json<Problem>().errors.map(({ parameter }) => parameter),
    ['cursor'],
  )
})

test('a demo says of every answer that it is one', async () => {
  await claimForDemo(sql, { seed: 1, scale: 3_000 })
  const demo = { seed: 1, scale: 3_000, replaying: false, replay_from: null, replay_until: null }
  assert.deepEqual((await ask()).meta.demo, demo)
  await setReplay(sql, { from: sweptAt - 604_800, until: sweptAt })
  assert.deepEqual((await ask()).meta.demo, {
    ...demo,
    replaying: true,
    replay_from: '2026-11-15T18:00:00Z',
    replay_until: '2026-11-22T18:00:00Z',
  })
})
