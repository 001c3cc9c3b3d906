// Adds up the hours of rollups in their days, once they are over: that costs one sweep of each hour 0.2 s,
// or of six where each begins one. Adding every sweep to the days as well would double what rollups cost it.

import type { Platform } from '../domain/platform.ts'
import { addRollupDays } from './add-rollups.ts'
import type { Queryable } from './database.ts'

/**
 * Adds up hours in the days: those from `from` (null = the first) until `until`. The rows of one language
 * lie together then, as they are asked for.
 */
export async function foldHours(
  sql: Queryable,
  platform: Platform,
  from: number | null,
  until: number,
): Promise<void> {
  const isDue = sql`
    platform = ${platform}
    and hour >= coalesce(to_timestamp(${from}), '-infinity')
    and hour < to_timestamp(${until})`
  await addRollupDays(
    sql,
    sql`
      select
        h.platform,
        (h.hour at time zone 'UTC')::date as day,
        h.grain, h.category_key, h.language,
        sum(h.half_viewer_seconds)::bigint, sum(h.present_seconds)::bigint,
        sum(h.observed_seconds)::bigint, sum(h.reported_seconds)::bigint,
        max((h.peak_viewers::bigint << 32) + 4294967295 - extract(epoch from h.peak_at)::bigint),
        sum(h.samples), sum(h.gaps), sum(h.broadcasts_started)
      from (
        select *
        from rollup_hours
        where ${isDue}
        union all
        select
          half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
          hour, peak_at, platform, 'category_language', category_key, peak_viewers,
          samples, gaps, broadcasts_started, language
        from rollup_pair_hours
        where ${isDue}
      ) h
      group by 1, 2, 3, 4, 5
      order by 3, 5, 4`,
  )
  await sql`
    update platforms
    set folded_until = to_timestamp(${until})
    where platform = ${platform}`
}
