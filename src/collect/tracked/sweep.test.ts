import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import {
  aStream,
  aTrackedClient,
  emptyTables,
  start,
  type TrackedAnswers,
} from '../../../test/builders.ts'
import { createTestDatabase } from '../../../test/postgres.ts'
import type { DailyQuota } from '../../domain/daily-quota.ts'
import { AppError } from '../../domain/error.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import { createManualClock } from '../../lib/manual-clock.ts'
import type { SearchPage, StreamLookUp, TrackedStream } from '../../platforms/tracked-client.ts'
import { addFound, listAwaited } from '../../store/awaited-streams.ts'
import { listLive } from '../../store/live.ts'
import { closeQuota } from '../../store/quota.ts'
import { listSearches } from '../../store/searches.ts'
import { sweepTracked, type TrackedSweepDeps } from './sweep.ts'

const { sql } = await createTestDatabase()

beforeEach(() => emptyTables(sql))
beforeEach(() => sql`delete from quota_spending`)

const interval = 300
/** `start` is midnight in Pacific time. */
const quota: DailyQuota = { timeZone: 'America/Los_Angeles', sizes: { search: 0, default: 10_000 } }
const clock = createManualClock(0)

function sweepAt(at: number, answers: TrackedAnswers, known: Partial<TrackedSweepDeps> = {}) {
  clock.advance(at * 1_000 - clock.now())
  return sweepTracked(
    {
      sql,
      client: aTrackedClient(answers),
      quota,
      clock,
      interval,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...known,
    },
    { kind: 'grid', slot: at },
  )
}

const live = (streamId: string, known: Partial<LiveStream> = {}): TrackedStream => ({
  kind: 'live',
  streamId,
  isPremiere: false,
  stream: aStream({ streamId, channelId: `channel of ${streamId}`, ...known }),
})
const ended = (streamId: string, endedAt: number | null = null): TrackedStream => ({
  kind: 'ended',
  streamId,
  endedAt,
})

/** A platform that holds these streams; what else is asked for is missing. */
function holding(...streams: TrackedStream[]) {
  const asked: string[][] = []
  const readVideos = async (ids: readonly string[]): Promise<StreamLookUp> => {
    asked.push([...ids])
    const found = streams.filter(row => ids.includes(row.streamId))
    const missing = ids.filter(id => !found.some(row => row.streamId === id))
    return { streams: found, missing, skipped: 0 }
  }
  return { asked, answers: { readVideos } }
}

const answersNothing = async (): Promise<StreamLookUp> => ({ streams: [], missing: [], skipped: 0 })

/** Streams that are known, as a search would have told of them. */
async function know(...streamIds: string[]): Promise<void> {
  const found = streamIds.map(streamId => ({ streamId, channelId: `channel of ${streamId}` }))
  await addFound(sql, 'youtube', found, start, null)
}

const readBroadcasts = () => sql`
  select
    b.stream_id,
    extract(epoch from b.ended_at)::bigint as ended_at,
    l.tier,
    l.cadence,
    extract(epoch from l.missed_at)::bigint as missed_at
  from broadcasts b
  left join live_broadcasts l
    on l.channel_id = b.channel_id
    and l.broadcast_no = b.broadcast_no
  order by b.stream_id`

async function liveIds(): Promise<(string | null)[]> {
  const question = {
    platform: 'youtube',
    category: null,
    language: null,
    sort: 'viewers',
    limit: 100,
    after: null,
  } as const
  const { rows } = await listLive(sql, question)
  return rows.map(({ streamId }) => streamId)
}

