// What is too old, table by table: each rule says it of rows `t`, and says the same before and after
// other rules have deleted what goes. Fragments and their order, no statement of their own.

import type { Queryable } from './database.ts'
import { dayOf } from './partitions.ts'
import {
  isInNoSample,
  isLastKnownOld,
  isOfUntold,
  isOldSegment,
  nothingKeeps,
} from './purge-ages.ts'
import { derivedClearings } from './purge-derived.ts'
import type { ClearingRule, DeletionRule } from './purge-rule.ts'
import { clearOpen, clearRunning, clearSums } from './purge-sums.ts'

/** Tables of channels, what hangs on others first. Their key is channel_id, that of channels is id. */
export const channelDeletions: readonly DeletionRule[] = [
  {
    table: 'live_broadcasts',
    limit: 'data',
    isOld: (sql, { data }) => sql`t.last_sample_at < to_timestamp(${data})`,
  },
  {
    table: 'broadcast_ends',
    limit: 'data',
    isOld: (sql, borders) =>
      sql`(t.last_sample_at < to_timestamp(${borders.data}) or ${nothingKeeps(sql, 't', borders)})`,
  },
  { table: 'segments', limit: 'data', isOld: (sql, borders) => isOldSegment(sql, 't', borders) },
  {
    table: 'channel_titles',
    limit: 'data',
    isOld: (sql, borders) => sql`not exists (
      select 1
      from segments g
      where g.channel_id = t.channel_id
        and g.title_no = t.title_no
        and ${isOldSegment(sql, 'g', borders)} is not true
    )`,
  },
  { table: 'broadcasts', limit: 'data', isOld: (sql, borders) => nothingKeeps(sql, 't', borders) },
  {
    table: 'follower_readings',
    limit: 'stats',
    isOld: (sql, borders) => sql`(
      t.read_at < to_timestamp(${borders.stats})
      or ${isOfUntold(sql, sql`t.channel_id`, borders)}
    )`,
  },
  {
    table: 'followed_channels',
    limit: 'data',
    isOld: (sql, borders) => isOfUntold(sql, sql`t.channel_id`, borders),
  },
  {
    table: 'channel_days',
    limit: 'stats',
    isOld: (sql, { derived }) => sql`t.day < ${dateOf(sql, derived)}`,
  },
  {
    table: 'channel_rankings',
    limit: 'stats',
    isOld: (sql, { aggregates }) => sql`not exists (
      select 1
      from ranking_boards b
      where b.id = t.board_id and b.first_day >= ${dateOf(sql, aggregates)}
    )`,
  },
  {
    table: 'channels',
    limit: 'data',
    isOld: (sql, borders) => isOfUntold(sql, sql`t.id`, borders),
  },
]

/** The same tables, and what is live of them. */
export const channelClearings: readonly ClearingRule[] = [
  {
    table: 'channels',
    limit: 'stats',
    isOld: (sql, { stats }) => sql`t.follower_count is not null
      and coalesce(t.followers_read_at, '-infinity') < to_timestamp(${stats})`,
    set: sql => sql`follower_count = null, followers_read_at = null`,
  },
  {
    // Some of it may be told with streams as well: then the next sweep tells it again.
    table: 'channels',
    limit: 'data',
    isOld: (sql, { data }) => sql`t.profile_read_at < to_timestamp(${data})`,
    set: sql => sql`
      username = null, avatar_url = null, description = null, broadcaster_type = null,
      registered_at = null, profile_read_at = null`,
  },
  {
    table: 'followed_channels',
    limit: 'stats',
    isOld: (sql, borders) => sql`t.viewers is not null
      and ${isInNoSample(sql, sql`t.viewers`, sql`t.seen_at`, borders)}`,
    set: sql => sql`viewers = null`,
  },
  {
    table: 'live_broadcasts',
    limit: 'stats',
    isOld: isLastKnownOld,
    set: sql => sql`viewers = null, last_known_viewers = null`,
  },
  clearSums('broadcasts', sql => sql`t.first_sample_at`),
  clearSums('segments', sql => sql`t.started_at`),
  clearRunning,
  clearOpen(
    'segment',
    sql => sql`(
    select g.started_at
    from segments g
    where g.channel_id = t.channel_id
      and g.broadcast_no = t.broadcast_no
      and g.segment_no = t.segment_no
  )`,
  ),
  clearOpen('day', sql => sql`t.last_sample_at`),
  ...derivedClearings,
]

/** Tables of a platform. */
export const platformDeletions: readonly DeletionRule[] = [
  {
    table: 'directory_readings',
    limit: 'stats',
    isOld: (sql, { platform, stats }) => sql`t.read_at < to_timestamp(${stats})
      and t.category_key in (
        select k.id
        from categories k
        where k.platform = ${platform}
      )`,
  },
  {
    table: 'searches',
    limit: 'stats',
    isOld: (sql, { platform, stats }) =>
      sql`t.platform = ${platform} and t.searched_at < to_timestamp(${stats})`,
  },
  {
    table: 'rollup_hours',
    limit: 'stats',
    isOld: (sql, { platform, aggregates }) =>
      sql`t.platform = ${platform} and t.hour < to_timestamp(${aggregates})`,
  },
  {
    table: 'rollup_pair_hours',
    limit: 'stats',
    isOld: (sql, { platform, aggregates }) =>
      sql`t.platform = ${platform} and t.hour < to_timestamp(${aggregates})`,
  },
  {
    table: 'rollup_days',
    limit: 'stats',
    isOld: (sql, { platform, aggregates }) =>
      sql`t.platform = ${platform} and t.day < ${dateOf(sql, aggregates)}`,
  },
  // A span over the border holds what goes; its hours and days that are kept tell the rest.
  ...['rollup_spans', 'rollup_span_totals'].map(
    (table): DeletionRule => ({
      table,
      limit: 'stats',
      isOld: (sql, { platform, aggregates }) =>
        sql`t.platform = ${platform} and t.from_at < to_timestamp(${aggregates})`,
    }),
  ),
  {
    table: 'ranking_boards',
    limit: 'stats',
    isOld: (sql, { platform, aggregates }) =>
      sql`t.platform = ${platform} and t.first_day < ${dateOf(sql, aggregates)}`,
  },
  {
    // What is awaited is looked up again within a day, so who is due later was looked up since.
    table: 'awaited_streams',
    limit: 'data',
    isOld: (sql, { platform, data }) => sql`t.platform = ${platform}
      and t.found_at < to_timestamp(${data})
      and t.due_at < to_timestamp(${data}) + interval '1 day'`,
  },
  {
    // Our own figures: no limit of a platform's, but of no use after a while.
    table: 'quota_spending',
    limit: 'stats',
    isOld: (sql, { platform, spending }) =>
      sql`t.platform = ${platform} and t.day < ${dayOf(spending)}::date`,
  },
]

/** A sweep's row holds our own figures; only its tiers name viewers, those between one and the next. */
export const platformClearings: readonly ClearingRule[] = [
  {
    table: 'sweeps',
    limit: 'stats',
    isOld: (sql, { platform, stats }) => sql`t.platform = ${platform}
      and t.tiers is not null
      and t.collected_at < to_timestamp(${stats})`,
    set: sql => sql`tiers = null`,
  },
]

/** The UTC day of a moment, which may be infinite. */
function dateOf(sql: Queryable, at: number) {
  return sql`(to_timestamp(${at}) at time zone 'UTC')::date`
}
