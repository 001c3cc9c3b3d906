// Broadcasts: one stream session of a channel each, for ever. While one is open, what changes with
// a sweep stands in its live row.

import type { EndedBroadcast } from '../domain/broadcast.ts'
import type { SeenAt } from '../domain/sweep.ts'
import type {
  BroadcastEnd,
  BroadcastKey,
  ChangedThumbnail,
  CorrectedStart,
  StartedBroadcast,
} from '../domain/sweep-changes.ts'
import { broadcastKeys, numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

/** The ended broadcasts of channels by the stream ids they are seen with again. */
export async function readEndedBroadcasts(
  sql: Queryable,
  wanted: readonly { readonly channelKey: number; readonly streamId: string }[],
): Promise<EndedBroadcast[]> {
  if (wanted.length === 0) return []
  return sql<EndedBroadcast[]>`
    select
      b.channel_id as "channelKey",
      b.broadcast_no as "broadcastNo",
      b.stream_id as "streamId",
      extract(epoch from b.started_at)::bigint as "startedAt",
      extract(epoch from b.first_sample_at)::bigint as "firstSampleAt",
      extract(epoch from b.last_sample_at)::bigint as "lastSampleAt",
      g.segment_no as "segmentNo",
      g.title_no as "titleNo",
      t.title as "title",
      k.category_id as "categoryId",
      coalesce(k.name, g.game_name) as "gameName",
      g.language as "language",
      g.tags as "tags"
    from unnest(
      ${numbers(wanted.map(row => row.channelKey))}::bigint[],
      ${texts(wanted.map(row => row.streamId))}::text[]
    ) as i (channel_id, stream_id)
    join broadcasts b
      on b.channel_id = i.channel_id
      and b.stream_id = i.stream_id
      and b.ended_at is not null
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
      channel_id, broadcast_no, platform, stream_id, started_at, head_started_at,
      first_sample_at, thumbnail_url
    )
    select
      i.channel_id, i.broadcast_no, ${platform}, i.stream_id,
      to_timestamp(i.started_at), to_timestamp(i.started_at),
      to_timestamp(${collectedAt}), i.thumbnail_url
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${texts(started.map(row => row.streamId))}::text[],
      ${numbers(started.map(row => row.startedAt))}::bigint[],
      ${texts(started.map(row => row.thumbnailUrl))}::text[]
    ) as i (channel_id, broadcast_no, stream_id, started_at, thumbnail_url)`
}

/** Gives open broadcasts their end, and keeps it as it is booked. */
export async function endBroadcasts(sql: Queryable, ended: readonly BroadcastEnd[]): Promise<void> {
  if (ended.length === 0) return
  const keys = broadcastKeys(ended)
  await sql`
    update broadcasts b
    set
      ended_at = to_timestamp(i.ended_at),
      last_sample_at = to_timestamp(i.last_sample_at),
      thumbnail_url = null
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(ended.map(row => row.endedAt))}::bigint[],
      ${numbers(ended.map(row => row.lastSampleAt))}::bigint[]
    ) as i (channel_id, broadcast_no, ended_at, last_sample_at)
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
  await sql`
    insert into broadcast_ends (channel_id, broadcast_no, ended_at, gone_at, last_sample_at)
    select
      i.channel_id, i.broadcast_no,
      to_timestamp(i.ended_at), to_timestamp(i.gone_at), to_timestamp(i.last_sample_at)
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
