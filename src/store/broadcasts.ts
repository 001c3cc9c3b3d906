// Broadcasts: one stream session of a channel each, for ever. While one is open, what changes with
// a sweep stands in its live row.

import type { SeenAt } from '../domain/sweep.ts'
import type {
  BroadcastEnd,
  BroadcastKey,
  ChangedThumbnail,
  CorrectedStart,
  IdentifiedBroadcast,
  OutsideDays,
  StartedBroadcast,
} from '../domain/sweep-changes.ts'
import { broadcastKeys, numbers, texts, timeColumns } from './columns.ts'
import type { Queryable } from './database.ts'

/** Adds broadcasts with their first sample. */
export async function insertBroadcasts(
  sql: Queryable,
  { platform, collectedAt }: SeenAt,
  started: readonly StartedBroadcast[],
): Promise<void> {
  if (started.length === 0) return
  const keys = broadcastKeys(started)
  await sql`
    insert into broadcasts (
      channel_id, broadcast_no, platform, stream_id, started_at, head_started_at, booked_from_at,
      first_sample_at, restart_of, thumbnail_url
    )
    select
      i.channel_id, i.broadcast_no, ${platform}, i.stream_id,
      to_timestamp(i.started_at), to_timestamp(i.head_started_at), to_timestamp(i.booked_from_at),
      to_timestamp(${collectedAt}), i.restart_of, i.thumbnail_url
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${texts(started.map(row => row.streamId))}::text[],
      ${numbers(started.map(row => row.startedAt))}::bigint[],
      ${numbers(started.map(row => row.headStartedAt))}::bigint[],
      ${numbers(started.map(row => row.bookedFromAt))}::bigint[],
      ${numbers(started.map(row => row.restartOf))}::int[],
      ${texts(started.map(row => row.thumbnailUrl))}::text[]
    ) as i (
      channel_id, broadcast_no, stream_id, started_at, head_started_at, booked_from_at, restart_of,
      thumbnail_url
    )`
}

/**
 * Gives open broadcasts their end with the sums of their live rows, and keeps it as it is booked, at a
 * moment in whole epoch seconds.
 */
export async function endBroadcasts(
  sql: Queryable,
  bookedAt: number,
  ended: readonly BroadcastEnd[],
): Promise<void> {
  if (ended.length === 0) return
  const keys = broadcastKeys(ended)
  const time = timeColumns(ended.map(row => row.time))
  await sql`
    update broadcasts b
    set
      ended_at = to_timestamp(i.ended_at),
      last_sample_at = to_timestamp(i.last_sample_at),
      thumbnail_url = null,
      half_viewer_seconds = b.half_viewer_seconds + l.half_viewer_seconds + i.half,
      present_seconds = b.present_seconds + l.present_seconds + i.present,
      observed_seconds = b.observed_seconds + l.observed_seconds + i.observed,
      reported_seconds = b.reported_seconds + l.reported_seconds + i.reported,
      samples = b.samples + l.samples,
      gaps = b.gaps + l.gaps,
      peak_at = case
        when b.peak_viewers >= l.peak_viewers or l.peak_viewers is null then b.peak_at
        else l.peak_at
      end,
      peak_viewers = greatest(b.peak_viewers, l.peak_viewers)
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(ended.map(row => row.endedAt))}::bigint[],
      ${numbers(ended.map(row => row.lastSampleAt))}::bigint[],
      ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::int[],
      ${time.observedSeconds}::int[], ${time.reportedSeconds}::int[]
    ) as i (
      channel_id, broadcast_no, ended_at, last_sample_at, half, present, observed, reported
    )
    join live_broadcasts l
      on l.channel_id = i.channel_id
      and l.broadcast_no = i.broadcast_no
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
  await sql`
    insert into broadcast_ends (
      channel_id, broadcast_no, ended_at, gone_at, last_sample_at, booked_at
    )
    select
      i.channel_id, i.broadcast_no,
      to_timestamp(i.ended_at), to_timestamp(i.gone_at), to_timestamp(i.last_sample_at),
      to_timestamp(${bookedAt})
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(ended.map(row => row.endedAt))}::bigint[],
      ${numbers(ended.map(row => row.goneAt))}::bigint[],
      ${numbers(ended.map(row => row.lastSampleAt))}::bigint[]
    ) as i (channel_id, broadcast_no, ended_at, gone_at, last_sample_at)`
}

/** Opens ended broadcasts again; the ends that were booked stay. */
export async function reopenBroadcasts(
  sql: Queryable,
  reopened: readonly BroadcastKey[],
): Promise<void> {
  if (reopened.length === 0) return
  const keys = broadcastKeys(reopened)
  await sql`
    update broadcasts b
    set ended_at = null, last_sample_at = null
    from unnest(${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[])
      as i (channel_id, broadcast_no)
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
}

/**
 * Gives broadcasts that began without one their stream id, in their live rows too. An id that another
 * broadcast of the channel has is not given twice.
 */
export async function identifyBroadcasts(
  sql: Queryable,
  identified: readonly IdentifiedBroadcast[],
): Promise<void> {
  if (identified.length === 0) return
  const keys = broadcastKeys(identified)
  await sql`
    with given as (
      update broadcasts b
      set stream_id = i.stream_id
      from unnest(
        ${keys.channelKeys}::bigint[],
        ${keys.broadcastNos}::int[],
        ${texts(identified.map(row => row.streamId))}::text[]
      ) as i (channel_id, broadcast_no, stream_id)
      where b.channel_id = i.channel_id
        and b.broadcast_no = i.broadcast_no
        and not exists (
          select 1
          from broadcasts o
          where o.channel_id = i.channel_id and o.stream_id = i.stream_id
        )
      returning b.channel_id, b.broadcast_no, b.stream_id
    )
    update live_broadcasts l
    set stream_id = g.stream_id
    from given g
    where l.channel_id = g.channel_id and l.broadcast_no = g.broadcast_no`
}

/** Corrects the starts of broadcasts, in their live rows too. */
export async function correctStarts(
  sql: Queryable,
  corrected: readonly CorrectedStart[],
): Promise<void> {
  if (corrected.length === 0) return
  const keys = broadcastKeys(corrected)
  const startedAts = numbers(corrected.map(row => row.startedAt))
  for (const table of [sql`broadcasts`, sql`live_broadcasts`])
    await sql`
      update ${table} b
      set started_at = to_timestamp(i.started_at)
      from unnest(
        ${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[], ${startedAts}::bigint[]
      ) as i (channel_id, broadcast_no, started_at)
      where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
}

/** Notes reported time that counts in no day. */
export async function addOutsideDays(
  sql: Queryable,
  outside: readonly OutsideDays[],
): Promise<void> {
  if (outside.length === 0) return
  const keys = broadcastKeys(outside)
  await sql`
    update broadcasts b
    set outside_days_seconds = b.outside_days_seconds + i.seconds
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(outside.map(row => row.seconds))}::int[]
    ) as i (channel_id, broadcast_no, seconds)
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
}

/** Changes the pictures of open broadcasts. */
export async function updateThumbnails(
  sql: Queryable,
  thumbnails: readonly ChangedThumbnail[],
): Promise<void> {
  if (thumbnails.length === 0) return
  const keys = broadcastKeys(thumbnails)
  await sql`
    update broadcasts b
    set thumbnail_url = i.thumbnail_url
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${texts(thumbnails.map(row => row.thumbnailUrl))}::text[]
    ) as i (channel_id, broadcast_no, thumbnail_url)
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
}
