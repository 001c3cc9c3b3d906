// Works out which open broadcasts end with a sweep, and which it misses for the first time. Pure.

import { endOfBroadcast, type OpenBroadcast } from '../domain/broadcast.ts'
import { noTime } from '../domain/sums.ts'
import { isInScope, type SweepScope } from '../domain/sweep.ts'
import type { SweepChanges } from '../domain/sweep-changes.ts'
import { bookTail } from './book-ends.ts'
import { bookViewers } from './book-pairs.ts'
import type { Books } from './books.ts'
import type { Matches } from './match.ts'

/** What ends have to know of the sweep. */
export interface EndingSweep {
  /** Whole epoch seconds. */
  readonly collectedAt: number
  /** What being absent from it counts for; null = for nothing: it is not complete. */
  readonly absenceScope: SweepScope | null
  /** What look-ups by id have told of broadcasts that are not live; null = there were none. */
  readonly lookedUp: NotLive | null
  /** collected_at of an earlier sweep of the same scope that is believed only now, null = none. */
  readonly believedAt: number | null
}

/** Streams by their ids that were looked up and are not live. */
export interface NotLive {
  /** Those that are over, each with its end, whole epoch seconds; null = not told. */
  readonly ended: ReadonlyMap<string, number | null>
  /** Those that were not found, where that counts: the sweep is complete. */
  readonly missing: ReadonlySet<string>
  /** Whether an open broadcast that is absent counts as missing whatever its id; unset = none does. */
  readonly isMissing?: (open: OpenBroadcast) => boolean
}

/** Notes in `changes` what ends and what is missed; null `books` = nothing is booked. */
export function planEnds(
  sweep: EndingSweep,
  { replaced, absent }: Pick<Matches, 'replaced' | 'absent'>,
  changes: Pick<SweepChanges, 'ended' | 'missed'>,
  books: Books | null,
): void {
  const { collectedAt } = sweep
  const end = (
    open: OpenBroadcast,
    goneAt: number,
    nextStartedAt: number | null,
    toldAt: number | null = null,
  ) => {
    const { channelKey, broadcastNo, segmentNo, lastSampleAt } = open
    const endedAt = endOfBroadcast(lastSampleAt, goneAt, nextStartedAt, toldAt)
    const time = books === null ? noTime : bookTail(books, open, endedAt)
    changes.ended.push({ channelKey, broadcastNo, segmentNo, lastSampleAt, goneAt, endedAt, time })
  }
  for (const { open, by } of replaced)
    end(open, missedBefore(sweep, open) ?? collectedAt, by.startedAt)
  for (const open of absent) {
    const goneAt = missedBefore(sweep, open)
    const toldAt = open.streamId === null ? undefined : sweep.lookedUp?.ended.get(open.streamId)
    if (toldAt !== undefined) {
      // Who is told to have been there after it was missed was not gone by then.
      const wasThere = goneAt !== null && toldAt !== null && toldAt > goneAt
      end(open, wasThere ? collectedAt : (goneAt ?? collectedAt), null, toldAt)
      continue
    }
    const isMissing = countsAbsence(sweep, open)
    if (isMissing && goneAt !== null) {
      end(open, goneAt, null)
      continue
    }
    const { channelKey, broadcastNo } = open
    if (isMissing) changes.missed.push({ channelKey, broadcastNo, missedAt: collectedAt })
    if (books?.isTiered) bookViewers(books, open, collectedAt)
  }
}

/** The first complete sweep before this one that had the broadcast in scope and did not hold it. */
function missedBefore(sweep: EndingSweep, open: OpenBroadcast): number | null {
  if (open.missedAt !== null) return open.missedAt
  const { believedAt } = sweep
  if (believedAt === null || open.lastSampleAt >= believedAt) return null
  return countsAbsence(sweep, open) ? believedAt : null
}

function countsAbsence({ absenceScope, lookedUp }: EndingSweep, open: OpenBroadcast): boolean {
  const { language, streamId } = open
  if (streamId !== null && lookedUp?.missing.has(streamId)) return true
  if (lookedUp?.isMissing?.(open)) return true
  return absenceScope !== null && isInScope(absenceScope, language)
}
