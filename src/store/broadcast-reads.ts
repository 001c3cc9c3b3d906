// Broadcasts as the study reads them: how they were booked, and their sums with what the live row adds.

import type { Platform } from '../domain/platform.ts'
import type { Sums } from '../domain/sums.ts'
import { higherPeak, type SummedRow, withSums } from './broadcast-reads-sums.ts'
import type { Queryable } from './database.ts'

/** What the time of a broadcast was booked by. Times are whole epoch seconds. */
export interface BookedRow {
  readonly broadcastNo: number
  /** Where booked time begins: its head, or its first sample; null = booked before sums were kept. */
  readonly bookedFromAt: number | null
  /** The start its head was booked with; null = unknown. */
  readonly headStartedAt: number | null
  readonly firstSampleAt: number
  readonly lastSampleAt: number
  /** Every end as booked, in order: last sample, end, and when it was booked. */
  readonly ends: readonly (readonly [lastSampleAt: number, endedAt: number, bookedAt?: number])[]
}

/** A broadcast as answers tell it. */
export interface BroadcastRow extends BookedRow {
  readonly channelKey: number
  readonly platform: Platform
  readonly streamId: string | null
  readonly startedAt: number | null
  /** null = it is open. */
  readonly endedAt: number | null
  /** The stream id of the broadcast it goes on with. */
  readonly restartOf: string | null
  /** Of its last segment. */
  readonly title: string | null
  readonly categoryId: string | null
  readonly gameName: string | null
  readonly language: string | null
  readonly segments: number
  readonly sums: Sums
}

export interface BroadcastsQuestion {
  readonly channelKey: number
  /** Only broadcasts with time in [from, to); null = no bound. */
  readonly from: number | null
  readonly to: number | null
  readonly limit: number
  /** Only those after this one; null = from the newest. */
  readonly after: BroadcastPosition | null
}

/** Where a broadcast stands among those of its channel. */
export interface BroadcastPosition {
  readonly firstSampleAt: number
  readonly broadcastNo: number
}

