// Segments: stretches of a broadcast with the same title, category, language and tags.

import type { ClosedSegment, OpenedSegment, SegmentKey } from '../domain/sweep-changes.ts'
import { broadcastKeys, numbers, textLists, texts, timeColumns } from './columns.ts'
import type { Queryable } from './database.ts'

/** Adds segments, open ones. */
export async function insertSegments(
  sql: Queryable,
  opened: readonly OpenedSegment[],
): Promise<void> {
  if (opened.length === 0) return
  const keys = broadcastKeys(opened)
  await sql`
    insert into segments (
      channel_id, broadcast_no, segment_no, started_at,
      title_no, category_key, game_name, language, tags
    )
    select
      i.channel_id, i.broadcast_no, i.segment_no, to_timestamp(i.started_at),
      i.title_no, i.category_key, i.game_name, i.language, i.tags::text[]
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.startedAt))}::bigint[],
      ${numbers(opened.map(row => row.titleNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.gameName))}::text[],
      ${texts(opened.map(row => row.language))}::text[],
      ${textLists(opened.map(row => row.tags))}::text[]
    ) as i (
      channel_id, broadcast_no, segment_no, started_at,
      title_no, category_key, game_name, language, tags
    )`
}

/**
 * Gives open segments their end, and adds what their live rows have gathered for them, where there is
 * one, and the time that came since.
 */
export async function closeSegments(
  sql: Queryable,
  closed: readonly ClosedSegment[],
): Promise<void> {
  if (closed.length === 0) return
  const keys = broadcastKeys(closed)
  const time = timeColumns(closed.map(row => row.time))
  await sql`
    update segments g
    set
      ended_at = to_timestamp(i.ended_at),
      half_viewer_seconds = g.half_viewer_seconds + i.half
        + coalesce(l.half_viewer_seconds - l.before_segment_half_viewer_seconds, 0),
      present_seconds = g.present_seconds + i.present
        + coalesce(l.present_seconds - l.before_segment_present_seconds, 0),
      observed_seconds = g.observed_seconds + i.observed
        + coalesce(l.observed_seconds - l.before_segment_observed_seconds, 0),
      reported_seconds = g.reported_seconds + i.reported
        + coalesce(l.reported_seconds - l.before_segment_reported_seconds, 0),
      samples = g.samples + coalesce(l.samples - l.before_segment_samples, 0),
      gaps = g.gaps + coalesce(l.gaps - l.before_segment_gaps, 0),
      peak_at = case
        when g.peak_viewers >= l.segment_peak_viewers or l.segment_peak_viewers is null
          then g.peak_at
        else l.segment_peak_at
      end,
      peak_viewers = greatest(g.peak_viewers, l.segment_peak_viewers)
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(closed.map(row => row.segmentNo))}::int[],
      ${numbers(closed.map(row => row.endedAt))}::bigint[],
      ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::int[],
      ${time.observedSeconds}::int[], ${time.reportedSeconds}::int[]
    ) as i (
      channel_id, broadcast_no, segment_no, ended_at, half, present, observed, reported
    )
    left join live_broadcasts l
      on l.channel_id = i.channel_id
      and l.broadcast_no = i.broadcast_no
    where g.channel_id = i.channel_id
      and g.broadcast_no = i.broadcast_no
      and g.segment_no = i.segment_no`
}

/** Opens segments again that had ended with their broadcast. */
export async function continueSegments(
  sql: Queryable,
  continued: readonly SegmentKey[],
): Promise<void> {
  if (continued.length === 0) return
  const keys = broadcastKeys(continued)
  await sql`
    update segments g
    set ended_at = null
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(continued.map(row => row.segmentNo))}::int[]
    ) as i (channel_id, broadcast_no, segment_no)
    where g.channel_id = i.channel_id
      and g.broadcast_no = i.broadcast_no
      and g.segment_no = i.segment_no`
}
