// Stretches: how the time of a broadcast is booked, from its head over its samples to its tail.
// All times are whole epoch seconds. Pure.

import { startOfDay } from './sum-hours.ts'

/** The viewers of one broadcast at one sweep. */
export interface Sample {
  readonly at: number
  /** null = unknown. */
  readonly viewers: number | null
  /** Seconds after which the broadcast was due again: of the sweep, or of the sample's tier. */
  readonly cadence: number
}

/** Time of one broadcast that is booked one way: all of it is reported. */
export interface Stretch {
  readonly from: number
  readonly to: number
  /** Whether sweeps covered it. */
  readonly isPresent: boolean
  /** Viewers at both ends, on a straight line between; null = not observed. */
  readonly viewers: readonly [from: number, to: number] | null
}

/** What is known where a broadcast is seen first. */
export interface Head {
  readonly first: Sample
  /** As the platform tells; null = unknown. */
  readonly startedAt: number | null
  /** The platform's first sweep of all. */
  readonly firstSweepAt: number
  /**
   * The end of the channel's broadcast before, as it was booked; null = none, or the channel can have
   * several at once.
   */
  readonly previousEndedAt: number | null
}

/** Whether so much time lies between two samples that what happened meanwhile is not known. */
export function isGap(earlier: Sample, later: Pick<Sample, 'at'>): boolean {
  // In whole numbers: more than 2.5 cadences.
  return 2 * (later.at - earlier.at) > 5 * earlier.cadence
}

/** The time between two neighbouring samples. */
export function pairOf(earlier: Sample, later: Omit<Sample, 'cadence'>): Stretch {
  const { at: from } = earlier
  if (isGap(earlier, later)) return reportedOnly(from, later.at)
  const isKnown = earlier.viewers !== null && later.viewers !== null
  const viewers = isKnown ? ([earlier.viewers, later.viewers] as const) : null
  return { from, to: later.at, isPresent: true, viewers }
}

/** The gap before a sample that re-opens a broadcast; the tail up to its end stays as booked. */
export function reopeningOf(endedAt: number, sample: Pick<Sample, 'at'>): Stretch {
  return reportedOnly(Math.min(endedAt, sample.at), sample.at)
}

/** The time before the first sample; null = none. */
export function headOf(head: Head): Stretch | null {
  const { first, startedAt } = head
  if (startedAt === null) return null
  const from = Math.max(startedAt, headBound(head, startedAt))
  if (from >= first.at) return null
  return isFresh(first, startedAt) ? constant(from, first.at, first) : reportedOnly(from, first.at)
}

/**
 * Where the booked time of a broadcast begins: its head, or its first sample where there is none. A
 * head with this as `previousEndedAt` is the same head, whatever else is known of it.
 */
export function bookedFrom(head: Head): number {
  return headOf(head)?.from ?? head.first.at
}

/**
 * The moment in whose hour broadcasts_started counts the broadcast: its start, which is not after
 * the first sample; unknown: that sample. null = nowhere, it began before what its head may book.
 */
export function startCountedAt(head: Head): number | null {
  const { first, startedAt } = head
  if (startedAt === null) return first.at
  const start = Math.min(startedAt, first.at)
  return start < headBound(head, startedAt) ? null : start
}

/**
 * The time after the last sample: up to half a cadence at its viewers, the rest up to the end only
 * reported. `endedAt` is as `endOfBroadcast` tells it when the broadcast ends.
 */
export function tailOf(last: Sample, endedAt: number): Stretch[] {
  const coveredTo = Math.min(endedAt, last.at + Math.floor(last.cadence / 2))
  return [constant(last.at, coveredTo, last), reportedOnly(coveredTo, endedAt)].filter(
    ({ from, to }) => from < to,
  )
}

/** Seen within its first cadence: then nobody can have looked before. */
function isFresh(first: Sample, startedAt: number): boolean {
  return first.at - startedAt <= first.cadence
}

/** The earliest time that a head may book. */
function headBound({ first, firstSweepAt, previousEndedAt }: Head, startedAt: number): number {
  const previous = previousEndedAt ?? Number.NEGATIVE_INFINITY
  if (isFresh(first, startedAt)) return previous
  return Math.max(previous, firstSweepAt, startOfDay(first.at))
}

function constant(from: number, to: number, { viewers }: Sample): Stretch {
  return { from, to, isPresent: true, viewers: viewers === null ? null : [viewers, viewers] }
}

function reportedOnly(from: number, to: number): Stretch {
  return { from, to, isPresent: false, viewers: null }
}
