// The sums of categories and languages as they are in the database, in the oracle's words: hours, and
// days with the hours added that are not in them yet.

import type { Platform } from '../../src/domain/platform.ts'
import type { Sql } from '../../src/store/database.ts'
import { every, type RollupSums } from '../oracle/census.ts'

/** A row of any of the tables. */
interface RollupRow {
  readonly isDay: boolean
  readonly from: number
  readonly grain: 'platform' | 'category' | 'language' | 'category_language'
  readonly categoryId: string | null
  readonly language: string | null
  readonly area: string
  readonly presentSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
  readonly peakViewers: number | null
  readonly peakAt: number | null
  readonly samples: number
  readonly gaps: number
  readonly broadcastsStarted: number
}

/** The hours of a UTC day and the day itself, which begins at a moment (whole epoch seconds). */
export async function readRollups(
  sql: Sql,
  platform: Platform,
  day: number,
): Promise<RollupSums[]> {
  const until = day + 86_400
  const rows = await sql<RollupRow[]>`
    with hours as (
      select
        hour, grain, category_key, language, half_viewer_seconds, present_seconds,
        observed_seconds, reported_seconds, peak_viewers, peak_at, samples, gaps,
        broadcasts_started
      from rollup_hours
      where platform = ${platform}
        and hour >= to_timestamp(${day}) and hour < to_timestamp(${until})
      union all
      select
        hour, 'category_language', category_key, language, half_viewer_seconds, present_seconds,
        observed_seconds, reported_seconds, peak_viewers, peak_at, samples, gaps,
        broadcasts_started
      from rollup_pair_hours
      where platform = ${platform}
        and hour >= to_timestamp(${day}) and hour < to_timestamp(${until})
    ),
    all_rows as (
      select false as is_day, hour as from_at, hours.*
      from hours
      union all
      select true, to_timestamp(${day}), hours.*
      from hours
      join platforms p on p.platform = ${platform}
      where p.folded_until is null or hour >= p.folded_until
      union all
      select
        true, to_timestamp(${day}), null, grain, category_key, language, half_viewer_seconds,
        present_seconds, observed_seconds, reported_seconds, peak_viewers, peak_at, samples, gaps,
        broadcasts_started
      from rollup_days
      where platform = ${platform}
        and day = (to_timestamp(${day}) at time zone 'UTC')::date
    )
    select
      r.is_day as "isDay",
      extract(epoch from r.from_at)::bigint as from,
      r.grain,
      k.category_id as "categoryId",
      r.language,
      sum(r.half_viewer_seconds)::text as area,
      sum(r.present_seconds)::bigint as "presentSeconds",
      sum(r.observed_seconds)::bigint as "observedSeconds",
      sum(r.reported_seconds)::bigint as "reportedSeconds",
      max(r.peak_viewers) as "peakViewers",
      extract(
        epoch from (array_agg(r.peak_at order by r.peak_viewers desc nulls last, r.peak_at))[1]
      )::bigint as "peakAt",
      sum(r.samples)::bigint as samples,
      sum(r.gaps)::bigint as gaps,
      sum(r.broadcasts_started)::bigint as "broadcastsStarted"
    from all_rows r
    left join categories k on k.id = r.category_key
    group by r.is_day, r.from_at, r.grain, r.category_key, k.category_id, r.language`
  return rows.map(({ area, categoryId, grain, isDay, language, ...row }) => ({
    ...row,
    span: isDay ? 'day' : 'hour',
    category: isOf(grain, 'category') ? categoryId : every,
    language: isOf(grain, 'language') ? language : every,
    halfViewerSeconds: BigInt(area),
  }))
}

function isOf(grain: RollupRow['grain'], key: 'category' | 'language'): boolean {
  return grain === key || grain === 'category_language'
}
