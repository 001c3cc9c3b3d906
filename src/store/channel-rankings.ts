// Reads prepared rankings of channels, a page of a board at a time.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'
import type { RankedWindow } from './prepare-rankings.ts'

/** By what channels are ranked. */
export const rankedMetrics = ['average_viewers', 'hours_watched', 'peak_viewers'] as const

export type RankedMetric = (typeof rankedMetrics)[number]

/** Which channels are ranked together. */
export type BoardOf =
  | { readonly kind: 'all' }
  /** The platform's own id of a category. */
  | { readonly kind: 'category'; readonly categoryId: string }
  | { readonly kind: 'language'; readonly language: string }

/** A board as it stands. Its window is whole UTC days; times are whole epoch seconds. */
export interface RankingBoard {
  readonly id: number
  /** Half open. */
  readonly from: number
  readonly to: number
  /** How many fulfil the terms. */
  readonly ranked: number
}

/** Where a row stands on a board. */
export interface RankPosition {
  readonly rank: number
  readonly channelKey: number
}

/** A channel on a board, with its sums of the window; seconds are its airtime. */
export interface RankedChannel extends RankPosition {
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly avatarUrl: string | null
  readonly halfViewerSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
  readonly peakViewers: number | null
  readonly peakAt: number | null
}

/** The board that was prepared last; null = none was, or nobody has been listed on it. */
export async function readBoard(
  sql: Queryable,
  platform: Platform,
  windowDays: RankedWindow,
  of: BoardOf,
): Promise<RankingBoard | null> {
  const [board] = await sql<RankingBoard[]>`
    select
      b.id,
      extract(epoch from b.first_day)::bigint as "from",
      extract(epoch from b.last_day + 1)::bigint as "to",
      b.ranked
    from ranking_boards b
    where b.platform = ${platform}
      and b.window_days = ${windowDays}
      and b.is_current
      and ${isOf(sql, of)}`
  return board ?? null
}

/** The rows after a position (null = from the top) in the order of a metric's ranks. */
export async function listRanked(
  sql: Queryable,
  boardId: number,
  metric: RankedMetric,
  { after, limit }: { readonly after: RankPosition | null; readonly limit: number },
): Promise<RankedChannel[]> {
  const rank = sql(`${metric}_rank`)
  const { rank: afterRank, channelKey } = after ?? { rank: 0, channelKey: 0 }
  const rows = await sql<RankedChannel[]>`
    select
      r.${rank} as rank,
      r.channel_id as "channelKey",
      c.channel_id as "channelId",
      c.username,
      c.display_name as "displayName",
      c.avatar_url as "avatarUrl",
      r.half_viewer_seconds as "halfViewerSeconds",
      r.observed_seconds as "observedSeconds",
      r.reported_seconds as "reportedSeconds",
      r.peak_viewers as "peakViewers",
      extract(epoch from r.peak_at)::bigint as "peakAt"
    from channel_rankings r
    join channels c on c.id = r.channel_id
    where r.board_id = ${boardId}
      and (r.${rank}, r.channel_id) > (${afterRank}::int, ${channelKey}::bigint)
    order by r.${rank}, r.channel_id
    limit ${limit}`
  return [...rows]
}

/** A channel's ranks on the board of all; a metric has none where the channel does not. */
export async function readRanksOf(
  sql: Queryable,
  channelKey: number,
  windowDays: RankedWindow,
): Promise<(Record<RankedMetric, number> & { readonly ranked: number }) | null> {
  const [row] = await sql<(Record<RankedMetric, number> & { ranked: number })[]>`
    select
      r.average_viewers_rank as average_viewers,
      r.hours_watched_rank as hours_watched,
      r.peak_viewers_rank as peak_viewers,
      b.ranked
    from channel_rankings r
    join ranking_boards b on b.id = r.board_id
    where r.channel_id = ${channelKey}
      and b.window_days = ${windowDays}
      and b.grain = 'platform'
      and b.is_current`
  return row ?? null
}

function isOf(sql: Queryable, of: BoardOf) {
  switch (of.kind) {
    case 'all':
      return sql`b.grain = 'platform'`
    case 'category':
      return sql`b.grain = 'category' and b.category_key in (
        select k.id
        from categories k
        where k.platform = b.platform and k.category_id = ${of.categoryId}
      )`
    case 'language':
      return sql`b.grain = 'language' and b.language = ${of.language}`
    default:
      return of satisfies never
  }
}