test('known streams are looked up and recorded, and the sweep tells its tiers', async () => {
  await know('a', 'b')
  const { answers, asked } = holding(live('a', { viewers: 30 }), live('b', { viewers: null }))
  const sweep = await sweepAt(start, answers)
  assert.deepEqual(
    asked.map(ids => ids.toSorted()),
    [['a', 'b']],
  )
  assert.deepEqual(sweep, {
    platform: 'youtube',
    slot: start,
    collectedAt: start,
    status: 'complete',
    reason: null,
    error: null,
    scope: { kind: 'tracked' },
    walkedWhole: false,
    cadence: interval,
    tiers: [
      { tier: 1, cadence: 300, leastViewers: null },
      { tier: 2, cadence: 600, leastViewers: null },
      { tier: 3, cadence: 1_800, leastViewers: null },
    ],
    figures: { streams: 2, pages: 1, requests: 1, retries: 0, duplicates: 0, skipped: 0 },
    durationMs: 0,
  })
  assert.deepEqual(
    [...(await sql`select tiers, scope, cadence from sweeps`)],
    [
      {
        tiers: [
          { tier: 1, cadence: 300, least_viewers: null },
          { tier: 2, cadence: 600, least_viewers: null },
          { tier: 3, cadence: 1_800, least_viewers: null },
        ],
        scope: 'tracked',
        cadence: 300,
      },
    ],
  )
  assert.deepEqual(
    [...(await sql`select viewers, tier from samples order by viewers`)],
    [
      { viewers: 30, tier: 1 },
      { viewers: null, tier: 1 },
    ],
  )
  assert.deepEqual(await listAwaited(sql, 'youtube', start + 86_400, 10), [])
  assert.deepEqual(await liveIds(), ['a', 'b'])
})

test('each stream is in the tier of its viewers, and due again when that says so', async () => {
  const count = 2_000
  const streams = Array.from({ length: count }, (_, i) => live(`s${i}`, { viewers: count - i }))
  await know(...streams.map(({ streamId }) => streamId))
  const { answers, asked } = holding(...streams)
  for (let slot = 0; slot < 4; slot += 1) await sweepAt(start + slot * interval, answers)
  asked.length = 0
  await sweepAt(start + 4 * interval, answers)
  const counts = await sql`
    select tier, cadence, count(*) as streams, min(viewers) as least
    from live_broadcasts
    group by tier, cadence
    order by tier`
  assert.deepEqual(
    [...counts],
    [
      { tier: 1, cadence: 300, streams: 877, least: 1_124 },
      { tier: 2, cadence: 600, streams: 1_123, least: 1 },
    ],
  )
  assert.ok(asked.every(ids => ids.length === 50))
  asked.length = 0
  await sweepAt(start + 5 * interval, answers)
  const again = new Set(asked.flat())
  assert.ok(streams.slice(0, 877).every(({ streamId }) => again.has(streamId)))
})

test('an end that is told is kept as told, also in a sweep that is partial', async () => {
  const more = Array.from({ length: 60 }, (_, i) => `m${i}`)
  await know('a', ...more)
  await sweepAt(start, holding(live('a'), ...more.map(id => live(id))).answers)
  const told = holding(ended('a', start + 120), ...more.map(id => live(id)))
  let calls = 0
  const sweep = await sweepAt(start + 300, {
    readVideos: async ids => {
      calls += 1
      if (!ids.includes('a')) throw new AppError('unavailable', 'YouTube is away.')
      return told.answers.readVideos(ids)
    },
  })
  assert.equal(calls, 2)
  assert.deepEqual(
    [sweep?.status, sweep?.reason, sweep?.error],
    ['partial', 'page_failed', 'YouTube is away.'],
  )
  const [a] = (await readBroadcasts()).filter(row => row.stream_id === 'a')
  assert.equal(a?.ended_at, start + 120)
  assert.ok(!(await liveIds()).includes('a'))
})

test('a stream that is not found is live no longer, and has ended when it is not found twice', async () => {
  await know('a')
  await sweepAt(start, holding(live('a')).answers)
  await sweepAt(start + 300, holding().answers)
  const missed = { stream_id: 'a', ended_at: null, tier: 1, cadence: 300, missed_at: start + 300 }
  assert.deepEqual([...(await readBroadcasts())], [missed])
  assert.deepEqual(await liveIds(), [])
  await sweepAt(start + 600, holding().answers)
  const gone = { ...missed, ended_at: start + 150, tier: null, cadence: null, missed_at: null }
  assert.deepEqual([...(await readBroadcasts())], [gone])
})

test('a stream that is found again after it was missed is live as before', async () => {
  await know('a')
  await sweepAt(start, holding(live('a')).answers)
  await sweepAt(start + 300, holding().answers)
  await sweepAt(start + 600, holding(live('a')).answers)
  assert.deepEqual(await liveIds(), ['a'])
  assert.deepEqual((await readBroadcasts())[0]?.missed_at, null)
})

