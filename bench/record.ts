// What recording costs: a sweep of 100 k known streams, all viewers changed, against the bare
// writes it cannot do without, taken in turn in one run on one server.

import { packStreams } from '../src/collect/live-rows.ts'
import { recordSweep } from '../src/collect/record.ts'
import type { LiveStream } from '../src/domain/live-stream.ts'
import { startOfHour } from '../src/domain/sum-hours.ts'
import type { Sweep } from '../src/domain/sweep.ts'
import { orAborted } from '../src/lib/abort.ts'
import { numbers, texts } from '../src/store/columns.ts'
import type { Sql } from '../src/store/database.ts'
import { readPlatformState } from '../src/store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { openTestDatabase } from '../test/postgres.ts'
import { type Figure, median, timeMs } from './figures.ts'

const streamCount = 100_000
const rounds = 3
const cadence = 300
/** 2026-03-02T00:00:00Z. */
const firstDay = 1_772_409_600
const daySeconds = 86_400

/** What a round is measured for; `folding`: the hours before are added up in their days. */
type Kind = 'ordinary' | 'hour' | 'folding' | 'midnight' | 'none'

/**
 * The sweeps of a day, each with its time of day in minutes: one five minutes after another, then a
 * jump to the next border. Those after a jump have a gap or many hours to write and are not measured.
 */
const sweepsOfDay: readonly (readonly [minute: number, kind: Kind])[] = [
  [0, 'midnight'],
  [5, 'folding'],
  [10, 'ordinary'],
  [50, 'none'],
  [55, 'ordinary'],
  [60, 'hour'],
  [65, 'folding'],
  [70, 'ordinary'],
  [1_425, 'none'],
  [1_430, 'none'],
  [1_435, 'ordinary'],
]

/** Runs the comparison; rounds of both sides alternate. */
export async function benchRecord(signal: AbortSignal): Promise<Figure[]> {
  const { sql, drop } = await openTestDatabase()
  try {
    return await orAborted(compare(sql), signal)
  } finally {
    await drop()
  }
}

async function compare(sql: Sql): Promise<Figure[]> {
  let round = 0
  const first = firstDay - 2 * cadence
  await ensurePartition(sql, 'twitch', dayOf(first))
  const firstMs = await timeMs(() => recordRound(sql, first, round))
  const keys = await sql<{ channelKey: number; broadcastNo: number }[]>`
    select channel_id as "channelKey", broadcast_no as "broadcastNo"
    from live_broadcasts`
  // The first update of a freshly filled table finds no room freed yet: not what is asked here.
  await recordRound(sql, first + cadence, ++round)
  // As autovacuum does between two sweeps.
  await sql.unsafe('analyze')
  const ours: Record<Kind, number[]> = {
    ordinary: [],
    hour: [],
    folding: [],
    midnight: [],
    none: [],
  }
  const inserts: number[] = []
  const updates: number[] = []
  const upserts: number[] = []
  const states: number[] = []
  let rows = 0
  for (let day = 0; day < rounds; day += 1) {
    const midnight = firstDay + day * daySeconds
    await ensurePartition(sql, 'twitch', dayOf(midnight))
    for (const [minute, kind] of sweepsOfDay) {
      const at = midnight + minute * 60
      ours[kind].push(await recordRound(sql, at, ++round, states))
      // As autovacuum does, which has minutes for it between two sweeps.
      await sql.unsafe('vacuum live_broadcasts, rollup_hours, rollup_pair_hours, rollup_days')
      if (minute !== 70) continue
      inserts.push(await timeMs(() => insertBare(sql, keys, at + 7)))
      updates.push(await timeMs(() => updateBare(sql, keys, at)))
      const rollups = await readRollups(sql, startOfHour(at))
      rows = rollups.pairs.length + rollups.margins.length
      upserts.push(await timeMs(() => upsertBare(sql, rollups)))
      await sql.unsafe('vacuum live_broadcasts, rollup_hours, rollup_pair_hours')
    }
  }
  const bareMs = median(inserts) + median(updates) + median(upserts)
  const ordinaryMs = median(ours.ordinary)
  return [
    {
      what: 'record a sweep of 100 k known streams ÷ (bare insert + bare HOT update + bare upsert)',
      value: ordinaryMs / bareMs,
      limit: 1.5,
      unit: '×',
    },
    { what: '  the record itself', value: ordinaryMs / 1_000, limit: 2.5, unit: 's' },
    {
      what: '  the sweep over an hour ÷ an ordinary one',
      value: median(ours.hour) / ordinaryMs,
      limit: 2,
      unit: '×',
    },
    {
      what: '  the sweep after it, which adds up the hour before ÷ an ordinary one',
      value: median(ours.folding) / ordinaryMs,
      limit: 2,
      unit: '×',
    },
    {
      what: '  the sweep over midnight ÷ an ordinary one',
      value: median(ours.midnight) / ordinaryMs,
      limit: 2,
      unit: '×',
    },
    { what: '  bare insert of its samples', value: median(inserts) / 1_000, unit: 's' },
    { what: '  bare HOT update of its columns', value: median(updates) / 1_000, unit: 's' },
    {
      what: `  bare upsert of its ${rows} rollup rows`,
      value: median(upserts) / 1_000,
      unit: 's',
    },
    { what: '  reading the state, while pages come in', value: median(states) / 1_000, unit: 's' },
    { what: '  the very first sweep: 100 k new channels', value: firstMs / 1_000, unit: 's' },
  ]
}

