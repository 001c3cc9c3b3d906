// Works out which open broadcasts end with a sweep, and which it misses for the first time. Pure.

import { endOfBroadcast, type OpenBroadcast } from '../domain/broadcast.ts'
import { isInScope, type SweepScope } from '../domain/sweep.ts'
import type { SweepChanges } from '../domain/sweep-changes.ts'
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
}

/** Notes in `changes` what ends and what is missed. */
export function planEnds(
  sweep: EndingSweep,
  { replaced, absent }: Pick<Matches, 'replaced' | 'absent'>,
  changes: Pick<SweepChanges, 'ended' | 'missed'>,
): void {
  const { collectedAt } = sweep
  for (const { open, by } of replaced)
    changes.ended.push(endOf(open, missedBefore(sweep, open) ?? collectedAt, by.startedAt))
  for (const open of absent) {
    const goneAt = missedBefore(sweep, open)
    const toldAt = open.streamId === null ? undefined : sweep.lookedUp?.ended.get(open.streamId)
    if (toldAt !== undefined) {
      changes.ended.push(endOf(open, goneAt ?? collectedAt, null, toldAt))
      continue
    }
    if (!countsAbsence(sweep, open)) continue
    const { channelKey, broadcastNo } = open
    if (goneAt !== null) changes.ended.push(endOf(open, goneAt, null))
    else changes.missed.push({ channelKey, broadcastNo, missedAt: collectedAt })
  }
}

/** The first complete sweep before this one that had the broadcast in scope and did not hold it. */
function missedBefore(sweep: EndingSweep, open: OpenBroadcast): number | null {
  if (open.missedAt !== null) return open.missedAt
  const { believedAt } = sweep
  if (believedAt === null || open.lastSampleAt >= believedAt) return null
  return countsAbsence(sweep, open) ? believedAt : null
}

function countsAbsence(
  { absenceScope, lookedUp }: EndingSweep,
  { language, streamId }: OpenBroadcast,
): boolean {
  if (streamId !== null && lookedUp?.missing.has(streamId)) return true
  return absenceScope !== null && isInScope(absenceScope, language)
}

function endOf(
  open: OpenBroadcast,
  goneAt: number,
  nextStartedAt: number | null,
  toldAt: number | null = null,
): SweepChanges['ended'][number] {
  const { channelKey, broadcastNo, segmentNo, lastSampleAt } = open
  const endedAt = endOfBroadcast(lastSampleAt, goneAt, nextStartedAt, toldAt)
  return { channelKey, broadcastNo, segmentNo, lastSampleAt, goneAt, endedAt }
}
