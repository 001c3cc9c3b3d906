// Quarters of a day and weeks of rollups, added up from hours and days so that wide windows are read
// fast. No answer hangs on them: one that is missing, or whose hours or days have changed since, is
// read from those.

import type { Platform } from '../domain/platform.ts'
import type { Queryable, Sql } from './database.ts'

/** A stretch of time whose sums by category are kept as rows of their own. */
export interface FoldedSpan {
  /** Its first second. */
  readonly from: number
  readonly seconds: number
}

/** Six hours, and a week from Monday on. */
export const quarterSeconds = 21_600
export const weekSeconds = 604_800

/** A window is half open; all times are whole epoch seconds. */
interface Window {
  readonly from: number
  readonly to: number
}

/** Older quarters are given up: windows of months begin and end no earlier. */
const quarterDays = 100

const levels = [quarterSeconds, weekSeconds] as const

type Level = (typeof levels)[number]

/**
 * Adds up what is over and not added up as its hours or days are now; tells what it has added up. Each
 * span is a transaction of its own; safe to call again, and from several processes at once.
 */
export async function foldSpans(
  sql: Sql,
  platform: Platform,
  signal: AbortSignal,
): Promise<FoldedSpan[]> {
  const folded: FoldedSpan[] = []
  for (const seconds of levels)
    for (const from of await listStaleSpans(sql, platform, seconds)) {
      if (signal.aborted) return folded
      await sql.begin(tx => foldSpan(tx, platform, seconds, from))
      folded.push({ from, seconds })
    }
  await dropOldQuarters(sql, platform)
  return folded
}

/** The spans of a length that lie in a window and can be read instead of their hours or days. */
export async function listFoldedSpans(
  sql: Queryable,
  platform: Platform,
  seconds: Level,
  { from, to }: Window,
): Promise<number[]> {
  const rows = await sql<{ from: number }[]>`
    with totals as (
      ${totalsOf(sql, platform, seconds)}
        and ${timeOf(sql, seconds)} >= to_timestamp(${from})
        and ${timeOf(sql, seconds)} < to_timestamp(${to})
      group by 1
    )
    select date_part('epoch', w.from_at)::bigint as "from"
    from totals t
    join rollup_span_totals w
      on w.platform = ${platform}
      and w.seconds = ${seconds}
      and w.from_at = t.from_at
    where ${areEqual(sql)}
      and w.from_at >= to_timestamp(${from})
      and w.from_at <= to_timestamp(${to - seconds})
    order by w.from_at`
  return rows.map(row => row.from)
}

async function listStaleSpans(
  sql: Queryable,
  platform: Platform,
  seconds: Level,
): Promise<number[]> {
  const rows = await sql<{ from: number }[]>`
    with
      folded as (
        select coalesce(folded_until, '-infinity') as until
        from platforms
        where platform = ${platform}
      ),
      totals as (
        ${totalsOf(sql, platform, seconds)}
          and ${timeOf(sql, seconds)} < (select until from folded)
          ${
            seconds === weekSeconds
              ? sql``
              : sql`and ${timeOf(sql, seconds)} >= (select until from folded) - ${quarterDays} * interval '1 day'`
          }
        group by 1
      )
    select date_part('epoch', t.from_at)::bigint as "from"
    from totals t
    cross join folded
    left join rollup_span_totals w
      on w.platform = ${platform}
      and w.seconds = ${seconds}
      and w.from_at = t.from_at
    where (${areEqual(sql)}) is not true
      and t.from_at <= folded.until - ${seconds} * interval '1 second'
      ${
        seconds === weekSeconds
          ? sql``
          : sql`and t.from_at >= folded.until - ${quarterDays} * interval '1 day'`
      }
    order by t.from_at`
  return rows.map(row => row.from)
}

