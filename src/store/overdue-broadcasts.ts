// Open broadcasts that no sweep has seen for long: they may have ended without one that could tell.

import type { OpenBroadcast } from '../domain/broadcast.ts'
import type { Platform } from '../domain/platform.ts'
import type { BroadcastKey, EndChanges } from '../domain/sweep-changes.ts'
import { announceChange } from './announce.ts'
import { type BookingState, readBookingState } from './booking-state.ts'
import { addOutsideDays, endBroadcasts } from './broadcasts.ts'
import { claimVersion } from './changes.ts'
import { addDays, closeDays } from './channel-days.ts'
import { broadcastKeys } from './columns.ts'
import type { Queryable, Sql } from './database.ts'
import { deleteLiveRows } from './live-broadcasts.ts'
import { ensureSumDays } from './partitions.ts'
import { withPlatformTurn } from './platform-turn.ts'
import { writeRollups } from './rollups.ts'
import { closeSegments } from './segments.ts'

/** What a look-up has to know of a broadcast it may end. */
export type OverdueBroadcast = Pick<
  OpenBroadcast,
  | 'channelKey'
  | 'broadcastNo'
  | 'channelId'
  | 'streamId'
  | 'startedAt'
  | 'lastSampleAt'
  | 'cadence'
  | 'missedAt'
  | 'segmentNo'
  | 'viewers'
  | 'categoryKey'
  | 'language'
>

/** Who is asked about, and by which key of ours it is written. */
export interface OverdueKey extends BroadcastKey {
  readonly channelId: string
}

/**
 * Open broadcasts whose last sample is older than two of their cadences at a moment (whole epoch
 * seconds). In no order: who cannot ask about all must not leave out the same ones each time.
 */
export async function listOverdue(
  sql: Queryable,
  platform: Platform,
  at: number,
  limit: number,
): Promise<OverdueKey[]> {
  const rows = await sql<OverdueKey[]>`
    select
      l.channel_id as "channelKey",
      l.broadcast_no as "broadcastNo",
      c.channel_id as "channelId"
    from live_broadcasts l
    join channels c on c.id = l.channel_id
    where l.platform = ${platform} and ${isOverdue(sql, at)}
    order by random()
    limit ${limit}`
  return [...rows]
}

/**
 * Ends those of the asked broadcasts that `planEnds` names among what is still overdue, in one
 * transaction that claims the platform's version, and announces it; how many there were.
 */
export async function endOverdue(
  sql: Sql,
  platform: Platform,
  asked: readonly BroadcastKey[],
  at: number,
  planEnds: (overdue: readonly OverdueBroadcast[], state: BookingState) => EndChanges,
): Promise<number> {
  const [earliest] = await readOverdue(sql, asked, at)
  if (earliest !== undefined) await ensureSumDays(sql, earliest.lastSampleAt, at)
  return withPlatformTurn(sql, platform, async (tx, current) => {
    const state = await readBookingState(tx, platform, at)
    const changes = planEnds(await readOverdue(tx, asked, at), state)
    const { ended } = changes
    if (ended.length === 0) return 0
    const version = await claimVersion(tx, platform, current)
    if (version === null) throw new Error('a version moved whose row is held')
    await endBroadcasts(tx, at, ended)
    await closeSegments(tx, ended)
    await closeDays(tx, platform, changes.daysClosed)
    await addDays(tx, platform, changes.daysAdded)
    await addOutsideDays(tx, changes.outsideDays)
    await deleteLiveRows(tx, ended)
    if (changes.rollup.length > 0)
      await writeRollups(tx, { platform, collectedAt: at }, state, changes.rollup)
    await announceChange(tx, { platform, version })
    return ended.length
  })
}

async function readOverdue(
  tx: Queryable,
  asked: readonly BroadcastKey[],
  at: number,
): Promise<OverdueBroadcast[]> {
  const keys = broadcastKeys(asked)
  return tx<OverdueBroadcast[]>`
    select
      l.channel_id as "channelKey",
      l.broadcast_no as "broadcastNo",
      c.channel_id as "channelId",
      l.stream_id as "streamId",
      extract(epoch from l.started_at)::bigint as "startedAt",
      extract(epoch from l.last_sample_at)::bigint as "lastSampleAt",
      l.cadence,
      extract(epoch from l.missed_at)::bigint as "missedAt",
      l.segment_no as "segmentNo",
      l.viewers,
      l.category_key as "categoryKey",
      l.language
    from unnest(${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[])
      as i (channel_id, broadcast_no)
    join live_broadcasts l
      on l.channel_id = i.channel_id
      and l.broadcast_no = i.broadcast_no
    join channels c on c.id = l.channel_id
    where ${isOverdue(tx, at)}
    order by l.last_sample_at, l.channel_id, l.broadcast_no`
}

/** Whether a live row `l` has been due twice since its last sample. */
function isOverdue(sql: Queryable, at: number) {
  return sql`l.last_sample_at < to_timestamp(${at}) - make_interval(secs => 2 * l.cadence)`
}
