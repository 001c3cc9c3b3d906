// What becomes of streams that were awaited once they are looked up. Pure.

import { manyViewers } from '../../domain/search.ts'
import type { AwaitedChanges, AwaitedStream } from '../../store/awaited-streams.ts'
import type { SearchCredit } from '../../store/searches.ts'
import type { StreamsFound } from './look-up.ts'
import { nextCheckOf } from './next-check.ts'

/** What is no stream that will be live is kept in mind, so that it counts as known. Seconds. */
const premiereAgainAfter = 6 * 3_600
const endedAgainAfter = 24 * 3_600
/** A row that cannot be read may be readable later. Seconds. */
const unreadAgainAfter = 3_600
const unreadPatience = 24 * 3_600

/**
 * Streams that are live or not to be found are awaited no longer, and those that were over a day after
 * they were found; what is to come is looked up again. Those that were not looked up stay as they are.
 * Searches are credited with the live streams that they were the first to find.
 */
export function settleAwaited(
  awaited: readonly AwaitedStream[],
  { live, upcoming, premieres, unread, notLive }: StreamsFound,
  at: number,
  interval: number,
): AwaitedChanges & { readonly credits: readonly SearchCredit[] } {
  const liveOf = new Map(live.map(stream => [stream.streamId, stream]))
  const upcomingOf = new Map(upcoming.map(row => [row.streamId, row]))
  const isPremiere = new Set(premieres)
  const isUnread = new Set(unread)
  const dropped: string[] = []
  const kept: AwaitedChanges['kept'][number][] = []
  const credits = new Map<number, SearchCredit>()
  for (const row of awaited) {
    const { streamId, searchId } = row
    const stream = liveOf.get(streamId)
    const scheduled = upcomingOf.get(streamId)
    if (stream !== undefined) {
      dropped.push(streamId)
      if (searchId === null) continue
      const before = credits.get(searchId) ?? { searchId, live: 0, watched: 0 }
      credits.set(searchId, {
        searchId,
        live: before.live + 1,
        watched: before.watched + Number((stream.viewers ?? 0) >= manyViewers),
      })
    } else if (scheduled !== undefined) {
      const { scheduledAt } = scheduled
      const dueAt = nextCheckOf(scheduled, row, at, interval)
      if (dueAt === null) dropped.push(streamId)
      else kept.push({ streamId, scheduledAt, dueAt })
    } else if (isPremiere.has(streamId)) {
      kept.push({ streamId, scheduledAt: row.scheduledAt, dueAt: at + premiereAgainAfter })
    } else if (notLive.ended.has(streamId)) {
      keepUntil(row, row.foundAt + endedAgainAfter)
    } else if (isUnread.has(streamId)) {
      const isOld = at - row.foundAt > unreadPatience
      keepUntil(row, isOld ? at : at + unreadAgainAfter)
    } else if (notLive.missing.has(streamId)) {
      dropped.push(streamId)
    }
  }
  return { dropped, kept, credits: [...credits.values()] }

  /** Until a moment that is still to come; else it is given up. */
  function keepUntil({ streamId, scheduledAt }: AwaitedStream, dueAt: number): void {
    if (dueAt > at) kept.push({ streamId, scheduledAt, dueAt })
    else dropped.push(streamId)
  }
}
