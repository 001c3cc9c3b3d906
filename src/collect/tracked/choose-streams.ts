// Which streams a sweep looks up: those that are due, and as many more as fill its calls. Pure.

import type { OpenBroadcast } from '../../domain/broadcast.ts'
import { idsALookUp } from '../../domain/tiers.ts'
import type { AwaitedStream } from '../../store/awaited-streams.ts'

/** An open broadcast as far as it decides when it is looked up. */
export type DueBroadcast = Pick<OpenBroadcast, 'streamId' | 'lastSampleAt' | 'cadence' | 'missedAt'>

export interface StreamChoice {
  /** Those to look up, the most urgent first. */
  readonly streamIds: readonly string[]
  /** How many are due and have to wait, since there are no calls for them. */
  readonly left: number
}

export interface ChoiceOf {
  readonly open: readonly DueBroadcast[]
  /** Those that are due. */
  readonly awaited: readonly Pick<AwaitedStream, 'streamId'>[]
  /** Whole epoch seconds. */
  readonly at: number
  /** Seconds between two sweeps. */
  readonly interval: number
  /** Most calls. */
  readonly calls: number
}

/**
 * Chooses by urgency: what is awaited, what was missed once, then what is open by how many of its
 * cadences have passed. What is due before half of an interval has passed is due now; the last call is
 * filled with what is due next.
 */
export function chooseStreams({ open, awaited, at, interval, calls }: ChoiceOf): StreamChoice {
  const waited = ({ lastSampleAt, cadence, missedAt }: DueBroadcast) =>
    missedAt === null ? (at + interval / 2 - lastSampleAt) / cadence : Number.POSITIVE_INFINITY
  const byUrgency = open
    .flatMap(row => (row.streamId === null ? [] : [{ id: row.streamId, waited: waited(row) }]))
    .sort((a, b) => b.waited - a.waited)
  const due = awaited.length + byUrgency.filter(row => row.waited >= 1).length
  const most = Math.min(calls, Math.ceil(due / idsALookUp)) * idsALookUp
  const ids = new Set([...awaited.map(row => row.streamId), ...byUrgency.map(row => row.id)])
  return { streamIds: [...ids].slice(0, most), left: Math.max(0, due - most) }
}
