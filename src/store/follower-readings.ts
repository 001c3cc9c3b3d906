// Followers of channels: every reading is kept, the newest one stands in the channel.

import type { Platform } from '../domain/platform.ts'
import { numbers } from './columns.ts'
import type { Sql } from './database.ts'
import type { DueChannel } from './due-channels.ts'
import { withPlatformTurn } from './platform-turn.ts'

export interface ReadFollowers extends Pick<DueChannel, 'channelKey'> {
  /** Null = the platform does not tell. */
  readonly followers: number | null
}

/**
 * Stores the followers of channels as read at a moment (whole epoch seconds), each channel at most
 * once. A channel without an answer counts as read, and keeps the count it had.
 */
export async function writeFollowers(
  sql: Sql,
  platform: Platform,
  read: readonly ReadFollowers[],
  at: number,
): Promise<void> {
  if (read.length === 0) return
  const keys = numbers(read.map(row => row.channelKey))
  const counts = numbers(read.map(row => row.followers))
  await withPlatformTurn(sql, platform, async tx => {
    // Of a channel that was deleted meanwhile nothing may be left behind.
    await tx`
      insert into follower_readings (channel_id, read_at, followers)
      select c.id, to_timestamp(${at}), i.followers
      from unnest(${keys}::bigint[], ${counts}::bigint[]) as i (id, followers)
      join channels c on c.id = i.id
      where i.followers is not null
      on conflict (channel_id, read_at) do nothing`
    await tx`
      update channels c
      set
        follower_count = coalesce(i.followers, c.follower_count),
        followers_read_at = to_timestamp(${at}),
        updated_at = case
          when i.followers <> coalesce(c.follower_count, -1) then to_timestamp(${at})
          else c.updated_at
        end
      from unnest(${keys}::bigint[], ${counts}::bigint[]) as i (id, followers)
      where c.id = i.id
        and (c.followers_read_at is null or c.followers_read_at < to_timestamp(${at}))`
  })
}
