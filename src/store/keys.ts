// Our own keys of channels, categories, titles and earlier broadcasts: looked up by the
// platform's names, made where they are new. Channels and categories are written only where
// something changed.

import type { EndedBroadcast } from '../domain/broadcast.ts'
import type { Platform } from '../domain/platform.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

export interface ChannelProfile {
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
}

export interface KnownChannel {
  readonly channelKey: number
  /** The highest number of a broadcast of the channel so far; 0 = none. */
  readonly lastBroadcastNo: number
}

/**
 * The keys of channels by channel_id, each at most once in `profiles`; new channels are added
 * and changed names stored. `at` = the sweep's collected_at, whole epoch seconds.
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
      const row = profileOf.get(profile.channelId)
      if (row === undefined) return []
      // A name that is not told is not unlearned.
      const username = profile.username ?? row.username
      const displayName = profile.displayName ?? row.displayName
      const isChanged = row.username !== username || row.displayName !== displayName
      return isChanged ? [{ channelKey: row.channelKey, username, displayName }] : []
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
    insert into channels (platform, channel_id, username, display_name, created_at, updated_at)
    select ${platform}, i.channel_id, i.username, i.display_name, to_timestamp(${at}), to_timestamp(${at})
    from unnest(
      ${texts(profiles.map(profile => profile.channelId))}::text[],
      ${texts(profiles.map(profile => profile.username))}::text[],
      ${texts(profiles.map(profile => profile.displayName))}::text[]
    ) as i (channel_id, username, display_name)
    returning id as "channelKey", channel_id as "channelId"`
}

/** Stores the changed names of known channels. */
export async function updateProfiles(
  sql: Queryable,
  profiles: readonly (Omit<ChannelProfile, 'channelId'> & { readonly channelKey: number })[],
  at: number,
): Promise<void> {
  if (profiles.length === 0) return
  await sql`
    update channels c
    set username = i.username, display_name = i.display_name, updated_at = to_timestamp(${at})
    from unnest(
      ${numbers(profiles.map(profile => profile.channelKey))}::bigint[],
      ${texts(profiles.map(profile => profile.username))}::text[],
      ${texts(profiles.map(profile => profile.displayName))}::text[]
    ) as i (id, username, display_name)
    where c.id = i.id`
}

/**
 * The keys of categories by category_id; `names` holds each id with its name as received. New
 * ones are added and changed names stored.
 */
export async function ensureCategories(
  sql: Queryable,
  platform: Platform,
  names: ReadonlyMap<string, string | null>,
  at: number,
): Promise<Map<string, number>> {
  if (names.size === 0) return new Map()
  const ids = [...names.keys()]
  const found = await sql<{ key: number; categoryId: string; name: string | null }[]>`
    select id as "key", category_id as "categoryId", name
    from categories
    where platform = ${platform}
      and category_id = any(${texts(ids)}::text[])`
  const known = new Map(found.map(row => [row.categoryId, row]))
  const changed = ids.filter(id => known.get(id)?.name !== names.get(id))
  const keys = new Map(found.map(row => [row.categoryId, row.key]))
  if (changed.length === 0) return keys
  const written = await sql<{ key: number; categoryId: string }[]>`
    insert into categories (platform, category_id, name, created_at, updated_at)
    select ${platform}, i.category_id, i.name, to_timestamp(${at}), to_timestamp(${at})
    from unnest(
      ${texts(changed)}::text[],
      ${texts(changed.map(id => names.get(id) ?? null))}::text[]
    ) as i (category_id, name)
    on conflict (platform, category_id) do update
    set name = excluded.name, updated_at = excluded.updated_at
    returning id as "key", category_id as "categoryId"`
  for (const row of written) keys.set(row.categoryId, row.key)
  return keys
}

export interface ChannelTitles {
  /** The number of each title asked for that the channel has had before. */
  readonly numberOf: ReadonlyMap<string, number>
  /** The highest number so far; 0 = none. */
  readonly lastTitleNo: number
}

/** What the dictionaries of channels hold of the titles they show now. */
export async function readTitles(
  sql: Queryable,
  wanted: readonly { readonly channelKey: number; readonly title: string }[],
): Promise<Map<number, ChannelTitles>> {
  const dictionaries = new Map<number, { numberOf: Map<string, number>; lastTitleNo: number }>()
  if (wanted.length === 0) return dictionaries
  const found = await sql<
    { channelKey: number; title: string; titleNo: number | null; lastTitleNo: number }[]
  >`
    select
      i.channel_id as "channelKey",
      i.title,
      t.title_no as "titleNo",
      coalesce((
        select max(n.title_no)
        from channel_titles n
        where n.channel_id = i.channel_id
      ), 0) as "lastTitleNo"
    from unnest(
      ${numbers(wanted.map(row => row.channelKey))}::bigint[],
      ${texts(wanted.map(row => row.title))}::text[]
    ) as i (channel_id, title)
    left join channel_titles t
      on t.channel_id = i.channel_id
      and md5(t.title) = md5(i.title)`
  for (const { channelKey, title, titleNo, lastTitleNo } of found) {
    const dictionary = dictionaries.get(channelKey) ?? { numberOf: new Map(), lastTitleNo }
    if (titleNo !== null) dictionary.numberOf.set(title, titleNo)
    dictionaries.set(channelKey, dictionary)
  }
  return dictionaries
}

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
