// Adds rows to rollups of hours, of pairs by the hour and of days: sums are added to what is there, of
// peaks the higher one stays, and of equal ones the older.

import type { Platform } from '../domain/platform.ts'
import type { RollupRow } from '../domain/rollup.ts'
import { numbers, texts, timeColumns } from './columns.ts'
import type { Queryable } from './database.ts'

type Fragment = ReturnType<Queryable>

/** Adds what a sweep of a moment brings to the hours. */
export function addHours(
  sql: Queryable,
  platform: Platform,
  at: number,
  rows: readonly RollupRow[],
): Promise<void> {
  return insertHours(sql, { table: 'rollup_hours', platform, at }, rows)
}

/** The same of category × language. */
export function addPairHours(
  sql: Queryable,
  platform: Platform,
  at: number,
  rows: readonly RollupRow[],
): Promise<void> {
  return insertHours(sql, { table: 'rollup_pair_hours', platform, at }, rows)
}

interface HoursOfSweep {
  readonly table: 'rollup_hours' | 'rollup_pair_hours'
  readonly platform: Platform
  readonly at: number
}

async function insertHours(
  sql: Queryable,
  { table, platform, at }: HoursOfSweep,
  rows: readonly RollupRow[],
): Promise<void> {
  if (rows.length === 0) return
  // Pairs are of one grain and have no column of it.
  const hasGrain = table === 'rollup_hours'
  const grain = hasGrain ? sql`grain,` : sql``
  await sql`
    insert into ${sql(table)} as r (
      platform, hour, ${grain} category_key, language, ${sumNames(sql)}
    )
    select
      ${platform}::platform, to_timestamp(i.from_at),
      ${hasGrain ? sql`i.grain::rollup_grain,` : sql``} i.category_key, i.language,
      ${sumValues(sql, at)}
    from ${unnested(sql, rows)}
    on conflict (platform, hour, ${grain} category_key, language) do update set ${added(sql)}`
}

/** The same to the days the rows begin in. */
export async function addToRollupDays(
  sql: Queryable,
  platform: Platform,
  at: number,
  rows: readonly RollupRow[],
): Promise<void> {
  if (rows.length === 0) return
  await addRollupDays(
    sql,
    sql`
      select
        ${platform}::platform, (to_timestamp(i.from_at) at time zone 'UTC')::date,
        i.grain::rollup_grain, i.category_key, i.language,
        i.half_viewer_seconds, i.present_seconds, i.observed_seconds, i.reported_seconds,
        (i.viewers::bigint << 32) + 4294967295 - ${at}::bigint,
        i.samples, i.gaps, i.broadcasts_started
      from ${unnested(sql, rows)}`,
  )
}

/**
 * Adds rows to the days. Their peak and its time are one number, so that of equal peaks the earlier one
 * counts: the viewers above the seconds that are left until 2106.
 */
export async function addRollupDays(sql: Queryable, rows: Fragment): Promise<void> {
  await sql`
    insert into rollup_days as r (
      platform, day, grain, category_key, language, ${sumNames(sql)}
    )
    select
      s.platform, s.day, s.grain, s.category_key, s.language,
      s.half_viewer_seconds, s.present_seconds, s.observed_seconds, s.reported_seconds,
      s.peak >> 32, to_timestamp(4294967295 - (s.peak & 4294967295)),
      s.samples, s.gaps, s.broadcasts_started
    from (${rows}) as s (
      platform, day, grain, category_key, language,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      peak, samples, gaps, broadcasts_started
    )
    on conflict (platform, day, grain, category_key, language) do update set ${added(sql)}`
}

function sumNames(sql: Queryable) {
  return sql`
    half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
    peak_viewers, peak_at, samples, gaps, broadcasts_started`
}

/** The values of rows `i` that a sweep of a moment brings. */
function sumValues(sql: Queryable, at: number) {
  return sql`
    i.half_viewer_seconds, i.present_seconds, i.observed_seconds, i.reported_seconds,
    i.viewers, case when i.viewers is not null then to_timestamp(${at}) end,
    i.samples, i.gaps, i.broadcasts_started`
}

/** Adds what would have been inserted to the row `r` that is there; of equal peaks the older one stays. */
function added(sql: Queryable) {
  return sql`
    half_viewer_seconds = r.half_viewer_seconds + excluded.half_viewer_seconds,
    present_seconds = r.present_seconds + excluded.present_seconds,
    observed_seconds = r.observed_seconds + excluded.observed_seconds,
    reported_seconds = r.reported_seconds + excluded.reported_seconds,
    peak_at = case
      when r.peak_viewers >= excluded.peak_viewers or excluded.peak_viewers is null then r.peak_at
      else excluded.peak_at
    end,
    peak_viewers = greatest(r.peak_viewers, excluded.peak_viewers),
    samples = r.samples + excluded.samples,
    gaps = r.gaps + excluded.gaps,
    broadcasts_started = r.broadcasts_started + excluded.broadcasts_started`
}

function unnested(sql: Queryable, rows: readonly RollupRow[]) {
  const time = timeColumns(rows)
  return sql`
    unnest(
      ${texts(rows.map(row => row.grain))}::text[],
      ${numbers(rows.map(row => row.from))}::bigint[],
      ${numbers(rows.map(row => row.categoryKey))}::int[],
      ${texts(rows.map(row => row.language))}::text[],
      ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::bigint[],
      ${time.observedSeconds}::bigint[], ${time.reportedSeconds}::bigint[],
      ${numbers(rows.map(row => row.viewers))}::int[],
      ${numbers(rows.map(row => row.samples))}::int[],
      ${numbers(rows.map(row => row.gaps))}::int[],
      ${numbers(rows.map(row => row.broadcastsStarted))}::int[]
    ) as i (
      grain, from_at, category_key, language,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      viewers, samples, gaps, broadcasts_started
    )`
}
