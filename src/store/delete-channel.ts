// Channels as wholes: deleting one takes all that is known of it along.

import type { Platform } from '../domain/platform.ts'
import { announceChange } from './announce.ts'
import type { Sql } from './database.ts'

/** How many rows of each table went with a channel. */
export interface DeletedRows {
  readonly channels: number
  readonly broadcasts: number
  readonly segments: number
  readonly titles: number
  readonly samples: number
}

/**
 * Deletes a channel and everything that is kept of it, in one transaction; null when there is no
 * such channel. A sweep that is being made meanwhile is planned anew. Counts over whole platforms
 * that the channel was part of stay. If the channel is live it is found again: by the next
 * sweep, or where streams are tracked by a search.
 */
export async function deleteChannel(
  sql: Sql,
  platform: Platform,
  channelId: string,
): Promise<DeletedRows | null> {
  return sql.begin(async tx => {
    const [channel] = await tx<{ key: number }[]>`
      select id as key
      from channels
      where platform = ${platform} and channel_id = ${channelId}`
    if (channel === undefined) return null
    const [moved] = await tx<{ version: number }[]>`
      update platforms
      set version = version + 1
      where platform = ${platform}
      returning version`
    const { key } = channel
    await tx`delete from live_broadcasts where channel_id = ${key}`
    const samples = await tx`delete from samples where channel_id = ${key} returning 1`
    await tx`delete from broadcast_ends where channel_id = ${key}`
    await tx`delete from follower_readings where channel_id = ${key}`
    await tx`delete from followed_channels where channel_id = ${key}`
    await tx`
      delete from awaited_streams
      where platform = ${platform} and platform_channel_id = ${channelId}`
    await tx`delete from channel_rankings where channel_id = ${key}`
    await tx`delete from channel_days where channel_id = ${key}`
    const segments = await tx`delete from segments where channel_id = ${key} returning 1`
    const titles = await tx`delete from channel_titles where channel_id = ${key} returning 1`
    const broadcasts = await tx`delete from broadcasts where channel_id = ${key} returning 1`
    const channels = await tx`delete from channels where id = ${key} returning 1`
    await announceChange(tx, { platform, version: moved?.version ?? 0 })
    return {
      channels: channels.length,
      broadcasts: broadcasts.length,
      segments: segments.length,
      titles: titles.length,
      samples: samples.length,
    }
  })
}
