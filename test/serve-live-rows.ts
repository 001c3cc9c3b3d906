// Fills the tables that GET /live/top and GET /health read, a row a call.

import type { Platform } from '../src/domain/platform.ts'
import type { Sweep } from '../src/domain/sweep.ts'
import type { Sql } from '../src/store/database.ts'
import { insertSweep } from '../src/store/sweeps.ts'

/** A live broadcast with its channel, as a test wants it. Times are whole epoch seconds. */
export interface LiveBroadcastRow {
  readonly platform: Platform
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly avatarUrl: string | null
  readonly followers: number | null
  readonly streamId: string | null
  readonly title: string | null
  readonly categoryId: string | null
  readonly gameName: string | null
  readonly language: string | null
  readonly tags: readonly string[]
  readonly viewers: number | null
  readonly startedAt: number | null
  readonly seenAt: number
  readonly thumbnailUrl: string | null
}

let made = 0

/** A live broadcast of a channel of its own; what is not given is made up. */
export function aLiveBroadcast(given: Partial<LiveBroadcastRow> = {}): LiveBroadcastRow {
  made += 1
  return {
    platform: 'twitch',
    channelId: `${1_000 + made}`,
    username: `channel_${made}`,
    displayName: `Channel_${made}`,
    avatarUrl: null,
    followers: null,
    streamId: `${90_000 + made}`,
    title: 'A title',
    categoryId: '509658',
    gameName: 'Just Chatting',
    language: 'en',
    tags: [],
    viewers: 100,
    startedAt: sweptAt - 3_600,
    seenAt: sweptAt,
    thumbnailUrl: null,
    ...given,
  }
}

/** 2026-11-22T18:00:00Z, when the sweeps of these tests are. */
export const sweptAt = Date.UTC(2026, 10, 22, 18) / 1_000

/** A complete sweep of Twitch; what is given is changed. */
export function aSweep(given: Partial<Sweep> = {}): Sweep {
  const collectedAt = given.collectedAt ?? sweptAt
  return {
    platform: 'twitch',
    slot: collectedAt,
    collectedAt,
    status: 'complete',
    reason: null,
    error: null,
    scope: { kind: 'all' },
    walkedWhole: true,
    tiers: null,
    cadence: 300,
    figures: { streams: 100, pages: 1, requests: 1, retries: 0, duplicates: 0, skipped: 0 },
    durationMs: 1_234,
    ...given,
  }
}

export async function recordSweepRow(sql: Sql, sweep: Sweep): Promise<void> {
  await insertSweep(sql, sweep, { superseded: 0, startCorrections: 0, clockSkews: 0 })
}

/** Writes a live broadcast and returns our own key of its channel. */
export async function insertLiveBroadcast(sql: Sql, row: LiveBroadcastRow): Promise<number> {
  const at = new Date(row.seenAt * 1_000)
  const startedAt = row.startedAt === null ? null : new Date(row.startedAt * 1_000)
  const [channel] = await sql<{ id: number }[]>`
    insert into channels (
      platform, channel_id, username, display_name, avatar_url, follower_count,
      created_at, updated_at
    )
    values (
      ${row.platform}, ${row.channelId}, ${row.username}, ${row.displayName}, ${row.avatarUrl},
      ${row.followers}, ${at}, ${at}
    )
    returning id`
  const channelKey = channel?.id ?? 0
  const categoryKey = await insertCategory(sql, row, at)
  await sql`
    insert into broadcasts (
      channel_id, broadcast_no, platform, stream_id, started_at, first_sample_at, thumbnail_url
    )
    values (
      ${channelKey}, 1, ${row.platform}, ${row.streamId}, ${startedAt}, ${at},
      ${row.thumbnailUrl}
    )`
  if (row.title !== null)
    await sql`
      insert into channel_titles (channel_id, title_no, title)
      values (${channelKey}, 1, ${row.title})`
  await sql`
    insert into segments (
      channel_id, broadcast_no, segment_no, started_at, title_no, category_key, game_name,
      language, tags
    )
    values (
      ${channelKey}, 1, 1, ${at}, ${row.title === null ? null : 1}, ${categoryKey},
      ${categoryKey === null ? row.gameName : null}, ${row.language}, ${[...row.tags]}
    )`
  await sql`
    insert into live_broadcasts (
      channel_id, broadcast_no, platform, started_at, first_sample_at, last_sample_at, viewers,
      cadence, segment_no, category_key, stream_id, language, platform_channel_id
    )
    values (
      ${channelKey}, 1, ${row.platform}, ${startedAt}, ${at}, ${at}, ${row.viewers},
      300, 1, ${categoryKey}, ${row.streamId}, ${row.language}, ${row.channelId}
    )`
  return channelKey
}

async function insertCategory(sql: Sql, row: LiveBroadcastRow, at: Date): Promise<number | null> {
  if (row.categoryId === null) return null
  const [category] = await sql<{ id: number }[]>`
    insert into categories (platform, category_id, name, created_at, updated_at)
    values (${row.platform}, ${row.categoryId}, ${row.gameName}, ${at}, ${at})
    on conflict (platform, category_id) do update set name = excluded.name
    returning id`
  return category?.id ?? null
}

/** Takes away all that these tests write. */
export async function clearCensus(sql: Sql): Promise<void> {
  await sql`
    truncate
      channels, categories, sweeps, broadcasts, channel_titles, segments, live_broadcasts,
      broadcast_ends, follower_readings, directory_readings, awaited_streams, searches,
      followed_channels, channel_days, channel_rankings, ranking_boards, rollup_hours,
      rollup_pair_hours, rollup_days, rollup_spans, rollup_span_totals, demo`
}
