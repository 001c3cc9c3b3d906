// Broadcasts that are open and were not seen for longer than they may be kept: nobody has refreshed
// them. They go wholly, like a channel that is deleted; who is live after all is found as a new one.

import { announceChange } from './announce.ts'
import { claimVersion } from './changes.ts'
import { broadcastKeys } from './columns.ts'
import { deleteLiveRows } from './live-broadcasts.ts'
import { withPlatformTurn } from './platform-turn.ts'
import type { PurgeWork } from './purge-tables.ts'

const broadcastsAtATime = 500

/**
 * Deletes them with their live rows, some at a time, each time claiming the platform's version: a
 * sweep that is planned with them is planned anew.
 */
export async function purgeUnseenOpen(work: PurgeWork): Promise<void> {
  const { sql, borders, signal, note } = work
  const { platform, data } = borders
  for (let gone = broadcastsAtATime; gone === broadcastsAtATime; ) {
    signal.throwIfAborted()
    gone = await withPlatformTurn(sql, platform, async (tx, current) => {
      const unseen = await tx<{ channelKey: number; broadcastNo: number }[]>`
        select channel_id as "channelKey", broadcast_no as "broadcastNo"
        from live_broadcasts
        where platform = ${platform} and last_sample_at < to_timestamp(${data})
        limit ${broadcastsAtATime}`
      if (unseen.length === 0) return 0
      const version = await claimVersion(tx, platform, current)
      if (version === null) throw new Error('a version moved whose row is held')
      const keys = broadcastKeys(unseen)
      await deleteLiveRows(tx, unseen)
      note('live_broadcasts', 'deleted', unseen.length)
      for (const table of ['segments', 'broadcast_ends', 'broadcasts']) {
        const rows = await tx`
          delete from ${tx(table)} t
          using unnest(${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[])
            as i (channel_id, broadcast_no)
          where t.channel_id = i.channel_id and t.broadcast_no = i.broadcast_no
          returning 1`
        note(table, 'deleted', rows.length)
      }
      await announceChange(tx, { platform, version })
      return unseen.length
    })
  }
}
