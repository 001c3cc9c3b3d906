import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aGate, aStream } from '../../test/builders.ts'
import { upTo } from '../../test/conformance/stage.ts'
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
import type { Profile } from '../domain/channel.ts'
import { AppError, type ErrorCode } from '../domain/error.ts'
import type { Clock } from '../lib/clock.ts'
import { createManualClock } from '../lib/manual-clock.ts'
import type { CallContext, Directory, PlatformClient } from '../platforms/client.ts'
import { closeDatabase, openDatabase } from '../store/database.ts'
import { withEnrichLock, withSweepLock } from '../store/sweep-lock.ts'
import { createEnricher, type Enriched } from './enrich.ts'

const { sql, url } = await createTestDatabase()

beforeEach(async () => {
  await clearCensus(sql)
  await sql`update platforms set directory_read_at = null`
  await recordSweepRow(sql, aSweep())
})

/** What a client answers; what is not given it answers with nothing. */
interface Answers {
  /** Before each request; what it throws the platform answers. */
  readonly onAsked?: (request: string) => void
  readonly profiles?: readonly Partial<Profile>[]
  readonly followers?: (channelId: string) => number | null
  readonly live?: readonly string[]
  readonly budget?: () => ReturnType<PlatformClient['budget']>
}

/** A client that tells all there is, and what it was asked, in order. */
function aPlatform(answers: Answers = {}) {
  const asked: string[] = []
  const ask = ({ signal, tally }: CallContext, request: string) => {
    signal.throwIfAborted()
    tally.requests += 1
    asked.push(request)
    answers.onAsked?.(request)
  }
  const directory: Directory = {
    isRanked: true,
    staleSeconds: 3_600,
    mostPages: 5,
    readPage: async (cursor, context) => {
      ask(context, `directory ${cursor ?? 'top'}`)
      const page = Number(cursor ?? 0)
      const rows = [page, page + 1].map(i => ({
        categoryId: `listed ${i}`,
        gameName: `Listed ${i}`,
        artUrl: `${i}.jpg`,
      }))
      return { kind: 'page', rows, skipped: 0, nextCursor: page < 2 ? `${page + 1}` : null }
    },
  }
  const client: PlatformClient = {
    ...aGate(),
    budget: answers.budget ?? (() => null),
    refresh: async (ids, context) => {
      ask(context, `refresh ${ids.join(' ')}`)
      const live = ids.filter(id => answers.live?.includes(id))
      return { rows: live.map(id => aStream({ channelId: id, streamId: id })), skipped: 0 }
    },
    directory,
    readCategories: async (ids, context) => {
      ask(context, `art ${ids.join(' ')}`)
      const rows = ids.map(id => ({ categoryId: id, gameName: id, artUrl: `${id}.jpg` }))
      return { rows, skipped: 0 }
    },
    readProfiles: async (ids, context) => {
      ask(context, `profiles ${ids.join(' ')}`)
      const rows = (answers.profiles ?? []).map(known => ({ ...noProfile, ...known }))
      return { rows, skipped: 0 }
    },
    readFollowers: async (id, context) => {
      ask(context, `followers ${id}`)
      return answers.followers?.(id) ?? null
    },
  }
  return { client, asked }
}

const noProfile: Profile = {
  channelId: '',
  username: null,
  displayName: null,
  avatarUrl: null,
  description: null,
  broadcasterType: null,
  registeredAt: null,
}

interface Given {
  readonly clock?: Clock
  /** Seconds after `sweptAt`. */
  readonly until?: number
  readonly signal?: AbortSignal
}

/** An enricher a minute after a sweep, and whom it has told of refusals. */
function setUp(client: PlatformClient, given: Given = {}) {
  const { clock = createManualClock((sweptAt + 60) * 1_000), until = 240 } = given
  const { signal = new AbortController().signal } = given
  const refused: string[] = []
  const onRefused = (part: string, error: AppError) => refused.push(`${part}: ${error.code}`)
  const enricher = createEnricher({ sql, client, clock, onRefused })
  const run = async (): Promise<Enriched> => {
    const round = await enricher.run(sweptAt + until, signal)
    assert.ok(round !== 'busy')
    return round
  }
  return { enricher, refused, run }
}

