// The newest count of viewers that was known of ended broadcasts, from their samples.

import type { EndedBroadcast } from '../domain/broadcast.ts'
import type { Platform } from '../domain/platform.ts'
import { broadcastKeys, numbers } from './columns.ts'
import type { Queryable } from './database.ts'
import { dayOf } from './partitions.ts'

/**
 * By the place in `ended`; null = none was ever known. The days of all together are told too: by them
 * partitions are left out before the question is planned.
 */
export async function readLastKnownViewers(
  sql: Queryable,
  platform: Platform,
  ended: readonly EndedBroadcast[],
): Promise<(number | null)[]> {
  if (ended.length === 0) return []
  const keys = broadcastKeys(ended)
  const firstDay = dayOf(Math.min(...ended.map(row => row.firstSampleAt)))
  const lastDay = dayOf(Math.max(...ended.map(row => row.lastSampleAt)))
  const found = await sql<{ viewers: number | null }[]>`
    select (
      select s.viewers
      from samples s
      where s.channel_id = i.channel_id
        and s.broadcast_no = i.broadcast_no
        and s.platform = ${platform}
        and s.collected_at between i.first_at and i.last_at
        and s.collected_on between (i.first_at at time zone 'UTC')::date
          and (i.last_at at time zone 'UTC')::date
        and s.collected_on between ${firstDay}::date and ${lastDay}::date
        and s.viewers is not null
      order by s.collected_at desc
      limit 1
    ) as viewers
    from (
      select u.channel_id, u.broadcast_no, to_timestamp(u.first_at) as first_at,
        to_timestamp(u.last_at) as last_at, u.place
      from unnest(
        ${keys.channelKeys}::bigint[],
        ${keys.broadcastNos}::int[],
        ${numbers(ended.map(row => row.firstSampleAt))}::bigint[],
        ${numbers(ended.map(row => row.lastSampleAt))}::bigint[]
      ) with ordinality as u (channel_id, broadcast_no, first_at, last_at, place)
    ) i
    order by i.place`
  return found.map(row => row.viewers)
}
