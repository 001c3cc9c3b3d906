// The sums as they are in the database, in the oracle's words: what is stored, with the live rows added.

import type { Platform } from '../../src/domain/platform.ts'
import type { SweepStatus } from '../../src/domain/sweep.ts'
import type { Sql } from '../../src/store/database.ts'
import type { Result } from '../oracle/census.ts'
import type { Told, ToldResult } from '../oracle/compare.ts'

type Row<List extends keyof Result> = Told<Result[List][number]>

/** Figures of a row; areas come as text, since sums may grow beyond what a number holds. */
interface Figures {
  readonly area: string
  readonly presentSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
  readonly peakViewers: number | null
  readonly peakAt: number | null
  readonly samples: number
  readonly gaps: number
}

/** The sums of the channels of a group, the last character of their ids. */
export async function readChannelSums(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<ToldResult> {
  return {
    broadcasts: await readBroadcasts(sql, platform, group),
    segments: await readSegments(sql, platform, group),
    channelDays: await readChannelDays(sql, platform, group),
  }
}

/** The groups of the channels that have sums. */
export async function readGroups(sql: Sql, platform: Platform): Promise<string[]> {
  const rows = await sql<{ group: string }[]>`
    select distinct right(channel_id, 1) as group
    from channels
    where platform = ${platform}`
  return rows.map(({ group }) => group)
}

/** How each sweep is believed in the end, by slot. */
export async function readStatuses(
  sql: Sql,
  platform: Platform,
): Promise<Map<number, SweepStatus>> {
  const rows = await sql<{ slot: number; status: SweepStatus }[]>`
    select extract(epoch from slot)::bigint as slot, status
    from sweeps
    where platform = ${platform}`
  return new Map(rows.map(({ slot, status }) => [slot, status]))
}

async function readBroadcasts(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<Row<'broadcasts'>[]> {
  const rows = await sql<(Figures & { broadcastId: string; outsideDaysSeconds: number })[]>`
    select
      b.stream_id as "broadcastId",
      (b.half_viewer_seconds + coalesce(l.half_viewer_seconds, 0))::text as area,
      b.present_seconds + coalesce(l.present_seconds, 0) as "presentSeconds",
      b.observed_seconds + coalesce(l.observed_seconds, 0) as "observedSeconds",
      b.reported_seconds + coalesce(l.reported_seconds, 0) as "reportedSeconds",
      b.outside_days_seconds as "outsideDaysSeconds",
      b.samples + coalesce(l.samples, 0) as samples,
      b.gaps + coalesce(l.gaps, 0) as gaps,
      greatest(b.peak_viewers, l.peak_viewers) as "peakViewers",
      extract(epoch from case
        when l.peak_viewers > b.peak_viewers then l.peak_at
        else coalesce(b.peak_at, l.peak_at)
      end)::bigint as "peakAt"
    from channels c
    join broadcasts b on b.channel_id = c.id
    left join live_broadcasts l
      on l.channel_id = b.channel_id
      and l.broadcast_no = b.broadcast_no
    where c.platform = ${platform} and right(c.channel_id, 1) = ${group}`
  return rows.map(asSums)
}

async function readSegments(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<Row<'segments'>[]> {
  const rows = await sql<(Figures & { broadcastId: string; segmentNo: number })[]>`
    select
      b.stream_id as "broadcastId",
      g.segment_no as "segmentNo",
      (
        g.half_viewer_seconds
        + coalesce(l.half_viewer_seconds - l.before_segment_half_viewer_seconds, 0)
      )::text as area,
      g.present_seconds + coalesce(l.present_seconds - l.before_segment_present_seconds, 0)
        as "presentSeconds",
      g.observed_seconds + coalesce(l.observed_seconds - l.before_segment_observed_seconds, 0)
        as "observedSeconds",
      g.reported_seconds + coalesce(l.reported_seconds - l.before_segment_reported_seconds, 0)
        as "reportedSeconds",
      g.samples + coalesce(l.samples - l.before_segment_samples, 0) as samples,
      g.gaps + coalesce(l.gaps - l.before_segment_gaps, 0) as gaps,
      greatest(g.peak_viewers, l.segment_peak_viewers) as "peakViewers",
      extract(epoch from case
        when l.segment_peak_viewers > g.peak_viewers then l.segment_peak_at
        else coalesce(g.peak_at, l.segment_peak_at)
      end)::bigint as "peakAt"
    from channels c
    join broadcasts b on b.channel_id = c.id
    join segments g
      on g.channel_id = b.channel_id
      and g.broadcast_no = b.broadcast_no
    left join live_broadcasts l
      on l.channel_id = g.channel_id
      and l.broadcast_no = g.broadcast_no
      and l.segment_no = g.segment_no
    where c.platform = ${platform} and right(c.channel_id, 1) = ${group}`
  return rows.map(asSums)
}

/** Where an airtime is null, it is as the sums are, or not worked out where several may be open. */
async function readChannelDays(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<Row<'channelDays'>[]> {
  const rows = await sql<(Figures & ChannelDayFigures)[]>`
    with live as (
      select
        channel_id,
        (last_sample_at at time zone 'UTC')::date as day,
        sum(half_viewer_seconds - before_day_half_viewer_seconds) as half_viewer_seconds,
        sum(present_seconds - before_day_present_seconds) as present_seconds,
        sum(observed_seconds - before_day_observed_seconds) as observed_seconds,
        sum(reported_seconds - before_day_reported_seconds) as reported_seconds,
        sum(samples - before_day_samples) as samples,
        sum(gaps - before_day_gaps) as gaps,
        max(day_peak_viewers) as peak_viewers,
        (array_agg(day_peak_at order by day_peak_viewers desc nulls last, day_peak_at))[1] as peak_at
      from live_broadcasts
      where platform = ${platform}
      group by 1, 2
    )
    select
      c.channel_id as "channelId",
      extract(epoch from day at time zone 'UTC')::bigint as day,
      (coalesce(d.half_viewer_seconds, 0) + coalesce(l.half_viewer_seconds, 0))::text as area,
      (coalesce(d.present_seconds, 0) + coalesce(l.present_seconds, 0))::bigint
        as "presentSeconds",
      (coalesce(d.observed_seconds, 0) + coalesce(l.observed_seconds, 0))::bigint
        as "observedSeconds",
      (coalesce(d.reported_seconds, 0) + coalesce(l.reported_seconds, 0))::bigint
        as "reportedSeconds",
      (coalesce(d.samples, 0) + coalesce(l.samples, 0))::bigint as samples,
      (coalesce(d.gaps, 0) + coalesce(l.gaps, 0))::bigint as gaps,
      coalesce(d.broadcasts_started, 0) as "broadcastsStarted",
      greatest(d.peak_viewers, l.peak_viewers) as "peakViewers",
      extract(epoch from case
        when l.peak_viewers > d.peak_viewers then l.peak_at
        when l.peak_viewers = d.peak_viewers then least(l.peak_at, d.peak_at)
        else coalesce(d.peak_at, l.peak_at)
      end)::bigint as "peakAt",
      d.airtime_seconds as "airtimeSeconds",
      d.airtime_present_seconds as "airtimePresentSeconds",
      d.airtime_observed_seconds as "airtimeObservedSeconds"
    from channel_days d
    full join live l using (channel_id, day)
    join channels c on c.id = coalesce(d.channel_id, l.channel_id)
    where c.platform = ${platform} and right(c.channel_id, 1) = ${group}`
  return rows.map(row => {
    const { airtimeObservedSeconds, airtimePresentSeconds, airtimeSeconds, ...sums } = row
    const isAsSums = airtimeSeconds === null && platform !== 'youtube'
    return {
      ...asSums(sums),
      ...(isAsSums && {
        airtimeSeconds: row.reportedSeconds,
        airtimePresentSeconds: row.presentSeconds,
        airtimeObservedSeconds: row.observedSeconds,
      }),
      ...(airtimeSeconds !== null && {
        airtimeSeconds,
        airtimePresentSeconds: airtimePresentSeconds ?? 0,
        airtimeObservedSeconds: airtimeObservedSeconds ?? 0,
      }),
    }
  })
}

interface ChannelDayFigures {
  readonly channelId: string
  readonly day: number
  readonly broadcastsStarted: number
  readonly airtimeSeconds: number | null
  readonly airtimePresentSeconds: number | null
  readonly airtimeObservedSeconds: number | null
}

function asSums<R extends Figures>({ area, ...row }: R) {
  return { ...row, halfViewerSeconds: BigInt(area) }
}
