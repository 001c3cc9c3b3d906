// One channel, found by what an address names it with.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'

/** A channel as answers name it. */
export interface ChannelName {
  /** Our own key. */
  readonly channelKey: number
  readonly platform: Platform
  /** The platform's id. */
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly avatarUrl: string | null
}

/** The channel with this id of the platform's; null = there is none. */
export async function readChannel(
  sql: Queryable,
  platform: Platform,
  channelId: string,
): Promise<ChannelName | null> {
  const [found] = await sql<ChannelName[]>`
    select ${nameColumns(sql)}
    from channels c
    where c.platform = ${platform} and c.channel_id = ${channelId}`
  return found ?? null
}

/** The channel with our own key; null = there is none. */
export async function readChannelByKey(
  sql: Queryable,
  channelKey: number,
): Promise<ChannelName | null> {
  const [found] = await sql<ChannelName[]>`
    select ${nameColumns(sql)}
    from channels c
    where c.id = ${channelKey}`
  return found ?? null
}

/** The channels with this name in their address, in any case; two at most are told. */
export async function listChannelsNamed(
  sql: Queryable,
  platform: Platform,
  username: string,
): Promise<ChannelName[]> {
  const rows = await sql<ChannelName[]>`
    select ${nameColumns(sql)}
    from channels c
    where c.platform = ${platform} and lower(c.username) = lower(${username})
    limit 2`
  return [...rows]
}

/** The columns of a `ChannelName` of channels `c`. */
function nameColumns(sql: Queryable) {
  return sql`
    c.id as "channelKey",
    c.platform,
    c.channel_id as "channelId",
    c.username,
    c.display_name as "displayName",
    c.avatar_url as "avatarUrl"`
}