/** A live broadcast whose stream id is that of its channel. */
const insert = (channelId: string, row: Partial<LiveBroadcastRow> = {}) =>
  insertLiveBroadcast(sql, aLiveBroadcast({ channelId, streamId: channelId, ...row }))

const fails = (code: ErrorCode, pattern: RegExp) => (request: string) => {
  if (pattern.test(request)) throw new AppError(code, `No ${request}.`)
}

test('a round looks up, then reads directory, art, profiles and followers', async () => {
  await insert('a', { viewers: 5 })
  await insert('b', { viewers: 9, categoryId: null })
  await insert('c', { seenAt: sweptAt - 900 })
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt - 900, status: 'partial' }))
  const { client, asked } = aPlatform({
    profiles: [{ channelId: 'a', avatarUrl: 'a.png' }],
    followers: id => (id === 'a' ? 70 : null),
  })
  assert.deepEqual(await setUp(client).run(), {
    lookedUp: 1,
    ended: 1,
    categories: 5,
    profiles: 1,
    followers: 1,
    requests: 8,
    retries: 0,
    failure: null,
  })
  assert.deepEqual(asked, [
    'refresh c',
    'directory top',
    'directory 1',
    'directory 2',
    'art 509658',
    'profiles b a',
    'followers b',
    'followers a',
  ])
  const channels = await sql`
    select
      channel_id, avatar_url, follower_count,
      extract(epoch from profile_read_at)::bigint as profile_read_at,
      extract(epoch from followers_read_at)::bigint as followers_read_at
    from channels
    where channel_id <> 'c'
    order by channel_id`
  const read = { profile_read_at: sweptAt + 60, followers_read_at: sweptAt + 60 }
  assert.deepEqual(
    [...channels],
    [
      { channel_id: 'a', avatar_url: 'a.png', follower_count: 70, ...read },
      { channel_id: 'b', avatar_url: null, follower_count: null, ...read },
    ],
  )
  const ranks = await sql`
    select k.category_id as id, d.directory_rank as rank
    from directory_readings d
    join categories k on k.id = d.category_key
    order by d.directory_rank`
  assert.deepEqual(
    ranks.map(row => [row.id, row.rank]),
    [0, 1, 2, 3].map(i => [`listed ${i}`, i + 1]),
    'each has the place it was found at first',
  )
})

test('what was read is not read again before its time', async () => {
  await insert('a')
  await insert('unknown')
  const { client, asked } = aPlatform({
    profiles: [{ channelId: 'a' }],
    followers: id => (id === 'a' ? 7 : null),
    live: ['a', 'unknown'],
  })
  const clock = createManualClock((sweptAt + 60) * 1_000)
  const askedAfter = async (hours: number) => {
    clock.advance(hours * 3_600_000)
    asked.length = 0
    await setUp(client, { clock, until: 99_999_999 }).run()
    return asked.filter(request => !request.startsWith('refresh')).map(words => words.split(' ')[0])
  }
  assert.deepEqual(
    (await askedAfter(0)).filter(word => word !== 'directory'),
    ['art', 'profiles', 'followers', 'followers'],
  )
  assert.deepEqual(await askedAfter(0), [])
  assert.deepEqual(await askedAfter(1), ['directory', 'directory', 'directory'])
  const days = await askedAfter(23)
  assert.deepEqual(
    days.filter(word => word !== 'directory'),
    ['followers', 'followers'],
  )
  assert.ok((await askedAfter(6 * 24)).includes('profiles'))
})

