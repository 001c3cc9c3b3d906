import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { aStream, aSweep, emptyTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordFailedSweep, recordSweep } from '../collect/record.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { type LiveSort, liveSorts } from '../domain/live-stream.ts'
import type { Sweep } from '../domain/sweep.ts'
import { type LivePosition, type LiveQuestion, type LiveRow, listLive } from './live.ts'
import { readPlatformState } from './open-broadcasts.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

async function record(streams: readonly LiveStream[], known: Partial<Sweep> = {}): Promise<void> {
  const sweep = aSweep(known)
  await ensurePartition(sql, sweep.platform, dayOf(sweep.collectedAt))
  const state = await readPlatformState(sql, sweep.platform)
  await recordSweep(sql, sweep, packStreams(streams), state, null)
}

async function follow(followers: Readonly<Record<string, number>>): Promise<void> {
  for (const [channelId, count] of Object.entries(followers))
    await sql`update channels set follower_count = ${count} where channel_id = ${channelId}`
}

function ask(question: Partial<LiveQuestion> = {}) {
  return listLive(sql, {
    platform: null,
    category: null,
    language: null,
    sort: 'viewers',
    limit: 50,
    after: null,
    ...question,
  })
}

const namesOf = (rows: readonly LiveRow[]) => rows.map(row => row.channelId).join(' ')
const list = async (question: Partial<LiveQuestion> = {}) => namesOf((await ask(question)).rows)

/** Streams of channels by name, with what a test cares about of each. */
function streamsOf(channels: Readonly<Record<string, Partial<LiveStream>>>): LiveStream[] {
  return Object.entries(channels).map(([channelId, known]) =>
    aStream({ channelId, streamId: `s-${channelId}`, ...known }),
  )
}

test('a live row holds what the sweep read, and what is known of the channel', async () => {
  await record([aStream({ thumbnailUrl: 'a.jpg', tags: ['b', 'a'], viewers: 7 })])
  await sql`update channels set follower_count = 12, avatar_url = 'face.png'`
  const [row] = (await ask()).rows
  const { value, channelKey, broadcastNo, ...rest } = row as LiveRow & LivePosition
  assert.deepEqual(rest, {
    platform: 'twitch',
    channelId: 'c1',
    username: 'anna',
    displayName: 'Anna',
    avatarUrl: 'face.png',
    title: 'Hello',
    categoryId: '509658',
    gameName: 'Just Chatting',
    viewers: 7,
    language: 'en',
    startedAt: start - 600,
    collectedAt: start,
    streamUrl: 'https://www.twitch.tv/anna',
    thumbnailUrl: 'a.jpg',
    followers: 12,
    tags: ['b', 'a'],
    streamId: 's1',
  })
})

test('what is unknown of a live row is null, an empty text is empty', async () => {
  await record([
    aStream({
      username: null,
      displayName: null,
      title: '',
      categoryId: null,
      gameName: '',
      viewers: null,
      language: null,
      startedAt: null,
      tags: [],
    }),
  ])
  const [row] = (await ask()).rows
  assert.ok(row)
  const { username, displayName, title, categoryId, gameName, viewers, language } = row
  assert.deepEqual(
    { username, displayName, title, categoryId, gameName, viewers, language },
    {
      username: null,
      displayName: null,
      title: '',
      categoryId: null,
      gameName: '',
      viewers: null,
      language: null,
    },
  )
  assert.deepEqual([row.startedAt, row.followers, row.tags], [null, null, []])
})

test('a row follows its broadcast from sweep to sweep', async () => {
  await record([aStream()])
  await record([aStream({ title: 'Bye', gameName: 'Art', categoryId: '2', viewers: 3 })], {
    collectedAt: start + 300,
  })
  const { rows } = await ask()
  assert.deepEqual(
    rows.map(row => [row.title, row.gameName, row.viewers, row.collectedAt]),
    [['Bye', 'Art', 3, start + 300]],
  )
})

test('a stream is linked where its platform shows it', async () => {
  await record([aStream({ streamId: 'vid' })], { platform: 'youtube' })
  await record([aStream()], { platform: 'kick' })
  const { rows } = await ask()
  assert.deepEqual(rows.map(row => row.streamUrl).sort(), [
    'https://kick.com/anna',
    'https://www.youtube.com/watch?v=vid',
  ])
})

