import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import {
  aClient,
  aPage,
  aStream,
  aSweep,
  dumpTables,
  emptyTables,
  someStreams,
  start,
} from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { AppError } from '../domain/error.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { createManualClock } from '../lib/manual-clock.ts'
import type { LivePage, PlatformClient } from '../platforms/client.ts'
import { readPlatformState } from '../store/open-broadcasts.ts'
import { insertSweep } from '../store/sweeps.ts'
import { type SweepDeps, sweepPlatform } from './sweep.ts'
import type { SweepTime } from './sweep-time.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))

const clock = createManualClock(0)

/** Moves the clock to a moment, whole epoch seconds. */
function itIs(at: number): void {
  clock.advance(at * 1_000 - clock.now())
}

function sweep(client: PlatformClient, time: SweepTime, known: Partial<SweepDeps> = {}) {
  return sweepPlatform(
    {
      sql,
      client,
      clock,
      cadence: 300,
      maxStreams: null,
      signal: new AbortController().signal,
      onProgress: () => {},
      ...known,
    },
    time,
  )
}

const listing = (streams: readonly LiveStream[]) => aClient(() => aPage(streams))
const unasked = aClient(() => assert.fail('the platform is asked'))
const grid = (slot: number): SweepTime => ({ kind: 'grid', slot })
const now: SweepTime = { kind: 'now' }

/** Sweeps the grid's slot on time. */
function sweepAt(slot: number, client: PlatformClient, known: Partial<SweepDeps> = {}) {
  itIs(slot)
  return sweep(client, grid(slot), known)
}

function readSweeps() {
  return sql`
    select
      extract(epoch from slot)::bigint as slot, extract(epoch from collected_at)::bigint as at,
      status, reason, error, scope, scope_limit, streams, duration_ms
    from sweeps
    order by collected_at`
}

/** A client whose second page cannot be had. */
const breakingOff = (streams: readonly LiveStream[]) =>
  aClient(({ tally }) => {
    if (tally.requests > 1) throw new AppError('unavailable', 'Page 2 could not be had.')
    return aPage(streams, '2')
  })

const missedCount = async () =>
  (await readPlatformState(sql, 'twitch')).open.filter(row => row.missedAt !== null).length
const openCount = async () => (await readPlatformState(sql, 'twitch')).open.length

test('a sweep of the grid keeps its slot and takes the time at which it begins', async () => {
  itIs(start + 7.9)
  const client = aClient(() => {
    clock.advance(4_000)
    return { ...aPage([aStream(), aStream()]), skipped: 3 }
  })
  const done = await sweep(client, grid(start))
  assert.deepEqual(done, {
    platform: 'twitch',
    slot: start,
    collectedAt: start + 7,
    status: 'complete',
    reason: null,
    error: null,
    scope: { kind: 'all' },
    walkedWhole: true,
    tiers: null,
    cadence: 300,
    figures: { streams: 1, pages: 1, requests: 1, retries: 0, duplicates: 1, skipped: 3 },
    durationMs: 4_000,
  })
  assert.deepEqual(
    [...(await readSweeps())],
    [
      {
        slot: start,
        at: start + 7,
        status: 'complete',
        reason: null,
        error: null,
        scope: 'all',
        scope_limit: null,
        streams: 1,
        duration_ms: 4_000,
      },
    ],
  )
})

test('a sweep by hand is its own slot', async () => {
  itIs(start + 7.9)
  const done = await sweep(listing([aStream()]), now)
  assert.deepEqual([done?.slot, done?.collectedAt], [start + 7, start + 7])
})

test('a sweep for a given time is of that time, whatever the clock says', async () => {
  itIs(start + 7_000)
  const done = await sweep(listing([aStream()]), { kind: 'at', at: start })
  assert.deepEqual([done?.slot, done?.collectedAt], [start, start])
  const samples = await sql`select extract(epoch from collected_at)::bigint as at from samples`
  assert.deepEqual([...samples], [{ at: start }])
})

for (const late of [0, -1, -3_600])
  test(`a given time ${late} s after the newest sweep is refused`, async () => {
    await sweepAt(start, listing([aStream()]))
    itIs(start + 7_000)
    await assert.rejects(sweep(unasked, { kind: 'at', at: start + late }), {
      code: 'conflict',
      message: /2027-01-15T08:00:00Z/,
    })
    assert.equal((await readSweeps()).length, 1)
  })

