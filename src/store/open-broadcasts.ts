// What a platform's last recorded sweep left open: the state that the next one is planned
// against, with the version it is true for.

import type { OpenBroadcast } from '../domain/broadcast.ts'
import type { Platform } from '../domain/platform.ts'
import { inSnapshot, type Sql } from './database.ts'

export interface PlatformState {
  /** Moves with every change of what is live; a plan holds only for the version it was made for. */
  readonly version: number
  readonly open: readonly OpenBroadcast[]
  /** Where in `open` a stream id stands. */
  readonly indexOf: ReadonlyMap<string | null, number>
}

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
    const open = await tx<OpenBroadcast[]>`
      select
        l.channel_id as "channelKey",
        l.broadcast_no as "broadcastNo",
        l.stream_id as "streamId",
        c.channel_id as "channelId",
        c.username as "username",
        c.display_name as "displayName",
        extract(epoch from l.started_at)::bigint as "startedAt",
        extract(epoch from l.last_sample_at)::bigint as "lastSampleAt",
        extract(epoch from l.missed_at)::bigint as "missedAt",
        l.segment_no as "segmentNo",
        g.title_no as "titleNo",
        t.title as "title",
        k.category_id as "categoryId",
        coalesce(k.name, g.game_name) as "gameName",
        g.language as "language",
        g.tags as "tags",
        b.thumbnail_url as "thumbnailUrl"
      from live_broadcasts l
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
      left join categories k on k.id = g.category_key
      where l.platform = ${platform}
      order by l.channel_id, l.broadcast_no`
    const indexOf = new Map(open.map((broadcast, i) => [broadcast.streamId, i]))
    return { version: row?.version ?? 0, open, indexOf }
  })
}
