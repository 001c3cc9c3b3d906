// Looks up the open broadcasts that no sweep has seen for two of their cadences, and ends those that
// are gone: so broadcasts end also where sweeps stay partial, or read only the top of a platform.

import { endOfBroadcast, isSameBroadcast } from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { BroadcastEnd } from '../domain/sweep-changes.ts'
import type { ReadRows } from '../platforms/client.ts'
import { endOverdue, listOverdue, type OverdueBroadcast } from '../store/overdue-broadcasts.ts'
import { type EnrichRound, idsAtATime, secondsOf, takeBatches } from './enrich-round.ts'

/** What a look-up was answered, and when it was asked. */
export interface LookUp extends ReadRows<LiveStream> {
  /** Whole epoch seconds. */
  readonly at: number
  /** Whether a channel of the platform has one broadcast at a time. */
  readonly isSingle: boolean
}

/** A sample later than this many cadences after the one before is not known to follow it. */
const cadencesToGap = 2.5

/** So many are looked up in one round at most. */
const mostLookUps = 20_000

/** Looks up what is overdue; what a sweep sees in the meantime stays as it is. */
export async function lookUpOverdue(round: EnrichRound): Promise<void> {
  const { sql, client, clock, context, counts } = round
  const { platform, capabilities } = client
  const overdue = await listOverdue(sql, platform, secondsOf(clock), mostLookUps)
  for await (const asked of takeBatches(round, overdue, idsAtATime)) {
    const at = secondsOf(clock)
    const channelIds = [...new Set(asked.map(row => row.channelId))]
    const answer = await client.refresh(channelIds, context)
    const lookUp = { ...answer, at, isSingle: capabilities.hasSingleBroadcast }
    counts.ended += await endOverdue(sql, platform, asked, at, rows => findEnds(rows, lookUp))
    counts.lookedUp += asked.length
  }
}

/**
 * The ends that a look-up proves: of the broadcasts it does not hold. None where a row could not be
 * read, which may have been any of theirs.
 */
export function findEnds(overdue: readonly OverdueBroadcast[], lookUp: LookUp): BroadcastEnd[] {
  if (lookUp.skipped > 0) return []
  const rowsOf = Map.groupBy(lookUp.rows, row => row.channelId)
  return overdue.flatMap(broadcast => {
    const rows = rowsOf.get(broadcast.channelId) ?? []
    if (rows.some(row => isStillLive(broadcast, row, lookUp.at))) return []
    const { channelKey, broadcastNo, segmentNo, lastSampleAt } = broadcast
    const goneAt = broadcast.missedAt ?? lookUp.at
    const nextStartedAt = lookUp.isSingle ? startAfter(broadcast, rows) : null
    const endedAt = endOfBroadcast(lastSampleAt, goneAt, nextStartedAt)
    return [{ channelKey, broadcastNo, segmentNo, lastSampleAt, goneAt, endedAt }]
  })
}

/** A row with neither id nor start says no more than that the channel is live. */
function isStillLive(broadcast: OverdueBroadcast, row: LiveStream, at: number): boolean {
  if (row.streamId !== null || row.startedAt !== null) return isSameBroadcast(broadcast, row)
  return at - broadcast.lastSampleAt <= cadencesToGap * broadcast.cadence
}

/** The first start of the channel that is not older than the broadcast itself; null = none known. */
function startAfter(broadcast: OverdueBroadcast, rows: readonly LiveStream[]): number | null {
  const begunAt = Math.min(broadcast.startedAt ?? -Infinity, broadcast.lastSampleAt)
  const starts = rows.flatMap(row => row.startedAt ?? []).filter(start => start >= begunAt)
  return starts.length === 0 ? null : Math.min(...starts)
}
