// Which live channels are to be asked about next.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'
import { isSeen, seenSince } from './seen-since.ts'

/** A channel that is to be asked about. */
export interface DueChannel {
  readonly channelKey: number
  /** The platform's id of it. */
  readonly channelId: string
}

/** What is read of a channel beside its streams. */
export type ChannelReading = 'profile' | 'followers'

export interface DueQuestion {
  readonly platform: Platform
  readonly reading: ChannelReading
  /** Now, whole epoch seconds. */
  readonly at: number
  /** Seconds after which it is read again. */
  readonly againAfter: number
  readonly limit: number
}

/**
 * The live channels that are due, the most urgent first: those never read, by their viewers; then
 * the others by viewers times the seconds since they were read.
 */
export async function listDueChannels(
  sql: Queryable,
  { platform, reading, at, againAfter, limit }: DueQuestion,
): Promise<DueChannel[]> {
  const readAt = readAtColumn(sql, reading)
  const rows = await sql<DueChannel[]>`
    with seen_since as materialized (${seenSince(sql)}),
    live as (
      select l.channel_id, sum(coalesce(l.viewers, l.last_known_viewers, 0)) as viewers
      from live_broadcasts l
      join seen_since f on f.platform = l.platform
      where l.platform = ${platform} and ${isSeen(sql)}
      group by l.channel_id
    )
    select c.id as "channelKey", c.channel_id as "channelId"
    from live
    join channels c on c.id = live.channel_id
    where ${readAt} is null or ${readAt} <= to_timestamp(${at - againAfter})
    order by
      ${readAt} is not null,
      (live.viewers + 1) * (${at} - extract(epoch from coalesce(${readAt}, to_timestamp(0)))) desc,
      c.id
    limit ${limit}`
  return [...rows]
}

function readAtColumn(sql: Queryable, reading: ChannelReading) {
  switch (reading) {
    case 'profile':
      return sql`c.profile_read_at`
    case 'followers':
      return sql`c.followers_read_at`
    default:
      return reading satisfies never
  }
}
