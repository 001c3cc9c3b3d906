// Channels that had a broadcast: what they upload is looked through for the next one, where streams
// are tracked by their ids.

import type { Platform } from '../domain/platform.ts'
import { numbers } from './columns.ts'
import type { Queryable } from './database.ts'
import type { DueChannel } from './due-channels.ts'

/** A channel of which a broadcast has ended. */
export interface EndedChannel extends Pick<DueChannel, 'channelKey'> {
  /** Of the broadcast when they were known last; null = never. */
  readonly viewers: number | null
}

/** Follows channels of which a broadcast ended at a moment (whole epoch seconds). */
export async function followEnded(
  sql: Queryable,
  platform: Platform,
  ended: readonly EndedChannel[],
  at: number,
): Promise<void> {
  if (ended.length === 0) return
  const channels = [...new Map(ended.map(row => [row.channelKey, row])).values()]
  await sql`
    insert into followed_channels (channel_id, platform, viewers, seen_at)
    select i.channel_id, ${platform}::platform, i.viewers, to_timestamp(${at})
    from unnest(
      ${numbers(channels.map(row => row.channelKey))}::bigint[],
      ${numbers(channels.map(row => row.viewers))}::int[]
    ) as i (channel_id, viewers)
    on conflict (channel_id) do update
    set viewers = excluded.viewers, seen_at = excluded.seen_at`
}

export interface UploadsQuestion {
  readonly platform: Platform
  /** Now, whole epoch seconds. */
  readonly at: number
  /** Seconds after which a channel is looked through again. */
  readonly againAfter: number
  readonly limit: number
}

/**
 * The followed channels that have nothing open and are to be looked through, by their viewers times
 * the seconds since that was done, or since they were seen.
 */
export async function listUploadsDue(
  sql: Queryable,
  { platform, at, againAfter, limit }: UploadsQuestion,
): Promise<DueChannel[]> {
  const rows = await sql<DueChannel[]>`
    select c.id as "channelKey", c.channel_id as "channelId"
    from followed_channels f
    join channels c on c.id = f.channel_id
    where f.platform = ${platform}
      and coalesce(f.uploads_read_at, f.seen_at) <= to_timestamp(${at - againAfter})
      and not exists (
        select 1
        from live_broadcasts l
        where l.channel_id = f.channel_id
      )
    order by
      (coalesce(f.viewers, 0) + 1)
        * (${at} - extract(epoch from coalesce(f.uploads_read_at, f.seen_at))) desc,
      f.channel_id
    limit ${limit}`
  return [...rows]
}

/** Notes that channels were looked through at a moment (whole epoch seconds). */
export async function markUploadsRead(
  sql: Queryable,
  channels: readonly Pick<DueChannel, 'channelKey'>[],
  at: number,
): Promise<void> {
  if (channels.length === 0) return
  await sql`
    update followed_channels
    set uploads_read_at = to_timestamp(${at})
    where channel_id = any(${numbers(channels.map(row => row.channelKey))}::bigint[])`
}