const orders: { sort: LiveSort; order: string }[] = [
  { sort: 'viewers', order: 'most much some none hidden' },
  { sort: 'started_at', order: 'hidden none some much most' },
  { sort: 'followers', order: 'none some hidden most much' },
]

for (const { sort, order } of orders)
  test(`sorted by ${sort} the highest is first and the unknown last`, async () => {
    await record(
      streamsOf({
        hidden: { viewers: null, startedAt: start - 10 },
        some: { viewers: 5, startedAt: start - 30 },
        most: { viewers: 900, startedAt: null },
        none: { viewers: 0, startedAt: start - 20 },
        much: { viewers: 70, startedAt: start - 40 },
      }),
    )
    await follow({ none: 3_000_000_000, some: 8, hidden: 0 })
    assert.equal(await list({ sort }), order)
  })

test('equal rows stand in the order in which their channels were found', async () => {
  await record(streamsOf({ b: {}, a: {}, c: { viewers: null }, d: { viewers: null } }))
  for (const sort of liveSorts) assert.equal(await list({ sort }), 'b a c d', sort)
})

test('rows are filtered by platform, language and category, each and all at once', async () => {
  await record(
    streamsOf({
      a: { language: 'en', categoryId: '1', gameName: 'Chess' },
      b: { language: 'de', categoryId: '1', gameName: 'Chess' },
      c: { language: 'de', categoryId: '2', gameName: 'Art' },
      d: { language: null, categoryId: null, gameName: '' },
    }),
  )
  await record(streamsOf({ k: { language: 'de', categoryId: '7', gameName: 'Chess' } }), {
    platform: 'kick',
  })
  assert.equal(await list({ platform: 'kick' }), 'k')
  assert.equal(await list({ language: 'de' }), 'b c k')
  assert.equal(await list({ category: 'Chess' }), 'a b k')
  assert.equal(await list({ category: '1' }), 'a b')
  assert.equal(await list({ category: 'Chess', language: 'de', platform: 'twitch' }), 'b')
  for (const nobody of [{ category: 'chess' }, { language: 'DE' }, { category: "' or true --" }])
    assert.equal(await list(nobody), '')
})

test('a row is found under what it shows now', async () => {
  await record(streamsOf({ a: { language: 'en', categoryId: '1', gameName: 'Chess' } }))
  await record(streamsOf({ a: { language: 'de', categoryId: '2', gameName: 'Art' } }), {
    collectedAt: start + 300,
  })
  for (const now of [{ language: 'de' }, { category: '2' }, { category: 'Art' }])
    assert.equal(await list(now), 'a')
  for (const before of [{ language: 'en' }, { category: '1' }, { category: 'Chess' }])
    assert.equal(await list(before), '')
})

test('live are those the last complete sweep saw, and any since', async () => {
  await record(streamsOf({ a: {}, b: {}, c: {} }))
  await record(streamsOf({ a: {}, b: {} }), { collectedAt: start + 300 })
  assert.equal(await list(), 'a b')
  await record(streamsOf({ a: {}, d: {} }), { collectedAt: start + 600, status: 'partial' })
  assert.equal(await list(), 'a b d')
  await recordFailedSweep(sql, aSweep({ collectedAt: start + 900, status: 'failed' }))
  assert.equal(await list(), 'a b d')
  await record(streamsOf({ a: {} }), { collectedAt: start + 1_200 })
  assert.equal(await list(), 'a')
})

test('before a complete sweep, all that was seen is live', async () => {
  await record(streamsOf({ a: {} }), { status: 'partial' })
  await record(streamsOf({ b: {} }), { status: 'partial', collectedAt: start + 300 })
  assert.equal(await list(), 'a b')
})

test("each platform's own sweeps say who is live on it", async () => {
  await record(streamsOf({ a: {} }))
  await record(streamsOf({ k: {} }), { platform: 'kick', collectedAt: start + 7_000 })
  assert.equal(await list(), 'a k')
})

test('the last page says that nothing follows, also when it is full', async () => {
  await record(streamsOf({ a: {}, b: {} }))
  assert.equal((await ask({ limit: 2 })).next, null)
  assert.equal((await ask({ limit: 3 })).next, null)
  assert.notEqual((await ask({ limit: 1 })).next, null)
  assert.deepEqual(await ask({ platform: 'kick' }), { rows: [], next: null })
})

