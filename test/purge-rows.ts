// Rows on both sides of the border of a purge, in every table that holds something of a platform.

import type { Platform } from '../src/domain/platform.ts'
import type { Sql } from '../src/store/database.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { start } from './builders.ts'

/** The first moment that is kept of 30 days, at `start`. */
export const border = Date.UTC(2026, 11, 17) / 1_000
export const daySeconds = 86_400
const young = border
export const old = border - 1

/** Inserts rows as JSON: columns that are not told have their defaults. */
async function insert(sql: Sql, table: string, rows: readonly object[]): Promise<void> {
  for (const row of rows) await sql`insert into ${sql(table)} ${sql(inSql(row))}`
}

/** Times (names that end in `_at`, and hours, whole epoch seconds) as the driver takes them. */
function inSql(row: object): Record<string, string | number | readonly string[] | object | null> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      (name.endsWith('_at') || name === 'hour') && typeof value === 'number'
        ? new Date(value * 1_000)
        : value,
    ]),
  )
}

/** Sums and a peak, by the names of their columns. */
const sums = (prefix: string, peakAt: number) => ({
  [`${prefix}half_viewer_seconds`]: 60_000,
  [`${prefix}observed_seconds`]: 300,
  [`${prefix}peak_viewers`]: 100,
  [`${prefix}peak_at`]: peakAt,
})

/**
 * Rows in every table that holds something of a platform, older and younger than the border; `base` is
 * added to the keys of channels and categories.
 */
export async function fillForPurge(sql: Sql, platform: Platform, base: number): Promise<void> {
  for (const at of [old, young, start]) await ensurePartition(sql, platform, dayOf(at))
  const category = (key: number, at: number) => ({
    id: base + key,
    platform,
    category_id: `k${key}`,
    name: 'Gaming',
    art_url: 'https://example.com/k',
    created_at: old - daySeconds,
    updated_at: old - daySeconds,
    art_read_at: at,
  })
  // 1: of an ended one. 2: named since the border. 3: told since. 4: of nobody.
  await insert(sql, 'categories', [category(1, old), category(2, old), category(3, young)])
  await insert(sql, 'categories', [{ ...category(4, old), art_read_at: null }])
  await insert(
    sql,
    'directory_readings',
    [old, young].map(at => ({ category_key: base + 3, read_at: at, directory_rank: 1 })),
  )
  await addEnded(sql, platform, base + 1, old, base + 1)
  await addEnded(sql, platform, base + 2, young, base + 3)
  await addCrossing(sql, platform, base + 3, base)
  // 4: not seen since the border. 5: hides its viewers, and did so since. 6: told them since.
  const day = { ...sums('', old), day_peak_viewers: 100, day_peak_at: old }
  const unseen = { last_sample_at: old, viewers: 5, last_known_viewers: 5, ...day }
  await addOpen(sql, platform, base + 4, unseen, old)
  const hiding = {
    ...{ viewers: null, last_known_viewers: 9, half_viewer_seconds: 60_000 },
    ...{ segment_peak_viewers: 100, segment_peak_at: young },
  }
  await addOpen(sql, platform, base + 5, hiding, old)
  await addOpen(sql, platform, base + 6, { viewers: null, last_known_viewers: 9 }, young)
  // It has hidden them in what ended since.
  await insert(sql, 'followed_channels', [
    { channel_id: base + 5, platform, viewers: 9, seen_at: start },
  ])
  for (const [name, at] of Object.entries({ old, young })) {
    await insert(sql, 'awaited_streams', [anAwaited(platform, name, at, at)])
    await insert(sql, 'searches', [
      { platform, searched_at: at, question: {}, page: 1, found: 5, new_streams: 1 },
    ])
    await insert(sql, 'sweeps', [aSweepRow(platform, at)])
  }
  await insert(sql, 'awaited_streams', [anAwaited(platform, 'far', old, start)])
  await addDerived(sql, platform, base)
  for (const days of [20, 60, 91])
    await insert(sql, 'quota_spending', [
      { platform, bucket: 'search', day: dayOf(start - days * daySeconds), spent: 1 },
    ])
}