test('broadcasts that are still live stay open, the others end', async () => {
  await insert('a', { seenAt: sweptAt - 900 })
  await insert('b', { seenAt: sweptAt - 900 })
  const { client } = aPlatform({ live: ['a'] })
  const { lookedUp, ended } = await setUp(client).run()
  assert.deepEqual([lookedUp, ended], [2, 1])
  const open = await sql`
    select c.channel_id as id
    from live_broadcasts l
    join channels c on c.id = l.channel_id`
  assert.deepEqual([...open], [{ id: 'a' }])
  const [row] = await sql`
    select extract(epoch from ended_at)::bigint as at
    from broadcasts
    where ended_at is not null`
  assert.equal(row?.at, sweptAt - 420, 'half way between its last sample and the look-up')
})

test('look-ups are asked for by the hundred', async () => {
  for (let i = 0; i < 101; i += 1) await insert(`c${i}`, { seenAt: sweptAt - 900 })
  const { client, asked } = aPlatform({ live: upTo(100).map(i => `c${i}`) })
  assert.equal((await setUp(client).run()).ended, 1)
  const sizes = asked.filter(words => words.startsWith('refresh')).map(words => words.split(' '))
  assert.deepEqual(
    sizes.map(words => words.length - 1),
    [100, 1],
  )
})

test('an answer that holds none of twenty channels is asked for once more', async () => {
  for (const channel of upTo(20)) await insert(`c${channel}`, { seenAt: sweptAt - 900 })
  let answers = 0
  const { client, asked } = aPlatform()
  const blind: PlatformClient = {
    ...client,
    refresh: async (ids, context) => {
      answers += 1
      const { rows } = await client.refresh(ids, context)
      const live = ids.slice(0, 19).map(id => aStream({ channelId: id, streamId: id }))
      return { rows: answers === 1 ? rows : live, skipped: 0 }
    },
  }
  assert.equal((await setUp(blind).run()).ended, 1)
  const [first, second, ...others] = asked.filter(request => request.startsWith('refresh'))
  assert.equal(first, second)
  assert.deepEqual(others, [])
})

test('an answer that holds none of twenty channels twice ends them, one of fewer at once', async () => {
  for (const [channels, requests] of [
    [20, 2],
    [19, 1],
  ] as const) {
    await clearCensus(sql)
    for (const channel of upTo(channels)) await insert(`c${channel}`, { seenAt: sweptAt - 900 })
    const { client, asked } = aPlatform()
    assert.equal((await setUp(client).run()).ended, channels)
    assert.equal(asked.filter(request => request.startsWith('refresh')).length, requests)
  }
})

test('where the round is over before that is sure, nothing ends', async () => {
  for (const channel of upTo(20)) await insert(`c${channel}`, { seenAt: sweptAt - 900 })
  const clock = createManualClock((sweptAt + 60) * 1_000)
  const { client } = aPlatform({ onAsked: () => clock.advance(999_000) })
  const { requests, ended } = await setUp(client, { clock }).run()
  assert.deepEqual([requests, ended], [1, 0])
})

test('who was found live is not looked up again at once, but later and seldomer', async () => {
  const clock = createManualClock((sweptAt + 60) * 1_000)
  const { client, asked } = aPlatform({ live: ['a', 'b', 'c'] })
  const { run } = setUp(client, { clock, until: 99_999_999 })
  const lookUpAfter = async (minutes: number) => {
    clock.advance(minutes * 60_000)
    asked.length = 0
    await run()
    return asked.filter(request => request.startsWith('refresh')).map(words => words.slice(8))
  }
  await insert('a', { seenAt: sweptAt - 900 })
  assert.deepEqual(await lookUpAfter(0), ['a'])
  await insert('b', { seenAt: sweptAt - 900 })
  assert.deepEqual(await lookUpAfter(5), ['b'])
  assert.deepEqual(await lookUpAfter(5), [])
  assert.deepEqual(await lookUpAfter(5), ['a'])
  assert.deepEqual(await lookUpAfter(5), ['b'])
  assert.deepEqual(await lookUpAfter(20), [])
  assert.deepEqual(await lookUpAfter(5), ['a'])
})

