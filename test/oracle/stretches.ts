// The time of one broadcast as METRICS counts it: its head, its pairs, its gaps and its tails, each
// cut where the segment changes. Hours and days are cut later.

import assert from 'node:assert/strict'
import {
  type Broadcast,
  dayOf,
  type End,
  haveSameLabels,
  isWithinG,
  type Sample,
} from './census.ts'

/** A straight line of viewers between two moments. */
export interface Line {
  readonly from: number
  readonly fromViewers: number
  readonly to: number
  readonly toViewers: number
}

/** A time that is reported, [from, to). */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly isPresent: boolean
  /** The viewers where they are known, over this stretch and maybe beyond it; else null. */
  readonly line: Line | null
  /** The place of its labels among the segments, from 1. */
  readonly segmentNo: number
  /** When it became known. */
  readonly bookedAt: number
}

/** What a head may not pass. */
export interface HeadBounds {
  /** The platform's first sweep. */
  readonly firstSweepAt: number
  /** The booked end of the channel's previous broadcast, where a channel has one at a time. */
  readonly previousEndAt: number | null
}

/** Twice the viewer-seconds from the line's start to a moment on it, rounded down. */
export function doubledArea(line: Line, at: number): bigint {
  assert(line.from <= at && at <= line.to)
  const g = BigInt(line.to - line.from)
  if (g === 0n) return 0n
  const t = BigInt(at - line.from)
  const v1 = BigInt(line.fromViewers)
  const v2 = BigInt(line.toViewers)
  // Over g; never below zero, so that this division rounds down.
  return (2n * v1 * t * g + (v2 - v1) * t * t) / g
}

/** The number of the segment each sample of a broadcast is in. */
export function segmentNosOf({ samples }: Broadcast): number[] {
  const numbers: number[] = []
  for (const [i, sample] of samples.entries()) {
    const before = samples[i - 1]
    const number = numbers[i - 1] ?? 1
    numbers.push(before !== undefined && !haveSameLabels(before, sample) ? number + 1 : number)
  }
  return numbers
}

/** The moment the broadcast counts as begun; null = it is counted nowhere. */
export function countedStartOf(broadcast: Broadcast, bounds: HeadBounds): number | null {
  const first = firstOf(broadcast)
  const { startedAt } = broadcast
  if (startedAt === null || startedAt > first.at) return first.at
  return startedAt < headBoundOf(first, startedAt, bounds) ? null : startedAt
}

/** The samples of a broadcast that close a gap. */
export function gapSamplesOf(broadcast: Broadcast): ReadonlySet<Sample> {
  const ends = endsAfter(broadcast)
  const closing = broadcast.samples.filter((sample, i) => {
    const before = broadcast.samples[i - 1]
    if (before === undefined) return false
    const wasEnded = ends[i - 1] !== null
    return wasEnded || !isWithinG(sample.at - before.at, before.cadence)
  })
  return new Set(closing)
}

/** All reported time of a broadcast, in order, without holes or overlaps. */
export function stretchesOf(broadcast: Broadcast, bounds: HeadBounds): Stretch[] {
  const numbers = segmentNosOf(broadcast)
  const ends = endsAfter(broadcast)
  const stretches = headOf(broadcast, bounds)
  for (const [i, sample] of broadcast.samples.entries()) {
    const next = broadcast.samples[i + 1]
    const end = ends[i] ?? null
    const segmentNo = numbers[i] ?? 1
    const nextNo = numbers[i + 1] ?? segmentNo
    let from = sample.at
    if (end !== null) {
      stretches.push(...tailOf(sample, end, segmentNo))
      from = endOf(sample, end)
    }
    if (next === undefined) continue
    const isPresent = end === null && isWithinG(next.at - sample.at, sample.cadence)
    const line = isPresent ? lineBetween(sample, next) : null
    const told = { isPresent, line, bookedAt: next.at }
    const half = Math.floor((sample.at + next.at) / 2)
    // The earlier sample stays in its segment, and a tail that was booked beyond the half as well.
    const border = segmentNo === nextNo ? next.at : Math.max(half, sample.at + 1, from)
    stretches.push({ ...told, from, to: border, segmentNo })
    stretches.push({ ...told, from: border, to: next.at, segmentNo: nextNo })
  }
  return stretches.filter(({ from, to }) => from < to)
}

/** For each sample the end that was booked between it and the next one; null = none. */
export function endsAfter({ samples, ends }: Broadcast): (End | null)[] {
  let next = 0
  const found = samples.map(({ at }, i) => {
    const nextAt = samples[i + 1]?.at ?? Number.POSITIVE_INFINITY
    const end = ends[next]
    if (end === undefined || end.bookedAt >= nextAt) return null
    assert(at <= end.bookedAt, 'ends are in order, and one between two samples at most')
    next += 1
    return end
  })
  assert(next === ends.length)
  return found
}

/** The moment a booked end says the broadcast was over. */
export function endOf(last: Sample, end: End): number {
  assert(end.proofAt <= end.bookedAt)
  if (end.realEndAt !== null) {
    assert(end.realEndAt <= end.bookedAt, 'no end is known before it is')
    return Math.max(last.at, end.realEndAt)
  }
  const half = Math.floor((last.at + end.proofAt) / 2)
  return Math.max(last.at, Math.min(half, end.nextStartAt ?? half))
}

function firstOf({ samples }: Broadcast): Sample {
  const [first] = samples
  assert(first !== undefined, 'a broadcast has a sample')
  return first
}

function headBoundOf(first: Sample, startedAt: number, bounds: HeadBounds): number {
  const previousEndAt = bounds.previousEndAt ?? Number.NEGATIVE_INFINITY
  const isShort = first.at - startedAt <= first.cadence
  return isShort ? previousEndAt : Math.max(previousEndAt, bounds.firstSweepAt, dayOf(first.at))
}

function headOf(broadcast: Broadcast, bounds: HeadBounds): Stretch[] {
  const first = firstOf(broadcast)
  const { startedAt } = broadcast
  if (startedAt === null || startedAt >= first.at) return []
  const from = Math.max(startedAt, headBoundOf(first, startedAt, bounds))
  const isPresent = first.at - startedAt <= first.cadence
  const line = isPresent ? flatLine(from, first.at, first.viewers) : null
  return [{ from, to: first.at, isPresent, line, segmentNo: 1, bookedAt: first.at }]
}

function tailOf(last: Sample, end: End, segmentNo: number): Stretch[] {
  const to = endOf(last, end)
  const seenTo = Math.min(to, last.at + Math.floor(last.cadence / 2))
  const told = { segmentNo, bookedAt: end.bookedAt }
  const line = flatLine(last.at, seenTo, last.viewers)
  return [
    { ...told, from: last.at, to: seenTo, isPresent: true, line },
    { ...told, from: seenTo, to, isPresent: false, line: null },
  ]
}

function lineBetween(a: Sample, b: Sample): Line | null {
  if (a.viewers === null || b.viewers === null) return null
  return { from: a.at, fromViewers: a.viewers, to: b.at, toViewers: b.viewers }
}

function flatLine(from: number, to: number, viewers: number | null): Line | null {
  return viewers === null ? null : { from, fromViewers: viewers, to, toViewers: viewers }
}
