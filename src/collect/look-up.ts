// Looks up the open broadcasts that no sweep has seen for two of their cadences, and ends those that
// are gone: so broadcasts end also where sweeps stay partial, or read only the top of a platform.

import { endOfBroadcast, isSameBroadcast } from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { BroadcastEnd } from '../domain/sweep-changes.ts'
import type { ReadRows } from '../platforms/client.ts'
import { endOverdue, listOverdue, type OverdueBroadcast } from '../store/overdue-broadcasts.ts'
import { bookEnds } from './booking.ts'
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

/** So many that are overdue are listed, those that were found live lately among them. */
const mostOverdue = 200_000

/** That none of so many channels is live is more likely a fault of the answer. */
const tooManyForNone = 20

/** Looks up what is overdue; what a sweep sees in the meantime stays as it is. */
export async function lookUpOverdue(round: EnrichRound): Promise<void> {
  const { sql, client, clock, counts, memory, policy } = round
  const { platform } = client
  const overdue = await listOverdue(sql, platform, secondsOf(clock), mostOverdue)
  const due = memory.foundLive.takeDue(overdue, secondsOf(clock)).slice(0, mostLookUps)
  for await (const asked of takeBatches(round, due, idsAtATime)) {
    const lookUp = await lookUpChannels(round, [...new Set(asked.map(row => row.channelId))])
    if (lookUp === null) return
    let live: readonly OverdueBroadcast[] = []
    counts.ended += await endOverdue(sql, platform, asked, lookUp.at, (rows, state) => {
      live = findLive(rows, lookUp)
      return bookEnds(platform, policy, state, rows, findEnds(rows, lookUp))
    })
    memory.foundLive.add(live, lookUp.at)
    counts.lookedUp += asked.length
  }
}

/** What was answered for channels; null when the round is over before that is sure. */
async function lookUpChannels(
  { client, clock, context, mayGoOn }: EnrichRound,
  channelIds: readonly string[],
): Promise<LookUp | null> {
  const isSingle = client.capabilities.hasSingleBroadcast
  const lookUp = async () => {
    const at = secondsOf(clock)
    return { ...(await client.refresh(channelIds, context)), at, isSingle }
  }
  const answer = await lookUp()
  if (channelIds.length < tooManyForNone || answer.rows.length > 0) return answer
  return (await mayGoOn()) ? lookUp() : null
}

/** The broadcasts that a look-up has found live. */
export function findLive(
  overdue: readonly OverdueBroadcast[],
  { rows, at }: LookUp,
): OverdueBroadcast[] {
  const rowsOf = Map.groupBy(rows, row => row.channelId)
  return overdue.filter(broadcast =>
    (rowsOf.get(broadcast.channelId) ?? []).some(row => isStillLive(broadcast, row, at)),
  )
}

/**
 * The ends that a look-up proves: of the broadcasts it does not hold. None where a row could not be
 * read, which may have been any of theirs.
 */
export function findEnds(
  overdue: readonly OverdueBroadcast[],
  lookUp: LookUp,
): Omit<BroadcastEnd, 'time'>[] {
  if (lookUp.skipped > 0) return []
  const live = new Set(findLive(overdue, lookUp))
  const rowsOf = Map.groupBy(lookUp.rows, row => row.channelId)
  return overdue
    .filter(broadcast => !live.has(broadcast))
    .map(broadcast => {
      const { channelKey, broadcastNo, segmentNo, lastSampleAt } = broadcast
      const goneAt = broadcast.missedAt ?? lookUp.at
      const rows = rowsOf.get(broadcast.channelId) ?? []
      const nextStartedAt = lookUp.isSingle ? startAfter(broadcast, rows) : null
      const endedAt = endOfBroadcast(lastSampleAt, goneAt, nextStartedAt)
      return { channelKey, broadcastNo, segmentNo, lastSampleAt, goneAt, endedAt }
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
