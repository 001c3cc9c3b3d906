// Live rows: one an open broadcast. A sweep updates them in place, so no column that it changes
// may ever be indexed.

import { noTime } from '../domain/sums.ts'
import type { Due, SeenAt } from '../domain/sweep.ts'
import type {
  BroadcastKey,
  ChangedFingerprint,
  MissedBroadcast,
  OpenedLiveRow,
  OpenedSegment,
  SeenPairs,
} from '../domain/sweep-changes.ts'
import { broadcastKeys, numbers, texts, timeColumns } from './columns.ts'
import type { Queryable, Sql } from './database.ts'
import type { SampleColumns } from './samples.ts'
import { liveSumColumns } from './sum-columns.ts'

/** Gives live rows their newest sample, all of one tier, and adds what it books; null = nothing. */
export async function updateLiveRows(
  sql: Queryable,
  { collectedAt, cadence, tier }: SeenAt & Due,
  columns: SampleColumns,
  booked: SeenPairs | null,
): Promise<void> {
  const areas = numbers(booked?.areas ?? [])
  const before = numbers(booked?.beforeDay?.areas ?? [])
  await sql`
    update live_broadcasts l
    set
      ${booked === null ? withoutSums(sql) : pairSums(sql, collectedAt, booked)}
      last_sample_at = to_timestamp(${collectedAt}),
      viewers = i.viewers,
      last_known_viewers = coalesce(i.viewers, l.last_known_viewers),
      cadence = ${cadence},
      tier = ${tier},
      missed_at = null
    from unnest(
      ${columns.channelKeys}::bigint[], ${columns.broadcastNos}::int[], ${columns.viewers}::int[],
      ${areas}::bigint[], ${before}::bigint[]
    ) as i (channel_id, broadcast_no, viewers, area, area_before_day)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/**
 * The assignments where nothing may be worked out: what was, while it was allowed, goes, or it would
 * count in another day once it is allowed again.
 */
function withoutSums(sql: Queryable) {
  const { numbers, peaks } = liveSumColumns
  return [
    ...numbers.map(name => sql`${sql(name)} = 0,`),
    ...peaks.map(name => sql`${sql(name)} = null,`),
  ]
}

/** The assignments that add the pair of each row `i` and its sample to the running sums of `l`. */
function pairSums(sql: Queryable, at: number, { seconds, isGap, beforeDay }: SeenPairs) {
  const present = isGap ? 0 : seconds
  return sql`
    half_viewer_seconds = l.half_viewer_seconds + coalesce(i.area, 0),
    present_seconds = l.present_seconds + ${present}::int,
    observed_seconds = l.observed_seconds + case when i.area is null then 0 else ${seconds}::int end,
    reported_seconds = l.reported_seconds + ${seconds}::int,
    samples = l.samples + 1,
    gaps = l.gaps + ${Number(isGap)}::int,
    ${peak(sql, '', at)},
    ${peak(sql, 'segment_', at)},
    ${beforeDay === null ? peak(sql, 'day_', at) : newDay(sql, at, present > 0, beforeDay.seconds)},`
}

function peak(sql: Queryable, prefix: '' | 'segment_' | 'day_', at: number) {
  const viewers = sql(`${prefix}peak_viewers`)
  const time = sql(`${prefix}peak_at`)
  return sql`
    ${time} = case
      when i.viewers > coalesce(l.${viewers}, -1) then to_timestamp(${at})
      else l.${time}
    end,
    ${viewers} = greatest(l.${viewers}, i.viewers)`
}

/** The assignments that open the day of a sample; `seconds` of its pair lie before that day. */
function newDay(sql: Queryable, at: number, isPresent: boolean, seconds: number) {
  return sql`
    before_day_half_viewer_seconds = l.half_viewer_seconds + coalesce(i.area_before_day, 0),
    before_day_present_seconds = l.present_seconds + ${isPresent ? seconds : 0}::int,
    before_day_observed_seconds =
      l.observed_seconds + case when i.area is null then 0 else ${seconds}::int end,
    before_day_reported_seconds = l.reported_seconds + ${seconds}::int,
    before_day_samples = l.samples,
    before_day_gaps = l.gaps,
    day_peak_at = case when i.viewers is not null then to_timestamp(${at}) end,
    day_peak_viewers = i.viewers`
}

/** Adds live rows: of broadcasts that began or were seen again after their end. */
export async function insertLiveRows(
  sql: Queryable,
  { platform, collectedAt }: SeenAt,
  opened: readonly OpenedLiveRow[],
): Promise<void> {
  if (opened.length === 0) return
  const keys = broadcastKeys(opened)
  const time = timeColumns(opened.map(row => row.booked ?? noTime))
  const beforeSegment = timeColumns(opened.map(row => row.booked?.beforeSegment ?? noTime))
  const beforeDay = timeColumns(opened.map(row => row.booked?.beforeDay ?? noTime))
  await sql`
    insert into live_broadcasts (
      channel_id, broadcast_no, platform, started_at, first_sample_at, last_sample_at,
      viewers, last_known_viewers, cadence, tier, segment_no, category_key, stream_id, language,
      fingerprint, platform_channel_id,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      before_segment_half_viewer_seconds, before_segment_present_seconds,
      before_segment_observed_seconds, before_segment_reported_seconds,
      before_day_half_viewer_seconds, before_day_present_seconds,
      before_day_observed_seconds, before_day_reported_seconds,
      samples, gaps, peak_viewers, peak_at,
      segment_peak_viewers, segment_peak_at, day_peak_viewers, day_peak_at
    )
    select
      i.channel_id, i.broadcast_no, ${platform}, to_timestamp(i.started_at),
      to_timestamp(i.first_sample_at), to_timestamp(${collectedAt}),
      i.viewers, i.last_known_viewers, i.cadence, i.tier, i.segment_no, i.category_key,
      i.stream_id, i.language, i.fingerprint, i.platform_channel_id,
      i.half, i.present, i.observed, i.reported,
      i.segment_half, i.segment_present, i.segment_observed, i.segment_reported,
      i.day_half, i.day_present, i.day_observed, i.day_reported,
      i.samples, i.gaps, p.viewers, p.at, p.viewers, p.at, p.viewers, p.at
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(opened.map(row => row.startedAt))}::bigint[],
      ${numbers(opened.map(row => row.firstSampleAt))}::bigint[],
      ${numbers(opened.map(row => row.viewers))}::int[],
      ${numbers(opened.map(row => row.lastKnownViewers))}::int[],
      ${numbers(opened.map(row => row.cadence))}::int[],
      ${numbers(opened.map(row => row.tier))}::smallint[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.streamId))}::text[],
      ${texts(opened.map(row => row.language))}::text[],
      ${texts(opened.map(row => row.fingerprint))}::text[],
      ${texts(opened.map(row => row.channelId))}::text[],
      ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::int[],
      ${time.observedSeconds}::int[], ${time.reportedSeconds}::int[],
      ${beforeSegment.halfViewerSeconds}::bigint[], ${beforeSegment.presentSeconds}::int[],
      ${beforeSegment.observedSeconds}::int[], ${beforeSegment.reportedSeconds}::int[],
      ${beforeDay.halfViewerSeconds}::bigint[], ${beforeDay.presentSeconds}::int[],
      ${beforeDay.observedSeconds}::int[], ${beforeDay.reportedSeconds}::int[],
      ${numbers(opened.map(row => Number(row.booked !== null)))}::int[],
      ${numbers(opened.map(row => row.booked?.gaps ?? 0))}::int[]
    ) as i (
      channel_id, broadcast_no, started_at, first_sample_at, viewers, last_known_viewers,
      cadence, tier, segment_no, category_key, stream_id, language, fingerprint, platform_channel_id,
      half, present, observed, reported,
      segment_half, segment_present, segment_observed, segment_reported,
      day_half, day_present, day_observed, day_reported, samples, gaps
    )
    cross join lateral (
      select
        case when i.samples > 0 then i.viewers end as viewers,
        case when i.samples > 0 and i.viewers is not null then to_timestamp(${collectedAt}) end as at
    ) p`
}

/** Moves live rows on to the next segment of their broadcasts, before they get their newest sample. */
export async function moveLiveRows(
  sql: Queryable,
  opened: readonly OpenedSegment[],
): Promise<void> {
  if (opened.length === 0) return
  const keys = broadcastKeys(opened)
  const time = timeColumns(opened.map(row => row.timeBefore))
  await sql`
    update live_broadcasts l
    set
      segment_no = i.segment_no,
      category_key = i.category_key,
      language = i.language,
      before_segment_half_viewer_seconds = l.half_viewer_seconds + i.half,
      before_segment_present_seconds = l.present_seconds + i.present,
      before_segment_observed_seconds = l.observed_seconds + i.observed,
      before_segment_reported_seconds = l.reported_seconds + i.reported,
      before_segment_samples = l.samples,
      before_segment_gaps = l.gaps,
      segment_peak_viewers = null,
      segment_peak_at = null
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.language))}::text[],
      ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::int[],
      ${time.observedSeconds}::int[], ${time.reportedSeconds}::int[]
    ) as i (
      channel_id, broadcast_no, segment_no, category_key, language, half, present, observed, reported
    )
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Notes what the texts of live rows are now. */
export async function markFingerprints(
  sql: Queryable,
  changed: readonly ChangedFingerprint[],
): Promise<void> {
  if (changed.length === 0) return
  const keys = broadcastKeys(changed)
  await sql`
    update live_broadcasts l
    set fingerprint = i.fingerprint
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${texts(changed.map(row => row.fingerprint))}::text[]
    ) as i (channel_id, broadcast_no, fingerprint)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Notes the first complete sweep that did not hold them. */
export async function markMissed(
  sql: Queryable,
  missed: readonly MissedBroadcast[],
): Promise<void> {
  if (missed.length === 0) return
  const keys = broadcastKeys(missed)
  await sql`
    update live_broadcasts l
    set missed_at = to_timestamp(i.missed_at)
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(missed.map(row => row.missedAt))}::bigint[]
    ) as i (channel_id, broadcast_no, missed_at)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Takes the live rows of ended broadcasts away. */
export async function deleteLiveRows(
  sql: Queryable,
  ended: readonly BroadcastKey[],
): Promise<void> {
  if (ended.length === 0) return
  const keys = broadcastKeys(ended)
  await sql`
    delete from live_broadcasts l
    using unnest(${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[])
      as i (channel_id, broadcast_no)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/**
 * Frees the room of old versions at once: where many sweeps follow each other in seconds,
 * autovacuum comes too late, and the table grows to ten times its size.
 */
export async function vacuumLiveRows(sql: Sql): Promise<void> {
  await sql`vacuum (analyze) live_broadcasts`
}