test('a stream whose row cannot be read is neither missing nor over', async () => {
  await know('a')
  await sweepAt(start, holding(live('a')).answers)
  await sweepAt(start + 300, {
    readVideos: async () => ({ streams: [], missing: [], skipped: 1 }),
  })
  const [broadcast] = await readBroadcasts()
  assert.deepEqual([broadcast?.missed_at, broadcast?.ended_at], [null, null])
})

test('a top stream whose viewers are hidden once stays in its tier', async () => {
  const streams = Array.from({ length: 2_000 }, (_, i) => live(`s${i}`, { viewers: 5_000 - i }))
  await know(...streams.map(({ streamId }) => streamId))
  for (let slot = 0; slot < 4; slot += 1)
    await sweepAt(start + slot * interval, holding(...streams).answers)
  const hidden = [live('s0', { viewers: null }), ...streams.slice(1)]
  await sweepAt(start + 4 * interval, holding(...hidden).answers)
  const [row] = await sql`select viewers, tier from live_broadcasts where stream_id = 's0'`
  assert.deepEqual(row, { viewers: null, tier: 1 })
})

test('a database that is away meanwhile takes nothing of what was read before', async () => {
  const more = Array.from({ length: 120 }, (_, i) => `m${i}`)
  await know(...more)
  const { answers } = holding(...more.map(id => live(id)))
  let calls = 0
  const sweep = await sweepAt(start, {
    readVideos: async ids => {
      calls += 1
      if (calls > 2) throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
      return answers.readVideos(ids)
    },
  })
  assert.deepEqual([sweep?.status, sweep?.figures.streams], ['partial', 100])
})

test('nothing is searched for where more is live than can be followed', async () => {
  const sizes = { search: 100, default: 100 }
  const deps = { quota: { ...quota, sizes } }
  await sql`
    insert into live_broadcasts (
      channel_id, broadcast_no, platform, stream_id, first_sample_at, last_sample_at, cadence,
      segment_no, platform_channel_id
    )
    select
      i, 1, 'youtube', 's' || i, to_timestamp(${start}), to_timestamp(${start}), 300, 1, 'c' || i
    from generate_series(1, 5000) as i`
  const sweep = await sweepAt(start + 43_200, { readVideos: answersNothing }, deps)
  assert.equal(sweep?.status, 'complete')
  assert.deepEqual(await listSearches(sql, 'youtube', start), [])
})

test('two live streams of one channel are two broadcasts', async () => {
  await know('a', 'b')
  const both = ['a', 'b'].map(id => live(id, { channelId: 'c1' }))
  await sweepAt(start, holding(...both).answers)
  await sweepAt(start + 300, holding(...both).answers)
  assert.deepEqual((await liveIds()).toSorted(), ['a', 'b'])
  const [channels] = await sql<{ count: number }[]>`select count(*) from channels`
  assert.equal(channels?.count, 1)
})

test('a premiere is no broadcast', async () => {
  await know('a')
  const premiere = { ...live('a'), isPremiere: true } as TrackedStream
  const sweep = await sweepAt(start, holding(premiere).answers)
  assert.equal(sweep?.figures.streams, 0)
  assert.deepEqual([...(await readBroadcasts())], [])
  assert.equal((await listAwaited(sql, 'youtube', start + 21_600, 10)).length, 1)
})

test('a scheduled stream is looked up around its start, and then live', async () => {
  await know('a')
  const upcoming: TrackedStream = {
    kind: 'upcoming',
    streamId: 'a',
    channelId: 'channel of a',
    title: null,
    channelTitle: null,
    scheduledAt: start + 3_600,
  }
  const waiting = holding(upcoming)
  await sweepAt(start, waiting.answers)
  await sweepAt(start + 1_500, waiting.answers)
  assert.equal(waiting.asked.length, 1)
  await sweepAt(start + 3_300, waiting.answers)
  assert.equal(waiting.asked.length, 2)
  await sweepAt(start + 3_600, holding(live('a')).answers)
  assert.deepEqual(await liveIds(), ['a'])
})

