// Places: the segment, UTC hour and UTC day that booked time and samples count in. What lies on a
// border belongs to what follows. All times are whole epoch seconds. Pure.

import { hoursBetween, startOfDay, startOfHour } from './sum-hours.ts'
import { cutStretch, type Part } from './sum-parts.ts'
import type { Stretch } from './sum-stretches.ts'

/** What a moment counts in; hour and day by their first second. */
export interface Place {
  readonly segmentNo: number
  readonly hour: number
  readonly day: number
}

/** Where a segment of a broadcast begins. */
export interface SegmentStart {
  readonly segmentNo: number
  readonly startedAt: number
}

/** A part of a stretch that lies in one place. */
export type PlacedPart = Part & Place

/** The place of a moment among the segments of its broadcast, in order, at least one. */
export function placeOf(at: number, segments: readonly SegmentStart[]): Place {
  // What comes before the first segment, as a head may, belongs to it.
  const segment = segments.findLast(({ startedAt }) => startedAt <= at) ?? segments[0]
  if (segment === undefined) throw new Error('a broadcast has a segment')
  return { segmentNo: segment.segmentNo, hour: startOfHour(at), day: startOfDay(at) }
}

/** A stretch cut by hours, days and segments, each part with its place. */
export function placeStretch(stretch: Stretch, segments: readonly SegmentStart[]): PlacedPart[] {
  const borders = [
    ...hoursBetween(stretch.from, stretch.to),
    ...segments.map(({ startedAt }) => startedAt),
  ]
  const parts = cutStretch(
    stretch,
    borders.sort((a, b) => a - b),
  )
  return parts.map(part => ({ ...part, ...placeOf(part.from, segments) }))
}