test('a position that fell out of the list still says where to go on', async () => {
  await record(streamsOf({ a: { viewers: 30 }, b: { viewers: 20 }, c: { viewers: 10 } }))
  const { next } = await ask({ limit: 2 })
  await record(streamsOf({ a: { viewers: 30 }, c: { viewers: 10 } }), { collectedAt: start + 300 })
  assert.equal(await list({ after: next }), 'c')
})

const few = <T>(...values: T[]) => fc.constantFrom(...values)

test('any list cut into pages holds each row once, in the order of the whole', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          channel: few('a', 'b', 'c', 'd', 'e', 'f'),
          viewers: few(null, 0, 1, 1, 50),
          startedAt: few(null, start - 9, start - 9, start - 5),
          language: few(null, 'en', 'de'),
          categoryId: few(null, '1', '2'),
        }),
        { maxLength: 12 },
      ),
      fc.dictionary(few('a', 'b', 'c', 'd'), few(0, 7, 9)),
      few(...liveSorts),
      fc.record({ language: few(null, null, 'en'), category: few(null, null, '1') }),
      fc.integer({ min: 1, max: 4 }),
      async (rows, followers, sort, filters, limit) => {
        await emptyTables(sql)
        const streams = rows.map(({ channel, ...known }, i) =>
          aStream({ ...known, channelId: channel, streamId: `s${i}` }),
        )
        await record(streams, { platform: 'youtube' })
        await follow(followers)
        const found: LiveRow[] = []
        let after: LivePosition | null = null
        do {
          const page = await ask({ sort, ...filters, limit, after })
          assert.ok(page.rows.length <= limit)
          found.push(...page.rows)
          after = page.next
        } while (after !== null)

        const keys = await sql`select channel_id from channels order by id`
        const orderOf = keys.map(row => row.channel_id)
        const rank = (stream: LiveStream) =>
          ({
            viewers: stream.viewers,
            started_at: stream.startedAt,
            followers: followers[stream.channelId] ?? null,
          })[sort] ?? -1
        const expected = streams
          .filter(row => filters.language === null || row.language === filters.language)
          .filter(row => filters.category === null || row.categoryId === filters.category)
          .toSorted(
            (a, b) =>
              rank(b) - rank(a) || orderOf.indexOf(a.channelId) - orderOf.indexOf(b.channelId),
          )
        assert.deepEqual(
          found.map(row => row.streamId),
          expected.map(row => row.streamId),
        )
      },
    ),
    { numRuns: 60 },
  ))

test('a sweep of the top does not make the rest of the platform less live', async () => {
  await record(streamsOf({ a: { viewers: 9 }, b: { viewers: 5 }, c: { viewers: 1 } }))
  const top = { scope: { kind: 'top', limit: 1 } } as const
  await record(streamsOf({ a: { viewers: 8 } }), { collectedAt: start + 300, ...top })
  assert.equal(await list(), 'a b c')
})

test('under sweeps of the top alone, what fell out of it is live for two and a half cadences', async () => {
  const top = { scope: { kind: 'top', limit: 1 }, cadence: 300 } as const
  await record(streamsOf({ a: {} }), { collectedAt: start, ...top })
  await record(streamsOf({ b: {} }), { collectedAt: start + 600, ...top })
  assert.equal(await list(), 'a b')
  await record(streamsOf({ b: {} }), { collectedAt: start + 900, ...top })
  assert.equal(await list(), 'b')
})

test('a sweep of some languages makes only broadcasts in these less live', async () => {
  const split = { scope: { kind: 'languages', languages: ['de', 'en'] } } as const
  const streams = streamsOf({
    a: { viewers: 9, language: 'en' },
    b: { viewers: 8, language: 'en' },
    c: { viewers: 7, language: 'asl' },
    d: { viewers: 6, language: null },
  })
  await record(streams)
  await record(streams.slice(0, 1), { collectedAt: start + 300, ...split })
  assert.equal(await list(), 'a c d')
  await record(streams.slice(0, 2), { collectedAt: start + 600 })
  assert.equal(await list(), 'a b', 'the next sweep of all says so for all')
})