test('a given time may be any later one', async () => {
  await sweepAt(start, listing([aStream()]))
  const done = await sweep(listing([aStream()]), { kind: 'at', at: start + 1 })
  assert.equal(done?.collectedAt, start + 1)
})

test('a second sweep within the same second is of the next one', async () => {
  await sweepAt(start, listing([aStream()]))
  const done = await sweep(listing([aStream()]), now)
  assert.equal(done?.collectedAt, start + 1)
})

test('a clock that is set back by seconds holds up nothing, by more it is refused', async () => {
  await sweepAt(start, listing([aStream()]))
  itIs(start - 5)
  const done = await sweep(listing([aStream()]), now)
  assert.equal(done?.collectedAt, start + 1)
  itIs(start - 5)
  await assert.rejects(sweep(unasked, now), { code: 'conflict', message: /clock/ })
})

test('what another platform has swept does not matter', async () => {
  await sweepAt(
    start + 9_000,
    aClient(() => aPage([aStream()]), 'kick'),
  )
  const done = await sweepAt(start, listing([aStream()]))
  assert.equal(done?.collectedAt, start)
})

const failing = aClient(() => {
  throw new AppError('unavailable', 'No answer.')
})

for (const [how, client] of [
  ['swept', listing([aStream()])],
  ['swept in vain', failing],
] as const)
  test(`a slot that was ${how} is left alone`, async () => {
    await sweepAt(start, client)
    itIs(start + 200)
    assert.equal(await sweep(unasked, grid(start)), null)
  })

test('a slot is free while only others were swept', async () => {
  await sweepAt(start, listing([aStream()]))
  itIs(start + 310)
  assert.equal((await sweep(listing([aStream()]), grid(start + 300)))?.slot, start + 300)
})

test('while a platform is swept, a second sweep of it is refused and another one runs', async () => {
  itIs(start)
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<LivePage>()
  const first = sweep(
    aClient(() => {
      asked.resolve()
      return answer.promise
    }),
    grid(start),
  )
  await asked.promise
  await assert.rejects(sweep(unasked, now), { code: 'conflict', message: /running/ })
  const other = await sweep(
    aClient(() => aPage([aStream()]), 'kick'),
    now,
  )
  assert.equal(other?.status, 'complete')
  answer.resolve(aPage([aStream()]))
  assert.equal((await first)?.status, 'complete')
  clock.advance(1_000)
  assert.equal((await sweep(listing([aStream()]), now))?.status, 'complete')
})

test('a sweep that breaks leaves the platform free', async () => {
  itIs(start)
  const mistake = new TypeError('x is not a function')
  const broken = aClient(() => {
    throw mistake
  })
  for (let i = 0; i < 6; i += 1) await assert.rejects(sweep(broken, now), mistake)
  assert.equal((await sweep(listing([aStream()]), now))?.status, 'complete')
})

test('a sweep that fails leaves its row and nobody is missed', async () => {
  await sweepAt(start, listing(someStreams(3)))
  const done = await sweepAt(start + 300, failing)
  assert.deepEqual([done?.status, done?.reason], ['failed', 'unreachable'])
  const [, row] = await readSweeps()
  assert.deepEqual([row?.status, row?.error, row?.streams], ['failed', 'No answer.', 0])
  assert.deepEqual([await openCount(), await missedCount()], [3, 0])
})

test('a sweep with refused keys fails and says so', async () => {
  const refused = aClient(() => {
    throw new AppError('unauthorized', 'The keys are wrong.')
  })
  const done = await sweepAt(start, refused)
  assert.deepEqual([done?.status, done?.reason], ['failed', 'unauthorized'])
})

test('a sweep that breaks off stores what it read, and nobody is missed', async () => {
  await sweepAt(start, listing(someStreams(3)))
  const [first, second] = [aStream({ streamId: 's0', channelId: 'c0' }), aStream()]
  const done = await sweepAt(start + 300, breakingOff([first, second]))
  assert.deepEqual(
    [done?.status, done?.reason, done?.figures.streams],
    ['partial', 'page_failed', 2],
  )
  const samples =
    await sql`select viewers from samples where collected_at = ${new Date((start + 300) * 1_000)}`
  assert.equal(samples.length, 2)
  assert.equal(await missedCount(), 0)
})

test('a sweep that breaks off after a page without a stream is partial', async () => {
  const done = await sweepAt(start, breakingOff([]))
  assert.deepEqual([done?.status, done?.reason], ['partial', 'page_failed'])
})

