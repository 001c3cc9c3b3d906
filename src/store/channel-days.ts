// The sums of channels by UTC day. While a broadcast is open, what its open day has gathered stands in
// its live row.

import type { Platform } from '../domain/platform.ts'
import type { AddedDay, ClosedDay } from '../domain/sweep-changes.ts'
import { broadcastKeys, numbers, timeColumns } from './columns.ts'
import type { Queryable } from './database.ts'
import { dayOf, ensureSumDaysWithin } from './partitions.ts'

type Fragment = ReturnType<Queryable>

/** Writes out what live rows have gathered for their open day, with the time that is added to it. */
export async function closeDays(
  sql: Queryable,
  platform: Platform,
  closed: readonly ClosedDay[],
): Promise<void> {
  if (closed.length === 0) return
  const keys = broadcastKeys(closed)
  const time = timeColumns(closed.map(row => row.time))
  await addToDays(
    sql,
    platform,
    sql`
      select
        l.channel_id,
        (l.last_sample_at at time zone 'UTC')::date as day,
        l.half_viewer_seconds - l.before_day_half_viewer_seconds + i.half_viewer_seconds
          as half_viewer_seconds,
        l.present_seconds - l.before_day_present_seconds + i.present_seconds as present_seconds,
        l.observed_seconds - l.before_day_observed_seconds + i.observed_seconds as observed_seconds,
        l.reported_seconds - l.before_day_reported_seconds + i.reported_seconds as reported_seconds,
        l.day_peak_viewers as peak_viewers,
        l.day_peak_at as peak_at,
        l.samples - l.before_day_samples as samples,
        l.gaps - l.before_day_gaps as gaps,
        0 as broadcasts_started
      from unnest(
        ${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[],
        ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::int[],
        ${time.observedSeconds}::int[], ${time.reportedSeconds}::int[]
      ) as i (
        channel_id, broadcast_no,
        half_viewer_seconds, present_seconds, observed_seconds, reported_seconds
      )
      join live_broadcasts l
        on l.channel_id = i.channel_id
        and l.broadcast_no = i.broadcast_no`,
    areDistinct(closed.map(row => row.channelKey)),
  )
}

/** Adds to days beside the live rows. */
export async function addDays(
  sql: Queryable,
  platform: Platform,
  added: readonly AddedDay[],
): Promise<void> {
  if (added.length === 0) return
  const first = added.reduce((least, { day }) => Math.min(least, day), Number.POSITIVE_INFINITY)
  const last = added.reduce((most, { day }) => Math.max(most, day), 0)
  // The time before a broadcast is seen again may hold a whole month in which there was nothing yet.
  if (last - first > 27 * 86_400)
    await ensureSumDaysWithin(
      sql,
      added.map(({ day }) => day),
    )
  const time = timeColumns(added)
  await addToDays(
    sql,
    platform,
    sql`
      select
        i.channel_id, i.day,
        i.half_viewer_seconds, i.present_seconds, i.observed_seconds, i.reported_seconds,
        i.peak_viewers, to_timestamp(i.peak_at) as peak_at, 0 as samples, 0 as gaps,
        i.broadcasts_started
      from unnest(
        ${numbers(added.map(row => row.channelKey))}::bigint[],
        ${`{${added.map(row => dayOf(row.day)).join(',')}}`}::date[],
        ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::int[],
        ${time.observedSeconds}::int[], ${time.reportedSeconds}::int[],
        ${numbers(added.map(row => row.peakViewers))}::int[],
        ${numbers(added.map(row => row.peakAt))}::bigint[],
        ${numbers(added.map(row => row.broadcastsStarted))}::int[]
      ) as i (
        channel_id, day, half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
        peak_viewers, peak_at, broadcasts_started
      )`,
    areDistinct(added.map(row => row.channelKey)),
  )
}

function areDistinct(keys: readonly number[]): boolean {
  return new Set(keys).size === keys.length
}

/**
 * Adds rows to channel_days. Where a channel has several, those of one day are added up first, which
 * is dear at midnight; of equal peaks the earlier one counts, which one number tells: the viewers above the
 * seconds that are left until 2106. Airtimes that were worked out for the day are not true any more.
 */
async function addToDays(
  sql: Queryable,
  platform: Platform,
  rows: Fragment,
  isDistinct: boolean,
): Promise<void> {
  await sql`
    insert into channel_days as d (
      channel_id, day, platform,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      peak_viewers, peak_at, samples, gaps, broadcasts_started
    )
    select
      s.channel_id, s.day, ${platform}::platform,
      s.half_viewer_seconds, s.present_seconds, s.observed_seconds, s.reported_seconds,
      s.peak_viewers, s.peak_at, s.samples, s.gaps, s.broadcasts_started
    from (${isDistinct ? rows : summedUp(sql, rows)}) s
    on conflict (channel_id, day) do update set
      half_viewer_seconds = d.half_viewer_seconds + excluded.half_viewer_seconds,
      present_seconds = d.present_seconds + excluded.present_seconds,
      observed_seconds = d.observed_seconds + excluded.observed_seconds,
      reported_seconds = d.reported_seconds + excluded.reported_seconds,
      peak_at = case
        when d.peak_viewers = excluded.peak_viewers then least(d.peak_at, excluded.peak_at)
        when d.peak_viewers > excluded.peak_viewers or excluded.peak_viewers is null then d.peak_at
        else excluded.peak_at
      end,
      peak_viewers = greatest(d.peak_viewers, excluded.peak_viewers),
      samples = d.samples + excluded.samples,
      gaps = d.gaps + excluded.gaps,
      broadcasts_started = d.broadcasts_started + excluded.broadcasts_started,
      airtime_seconds = null,
      airtime_present_seconds = null,
      airtime_observed_seconds = null`
}

function summedUp(sql: Queryable, rows: Fragment): Fragment {
  return sql`
    select
      d.channel_id, d.day,
      d.half_viewer_seconds, d.present_seconds, d.observed_seconds, d.reported_seconds,
      d.peak >> 32 as peak_viewers,
      to_timestamp(4294967295 - (d.peak & 4294967295)) as peak_at,
      d.samples, d.gaps, d.broadcasts_started
    from (
      select
        r.channel_id,
        r.day,
        sum(r.half_viewer_seconds)::bigint as half_viewer_seconds,
        sum(r.present_seconds) as present_seconds,
        sum(r.observed_seconds) as observed_seconds,
        sum(r.reported_seconds) as reported_seconds,
        max((r.peak_viewers::bigint << 32) + 4294967295 - extract(epoch from r.peak_at)::bigint)
          as peak,
        sum(r.samples) as samples,
        sum(r.gaps) as gaps,
        sum(r.broadcasts_started) as broadcasts_started
      from (${rows}) r
      group by r.channel_id, r.day
    ) d`
}
