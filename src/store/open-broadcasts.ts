// What a platform's last recorded sweep left open: the state that the next one is planned
// against, with the version it is true for.

import type { OpenBroadcast, OpenTexts } from '../domain/broadcast.ts'
import type { Platform } from '../domain/platform.ts'
import type { BroadcastKey } from '../domain/sweep-changes.ts'
import { broadcastKeys } from './columns.ts'
import { inSnapshot, type Queryable, type Sql } from './database.ts'

export interface PlatformState {
  /** Moves with every change of what is live; a plan holds only for the version it was made for. */
  readonly version: number
  readonly open: readonly OpenBroadcast[]
  /** Where in `open` a stream id stands. */
  readonly indexOf: ReadonlyMap<string, number>
  /** Where those stand that have none. */
  readonly withoutId: readonly number[]
}

/** So many rows are in hand beside those that are kept. */
const rowsAtATime = 5_000

/**
 * Reads the open broadcasts of a platform and their version, both from one snapshot. They come in
 * the order of their keys, in which samples are then written: their index grows side by side.
 */
export async function readPlatformState(sql: Sql, platform: Platform): Promise<PlatformState> {
  return inSnapshot(sql, async tx => {
    const [row] = await tx<{ version: number }[]>`
      select version
      from platforms
      where platform = ${platform}`
    const open: OpenBroadcast[] = []
    const indexOf = new Map<string, number>()
    const withoutId: number[] = []
    const take = (broadcast: OpenBroadcast) => {
      if (broadcast.streamId === null) withoutId.push(open.length)
      else indexOf.set(broadcast.streamId, open.length)
      open.push(broadcast)
    }
    await tx<OpenBroadcast[]>`
      select
        l.channel_id as "channelKey",
        l.broadcast_no as "broadcastNo",
        l.stream_id as "streamId",
        l.platform_channel_id as "channelId",
        extract(epoch from l.started_at)::bigint as "startedAt",
        extract(epoch from l.last_sample_at)::bigint as "lastSampleAt",
        l.cadence,
        extract(epoch from l.missed_at)::bigint as "missedAt",
        l.segment_no as "segmentNo",
        l.language,
        l.category_key as "categoryKey",
        l.viewers,
        l.last_known_viewers as "lastKnownViewers",
        coalesce(l.fingerprint, '') as "fingerprint"
      from live_broadcasts l
      where l.platform = ${platform}
      order by l.channel_id, l.broadcast_no`.cursor(rowsAtATime, rows => rows.forEach(take))
    return { version: row?.version ?? 0, open, indexOf, withoutId }
  })
}

/** How many broadcasts of a platform are open. */
export async function countOpen(sql: Queryable, platform: Platform): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*) as open
    from live_broadcasts
    where platform = ${platform}`
  return row?.open ?? 0
}

/**
 * The texts of open broadcasts, by their place in `wanted`. They are as the state had them while
 * the version it was read with holds.
 */
export async function readOpenTexts(
  sql: Queryable,
  wanted: readonly BroadcastKey[],
): Promise<OpenTexts[]> {
  if (wanted.length === 0) return []
  const keys = broadcastKeys(wanted)
  const found = await sql<OpenTexts[]>`
    select
      g.title_no as "titleNo",
      ${textColumns(sql)}
    from unnest(${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[])
      with ordinality as i (channel_id, broadcast_no, place)
    join live_broadcasts l
      on l.channel_id = i.channel_id
      and l.broadcast_no = i.broadcast_no
    ${textJoins(sql)}
    order by i.place`
  if (found.length !== wanted.length) throw new Error('a broadcast that is open has no live row')
  return found
}

function textColumns(sql: Queryable) {
  return sql`
    c.username as "username",
    c.display_name as "displayName",
    t.title as "title",
    k.category_id as "categoryId",
    coalesce(k.name, g.game_name) as "gameName",
    g.language as "language",
    g.tags as "tags",
    b.thumbnail_url as "thumbnailUrl",
    c.avatar_url as "avatarUrl"`
}

/** Where the texts of live rows `l` stand. */
function textJoins(sql: Queryable) {
  return sql`
    join channels c on c.id = l.channel_id
    join broadcasts b
      on b.channel_id = l.channel_id
      and b.broadcast_no = l.broadcast_no
    join segments g
      on g.channel_id = l.channel_id
      and g.broadcast_no = l.broadcast_no
      and g.segment_no = l.segment_no
    left join channel_titles t
      on t.channel_id = g.channel_id
      and t.title_no = g.title_no
    left join categories k on k.id = g.category_key`
}
