// Prepares a platform's rankings of one window: figures of every channel, its main category and
// language, its ranks on their boards. Whoever reads sees the old boards or the new ones, never both.

import type { Platform } from '../domain/platform.ts'
import { cancelable } from './cancel.ts'
import { numbers } from './columns.ts'
import type { Queryable, Sql } from './database.ts'
import { dayOf } from './partitions.ts'
import { gatherFigures, gatherParts } from './ranked-channels.ts'

/** Windows that are prepared: whole UTC days, the last closed one among them. */
export const rankedWindows = [7, 30, 90] as const

export type RankedWindow = (typeof rankedWindows)[number]

export interface RankingQuestion {
  readonly platform: Platform
  readonly windowDays: RankedWindow
  /** The coverage below which nobody is ranked, 0..1. */
  readonly leastCoverage: number
  /** First second of the last closed day, whole epoch seconds. */
  readonly lastDay: number
  /** First second of the first day that may be kept; -Infinity = there is no limit. */
  readonly keptFrom: number
  readonly signal: AbortSignal
}

export interface PreparedRanking {
  /** Channels on the board of all. */
  readonly ranked: number
  readonly boards: number
}

const daySeconds = 86_400
/** How far boards of a category or language reach. */
const ranksOfPart = 1_000

/** The last day (yyyy-mm-dd) of the rankings that stand; null = there are none of this window. */
export async function readRankedDay(
  sql: Queryable,
  platform: Platform,
  windowDays: RankedWindow,
): Promise<string | null> {
  const [row] = await sql<{ day: string | null }[]>`
    select max(last_day)::text as day
    from ranking_boards
    where platform = ${platform} and window_days = ${windowDays} and is_current`
  return row?.day ?? null
}

/**
 * Prepares them in one transaction and lets the ones before retire (`dropRetiredRankings`). The
 * platform's row is taken only at the end: sweeps go on meanwhile. Throws the signal's reason.
 */
export async function prepareRankings(
  sql: Sql,
  question: RankingQuestion,
): Promise<PreparedRanking> {
  const { platform, windowDays, leastCoverage, lastDay, keptFrom, signal } = question
  const to = lastDay + daySeconds
  const from = Math.max(to - windowDays * daySeconds, keptFrom)
  const { promise: prepared, resolve } = Promise.withResolvers<PreparedRanking>()
  // The driver holds what its transaction comes to until the connection has another one.
  await sql.begin(async tx => {
    // Sorts and sums over all channels, once a day.
    await tx`set local work_mem = '64MB'`
    const ask = await cancelable(sql, tx, signal)
    await ask(gatherFigures(tx, { platform, from, to, leastCoverage }))
    await ask(gatherParts(tx, { from, to }))
    await ask(tx`analyze ranked_channels`)
    const boards = await insertBoards(tx, question, from)
    await ask(insertRanks(tx, boards))
    await takeOver(tx, platform, windowDays, boards)
    const [all] = await tx<{ ranked: number }[]>`
      select ranked
      from ranking_boards
      where id = any(${numbers(boards)}::int[]) and grain = 'platform'`
    resolve({ ranked: all?.ranked ?? 0, boards: boards.length })
  })
  return prepared
}

async function insertBoards(
  tx: Queryable,
  { platform, windowDays, lastDay }: RankingQuestion,
  from: number,
): Promise<number[]> {
  const rows = await tx<{ id: number }[]>`
    insert into ranking_boards (
      platform, window_days, grain, category_key, language, first_day, last_day, ranked
    )
    select
      ${platform}::platform, ${windowDays}::smallint, b.grain, b.category_key, b.language,
      ${dayOf(from)}::date, ${dayOf(lastDay)}::date, b.ranked
    from (
      select 'platform'::rollup_grain, null::int, null::text, count(*)
      from ranked_channels
      union all
      select 'category', category_key, null, count(*)
      from ranked_channels
      where category_key is not null
      group by category_key
      union all
      select 'language', null, language, count(*)
      from ranked_channels
      where language is not null
      group by language
    ) b (grain, category_key, language, ranked)
    returning id`
  return rows.map(({ id }) => id)
}

function insertRanks(tx: Queryable, boards: readonly number[]) {
  // Each grain is joined by its own key: one join for all of them compares every channel with every
  // board.
  const placed = (grain: 'platform' | 'category' | 'language', label: string | null) => {
    const among = label === null ? tx`` : tx`partition by ${tx(label)}`
    const rank = (by: string) => tx`rank() over (${among} order by ${tx(by)} desc nulls last)`
    return tx`
      select
        p.*,
        b.id as board_id,
        ${label === null ? tx`null::bigint` : tx`${ranksOfPart}::bigint`} as most
      from (
        select
          r.*,
          ${rank('average')} as average_viewers_rank,
          ${rank('half_viewer_seconds')} as hours_watched_rank,
          ${rank('peak_viewers')} as peak_viewers_rank
        from ranked_channels r
      ) p
      join ranking_boards b
        on b.grain = ${grain}::rollup_grain
        and b.id = any(${numbers(boards)}::int[])
        ${label === null ? tx`` : tx`and b.${tx(label)} = p.${tx(label)}`}`
  }
  const kept = (rank: string) =>
    tx`case when p.most is null or p.${tx(rank)} <= p.most then p.${tx(rank)} end`
  return tx`
    insert into channel_rankings (
      channel_id, half_viewer_seconds, peak_at, board_id, observed_seconds, reported_seconds,
      peak_viewers, average_viewers_rank, hours_watched_rank, peak_viewers_rank
    )
    select
      p.channel_id, p.half_viewer_seconds, p.peak_at, p.board_id, p.observed_seconds,
      p.reported_seconds, p.peak_viewers, ${kept('average_viewers_rank')},
      ${kept('hours_watched_rank')}, ${kept('peak_viewers_rank')}
    from (
      ${placed('platform', null)}
      union all
      ${placed('category', 'category_key')}
      union all
      ${placed('language', 'language')}
    ) p
    where p.most is null
      or least(p.average_viewers_rank, p.hours_watched_rank, p.peak_viewers_rank) <= p.most`
}

/**
 * The new boards become the current ones. With the platform's row held no channel is deleted, so who
 * went while ranks were worked out goes from them as well.
 */
async function takeOver(
  tx: Queryable,
  platform: Platform,
  windowDays: RankedWindow,
  boards: readonly number[],
): Promise<void> {
  await tx`
    select 1
    from platforms
    where platform = ${platform}
    for update`
  await tx`
    delete from channel_rankings r
    where r.board_id = any(${numbers(boards)}::int[])
      and not exists (
        select 1
        from channels c
        where c.id = r.channel_id
      )`
  await tx`
    update ranking_boards
    set is_current = false
    where platform = ${platform} and window_days = ${windowDays} and is_current`
  await tx`
    update ranking_boards
    set is_current = true
    where id = any(${numbers(boards)}::int[])`
}