/** Records one sweep as the collector does; the time of the record alone, milliseconds. */
async function recordRound(
  sql: Sql,
  at: number,
  round: number,
  states?: number[],
): Promise<number> {
  const began = performance.now()
  const state = await readPlatformState(sql, 'twitch')
  states?.push(performance.now() - began)
  const list = packStreams(readStreams(round))
  return timeMs(() => recordSweep(sql, aSweep(at), list, state, null))
}

/** The rows as they come from a page: parsed, not built. */
function readStreams(round: number): LiveStream[] {
  const rows = Array.from({ length: streamCount }, (_, i) => aStream(i, round))
  return JSON.parse(JSON.stringify(rows)) as LiveStream[]
}

async function insertBare(
  sql: Sql,
  keys: readonly { channelKey: number; broadcastNo: number }[],
  at: number,
): Promise<void> {
  await sql`
    insert into samples (channel_id, collected_at, broadcast_no, collected_on, viewers, platform)
    select
      i.channel_id, to_timestamp(${at}), i.broadcast_no, ${dayOf(at)}::date, i.viewers,
      'twitch'::platform
    from unnest(
      ${numbers(keys.map(key => key.channelKey))}::bigint[],
      ${numbers(keys.map(key => key.broadcastNo))}::int[],
      ${numbers(keys.map((_, i) => i % 1_000))}::int[]
    ) as i (channel_id, broadcast_no, viewers)`
}