/** The broadcasts of a channel whose booked time may reach into [from, to), as they were booked. */
export async function listBookedBroadcasts(
  sql: Queryable,
  channelKey: number,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<BookedRow[]> {
  const rows = await sql<BookedRow[]>`
    select ${bookedColumns(sql)}
    from broadcasts b
    left join live_broadcasts l
      on l.channel_id = b.channel_id
      and l.broadcast_no = b.broadcast_no
    where b.channel_id = ${channelKey}
      and ${reachesInto(sql, from, to)}
    order by b.broadcast_no`
  return [...rows]
}

/** Broadcasts of a channel with their sums, the newest first; one more than asked, if there is one. */
export async function listBroadcasts(
  sql: Queryable,
  { channelKey, from, to, limit, after }: BroadcastsQuestion,
): Promise<BroadcastRow[]> {
  const rows = await sql<SummedRow<BroadcastRow>[]>`
    select ${broadcastColumns(sql)}
    from (
      select b.*
      from broadcasts b
      where b.channel_id = ${channelKey}
        ${to === null ? sql`` : sql`and coalesce(b.booked_from_at, b.first_sample_at) < to_timestamp(${to})`}
        ${from === null ? sql`` : sql`and (b.ended_at is null or b.ended_at > to_timestamp(${from}))`}
        ${
          after === null
            ? sql``
            : sql`and (b.first_sample_at, b.broadcast_no)
                < (to_timestamp(${after.firstSampleAt}), ${after.broadcastNo})`
        }
      order by b.first_sample_at desc, b.broadcast_no desc
      limit ${limit + 1}
    ) b
    ${besides(sql)}
    order by b.first_sample_at desc, b.broadcast_no desc`
  return rows.map(withSums)
}

/** The newest broadcast of a platform with this stream id; null = there is none. */
export async function readBroadcast(
  sql: Queryable,
  platform: Platform,
  streamId: string,
): Promise<BroadcastRow | null> {
  const [row] = await sql<SummedRow<BroadcastRow>[]>`
    select ${broadcastColumns(sql)}
    from broadcasts b
    ${besides(sql)}
    where b.stream_id = ${streamId} and b.platform = ${platform}
    order by b.first_sample_at desc
    limit 1`
  return row === undefined ? null : withSums(row)
}

/** Stream ids of the broadcasts that go on with this one. */
export async function listRestarts(
  sql: Queryable,
  { channelKey, broadcastNo }: { readonly channelKey: number; readonly broadcastNo: number },
): Promise<string[]> {
  const rows = await sql<{ streamId: string }[]>`
    select stream_id as "streamId"
    from broadcasts
    where channel_id = ${channelKey}
      and restart_of = ${broadcastNo}
      and stream_id is not null
    order by first_sample_at`
  return rows.map(({ streamId }) => streamId)
}

/** Whether broadcasts `b` may have booked time in [from, to). */
function reachesInto(sql: Queryable, from: number, to: number) {
  // An end that was learned later may lie before the one that was booked.
  return sql`coalesce(b.booked_from_at, b.first_sample_at) < to_timestamp(${to})
    and (b.ended_at is null or b.ended_at > to_timestamp(${from - endMargin}))`
}

const endMargin = 86_400

function bookedColumns(sql: Queryable) {
  return sql`
    b.broadcast_no as "broadcastNo",
    extract(epoch from b.booked_from_at)::bigint as "bookedFromAt",
    extract(epoch from b.head_started_at)::bigint as "headStartedAt",
    extract(epoch from b.first_sample_at)::bigint as "firstSampleAt",
    extract(epoch from coalesce(l.last_sample_at, b.last_sample_at, b.first_sample_at))::bigint
      as "lastSampleAt",
    coalesce(
      (
        select json_agg(
          json_build_array(
            extract(epoch from e.last_sample_at)::bigint, extract(epoch from e.ended_at)::bigint,
            extract(epoch from coalesce(e.booked_at, e.gone_at))::bigint
          )
          order by e.last_sample_at
        )
        from broadcast_ends e
        where e.channel_id = b.channel_id and e.broadcast_no = b.broadcast_no
      ),
      '[]'
    ) as ends`
}

function broadcastColumns(sql: Queryable) {
  return sql`
    ${bookedColumns(sql)},
    b.channel_id as "channelKey",
    b.platform,
    b.stream_id as "streamId",
    extract(epoch from b.started_at)::bigint as "startedAt",
    extract(epoch from b.ended_at)::bigint as "endedAt",
    r.stream_id as "restartOf",
    t.title,
    k.category_id as "categoryId",
    coalesce(k.name, g.game_name) as "gameName",
    g.language,
    (
      select count(*)::int
      from segments n
      where n.channel_id = b.channel_id and n.broadcast_no = b.broadcast_no
    ) as segments,
    b.half_viewer_seconds + coalesce(l.half_viewer_seconds, 0) as "halfViewerSeconds",
    b.present_seconds + coalesce(l.present_seconds, 0) as "presentSeconds",
    b.observed_seconds + coalesce(l.observed_seconds, 0) as "observedSeconds",
    b.reported_seconds + coalesce(l.reported_seconds, 0) as "reportedSeconds",
    b.samples + coalesce(l.samples, 0) as samples,
    b.gaps + coalesce(l.gaps, 0) as gaps,
    ${higherPeak(sql, sql`b.peak_viewers`, sql`b.peak_at`, sql`l.peak_viewers`, sql`l.peak_at`)}`
}

/** What stands beside broadcasts `b`: live row, restart, last segment, title, category. */
function besides(sql: Queryable) {
  return sql`
    left join live_broadcasts l
      on l.channel_id = b.channel_id
      and l.broadcast_no = b.broadcast_no
    left join broadcasts r
      on r.channel_id = b.channel_id
      and r.broadcast_no = b.restart_of
    left join segments g
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