/** Sums of channels and over all of them, and boards of both sides with one rank each. */
async function addDerived(sql: Sql, platform: Platform, base: number): Promise<void> {
  for (const [i, at] of [old, young].entries()) {
    const day = dayOf(at)
    const channel = { channel_id: base + 1 + i, platform }
    await insert(sql, 'channel_days', [{ ...channel, day, ...sums('', at) }])
    const keys = { platform, category_key: base + 3, language: 'en' }
    const pair = { ...keys, grain: 'category_language' }
    const hour = at - (at % 3_600)
    await insert(sql, 'rollup_hours', [{ ...pair, hour, ...sums('', at) }])
    await insert(sql, 'rollup_pair_hours', [{ ...keys, hour, ...sums('', at) }])
    await insert(sql, 'rollup_days', [{ ...pair, day, ...sums('', at) }])
    const all = { half_viewer_seconds: 60_000, observed_seconds: 300, samples: 1, gaps: 0 }
    const span = { ...all, present_seconds: 300, reported_seconds: 300, broadcasts_started: 1 }
    const place = { seconds: 21_600, from_at: at }
    await insert(sql, 'rollup_spans', [{ ...pair, ...span, ...place }])
    await insert(sql, 'rollup_span_totals', [{ platform, ...span, ...place }])
    const board = { id: base + 1 + i, platform, window_days: 7 + 23 * i, grain: 'platform' }
    const days = { first_day: day, last_day: dayOf(start), ranked: 1, is_current: true }
    await insert(sql, 'ranking_boards', [{ ...board, ...days }])
    await insert(sql, 'channel_rankings', [
      { channel_id: base + 2, board_id: board.id, reported_seconds: 300, ...sums('', start) },
    ])
  }
}

/** A stream that was found at a moment and looked up last at another. */
function anAwaited(platform: Platform, name: string, foundAt: number, lookedUpAt: number) {
  return {
    platform,
    stream_id: `w-${name}`,
    platform_channel_id: `w-${name}`,
    found_at: foundAt,
    scheduled_at: lookedUpAt + daySeconds,
    due_at: lookedUpAt + daySeconds / 2,
  }
}

function aSweepRow(platform: Platform, at: number) {
  return {
    platform,
    slot: new Date(at * 1_000),
    collected_at: at,
    status: 'partial',
    scope: 'tracked',
    cadence: 300,
    tiers: [{ tier: 1, cadence: 300, least_viewers: 100 }],
    ...{ streams: 1, pages: 1, requests: 1, retries: 0, duplicates: 0, skipped: 0, duration_ms: 9 },
  }
}

async function addChannel(sql: Sql, platform: Platform, key: number, at: number): Promise<void> {
  await insert(sql, 'channels', [
    {
      id: key,
      platform,
      channel_id: `c${key}`,
      username: 'anna',
      display_name: 'Anna',
      avatar_url: 'https://example.com/a',
      description: 'Hello',
      broadcaster_type: '',
      registered_at: old - 900 * daySeconds,
      profile_read_at: at,
      follower_count: 7,
      followers_read_at: at,
      created_at: old - daySeconds,
      updated_at: old - daySeconds,
    },
  ])
  await insert(sql, 'follower_readings', [{ channel_id: key, read_at: at, followers: 7 }])
}

/** A channel with one ended broadcast, all of it at one moment. */
async function addEnded(sql: Sql, platform: Platform, key: number, at: number, category: number) {
  await addChannel(sql, platform, key, at)
  const ids = { channel_id: key, broadcast_no: 1 }
  await insert(sql, 'broadcasts', [
    {
      ...ids,
      platform,
      stream_id: `s${key}`,
      started_at: at,
      head_started_at: at,
      first_sample_at: at,
      last_sample_at: at,
      ended_at: at,
      ...sums('', at),
    },
  ])
  await insert(sql, 'broadcast_ends', [{ ...ids, ended_at: at, gone_at: at, last_sample_at: at }])
  await insert(sql, 'channel_titles', [{ channel_id: key, title_no: 1, title: 'Hello' }])
  await insert(sql, 'segments', [
    {
      ...ids,
      segment_no: 1,
      started_at: at,
      ended_at: at,
      title_no: 1,
      category_key: category,
      tags: ['x'],
      ...sums('', at),
    },
  ])
  await addSample(sql, platform, key, at, 100)
  await insert(sql, 'followed_channels', [{ channel_id: key, platform, viewers: 100, seen_at: at }])
}

