// Segments: stretches of a broadcast with the same title, category, language and tags.

import type { ClosedSegment, OpenedSegment, SegmentKey } from '../domain/sweep-changes.ts'
import { broadcastKeys, numbers, textLists, texts } from './columns.ts'
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

/** Gives open segments their end. */
export async function closeSegments(
  sql: Queryable,
  closed: readonly ClosedSegment[],
): Promise<void> {
  if (closed.length === 0) return
  const keys = broadcastKeys(closed)
  await sql`
    update segments g
    set ended_at = to_timestamp(i.ended_at)
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(closed.map(row => row.segmentNo))}::int[],
      ${numbers(closed.map(row => row.endedAt))}::bigint[]
    ) as i (channel_id, broadcast_no, segment_no, ended_at)
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