test('a time that somebody takes meanwhile is refused', async () => {
  itIs(start)
  const client = aClient(async () => {
    await insertSweep(sql, aSweep(), { superseded: 0, startCorrections: 0, clockSkews: 0 })
    return aPage([aStream()])
  })
  await assert.rejects(sweep(client, grid(start)), { code: 'conflict', message: /taken/ })
  assert.equal((await readSweeps()).length, 1)
  assert.equal(await openCount(), 0)
})

test('two complete sweeps without a broadcast end it, whatever failed between them', async () => {
  await sweepAt(start, listing(someStreams(3)))
  await sweepAt(start + 300, listing(someStreams(2)))
  assert.deepEqual([await openCount(), await missedCount()], [3, 1])
  await sweepAt(start + 600, failing)
  await sweepAt(start + 900, listing(someStreams(2)))
  assert.deepEqual([await openCount(), await missedCount()], [2, 0])
  const ended =
    await sql`select extract(epoch from ended_at)::bigint as at from broadcasts where ended_at is not null`
  assert.deepEqual([...ended], [{ at: start + 150 }])
})

test('under a cap the most watched are stored and nobody is missed', async () => {
  const maxStreams = 2
  const done = await sweepAt(start, listing(someStreams(5)), { maxStreams })
  assert.deepEqual(done?.scope, { kind: 'top', limit: 2 })
  const [row] = await readSweeps()
  assert.deepEqual([row?.scope, row?.scope_limit, row?.streams], ['top', 2, 2])
  for (const slot of [300, 600, 900])
    await sweepAt(start + slot, listing([aStream({ channelId: 'other', streamId: 'other' })]), {
      maxStreams,
    })
  assert.deepEqual([await openCount(), await missedCount()], [3, 0])
})

const doubtful: {
  title: string
  counts: readonly number[]
  status: 'complete' | 'partial'
  /** Statuses of all sweeps afterwards. */
  rows: string
}[] = [
  { title: 'half the streams are believed', counts: [200, 100], status: 'complete', rows: 'cc' },
  {
    title: 'less than half the streams are not believed',
    counts: [200, 99],
    status: 'partial',
    rows: 'cp',
  },
  { title: 'an empty list is not believed', counts: [200, 0], status: 'partial', rows: 'cp' },
  {
    title: 'a small platform may lose any share of its streams',
    counts: [199, 1],
    status: 'complete',
    rows: 'cc',
  },
  {
    title: 'a second shrunk sweep that agrees is believed, and the first with it',
    counts: [200, 99, 60],
    status: 'complete',
    rows: 'ccc',
  },
  {
    title: 'a second shrunk sweep that differs is not believed either',
    counts: [200, 99, 40],
    status: 'partial',
    rows: 'cpp',
  },
  {
    title: 'a second shrunk sweep that holds more than twice as much is not believed either',
    counts: [200, 40, 90],
    status: 'partial',
    rows: 'cpp',
  },
  {
    title: 'a third shrunk sweep is believed with the second it agrees with',
    counts: [200, 99, 40, 30],
    status: 'complete',
    rows: 'cpcc',
  },
  {
    title: 'a sweep that holds all again leaves the shrunk one partial',
    counts: [200, 50, 201],
    status: 'complete',
    rows: 'cpc',
  },
  {
    title: 'what was believed is what the next sweep is held against',
    counts: [400, 150, 150, 80],
    status: 'complete',
    rows: 'cccc',
  },
]

for (const { title, counts, status, rows } of doubtful)
  test(title, async () => {
    for (const [i, count] of counts.slice(0, -1).entries())
      await sweepAt(start + i * 300, listing(someStreams(count)))
    const done = await sweepAt(start + 86_400, listing(someStreams(counts.at(-1) ?? 0)))
    assert.equal(done?.status, status)
    assert.equal(done?.reason, status === 'partial' ? 'shrunk' : null)
    const found = await readSweeps()
    assert.equal(found.map(row => String(row.status).charAt(0)).join(''), rows)
    for (const row of found)
      assert.equal(
        row.reason,
        row.status === 'partial' ? 'shrunk' : null,
        'reason and status agree',
      )
  })

test('a capped sweep is never held back as shrunk', async () => {
  await sweepAt(start, listing(someStreams(300)))
  const done = await sweepAt(start + 300, listing(someStreams(300)), { maxStreams: 20 })
  assert.equal(done?.status, 'complete')
})

test('a whole sweep is not held against a capped one', async () => {
  await sweepAt(start + 300, listing(someStreams(300)), { maxStreams: 250 })
  const whole = await sweepAt(start + 600, listing(someStreams(5)))
  assert.equal(whole?.status, 'complete')
})

