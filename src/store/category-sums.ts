// The sums of every category of a platform over some hours, days and weeks. They leave as columns:
// thousands of rows as objects would cost more than adding them up.

import { setImmediate } from 'node:timers/promises'
import type { Platform } from '../domain/platform.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'
import { quarterSeconds, weekSeconds } from './fold-spans.ts'

/** The time that is added up, by the first seconds of its parts, which must not overlap. */
export interface RollupSpans {
  /** Those that are folded, of their two lengths. */
  readonly weeks: readonly number[]
  readonly quarters: readonly number[]
  readonly days: readonly number[]
  readonly hours: readonly number[]
}

/** Which sums are added up. */
export interface CategorySumsQuestion extends RollupSpans {
  readonly platform: Platform
  /** Streams in this language only; null = in any. */
  readonly language: string | null
  /** These categories only; null = all, streams without a category among them. */
  readonly keys: readonly number[] | null
}

/** Sums by category as columns of equal length, in no order. */
export interface CategorySums {
  /** Our own key; 0 = no category. */
  readonly keys: Float64Array
  readonly halfViewerSeconds: Float64Array
  readonly presentSeconds: Float64Array
  readonly observedSeconds: Float64Array
  readonly reportedSeconds: Float64Array
  readonly samples: Float64Array
  readonly gaps: Float64Array
  readonly broadcastsStarted: Float64Array
  /** The largest sum of a sweep; -1 = no count is known. */
  readonly peakViewers: Float64Array
  /** When it was first, whole epoch seconds; 0 where there is none. */
  readonly peakAt: Float64Array
}

/** Has what is read in a transaction keep to one core, so that those who wait for an answer have others. */
export async function keepToOneCore(tx: Queryable): Promise<void> {
  await tx`set local max_parallel_workers_per_gather = 0`
}

type Columns = Record<keyof CategorySums, string | null>

/**
 * 340,000 rows take 0.13 s on two cores: 89 days with both their margins where 12,000 categories are
 * streamed (`npm run bench -- categories`). A peak and its time are one number, so that the highest, and
 * of equal ones the earliest, is one maximum and nothing is sorted.
 */
export async function readCategorySums(
  sql: Queryable,
  question: CategorySumsQuestion,
): Promise<CategorySums> {
  const { platform, language, weeks, quarters, days, hours, keys } = question
  const isAsked = sql`
    platform = ${platform}
    ${keys === null ? sql`` : sql`and category_key = any(${numbers(keys)}::int[])`}`
  const ofGrain =
    language === null
      ? sql`grain = 'category' and language is null`
      : sql`grain = 'category_language' and language = ${language}`
  const hourRows =
    language === null
      ? sql`from rollup_hours where ${ofGrain}`
      : sql`from rollup_pair_hours where language = ${language}`
  const spans = (seconds: number, from: readonly number[]) => sql`
    from rollup_spans
    where ${ofGrain} and seconds = ${seconds} and from_at = any(${times(from)}::timestamptz[])`
  const parts = [
    ...(weeks.length > 0 ? [spans(weekSeconds, weeks)] : []),
    ...(quarters.length > 0 ? [spans(quarterSeconds, quarters)] : []),
    ...(days.length > 0
      ? [sql`from rollup_days where ${ofGrain} and day = any(${dates(days)}::date[])`]
      : []),
    ...(hours.length > 0 ? [sql`${hourRows} and hour = any(${times(hours)}::timestamptz[])`] : []),
  ].map(source => sql`${figures(sql)} ${source} and ${isAsked}`)
  const [first, ...others] = parts
  if (first === undefined) return toSums(null)
  const all = others.reduce((union, part) => sql`${union} union all ${part}`, first)
  const [columns] = await sql<Columns[]>`
    with sums as (
      select
        category_key as key,
        sum(half) as half, sum(present) as present, sum(observed) as observed,
        sum(reported) as reported, sum(samples) as samples, sum(gaps) as gaps,
        sum(started) as started, max(peak) as peak
      from (${all}) s
      group by category_key
    )
    select
      string_agg(coalesce(key, 0)::text, ',') as "keys",
      string_agg(half::text, ',') as "halfViewerSeconds",
      string_agg(present::text, ',') as "presentSeconds",
      string_agg(observed::text, ',') as "observedSeconds",
      string_agg(reported::text, ',') as "reportedSeconds",
      string_agg(samples::text, ',') as "samples",
      string_agg(gaps::text, ',') as "gaps",
      string_agg(started::text, ',') as "broadcastsStarted",
      string_agg(coalesce(peak >> 33, -1)::text, ',') as "peakViewers",
      string_agg(coalesce(8589934591 - (peak & 8589934591), 0)::text, ',') as "peakAt"
    from sums`
  return toSums(columns ?? null)
}

function figures(sql: Queryable) {
  return sql`
    select
      category_key,
      half_viewer_seconds::float8 as half, present_seconds::float8 as present,
      observed_seconds::float8 as observed, reported_seconds::float8 as reported,
      samples, gaps, broadcasts_started as started,
      (peak_viewers::bigint << 33) + 8589934591 - date_part('epoch', peak_at)::bigint as peak`
}

/** Written out, so that the planner sees how much is read and takes a second core for much. */
function times(moments: readonly number[]): string {
  return texts(moments.map(writeRfc3339))
}

function dates(moments: readonly number[]): string {
  return texts(moments.map(at => writeRfc3339(at).slice(0, 10)))
}

/** Column by column, with room for other work between them: each takes a millisecond or two. */
async function toSums(columns: Columns | null): Promise<CategorySums> {
  const column = async (name: keyof CategorySums) => {
    await setImmediate()
    const text = columns?.[name] ?? ''
    return text === '' ? new Float64Array() : Float64Array.from(text.split(','), Number)
  }
  return {
    keys: await column('keys'),
    halfViewerSeconds: await column('halfViewerSeconds'),
    presentSeconds: await column('presentSeconds'),
    observedSeconds: await column('observedSeconds'),
    reportedSeconds: await column('reportedSeconds'),
    samples: await column('samples'),
    gaps: await column('gaps'),
    broadcastsStarted: await column('broadcastsStarted'),
    peakViewers: await column('peakViewers'),
    peakAt: await column('peakAt'),
  }
}