test('a platform that tells no more than who is live is only looked up', async () => {
  await insert('a')
  await insert('b', { seenAt: sweptAt - 900 })
  const asked: string[] = []
  const client: PlatformClient = {
    ...aGate(),
    refresh: async ids => {
      asked.push(...ids)
      return { rows: [], skipped: 0 }
    },
  }
  assert.equal((await setUp(client).run()).failure, null)
  assert.deepEqual(asked, ['b'])
})

test('less than half of the rate limit is left to sweeps', async () => {
  await insert('a')
  let left = 100
  const { client, asked } = aPlatform({
    onAsked: () => {
      left -= 1
    },
    budget: () => ({ limit: 200, left }),
  })
  const clock = createManualClock((sweptAt + 60) * 1_000)
  await setUp(client, { clock }).run()
  assert.deepEqual(asked, ['directory top'])
  assert.equal(clock.now(), (sweptAt + 240) * 1_000, 'it waits for more until its time is up')

  left = 200
  asked.length = 0
  await setUp(client).run()
  const directory = ['directory top', 'directory 1', 'directory 2']
  assert.deepEqual(asked, [...directory, 'art 509658', 'profiles a', 'followers a'])
})

test('a round whose time is up asks for nothing more', async () => {
  await insert('a')
  const clock = createManualClock((sweptAt + 60) * 1_000)
  const { client, asked } = aPlatform({ onAsked: () => clock.advance(90_000) })
  const round = await setUp(client, { clock }).run()
  assert.deepEqual(asked, ['directory top', 'directory 1'])
  assert.deepEqual([round.categories, round.failure], [3, null])
  assert.equal((await setUp(client, { clock }).run()).requests, 0)
})

test('a round waits while a sweep of the platform runs anywhere', async () => {
  await insert('a')
  const other = openDatabase({ url, poolSize: 1, applicationName: 'other' })
  const held = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  const sweep = withSweepLock(other, 'twitch', () => {
    held.resolve()
    return free.promise
  })
  await held.promise
  const manual = createManualClock((sweptAt + 60) * 1_000)
  const { client, asked } = aPlatform()
  await setUp(client, { clock: manual }).run()
  assert.deepEqual([asked, manual.now()], [[], (sweptAt + 240) * 1_000])

  let waits = 0
  const clock: Clock = {
    now: () => (sweptAt + 60) * 1_000,
    sleep: async () => {
      waits += 1
      if (waits < 3) return
      free.resolve()
      await sweep
    },
  }
  await setUp(client, { clock }).run()
  assert.equal(waits, 3)
  assert.equal(asked[0], 'directory top')
  await closeDatabase(other)
})

test('a platform is enriched by one process at a time', async () => {
  const { client, asked } = aPlatform()
  const { enricher } = setUp(client)
  const outcome = await withEnrichLock(sql, 'twitch', () =>
    enricher.run(sweptAt + 240, new AbortController().signal),
  )
  assert.deepEqual([outcome, asked], ['busy', []])
})

const refusals: ErrorCode[] = ['forbidden', 'not_found', 'invalid']
for (const code of refusals)
  test(`what is answered ${code} is left out for six hours, and told each time`, async () => {
    await insert('a')
    const clock = createManualClock((sweptAt + 60) * 1_000)
    const { client, asked } = aPlatform({
      onAsked: fails(code, /directory|profiles|followers/),
      live: ['a'],
    })
    const { refused, run } = setUp(client, { clock, until: 99_999_999 })
    assert.equal((await run()).failure, null)
    assert.deepEqual(asked, ['directory top', 'art 509658', 'profiles a', 'followers a'])
    const told = [`directory: ${code}`, `profiles: ${code}`, `followers: ${code}`]
    clock.advance(6 * 3_600_000 - 1_000)
    asked.length = 0
    await run()
    assert.deepEqual([asked, refused], [['refresh a'], told])
    clock.advance(1_000)
    asked.length = 0
    await run()
    assert.deepEqual(asked, ['directory top', 'profiles a', 'followers a'])
    assert.deepEqual(refused, [...told, ...told])
  })

