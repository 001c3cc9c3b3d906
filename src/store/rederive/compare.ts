// Holds rollups that were derived again against those that are stored, and puts them in their place.
// Times are whole epoch seconds.

import type { Platform } from '../../domain/platform.ts'
import type { RollupGrain, RollupLabels } from '../../domain/rollup.ts'
import type { Queryable } from '../database.ts'

type Fragment = ReturnType<Queryable>

/** A table of rollups. */
export type RollupTable = 'rollup_hours' | 'rollup_pair_hours' | 'rollup_days'

/** Sums of a row of rollups that is compared. */
export interface RollupSums {
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

/** A row of rollups that is not as it should be. */
export interface DifferentRollup extends RollupLabels {
  /** The first second of the hour or day. */
  readonly at: number
  readonly grain: RollupGrain
  readonly stored: RollupSums
  readonly derived: RollupSums
}

/** Which rows of a table are held against those derived. */
export interface ComparedRollups {
  readonly platform: Platform
  readonly table: RollupTable
  /** [from, until) of their hours or days. */
  readonly from: number
  readonly until: number
  /** Grains that are left as they are. */
  readonly leaves?: RollupGrain | null
}

const grains: Readonly<Record<RollupTable, readonly RollupGrain[]>> = {
  rollup_hours: ['platform', 'category', 'language'],
  rollup_pair_hours: ['category_language'],
  rollup_days: ['platform', 'category', 'language', 'category_language'],
}

const sumNames = [
  'half_viewer_seconds',
  'present_seconds',
  'observed_seconds',
  'reported_seconds',
  'samples',
  'gaps',
  'broadcasts_started',
] as const

/** How many rows differ, and the first of them. */
export async function compareRollups(
  sql: Queryable,
  compared: ComparedRollups,
  most: number,
): Promise<{ readonly count: number; readonly first: readonly DifferentRollup[] }> {
  const rows = await sql<(RollupLabels & DifferenceRow)[]>`
    select
      count(*) over ()::int as total,
      extract(epoch from at)::bigint as at, grain,
      category_key as "categoryKey", language,
      ${told(sql, 'stored')} as stored,
      ${told(sql, 'derived')} as derived
    from (${differences(sql, compared)}) d
    order by at, grain, category_key, language
    limit ${most}`
  return {
    count: rows[0]?.total ?? 0,
    first: rows.map(({ total: _, ...row }) => row),
  }
}

type DifferenceRow = Omit<DifferentRollup, keyof RollupLabels> & { readonly total: number }

/** Puts what was derived in the place of what is stored, in the hours or days that differ. */
export async function replaceRollups(sql: Queryable, compared: ComparedRollups): Promise<void> {
  const { platform, table } = compared
  await sql`drop table if exists rederived_differences`
  await sql`
    create temporary table rederived_differences (at timestamptz primary key) on commit drop`
  await sql`
    insert into rederived_differences (at)
    select distinct at
    from (${differences(sql, compared)}) d`
  await sql`
    delete from ${sql(table)}
    where platform = ${platform}
      and ${timeOf(sql, table)} in (select at from rederived_differences)
      ${table === 'rollup_days' ? sql`and grain = any (${wanted(compared)}::rollup_grain[])` : sql``}`
  const names = sql`
    half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
    samples, gaps, broadcasts_started, peak_viewers, peak_at`
  await sql`
    insert into ${sql(table)} (
      platform, ${sql(table === 'rollup_days' ? 'day' : 'hour')},
      ${table === 'rollup_pair_hours' ? sql`` : sql`grain,`} category_key, language, ${names}
    )
    select
      ${platform}, ${table === 'rollup_days' ? sql`(at at time zone 'UTC')::date` : sql`at`},
      ${table === 'rollup_pair_hours' ? sql`` : sql`grain,`} category_key, language, ${names}
    from (${derivedRows(sql, compared)}) r
    where at in (select at from rederived_differences)`
  // Totals that stay as they are would hide that a part moved from one category to another.
  await sql`delete from rollup_span_totals where platform = ${platform}`
  await sql`delete from rollup_spans where platform = ${platform}`
}

/** Rows that are not the same on both sides, each with the sums of both; a row of nothing is none. */
function differences(sql: Queryable, compared: ComparedRollups): Fragment {
  const { platform, table, from, until } = compared
  const isDifferent = sumNames.map(
    name => sql`
      or sum(${sql(name)}) filter (where is_derived) is distinct from
        sum(${sql(name)}) filter (where not is_derived)`,
  )
  const sums = sumNames.flatMap(name => [
    sql`, coalesce(sum(${sql(name)}) filter (where is_derived), 0) as ${sql(`derived_${name}`)}`,
    sql`, coalesce(sum(${sql(name)}) filter (where not is_derived), 0) as ${sql(`stored_${name}`)}`,
  ])
  const columns = sql`
    at, grain, category_key, language,
    half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
    samples, gaps, broadcasts_started, peak_viewers, peak_at`
  return sql`
    select
      at, grain, category_key, language,
      max(peak_viewers) filter (where is_derived) as derived_peak_viewers,
      max(peak_at) filter (where is_derived) as derived_peak_at,
      max(peak_viewers) filter (where not is_derived) as stored_peak_viewers,
      max(peak_at) filter (where not is_derived) as stored_peak_at
      ${sums}
    from (
      select ${columns}, true as is_derived
      from (${derivedRows(sql, compared)}) r
      union all
      select ${columns}, false
      from (
        select
          ${timeOf(sql, table)} as at,
          ${table === 'rollup_pair_hours' ? sql`'category_language'::rollup_grain as grain` : sql`grain`},
          category_key, language,
          half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
          samples, gaps, broadcasts_started, peak_viewers, peak_at
        from ${sql(table)}
        where platform = ${platform}
          and ${
            table === 'rollup_days'
              ? sql`day >= (to_timestamp(${from}) at time zone 'UTC')::date
                  and day < (to_timestamp(${until}) at time zone 'UTC')::date
                  and grain = any (${wanted(compared)}::rollup_grain[])`
              : sql`hour >= to_timestamp(${from}) and hour < to_timestamp(${until})`
          }
      ) s
      where ${isSomething(sql)}
    ) both_sides
    group by at, grain, category_key, language
    having
      max(peak_viewers) filter (where is_derived) is distinct from
        max(peak_viewers) filter (where not is_derived)
      or max(peak_at) filter (where is_derived) is distinct from
        max(peak_at) filter (where not is_derived)
      ${isDifferent}`
}

/** What was derived for a table. */
function derivedRows(sql: Queryable, compared: ComparedRollups): Fragment {
  const { table, from, until } = compared
  return sql`
    select
      at, grain, category_key, language,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started, peak_viewers, peak_at
    from ${sql(table === 'rollup_days' ? 'rederived_days' : 'rederived_hours')}
    where grain = any (${wanted(compared)}::rollup_grain[])
      and at >= to_timestamp(${from})
      and at < to_timestamp(${until})
      and ${isSomething(sql)}`
}

function isSomething(sql: Queryable): Fragment {
  return sql`
    (
      reported_seconds <> 0 or samples <> 0 or gaps <> 0 or broadcasts_started <> 0
      or half_viewer_seconds <> 0 or present_seconds <> 0 or observed_seconds <> 0
      or peak_viewers is not null
    )`
}

function wanted({ table, leaves = null }: ComparedRollups): string[] {
  return grains[table].filter(grain => grain !== leaves)
}

function timeOf(sql: Queryable, table: RollupTable): Fragment {
  return table === 'rollup_days' ? sql`(day::timestamp at time zone 'UTC')` : sql`hour`
}

function told(sql: Queryable, side: 'stored' | 'derived'): Fragment {
  const column = (name: string) => sql(`${side}_${name}`)
  return sql`
    json_build_object(
      'halfViewerSeconds', ${column('half_viewer_seconds')},
      'presentSeconds', ${column('present_seconds')},
      'observedSeconds', ${column('observed_seconds')},
      'reportedSeconds', ${column('reported_seconds')},
      'samples', ${column('samples')},
      'gaps', ${column('gaps')},
      'broadcastsStarted', ${column('broadcasts_started')},
      'peakViewers', ${column('peak_viewers')},
      'peakAt', extract(epoch from ${column('peak_at')})::bigint
    )`
}