test('searches are made at their time, kept at once, and credited with what is new and live', async () => {
  const sizes = { search: 100, default: 10_000 }
  let pages = 0
  const search = async (): Promise<SearchPage> => {
    pages += 1
    const row = (streamId: string) => ({
      streamId,
      channelId: `channel of ${streamId}`,
      title: null,
      channelTitle: null,
      isUpcoming: false,
    })
    return { found: [row('a'), row('b')], nextPageToken: null, skipped: 0 }
  }
  const { answers } = holding(live('a', { viewers: 400 }))
  const noon = start + 43_200
  await sweepAt(noon, { ...answers, search }, { quota: { ...quota, sizes } })
  assert.equal(pages, 1)
  const [made] = await listSearches(sql, 'youtube', start)
  assert.deepEqual(
    {
      found: made?.found,
      newStreams: made?.newStreams,
      newLive: made?.newLive,
      newWatched: made?.newWatched,
    },
    { found: 2, newStreams: 2, newLive: 1, newWatched: 1 },
  )
  assert.deepEqual(await liveIds(), ['a'])
})

test('a search that fails is told and makes nothing partial; one that is not taken is not made again at once', async () => {
  await know('a')
  const sizes = { search: 100, default: 10_000 }
  const search = async () => {
    throw new AppError('invalid', 'No such region.')
  }
  const { answers } = holding(live('a'))
  const noon = start + 43_200
  const sweep = await sweepAt(noon, { ...answers, search }, { quota: { ...quota, sizes } })
  assert.deepEqual([sweep?.status, sweep?.error], ['complete', 'No search: No such region.'])
  const [made] = await listSearches(sql, 'youtube', start)
  assert.deepEqual([made?.found, made?.newStreams], [0, 0])
})

test('where the quota of the day is spent and something is due, the sweep has failed', async () => {
  await know('a')
  await sweepAt(start, holding(live('a')).answers)
  await closeQuota(sql, { platform: 'youtube', bucket: 'default', day: '2027-01-15' }, start)
  const sweep = await sweepAt(start + 300, {})
  assert.equal(sweep?.status, 'failed')
  assert.equal(sweep?.reason, 'quota')
  assert.match(sweep?.error ?? '', /whole again at 2027-01-16T08:00:00Z/)
  assert.deepEqual(await liveIds(), ['a'])
})

test('a key that is refused makes the sweep fail', async () => {
  await know('a')
  const sweep = await sweepAt(start, {
    readVideos: async () => {
      throw new AppError('unauthorized', 'YouTube does not take the key.')
    },
  })
  assert.deepEqual([sweep?.status, sweep?.reason], ['failed', 'unauthorized'])
  assert.deepEqual([...(await readBroadcasts())], [])
})

test('a slot that was swept is not swept again, and one that another worker sweeps is left', async () => {
  await sweepAt(start, {})
  assert.equal(await sweepAt(start, {}), null)
})

test('a channel whose broadcast has ended is followed', async () => {
  await know('a')
  await sweepAt(start, holding(live('a', { viewers: 70 })).answers)
  await sweepAt(start + 300, holding(ended('a')).answers)
  const followed = await sql`
    select c.channel_id, f.viewers, extract(epoch from f.seen_at)::bigint as seen_at
    from followed_channels f
    join channels c on c.id = f.channel_id`
  assert.deepEqual(
    [...followed],
    [{ channel_id: 'channel of a', viewers: 70, seen_at: start + 300 }],
  )
})

test('a stream whose look-ups stopped is live for two and a half of its cadences', async () => {
  await know('a', 'b')
  await sweepAt(start, holding(live('a'), live('b')).answers)
  await sql`update live_broadcasts set cadence = 1800, tier = 3 where stream_id = 'b'`
  const only = (at: number) =>
    sweepAt(at, { readVideos: async () => ({ streams: [], missing: [], skipped: 0 }) })
  await only(start + 600)
  assert.deepEqual((await liveIds()).toSorted(), ['a', 'b'])
  await only(start + 900)
  assert.deepEqual(await liveIds(), ['b'])
  await only(start + 4_500)
  assert.deepEqual(await liveIds(), ['b'])
  await only(start + 4_800)
  assert.deepEqual(await liveIds(), [])
})