test('what was refused in passing is read when it is asked for again', async () => {
  await insert('a')
  const clock = createManualClock((sweptAt + 60) * 1_000)
  let isRefusing = true
  const { client } = aPlatform({
    onAsked: request => {
      if (isRefusing) fails('forbidden', /profiles|followers/)(request)
    },
    profiles: [{ channelId: 'a' }],
    followers: () => 7,
    live: ['a'],
  })
  const { run } = setUp(client, { clock, until: 99_999_999 })
  await run()
  isRefusing = false
  clock.advance(6 * 3_600_000)
  const { profiles, followers } = await run()
  assert.deepEqual([profiles, followers], [1, 1])
})

test('keys that are refused fail the round, and leave nothing out but followers', async () => {
  await insert('a')
  const { client, asked } = aPlatform({ onAsked: fails('unauthorized', /directory|followers/) })
  const { refused, run } = setUp(client)
  assert.equal((await run()).failure?.code, 'unauthorized')
  assert.deepEqual([asked, refused], [['directory top'], []])
  asked.length = 0
  assert.equal((await run()).failure?.code, 'unauthorized')
  assert.deepEqual(asked, ['art 509658', 'profiles a', 'followers a', 'directory top'])
  assert.deepEqual(refused, ['followers: unauthorized'])
})

test('look-ups that are refused are a failure, and are tried again', async () => {
  await insert('c', { seenAt: sweptAt - 900 })
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt - 900, status: 'partial' }))
  const { client, asked } = aPlatform({ onAsked: fails('unauthorized', /refresh/) })
  const { refused, run } = setUp(client)
  assert.equal((await run()).failure?.code, 'unauthorized')
  assert.equal((await run()).failure?.code, 'unauthorized')
  assert.deepEqual([asked.filter(request => request === 'refresh c').length, refused], [2, []])
})

test('a channel that is refused while others are answered is the only one left out', async () => {
  for (const [i, id] of ['a', 'b', 'c', 'd', 'e'].entries()) await insert(id, { viewers: 9 - i })
  const { client, asked } = aPlatform({
    followers: () => 7,
    onAsked: fails('not_found', /followers [ae]/),
  })
  const { refused, run } = setUp(client)
  const { followers, failure } = await run()
  assert.deepEqual([followers, failure, refused], [3, null, []])
  asked.length = 0
  await run()
  assert.deepEqual(asked, [], 'it is not asked for again at once')
})

test('a failure ends the round, and what was read before is kept', async () => {
  for (let i = 0; i < 150; i += 1) await insert(`c${i}`, { viewers: 1_000 - i })
  const { client, asked } = aPlatform({
    profiles: [{ channelId: 'c0', avatarUrl: 'face.png' }],
    onAsked: fails('unavailable', /^profiles c100/),
  })
  const { run } = setUp(client)
  const { failure, profiles } = await run()
  assert.deepEqual([failure?.code, profiles], ['unavailable', 1])
  assert.match(asked.at(-1) ?? '', /^profiles c100/)
  const read = await sql`select 1 from channels where profile_read_at is not null`
  assert.equal(read.length, 100)
})

test('of followers asked for together, those that were told are kept', async () => {
  for (const id of ['a', 'b', 'c']) await insert(id)
  const { client } = aPlatform({
    followers: () => 7,
    onAsked: fails('unavailable', /followers b/),
  })
  const { failure, followers } = await setUp(client).run()
  assert.deepEqual([failure?.message, followers], ['No followers b.', 2])
  const rows = await sql`select channel_id from channels where follower_count = 7 order by 1`
  assert.deepEqual(
    rows.map(row => row.channel_id),
    ['a', 'c'],
  )
})

