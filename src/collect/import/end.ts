// Ends what is open at the end of an import: nobody follows it any more.

import { endOfBroadcast } from '../../domain/broadcast.ts'
import type { PlatformPolicy } from '../../domain/policy.ts'
import type { Sql } from '../../store/database.ts'
import { endOverdue, listOverdue, type OverdueBroadcast } from '../../store/overdue-broadcasts.ts'
import { bookEnds } from '../booking.ts'
import type { Lane } from './survey.ts'

const mostOpen = 10_000_000
const broadcastsAtATime = 5_000

/**
 * Ends the platform's broadcasts that the source has followed as if it had gone on and found nobody: the
 * first proof that they are gone is then its next time, a cadence after the last one.
 */
export async function endImported(
  sql: Sql,
  { platform, from, to }: Lane,
  { cadence, policy }: { readonly cadence: number; readonly policy: PlatformPolicy },
): Promise<void> {
  const nextAt = to + cadence
  // By then each of them has been due twice.
  const overdueAt = nextAt + 2 * cadence
  const findEnds = (overdue: readonly OverdueBroadcast[]) =>
    overdue
      .filter(({ lastSampleAt }) => lastSampleAt >= from)
      .map(({ channelKey, broadcastNo, segmentNo, lastSampleAt, missedAt }) => {
        const goneAt = missedAt ?? nextAt
        const endedAt = endOfBroadcast(lastSampleAt, goneAt, null)
        return { channelKey, broadcastNo, segmentNo, lastSampleAt, goneAt, endedAt }
      })
  const open = await listOverdue(sql, platform, overdueAt, mostOpen)
  for (let i = 0; i < open.length; i += broadcastsAtATime)
    await endOverdue(
      sql,
      platform,
      open.slice(i, i + broadcastsAtATime),
      overdueAt,
      (overdue, state) => bookEnds(platform, policy, state, overdue, findEnds(overdue)),
    )
}