/** The columns that an ordinary sweep changes, to constants. */
async function updateBare(
  sql: Sql,
  keys: readonly { channelKey: number; broadcastNo: number }[],
  at: number,
): Promise<void> {
  await sql`
    update live_broadcasts l
    set
      last_sample_at = to_timestamp(${at}), viewers = 7, last_known_viewers = 7,
      cadence = ${cadence}, tier = null, missed_at = null,
      half_viewer_seconds = 7, present_seconds = 7, observed_seconds = 7, reported_seconds = 7,
      samples = 7, gaps = 7, peak_viewers = 7, peak_at = to_timestamp(${at}),
      segment_peak_viewers = 7, segment_peak_at = to_timestamp(${at}),
      day_peak_viewers = 7, day_peak_at = to_timestamp(${at})
    from unnest(
      ${numbers(keys.map(key => key.channelKey))}::bigint[],
      ${numbers(keys.map(key => key.broadcastNo))}::int[]
    ) as i (channel_id, broadcast_no)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

interface RollupKey {
  readonly hour: string
  readonly grain: string
  readonly categoryKey: number | null
  readonly language: string | null
}

async function readRollups(sql: Sql, hour: number) {
  const margins = await sql<RollupKey[]>`
    select hour::text, grain, category_key as "categoryKey", language
    from rollup_hours
    where hour = to_timestamp(${hour})`
  const pairs = await sql<RollupKey[]>`
    select hour::text, category_key as "categoryKey", language
    from rollup_pair_hours
    where hour = to_timestamp(${hour})`
  return { margins, pairs }
}

/** The rows that a sweep adds to, to constants. */
async function upsertBare(
  sql: Sql,
  { margins, pairs }: Awaited<ReturnType<typeof readRollups>>,
): Promise<void> {
  const constants = sql`
    half_viewer_seconds = 7, present_seconds = 7, observed_seconds = 7, reported_seconds = 7,
    peak_viewers = 7, peak_at = excluded.hour, samples = 7, gaps = 7, broadcasts_started = 7`
  await sql`
    insert into rollup_hours (platform, hour, grain, category_key, language)
    select 'twitch'::platform, i.hour, i.grain::rollup_grain, i.category_key, i.language
    from unnest(
      ${texts(margins.map(row => row.hour))}::timestamptz[],
      ${texts(margins.map(row => row.grain))}::text[],
      ${numbers(margins.map(row => row.categoryKey))}::int[],
      ${texts(margins.map(row => row.language))}::text[]
    ) as i (hour, grain, category_key, language)
    on conflict (platform, hour, grain, category_key, language) do update set ${constants}`
  await sql`
    insert into rollup_pair_hours (platform, hour, category_key, language)
    select 'twitch'::platform, i.hour, i.category_key, i.language
    from unnest(
      ${texts(pairs.map(row => row.hour))}::timestamptz[],
      ${numbers(pairs.map(row => row.categoryKey))}::int[],
      ${texts(pairs.map(row => row.language))}::text[]
    ) as i (hour, category_key, language)
    on conflict (platform, hour, category_key, language) do update set ${constants}`
}

const languages = ['en', 'es', 'pt', 'ru', 'de', 'fr', 'ja', 'ko', 'it', 'pl', 'tr', 'zh']

/** Few categories and languages with many streams, many with few: about 30 k pairs, which is a lot. */
function labelsOf(i: number): { category: number; language: string } {
  const one = (i * 0.754_877_666) % 1
  const other = (i * 0.569_840_291) % 1
  return {
    category: Math.floor(5_000 * one ** 4),
    language: languages[Math.floor(languages.length * other ** 2)] ?? 'en',
  }
}

function aStream(i: number, round: number): LiveStream {
  const username = `channel_${i}`
  const { category, language } = labelsOf(i)
  return {
    streamId: `${40_000_000_000 + i}`,
    channelId: `${100_000_000 + i}`,
    username,
    displayName: `Channel_${i}`,
    title: `A title of some length, as they are on average: number ${i} | !commands`,
    categoryId: `${category}`,
    gameName: `Category ${category}`,
    viewers: Math.floor(80_000 / (i + 1)) + ((i + round) % 5),
    language,
    startedAt: firstDay - daySeconds - (i % 20_000),
    tags: ['English', 'Chill'],
    thumbnailUrl: `https://static-cdn.jtvnw.net/previews-ttv/live_user_${username}-440x248.jpg`,
    avatarUrl: null,
  }
}

function aSweep(at: number): Sweep {
  return {
    platform: 'twitch',
    slot: at,
    collectedAt: at,
    status: 'complete',
    reason: null,
    error: null,
    scope: { kind: 'all' },
    walkedWhole: true,
    cadence,
    tiers: null,
    figures: {
      streams: streamCount,
      pages: streamCount / 100,
      requests: streamCount / 100,
      retries: 0,
      duplicates: 0,
      skipped: 0,
    },
    durationMs: 60_000,
  }
}
