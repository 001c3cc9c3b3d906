// Profiles of channels: what the platform tells of them beside their streams.

import type { Profile } from '../domain/channel.ts'
import type { Platform } from '../domain/platform.ts'
import { numbers, texts } from './columns.ts'
import type { Sql } from './database.ts'
import type { DueChannel } from './due-channels.ts'
import { withPlatformTurn } from './platform-turn.ts'

/** A profile as it was answered for a channel; null = the platform does not know the channel. */
export interface ReadProfile extends Pick<DueChannel, 'channelKey'> {
  readonly profile: Profile | null
}

/**
 * Stores what was read of channels at a moment (whole epoch seconds), each at most once. What is not
 * told is not unlearned; '' is told. All of them count as read, so that those without an answer are not asked for
 * again at once; only those that changed count as updated.
 */
export async function writeProfiles(
  sql: Sql,
  platform: Platform,
  read: readonly ReadProfile[],
  at: number,
): Promise<void> {
  if (read.length === 0) return
  const column = (pick: (profile: Profile) => string | null) =>
    texts(read.map(({ profile }) => (profile === null ? null : pick(profile))))
  await withPlatformTurn(
    sql,
    platform,
    tx => tx`
      update channels c
      set
        username = coalesce(i.username, c.username),
        display_name = coalesce(i.display_name, c.display_name),
        avatar_url = coalesce(i.avatar_url, c.avatar_url),
        description = coalesce(i.description, c.description),
        broadcaster_type = coalesce(i.broadcaster_type, c.broadcaster_type),
        registered_at = coalesce(to_timestamp(i.registered_at), c.registered_at),
        profile_read_at = to_timestamp(${at}),
        updated_at = case
          when i.username <> coalesce(c.username, '')
            or i.display_name <> coalesce(c.display_name, '')
            or i.avatar_url <> coalesce(c.avatar_url, '')
            or i.description <> coalesce(c.description, '')
            or i.broadcaster_type <> coalesce(c.broadcaster_type, '')
            or to_timestamp(i.registered_at) <> coalesce(c.registered_at, '-infinity')
          then to_timestamp(${at})
          else c.updated_at
        end
      from unnest(
        ${numbers(read.map(row => row.channelKey))}::bigint[],
        ${column(profile => profile.username)}::text[],
        ${column(profile => profile.displayName)}::text[],
        ${column(profile => profile.avatarUrl)}::text[],
        ${column(profile => profile.description)}::text[],
        ${column(profile => profile.broadcasterType)}::text[],
        ${numbers(read.map(row => row.profile?.registeredAt ?? null))}::bigint[]
      ) as i (
        id, username, display_name, avatar_url, description, broadcaster_type, registered_at
      )
      where c.id = i.id`,
  )
}
