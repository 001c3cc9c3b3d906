// Who is ranked in a window, with figures, main category and main language: two statements that leave
// a temporary table each, for the transaction that ranks them.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'
import { dayOf } from './partitions.ts'

/** A window of a platform: whole UTC days, half open, whole epoch seconds; and who is ranked in it. */
export interface RankedTime {
  readonly platform: Platform
  readonly from: number
  readonly to: number
  /** The coverage below which nobody is, 0..1. */
  readonly leastCoverage: number
}

/** Of how much of a window a channel must have been present: two hours in 30 days. */
const windowToPresent = 360

/**
 * Who fulfils the terms, with the figures of the window: stored days, and of open days what is not
 * written out. Where a channel's airtime is worked out, what is live of it is in there.
 */
export function gatherFigures(tx: Queryable, { platform, from, to, leastCoverage }: RankedTime) {
  const isInWindow = (day: ReturnType<typeof tx>) =>
    tx`${day} >= ${dayOf(from)}::date and ${day} < ${dayOf(to)}::date`
  return tx`
    create temporary table ranked_figures on commit drop as
    with parts as (
      select
        d.channel_id,
        d.half_viewer_seconds,
        coalesce(d.airtime_present_seconds, d.present_seconds) as present_seconds,
        coalesce(d.airtime_observed_seconds, d.observed_seconds) as observed_seconds,
        coalesce(d.airtime_seconds, d.reported_seconds) as reported_seconds,
        ${packPeak(tx, tx`d.peak_viewers`, tx`d.peak_at`)} as peak
      from channel_days d
      where d.platform = ${platform} and ${isInWindow(tx`d.day`)}
      union all
      select
        l.channel_id,
        l.half_viewer_seconds - l.before_day_half_viewer_seconds,
        case
          when d.airtime_seconds is null then l.present_seconds - l.before_day_present_seconds
          else 0
        end,
        case
          when d.airtime_seconds is null then l.observed_seconds - l.before_day_observed_seconds
          else 0
        end,
        case
          when d.airtime_seconds is null then l.reported_seconds - l.before_day_reported_seconds
          else 0
        end,
        ${packPeak(tx, tx`l.day_peak_viewers`, tx`l.day_peak_at`)}
      from live_broadcasts l
      left join channel_days d
        on d.channel_id = l.channel_id
        and d.day = (l.last_sample_at at time zone 'UTC')::date
        and ${isInWindow(tx`d.day`)}
      where l.platform = ${platform}
        and l.last_sample_at >= to_timestamp(${from})
        and l.last_sample_at < to_timestamp(${to})
    )
    select
      channel_id,
      sum(half_viewer_seconds)::bigint as half_viewer_seconds,
      sum(observed_seconds)::int as observed_seconds,
      sum(reported_seconds)::int as reported_seconds,
      max(peak) as peak
    from parts
    group by channel_id
    having ${windowToPresent} * sum(present_seconds) >= ${to - from}::bigint
      and sum(observed_seconds) >= ${leastCoverage}::numeric * sum(reported_seconds)`
}

/** A peak with its time as one number: the highest, of equal ones the earliest, is the largest. */
function packPeak(tx: Queryable, viewers: ReturnType<typeof tx>, at: ReturnType<typeof tx>) {
  return tx`${viewers}::bigint * 4294967296 + 4294967295 - extract(epoch from ${at})::bigint`
}

/**
 * The category and language in which each has most hours watched, then most airtime. Segments that
 * reach into the window count as they are, also with what lies outside: it decides where a channel is
 * listed, not what its figures are.
 */
export function gatherParts(tx: Queryable, { from, to }: Pick<RankedTime, 'from' | 'to'>) {
  const ofMost = (label: string) => tx`
    select distinct on (s.channel_id) s.channel_id, s.${tx(label)}
    from stretches s
    group by s.channel_id, s.${tx(label)}
    order by
      s.channel_id, sum(s.half_viewer_seconds) desc, sum(s.reported_seconds) desc, s.${tx(label)}`
  return tx`
    create temporary table ranked_channels on commit drop as
    with stretches as materialized (
      select
        g.channel_id,
        g.category_key,
        g.language,
        g.half_viewer_seconds
          + coalesce(l.half_viewer_seconds - l.before_segment_half_viewer_seconds, 0)
          as half_viewer_seconds,
        g.reported_seconds
          + coalesce(l.reported_seconds - l.before_segment_reported_seconds, 0)
          as reported_seconds
      from ranked_figures f
      join segments g on g.channel_id = f.channel_id
      left join live_broadcasts l
        on l.channel_id = g.channel_id
        and l.broadcast_no = g.broadcast_no
        and l.segment_no = g.segment_no
      where g.started_at < to_timestamp(${to})
        and (g.ended_at is null or g.ended_at > to_timestamp(${from}))
    ),
    of_category as (${ofMost('category_key')}),
    of_language as (${ofMost('language')})
    select
      f.channel_id,
      f.half_viewer_seconds,
      f.observed_seconds,
      f.reported_seconds,
      (f.peak / 4294967296)::int as peak_viewers,
      to_timestamp(4294967295 - f.peak % 4294967296) as peak_at,
      f.half_viewer_seconds::float8 / f.observed_seconds as average,
      c.category_key,
      t.language
    from ranked_figures f
    left join of_category c on c.channel_id = f.channel_id
    left join of_language t on t.channel_id = f.channel_id`
}
