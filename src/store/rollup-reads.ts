// What has to be known of a platform's rollups before they are read, and series of them.

import type { Platform } from '../domain/platform.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

/** How far a platform's rollups are. Times are whole epoch seconds. */
export interface RollupState {
  readonly platform: Platform
  /** Moves with every transaction that changes what is live. */
  readonly version: number
  /** The hours before it are added up in days; null = none are. */
  readonly foldedUntil: number | null
  /** collected_at of its first sweep that read anything. */
  readonly firstAt: number
  /** collected_at of the last one. */
  readonly lastAt: number
}

/** Of the platforms asked about, those that were swept with anything read. */
export async function listRollupStates(
  sql: Queryable,
  platforms: readonly Platform[],
): Promise<RollupState[]> {
  const rows = await sql<RollupState[]>`
    select
      p.platform,
      p.version,
      date_part('epoch', p.folded_until)::bigint as "foldedUntil",
      date_part('epoch', f.at)::bigint as "firstAt",
      date_part('epoch', r.at)::bigint as "lastAt"
    from platforms p
    cross join lateral (
      select min(collected_at) as at
      from sweeps w
      where w.platform = p.platform and w.status <> 'failed'
    ) f
    cross join lateral (
      select max(collected_at) as at
      from sweeps w
      where w.platform = p.platform and w.status <> 'failed'
    ) r
    where p.platform::text = any(${texts(platforms)}::text[]) and r.at is not null
    order by p.platform`
  return [...rows]
}

/** Whether a sweep read anything in [from, to). */
export async function wasSwept(
  sql: Queryable,
  platform: Platform,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<boolean> {
  const [sweep] = await sql`
    select 1
    from sweeps
    where platform = ${platform}
      and status <> 'failed'
      and collected_at >= to_timestamp(${from})
      and collected_at < to_timestamp(${to})
    limit 1`
  return sweep !== undefined
}

/** The first seconds of the UTC hours in [from, to) in which a sweep read anything. */
export async function listSweptHours(
  sql: Queryable,
  platform: Platform,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number[]> {
  const rows = await sql<{ hour: number }[]>`
    select date_part('epoch', h.hour)::bigint as hour
    from generate_series(
      date_trunc('hour', to_timestamp(${from})), to_timestamp(${to - 1}), interval '1 hour'
    ) as h (hour)
    where exists (
      select 1
      from sweeps w
      where w.platform = ${platform}
        and w.collected_at >= h.hour
        and w.collected_at < h.hour + interval '1 hour'
        and w.status <> 'failed'
    )`
  return rows.map(({ hour }) => hour)
}

/** What a series is of: a platform, a category or language of it, or both. */
export interface RollupSeriesQuestion {
  readonly platform: Platform
  /** Our own key; null = no category is named. */
  readonly categoryKey: number | null
  /** null = no language is named. */
  readonly language: string | null
  /** The first seconds of hours, or of days, that are read. */
  readonly at: readonly number[]
}

/** Sums of one hour or day. */
export interface RollupSeriesRow {
  readonly at: number
  readonly halfViewerSeconds: number
  readonly presentSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
  readonly samples: number
  readonly gaps: number
  readonly broadcastsStarted: number
  readonly peakViewers: number | null
  readonly peakAt: number | null
}

/** The hours asked about that hold anything, in order. */
export async function listRollupHours(
  sql: Queryable,
  question: RollupSeriesQuestion,
): Promise<RollupSeriesRow[]> {
  const { platform, language, at } = question
  const isPair = question.categoryKey !== null && language !== null
  const source = isPair ? sql`rollup_pair_hours` : sql`rollup_hours`
  const rows = await sql<RollupSeriesRow[]>`
    select date_part('epoch', hour)::bigint as at, ${figures(sql)}
    from ${source}
    where platform = ${platform}
      ${isPair ? sql`` : sql`and grain = ${grainOf(question)}`}
      and ${isOf(sql, question)}
      and hour = any(array(select to_timestamp(t) from unnest(${numbers(at)}::bigint[]) t))
    order by hour`
  return [...rows]
}

/** The days asked about that hold anything that is folded, in order. */
export async function listRollupDays(
  sql: Queryable,
  question: RollupSeriesQuestion,
): Promise<RollupSeriesRow[]> {
  const rows = await sql<RollupSeriesRow[]>`
    select date_part('epoch', day)::bigint as at, ${figures(sql)}
    from rollup_days
    where platform = ${question.platform}
      and grain = ${grainOf(question)}
      and ${isOf(sql, question)}
      and day = any(array(
        select (to_timestamp(t) at time zone 'UTC')::date
        from unnest(${numbers(question.at)}::bigint[]) t
      ))
    order by day`
  return [...rows]
}

function figures(sql: Queryable) {
  return sql`
    half_viewer_seconds as "halfViewerSeconds", present_seconds as "presentSeconds",
    observed_seconds as "observedSeconds", reported_seconds as "reportedSeconds",
    samples, gaps, broadcasts_started as "broadcastsStarted",
    peak_viewers as "peakViewers", date_part('epoch', peak_at)::bigint as "peakAt"`
}

function isOf(sql: Queryable, { categoryKey, language }: RollupSeriesQuestion) {
  return sql`
    ${categoryKey === null ? sql`category_key is null` : sql`category_key = ${categoryKey}`}
    and ${language === null ? sql`language is null` : sql`language = ${language}`}`
}

function grainOf({ categoryKey, language }: RollupSeriesQuestion) {
  if (categoryKey !== null) return language === null ? 'category' : 'category_language'
  return language === null ? 'platform' : 'language'
}
