// What channels had before: ended broadcasts that are seen again, and those that new ones may go on
// with. Asked only for channels with a row of no open broadcast.

import {
  type EndedBroadcast,
  type PreviousBroadcast,
  restartWithinSeconds,
  startToleranceSeconds,
} from '../domain/broadcast.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

/** A row, and its channel's newest broadcast. */
export interface ReturningRow {
  readonly channelKey: number
  readonly lastBroadcastNo: number
  readonly streamId: string | null
  readonly startedAt: number | null
}

/**
 * The ended broadcasts of channels that rows may be of: with the stream id of the row, or, where one
 * of the two has none, begun within a minute of it. Their last known viewers are not asked for.
 */
export async function readEndedBroadcasts(
  sql: Queryable,
  rows: readonly ReturningRow[],
): Promise<EndedBroadcast[]> {
  if (rows.length === 0) return []
  return sql<EndedBroadcast[]>`
    with i as materialized (
      select *
      from unnest(
        ${numbers(rows.map(row => row.channelKey))}::bigint[],
        ${texts(rows.map(row => row.streamId))}::text[],
        ${numbers(rows.map(row => row.startedAt))}::bigint[]
      ) as i (channel_id, stream_id, started_at)
    ),
    found as (
      select n.channel_id, n.broadcast_no
      from i
      join broadcasts n
        on n.channel_id = i.channel_id
        and n.stream_id = i.stream_id
      union
      select n.channel_id, n.broadcast_no
      from i
      join broadcasts n
        on n.channel_id = i.channel_id
        and n.stream_id is null
        and i.stream_id is not null
        and ${isSameStart(sql)}
      ${rows.some(row => row.streamId === null) ? byStartAlone(sql) : sql``}
    )
    select
      b.channel_id as "channelKey",
      b.broadcast_no as "broadcastNo",
      b.stream_id as "streamId",
      extract(epoch from b.started_at)::bigint as "startedAt",
      extract(epoch from b.first_sample_at)::bigint as "firstSampleAt",
      extract(epoch from b.last_sample_at)::bigint as "lastSampleAt",
      extract(epoch from b.ended_at)::bigint as "endedAt",
      g.segment_no as "segmentNo",
      g.category_key as "categoryKey",
      g.title_no as "titleNo",
      null::int as "lastKnownViewers",
      t.title as "title",
      k.category_id as "categoryId",
      coalesce(k.name, g.game_name) as "gameName",
      g.language as "language",
      g.tags as "tags"
    from found f
    join broadcasts b
      on b.channel_id = f.channel_id
      and b.broadcast_no = f.broadcast_no
    ${lastSegment(sql)}
    where b.ended_at is not null`
}

/** Each of the other ways is one index range; this one looks through the channel's broadcasts. */
function byStartAlone(sql: Queryable) {
  return sql`
    union
    select n.channel_id, n.broadcast_no
    from i
    join broadcasts n
      on n.channel_id = i.channel_id
      and i.stream_id is null
      and ${isSameStart(sql)}`
}

function isSameStart(sql: Queryable) {
  return sql`n.started_at between to_timestamp(i.started_at - ${startToleranceSeconds}::int)
    and to_timestamp(i.started_at + ${startToleranceSeconds}::int)`
}

/** The newest broadcasts of channels that had not ended long before those of the rows began. */
export async function readNewestBroadcasts(
  sql: Queryable,
  rows: readonly ReturningRow[],
): Promise<PreviousBroadcast[]> {
  const begun = rows.filter(row => row.startedAt !== null)
  if (begun.length === 0) return []
  return sql<PreviousBroadcast[]>`
    select
      b.channel_id as "channelKey",
      b.broadcast_no as "broadcastNo",
      extract(epoch from b.ended_at)::bigint as "endedAt",
      extract(epoch from coalesce(b.last_sample_at, l.last_sample_at))::bigint as "lastSampleAt",
      t.title as "title",
      k.category_id as "categoryId"
    from unnest(
      ${numbers(begun.map(row => row.channelKey))}::bigint[],
      ${numbers(begun.map(row => row.lastBroadcastNo))}::int[],
      ${numbers(begun.map(row => row.startedAt))}::bigint[]
    ) as i (channel_id, broadcast_no, started_at)
    join broadcasts b
      on b.channel_id = i.channel_id
      and b.broadcast_no = i.broadcast_no
    left join live_broadcasts l
      on l.channel_id = b.channel_id
      and l.broadcast_no = b.broadcast_no
    ${lastSegment(sql)}
    where coalesce(b.ended_at, l.last_sample_at)
      >= to_timestamp(i.started_at - ${restartWithinSeconds}::int)`
}

/** The last segment `g` of broadcasts `b`, with its title `t` and its category `k`. */
function lastSegment(sql: Queryable) {
  return sql`
    join segments g
      on g.channel_id = b.channel_id
      and g.broadcast_no = b.broadcast_no
      and g.segment_no = (
        select max(n.segment_no)
        from segments n
        where n.channel_id = b.channel_id and n.broadcast_no = b.broadcast_no
      )
    left join channel_titles t
      on t.channel_id = g.channel_id
      and t.title_no = g.title_no
    left join categories k on k.id = g.category_key`
}
