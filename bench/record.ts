// What recording costs: a sweep of 100 k known streams, all viewers changed, against the bare
// writes it cannot do without, taken in turn in one run on one server.

import { packStreams } from '../src/collect/live-rows.ts'
import { recordSweep } from '../src/collect/record.ts'
import type { LiveStream } from '../src/domain/live-stream.ts'
import type { Sweep } from '../src/domain/sweep.ts'
import { orAborted } from '../src/lib/abort.ts'
import { numbers } from '../src/store/columns.ts'
import type { Sql } from '../src/store/database.ts'
import { readPlatformState } from '../src/store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { openTestDatabase } from '../test/postgres.ts'
import { type Figure, median, timeMs } from './figures.ts'

const streamCount = 100_000
const rounds = 7
const cadence = 300
/** 2026-03-02T12:05:00Z: all rounds lie in one hour and day. */
const firstAt = 1_772_453_100

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
  await ensurePartition(sql, 'twitch', dayOf(firstAt))
  const firstMs = await timeMs(() => recordRound(sql, 0))
  const keys = await sql<{ channelKey: number; broadcastNo: number }[]>`
    select channel_id as "channelKey", broadcast_no as "broadcastNo"
    from live_broadcasts`
  // The first update of a freshly filled table finds no room freed yet: not what is asked here.
  await recordRound(sql, 1)
  // As autovacuum does between two sweeps.
  await sql.unsafe('analyze')
  const ours: number[] = []
  const inserts: number[] = []
  const updates: number[] = []
  const states: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const at = firstAt + (2 + round) * cadence
    ours.push(await recordRound(sql, 2 + round, states))
    inserts.push(await timeMs(() => insertBare(sql, keys, at + 7)))
    updates.push(await timeMs(() => updateBare(sql, at + 7)))
  }
  const bareMs = median(inserts) + median(updates)
  return [
    {
      what: 'record a sweep of 100 k known streams ÷ (bare insert + bare HOT update); no sums and rollups yet',
      value: median(ours) / bareMs,
      limit: 1.5,
      unit: '×',
    },
    { what: '  the record itself', value: median(ours) / 1_000, limit: 2.5, unit: 's' },
    { what: '  bare insert of its samples', value: median(inserts) / 1_000, unit: 's' },
    { what: '  bare HOT update of its columns', value: median(updates) / 1_000, unit: 's' },
    { what: '  reading the state, while pages come in', value: median(states) / 1_000, unit: 's' },
    { what: '  the very first sweep: 100 k new channels', value: firstMs / 1_000, unit: 's' },
  ]
}

/** Records one sweep as the collector does; the time of the record alone, milliseconds. */
async function recordRound(sql: Sql, round: number, states?: number[]): Promise<number> {
  const began = performance.now()
  const state = await readPlatformState(sql, 'twitch')
  states?.push(performance.now() - began)
  const list = packStreams(readStreams(round))
  return timeMs(() => recordSweep(sql, aSweep(firstAt + round * cadence), list, state, null))
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

async function updateBare(sql: Sql, at: number): Promise<void> {
  await sql`
    update live_broadcasts
    set last_sample_at = to_timestamp(${at}), viewers = 7, cadence = ${cadence}, missed_at = null`
}

function aStream(i: number, round: number): LiveStream {
  const username = `channel_${i}`
  return {
    streamId: `${40_000_000_000 + i}`,
    channelId: `${100_000_000 + i}`,
    username,
    displayName: `Channel_${i}`,
    title: `A title of some length, as they are on average: number ${i} | !commands`,
    categoryId: `${(i * i) % 3_000}`,
    gameName: `Category ${(i * i) % 3_000}`,
    viewers: Math.floor(80_000 / (i + 1)) + ((i + round) % 5),
    language: ['en', 'es', 'pt', 'ru', 'de'][i % 5] ?? 'en',
    startedAt: firstAt - (i % 20_000),
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
