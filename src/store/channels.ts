// Channels: broadcasters on one platform, written only where something changed.

import type { Platform } from '../domain/platform.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

/** What a row tells of its channel; null = not told. */
export interface ChannelProfile {
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly avatarUrl: string | null
}

type ToldProfile = Omit<ChannelProfile, 'channelId'>

const told = ['username', 'displayName', 'avatarUrl'] as const satisfies (keyof ToldProfile)[]

/** Whether a row tells of its channel what is not known yet; telling nothing unlearns nothing. */
export function hasNewProfile(row: ToldProfile, known: ToldProfile): boolean {
  return told.some(field => row[field] !== null && row[field] !== known[field])
}

export interface KnownChannel {
  readonly channelKey: number
  /** The highest number of a broadcast of the channel so far; 0 = none. */
  readonly lastBroadcastNo: number
}

/**
 * The keys of channels by channel_id, each at most once in `profiles`; new channels are added
 * and changed names and pictures stored. `at` = the sweep's collected_at, whole epoch seconds.
 */
export async function ensureChannels(
  sql: Queryable,
  platform: Platform,
  profiles: readonly ChannelProfile[],
  at: number,
): Promise<Map<string, KnownChannel>> {
  const known = new Map<string, KnownChannel>()
  if (profiles.length === 0) return known
  const found = await sql<(ChannelProfile & KnownChannel)[]>`
    select
      c.id as "channelKey",
      c.channel_id as "channelId",
      c.username,
      c.display_name as "displayName",
      c.avatar_url as "avatarUrl",
      coalesce((
        select max(b.broadcast_no)
        from broadcasts b
        where b.channel_id = c.id
      ), 0) as "lastBroadcastNo"
    from channels c
    where c.platform = ${platform}
      and c.channel_id = any(${texts(profiles.map(profile => profile.channelId))}::text[])`
  const profileOf = new Map(found.map(row => [row.channelId, row]))
  for (const { channelId, channelKey, lastBroadcastNo } of found)
    known.set(channelId, { channelKey, lastBroadcastNo })

  await updateProfiles(
    sql,
    profiles.flatMap(profile => {
      const known = profileOf.get(profile.channelId)
      if (known === undefined || !hasNewProfile(profile, known)) return []
      return [{ ...profile, channelKey: known.channelKey }]
    }),
    at,
  )
  const added = profiles.filter(profile => !known.has(profile.channelId))
  for (const row of await insertChannels(sql, platform, added, at))
    known.set(row.channelId, { channelKey: row.channelKey, lastBroadcastNo: 0 })
  return known
}

async function insertChannels(
  sql: Queryable,
  platform: Platform,
  profiles: readonly ChannelProfile[],
  at: number,
): Promise<{ channelKey: number; channelId: string }[]> {
  if (profiles.length === 0) return []
  return sql`
    insert into channels (
      platform, channel_id, username, display_name, avatar_url, created_at, updated_at
    )
    select
      ${platform}, i.channel_id, i.username, i.display_name, i.avatar_url,
      to_timestamp(${at}), to_timestamp(${at})
    from unnest(
      ${texts(profiles.map(profile => profile.channelId))}::text[],
      ${texts(profiles.map(profile => profile.username))}::text[],
      ${texts(profiles.map(profile => profile.displayName))}::text[],
      ${texts(profiles.map(profile => profile.avatarUrl))}::text[]
    ) as i (channel_id, username, display_name, avatar_url)
    returning id as "channelKey", channel_id as "channelId"`
}

/** Stores what is told of known channels; what is not stays. */
export async function updateProfiles(
  sql: Queryable,
  profiles: readonly (ToldProfile & { readonly channelKey: number })[],
  at: number,
): Promise<void> {
  if (profiles.length === 0) return
  await sql`
    update channels c
    set
      username = coalesce(i.username, c.username),
      display_name = coalesce(i.display_name, c.display_name),
      avatar_url = coalesce(i.avatar_url, c.avatar_url),
      updated_at = to_timestamp(${at})
    from unnest(
      ${numbers(profiles.map(profile => profile.channelKey))}::bigint[],
      ${texts(profiles.map(profile => profile.username))}::text[],
      ${texts(profiles.map(profile => profile.displayName))}::text[],
      ${texts(profiles.map(profile => profile.avatarUrl))}::text[]
    ) as i (id, username, display_name, avatar_url)
    where c.id = i.id`
}