async function foldSpan(
  tx: Queryable,
  platform: Platform,
  seconds: Level,
  from: number,
): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('livecensus rollup spans'))`
  await tx`
    delete from rollup_spans
    where platform = ${platform}
      and grain in ('category', 'category_language')
      and seconds = ${seconds}
      and from_at = to_timestamp(${from})`
  const isInside = tx`
    ${timeOf(tx, seconds)} >= to_timestamp(${from})
    and ${timeOf(tx, seconds)} < to_timestamp(${from + seconds})`
  const grains = seconds === weekSeconds ? ['category', 'category_language'] : ['category']
  // One statement, so that the total is of the same hours or days as the rows.
  await tx`
    with written as (
      insert into rollup_spans (
        platform, grain, language, seconds, from_at, category_key,
        half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
        peak_viewers, peak_at, samples, gaps, broadcasts_started
      )
      select
        platform, grain, language, ${seconds}, to_timestamp(${from}), category_key,
        sum(half_viewer_seconds), sum(present_seconds), sum(observed_seconds),
        sum(reported_seconds),
        max(peak_viewers),
        (array_agg(peak_at order by peak_viewers desc nulls last, peak_at))[1],
        sum(samples), sum(gaps), sum(broadcasts_started)
      from ${sourceOf(tx, seconds)}
      where platform = ${platform}
        and grain::text = any(${grains}::text[])
        and ${isInside}
      group by platform, grain, language, category_key
      order by grain, language, category_key
    )
    insert into rollup_span_totals (
      platform, seconds, from_at,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started
    )
    select
      ${platform}, ${seconds}, from_at,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started
    from (
      ${totalsOf(tx, platform, seconds)}
        and ${isInside}
      group by 1
    ) t
    on conflict (platform, seconds, from_at) do update
    set
      half_viewer_seconds = excluded.half_viewer_seconds,
      present_seconds = excluded.present_seconds,
      observed_seconds = excluded.observed_seconds,
      reported_seconds = excluded.reported_seconds,
      samples = excluded.samples,
      gaps = excluded.gaps,
      broadcasts_started = excluded.broadcasts_started`
}

/** The totals go first: without its total a quarter is not read. */
async function dropOldQuarters(sql: Queryable, platform: Platform): Promise<void> {
  const oldest = sql`(
    select folded_until - ${quarterDays} * interval '1 day'
    from platforms
    where platform = ${platform}
  )`
  await sql`
    delete from rollup_span_totals
    where platform = ${platform} and seconds = ${quarterSeconds} and from_at < ${oldest}`
  await sql`
    delete from rollup_spans
    where platform = ${platform}
      and grain = 'category'
      and language is null
      and seconds = ${quarterSeconds}
      and from_at < ${oldest}`
}

function sourceOf(sql: Queryable, seconds: Level) {
  return seconds === weekSeconds ? sql`rollup_days` : sql`rollup_hours`
}

/** When a row of the source begins, as it is indexed; sessions keep UTC, so a day compares well. */
function timeOf(sql: Queryable, seconds: Level) {
  return seconds === weekSeconds ? sql`day` : sql`hour`
}

/** The platform's own hours or days by span; goes on with more conditions and `group by 1`. */
function totalsOf(sql: Queryable, platform: Platform, seconds: Level) {
  const start =
    seconds === weekSeconds
      ? sql`date_trunc('week', day::timestamptz)`
      : sql`date_bin('6 hours', hour, timestamptz '2000-01-01 00:00Z')`
  return sql`
    select
      ${start} as from_at,
      sum(half_viewer_seconds)::bigint as half_viewer_seconds,
      sum(present_seconds)::bigint as present_seconds,
      sum(observed_seconds)::bigint as observed_seconds,
      sum(reported_seconds)::bigint as reported_seconds,
      sum(samples) as samples,
      sum(gaps) as gaps,
      sum(broadcasts_started) as broadcasts_started
    from ${sourceOf(sql, seconds)}
    where platform = ${platform} and grain = 'platform' and language is null`
}

/** Every booking adds to one of these, so equal ones are of the same hours or days. */
function areEqual(sql: Queryable) {
  return sql`
    (
      t.half_viewer_seconds, t.present_seconds, t.observed_seconds, t.reported_seconds,
      t.samples, t.gaps, t.broadcasts_started
    ) = (
      w.half_viewer_seconds, w.present_seconds, w.observed_seconds, w.reported_seconds,
      w.samples, w.gaps, w.broadcasts_started
    )`
}