test('what failed comes last in the next round, and in its place after that', async () => {
  await insert('a')
  let isDown = true
  const { client, asked } = aPlatform({
    onAsked: request => {
      if (isDown) fails('unavailable', /directory/)(request)
    },
  })
  const { run } = setUp(client)
  await run()
  assert.deepEqual(asked, ['directory top'])
  await run()
  assert.deepEqual(asked.slice(1), ['art 509658', 'profiles a', 'followers a', 'directory top'])
  isDown = false
  asked.length = 0
  await sql`update channels set profile_read_at = null`
  await run()
  assert.equal(asked[0], 'profiles a')
  await sql`update channels set profile_read_at = null`
  await sql`update platforms set directory_read_at = null`
  await run()
  assert.deepEqual(asked.slice(-4), ['directory top', 'directory 1', 'directory 2', 'profiles a'])
})

test('a directory that takes no cursor keeps what was read of it', async () => {
  const { client } = aPlatform()
  const { directory } = client
  assert.ok(directory)
  const broken: Directory = {
    ...directory,
    readPage: async (cursor, context) =>
      cursor === null ? directory.readPage(cursor, context) : { kind: 'cursor_rejected' },
  }
  const { categories, failure } = await setUp({ ...client, directory: broken }).run()
  assert.deepEqual([categories, failure?.code], [2, 'unavailable'])
})

test('a directory that broke off is read again in the next round, from its top', async () => {
  for (const isRanked of [true, false]) {
    await sql`update platforms set directory_read_at = null`
    const clock = createManualClock((sweptAt + 60) * 1_000)
    const { client, asked } = aPlatform({
      onAsked: request => {
        if (request === 'directory 1') clock.advance(300_000)
      },
    })
    assert.ok(client.directory)
    const ranked = { ...client, directory: { ...client.directory, isRanked } }
    await setUp(ranked, { clock }).run()
    assert.deepEqual(asked, ['directory top', 'directory 1'])
    asked.length = 0
    await setUp(ranked, { clock, until: 900 }).run()
    assert.deepEqual(asked, ['directory top', 'directory 1', 'directory 2'])
    asked.length = 0
    await setUp(ranked, { clock, until: 1_800 }).run()
    assert.deepEqual(asked, [])
  }
})

test('no more pages of a directory are read than it is worth', async () => {
  const { client, asked } = aPlatform()
  const { directory } = client
  assert.ok(directory)
  const short = setUp({ ...client, directory: { ...directory, mostPages: 2 } })
  await short.run()
  await short.run()
  assert.deepEqual(asked, ['directory top', 'directory 1'], 'and then it counts as read')
})

test('a signal ends a round at once, with what it has read', async () => {
  await insert('a')
  const stop = new AbortController()
  const { client, asked } = aPlatform({
    onAsked: request => {
      if (request !== 'directory 1') return
      stop.abort(new Error('enough'))
      stop.signal.throwIfAborted()
    },
  })
  const { categories, requests, failure } = await setUp(client, { signal: stop.signal }).run()
  assert.deepEqual([categories, requests, failure], [2, 2, null])
  assert.deepEqual(asked, ['directory top', 'directory 1'])
})

test('a mistake of our own is no failure of the platform', async () => {
  const mistake = new TypeError('x is not a function')
  const { client } = aPlatform({
    onAsked: () => {
      throw mistake
    },
  })
  await assert.rejects(setUp(client).run(), mistake)
})

test('a database that is away is a failure of the round', async () => {
  const gone = new URL(url)
  gone.port = '1'
  const away = openDatabase({ url: gone.href, poolSize: 1, applicationName: 'away' })
  const { client, asked } = aPlatform()
  const clock = createManualClock(sweptAt * 1_000)
  const enricher = createEnricher({ sql: away, client, clock, onRefused: () => {} })
  const round = await enricher.run(sweptAt + 240, new AbortController().signal)
  assert.ok(round !== 'busy')
  assert.deepEqual([round.failure?.code, asked], ['unavailable', []])
  await closeDatabase(away)
})