async function addSample(
  sql: Sql,
  platform: Platform,
  key: number,
  at: number,
  viewers: number | null,
) {
  await insert(sql, 'samples', [
    {
      channel_id: key,
      collected_at: at,
      broadcast_no: 1,
      collected_on: dayOf(at),
      viewers,
      platform,
    },
  ])
}

/** An open broadcast that began a day before the border and was last told its viewers at a moment. */
async function addOpen(sql: Sql, platform: Platform, key: number, live: object, toldAt: number) {
  await addChannel(sql, platform, key, toldAt)
  const ids = { channel_id: key, broadcast_no: 1, platform, stream_id: `s${key}` }
  const first = { started_at: old, first_sample_at: old }
  await insert(sql, 'broadcasts', [{ ...ids, ...first, head_started_at: old }])
  await insert(sql, 'segments', [
    { channel_id: key, broadcast_no: 1, segment_no: 1, started_at: old, tags: [] },
  ])
  await insert(sql, 'live_broadcasts', [
    {
      ...ids,
      ...first,
      last_sample_at: start,
      cadence: 300,
      segment_no: 1,
      platform_channel_id: `c${key}`,
      fingerprint: 'x',
      ...live,
    },
  ])
  await addSample(sql, platform, key, toldAt, 9)
  if (toldAt !== old) await addSample(sql, platform, key, start, null)
}

/** An open broadcast with a past on both sides of the border, of a channel last asked about before. */
async function addCrossing(sql: Sql, platform: Platform, key: number, base: number): Promise<void> {
  const live = {
    viewers: 50,
    last_known_viewers: 50,
    segment_no: 3,
    category_key: base + 2,
    ...{ half_viewer_seconds: 90_000, observed_seconds: 450, peak_viewers: 120, peak_at: old },
    ...{ before_segment_half_viewer_seconds: 30_000, before_segment_observed_seconds: 150 },
    ...{ segment_peak_viewers: 100, segment_peak_at: young },
    ...{ before_day_half_viewer_seconds: 80_000, before_day_observed_seconds: 400 },
    ...{ day_peak_viewers: 90, day_peak_at: start },
  }
  await addOpen(sql, platform, key, live, old)
  const ids = { channel_id: key, broadcast_no: 1 }
  await sql`
    update segments
    set ended_at = ${new Date(old * 1_000)}, title_no = 1
    where channel_id = ${key}`
  await sql`
    update broadcasts
    set ${sql(inSql(sums('', old)))}
    where channel_id = ${key}`
  await insert(
    sql,
    'channel_titles',
    [1, 2, 3].map(no => ({ channel_id: key, title_no: no, title: `title ${no}` })),
  )
  const segment = { ...ids, category_key: base + 2, tags: [] }
  await insert(sql, 'segments', [
    {
      ...segment,
      segment_no: 2,
      started_at: old,
      ended_at: young,
      title_no: 2,
      ...sums('', young),
    },
    { ...segment, segment_no: 3, started_at: young, title_no: 3, ...sums('', young) },
  ])
  await insert(sql, 'broadcast_ends', [
    { ...ids, ended_at: old - 9, gone_at: old, last_sample_at: old - 9 },
    { ...ids, ended_at: young, gone_at: young, last_sample_at: young },
  ])
  await insert(sql, 'follower_readings', [{ channel_id: key, read_at: young, followers: 8 }])
  for (const at of [young, start]) await addSample(sql, platform, key, at, 50)
  await insert(sql, 'followed_channels', [{ channel_id: key, platform, viewers: 60, seen_at: old }])
}
