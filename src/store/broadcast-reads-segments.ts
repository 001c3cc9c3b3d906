// The segments of broadcasts, with their sums as they are kept and what the live row adds.

import type { Sums } from '../domain/sums.ts'
import { higherPeak, type SummedRow, withSums } from './broadcast-reads-sums.ts'
import { numbers } from './columns.ts'
import type { Queryable } from './database.ts'

/** A segment with its sums. */
export interface SegmentRow {
  readonly broadcastNo: number
  readonly segmentNo: number
  readonly startedAt: number
  /** null = it is open. */
  readonly endedAt: number | null
  readonly title: string | null
  readonly categoryId: string | null
  readonly gameName: string | null
  readonly language: string | null
  readonly tags: readonly string[]
  readonly sums: Sums
}

/** The segments of some broadcasts of a channel, in order. */
export async function listSegments(
  sql: Queryable,
  channelKey: number,
  broadcastNos: readonly number[],
): Promise<SegmentRow[]> {
  if (broadcastNos.length === 0) return []
  const rows = await sql<SummedRow<SegmentRow>[]>`
    select
      g.broadcast_no as "broadcastNo",
      g.segment_no as "segmentNo",
      extract(epoch from g.started_at)::bigint as "startedAt",
      extract(epoch from g.ended_at)::bigint as "endedAt",
      t.title,
      k.category_id as "categoryId",
      coalesce(k.name, g.game_name) as "gameName",
      g.language,
      g.tags,
      g.half_viewer_seconds
        + coalesce(l.half_viewer_seconds - l.before_segment_half_viewer_seconds, 0)
        as "halfViewerSeconds",
      g.present_seconds + coalesce(l.present_seconds - l.before_segment_present_seconds, 0)
        as "presentSeconds",
      g.observed_seconds + coalesce(l.observed_seconds - l.before_segment_observed_seconds, 0)
        as "observedSeconds",
      g.reported_seconds + coalesce(l.reported_seconds - l.before_segment_reported_seconds, 0)
        as "reportedSeconds",
      g.samples + coalesce(l.samples - l.before_segment_samples, 0) as samples,
      g.gaps + coalesce(l.gaps - l.before_segment_gaps, 0) as gaps,
      ${higherPeak(sql, sql`g.peak_viewers`, sql`g.peak_at`, sql`l.segment_peak_viewers`, sql`l.segment_peak_at`)}
    from segments g
    left join live_broadcasts l
      on l.channel_id = g.channel_id
      and l.broadcast_no = g.broadcast_no
      and l.segment_no = g.segment_no
    left join channel_titles t
      on t.channel_id = g.channel_id
      and t.title_no = g.title_no
    left join categories k on k.id = g.category_key
    where g.channel_id = ${channelKey}
      and g.broadcast_no = any(${numbers(broadcastNos)}::int[])
    order by g.broadcast_no, g.segment_no`
  return rows.map(withSums)
}