test('a sweep that broke off early does not make a shrunk one believable', async () => {
  await sweepAt(start, listing(someStreams(200)))
  await sweepAt(start + 300, breakingOff(someStreams(50)))
  const done = await sweepAt(start + 600, listing(someStreams(50)))
  assert.equal(done?.reason, 'shrunk')
})

test('a shrunk sweep stores its samples and misses nobody; believed, it counts', async () => {
  await sweepAt(start, listing(someStreams(200)))
  await sweepAt(start + 300, listing(someStreams(50)))
  assert.deepEqual([await openCount(), await missedCount()], [200, 0])
  await sweepAt(start + 600, listing(someStreams(50)))
  assert.deepEqual([await openCount(), await missedCount()], [50, 0])
  const ended = await sql`
    select distinct extract(epoch from ended_at)::bigint as at
    from broadcasts
    where ended_at is not null`
  assert.deepEqual([...ended], [{ at: start + 150 }])
})

test('a sweep that is cancelled ends with the reason and leaves nothing', async () => {
  await sweepAt(start, listing(someStreams(3)))
  const before = await dumpTables(sql)
  const cancel = new AbortController()
  const reason = new Error('enough')
  itIs(start + 300)
  const cancelled = sweep(
    aClient(({ signal }) => {
      cancel.abort(reason)
      signal.throwIfAborted()
      return aPage([])
    }),
    grid(start + 300),
    { signal: cancel.signal },
  )
  await assert.rejects(cancelled, reason)
  assert.deepEqual(await dumpTables(sql), before)
})

test('a sweep that is cancelled while its last page comes in is not recorded', async () => {
  await sweepAt(start, listing(someStreams(3)))
  const before = await dumpTables(sql)
  const cancel = new AbortController()
  const reason = new Error('enough')
  itIs(start + 300)
  const cancelled = sweep(
    aClient(() => {
      cancel.abort(reason)
      return aPage([aStream()])
    }),
    grid(start + 300),
    { signal: cancel.signal },
  )
  await assert.rejects(cancelled, reason)
  assert.deepEqual(await dumpTables(sql), before)
})

test('two sweeps around midnight are stored under two days', async () => {
  const midnight = Date.UTC(2027, 0, 16) / 1_000
  await sweepAt(midnight - 300, listing([aStream()]))
  await sweepAt(midnight, listing([aStream()]))
  const samples = await sql`
    select tableoid::regclass::text as partition, collected_on::text as day
    from samples
    order by collected_at`
  assert.deepEqual(
    [...samples],
    [
      { partition: 'samples_20270115_twitch', day: '2027-01-15' },
      { partition: 'samples_20270116_twitch', day: '2027-01-16' },
    ],
  )
})

test('progress is told as the walk goes', async () => {
  itIs(start)
  const told: unknown[] = []
  await sweep(listing(someStreams(3)), now, { onProgress: progress => told.push(progress.streams) })
  assert.deepEqual(told, [3])
})

test('a worker that finds the slot being swept by another leaves it to that one', async () => {
  itIs(start)
  const asked = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const slow = aClient(async () => {
    asked.resolve()
    await gate.promise
    return aPage([aStream()])
  })
  const first = sweep(slow, grid(start))
  await asked.promise
  assert.equal(await sweep(unasked, grid(start)), null)
  gate.resolve()
  assert.equal((await first)?.status, 'complete')
})

test('a time more than a day ahead is refused, before the platform is asked', async () => {
  itIs(start)
  await assert.rejects(sweep(unasked, { kind: 'at', at: start + 86_401 }), {
    code: 'invalid',
    message: /more than a day ahead/,
  })
})

test('a sweep that was read is recorded although the database is away for a moment', async () => {
  itIs(start)
  const breaking = aClient(async () => {
    await sql`
      select pg_terminate_backend(pid, 5000)
      from pg_stat_activity
      where pid <> pg_backend_pid() and datname = current_database()`
    return aPage([aStream()])
  })
  // All connections of the pool but the one that asks are broken at this moment.
  const done = await sweep(breaking, grid(start))
  assert.equal(done?.status, 'complete')
  assert.equal((await readSweeps()).length, 1)
})

test('a sweep of which too many rows cannot be read is partial and misses nobody', async () => {
  await sweepAt(start, listing(someStreams(100)))
  const client = aClient(() => ({ ...aPage(someStreams(80)), skipped: 20 }))
  const done = await sweepAt(start + 300, client)
  assert.deepEqual([done?.status, done?.reason], ['partial', 'unreadable'])
  assert.equal(done?.error, '20 rows of 100 could not be read.')
  const [missed] = await sql`select count(missed_at) as count from live_broadcasts`
  assert.equal(missed?.count, 0)
})

test('a few rows that cannot be read are no doubt', async () => {
  const client = aClient(() => ({ ...aPage(someStreams(20)), skipped: 10 }))
  assert.equal((await sweepAt(start, client))?.status, 'complete')
})

/** Its second page leads back to the first, whatever is asked. */
function aLoop(streams: readonly LiveStream[]): PlatformClient {
  const half = streams.length / 2
  return {
    ...listing([]),
    readLivePage: async cursor =>
      cursor === null || cursor === 'top'
        ? aPage(streams.slice(0, half), 'bottom')
        : aPage(streams.slice(half), 'top'),
  }
}

test('a list that leads back too early is partial, however often it does so', async () => {
  await sweepAt(start, listing(someStreams(1_000)))
  for (const slot of [start + 300, start + 600, start + 900]) {
    const done = await sweepAt(slot, aLoop(someStreams(400)))
    assert.deepEqual([done?.status, done?.reason], ['partial', 'loop'])
  }
  const [open] = await sql`select count(*) as count from live_broadcasts`
  assert.equal(open?.count, 1_000)
})

test('a list that leads back where it should end is complete', async () => {
  await sweepAt(start, listing(someStreams(1_000)))
  assert.equal((await sweepAt(start + 300, aLoop(someStreams(980))))?.status, 'complete')
})

/** Serves streams by language, each part on one page; `partOf` may spoil a part. */
function aSplitPlatform(
  streams: readonly LiveStream[],
  partOf = (_languages: readonly string[] | null, part: readonly LiveStream[]) => part,
) {
  const asked: string[] = []
  const client: PlatformClient = {
    ...listing([]),
    split: { languages: { en: 1 }, mostLanguages: 100 },
    readLivePage: async (_, __, languages) => {
      asked.push(languages?.join('+') ?? 'all')
      const isMeant = ({ language }: LiveStream) => languages?.includes(language ?? '') ?? true
      return aPage(partOf(languages ?? null, streams.filter(isMeant)))
    },
  }
  return { asked, client }
}

const inTwoLanguages = someStreams(6_000).map((stream, i) => ({
  ...stream,
  language: i % 3 === 0 ? 'xx' : 'en',
}))

test('a large list is split by the languages that are open, and read as a whole once an hour', async () => {
  const { asked, client } = aSplitPlatform(inTwoLanguages)
  const scopes: unknown[] = []
  for (const slot of [start, start + 300, start + 3_300, start + 3_600])
    scopes.push((await sweepAt(slot, client))?.scope)
  const split = { kind: 'languages', languages: ['en', 'xx'] }
  assert.deepEqual(scopes, [{ kind: 'all' }, split, split, { kind: 'all' }])
  assert.deepEqual(asked, ['all', 'en', 'xx', 'en', 'xx', 'all', 'en', 'xx'])
})

test('a part that comes back empty is doubted, although the whole is large enough', async () => {
  await sweepAt(start, aSplitPlatform(inTwoLanguages).client)
  const empty = aSplitPlatform(inTwoLanguages, (languages, part) =>
    languages?.includes('xx') ? [] : part,
  )
  const doubted = await sweepAt(start + 300, empty.client)
  assert.deepEqual([doubted?.status, doubted?.reason], ['partial', 'shrunk'])
  assert.match(doubted?.error ?? '', /^The list of xx held 0 streams/)
  assert.equal(await missedCount(), 0)
  const believed = await sweepAt(start + 600, empty.client)
  assert.equal(believed?.status, 'complete')
})

test('a shrunk sweep of some languages is not believed for one of all, nor the other way round', async () => {
  await sweepAt(start, aSplitPlatform(inTwoLanguages).client)
  const few = inTwoLanguages.slice(0, 2_000)
  const sweeps: (string | null | undefined)[] = []
  for (const slot of [start + 3_300, start + 3_600, start + 3_900])
    sweeps.push((await sweepAt(slot, aSplitPlatform(few).client))?.reason)
  assert.deepEqual(sweeps, ['shrunk', 'shrunk', 'shrunk'])
  const done = await sweepAt(start + 4_200, aSplitPlatform(few).client)
  assert.deepEqual([done?.status, done?.scope.kind], ['complete', 'languages'])
})
