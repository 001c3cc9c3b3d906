// Sums of a whole broadcast, worked out of its samples and of what was booked at its ends. Pure.

import {
  type Place,
  type PlacedPart,
  placeOf,
  placeStretch,
  type SegmentStart,
} from './sum-places.ts'
import {
  type Head,
  headOf,
  isGap,
  pairOf,
  reopeningOf,
  type Sample,
  tailOf,
} from './sum-stretches.ts'
import { addSums, noSums, type Sums, sumsOfSample } from './sums.ts'

/** All that the sums of a broadcast follow from; its start is the one its head was booked with. */
export interface BookedBroadcast extends Omit<Head, 'first'> {
  /** In order of time. */
  readonly samples: readonly Sample[]
  /** Every end as it was booked. */
  readonly ends: readonly BookedEnd[]
  /** In order, at least one. */
  readonly segments: readonly SegmentStart[]
}

/** An end as it was booked; a later sample re-opens the broadcast. */
export interface BookedEnd {
  readonly lastSampleAt: number
  readonly endedAt: number
}

/** All booked time of a broadcast, cut by segment, hour and day. */
export function partsOf(broadcast: BookedBroadcast): PlacedPart[] {
  const { samples, segments } = broadcast
  const [first] = samples
  const head = first === undefined ? null : headOf({ ...broadcast, first })
  return [
    ...(head === null ? [] : placeStretch(head, segments)),
    ...samples.flatMap((sample, i) => partsAfter(broadcast, sample, samples[i + 1])),
  ]
}

/** Sums of a broadcast by what its places are told apart by, such as hour, day or segment. */
export function sumsBy<K>(broadcast: BookedBroadcast, keyOf: (place: Place) => K): Map<K, Sums> {
  const { samples, segments } = broadcast
  const sums = new Map<K, Sums>()
  const add = (place: Place, more: Sums) => {
    const key = keyOf(place)
    sums.set(key, addSums(sums.get(key) ?? noSums, more))
  }
  for (const part of partsOf(broadcast)) add(part, { ...noSums, ...part })
  for (const [i, sample] of samples.entries()) {
    const closesGap = isGapBetween(broadcast, samples[i - 1], sample)
    add(placeOf(sample.at, segments), sumsOfSample(sample, closesGap))
  }
  return sums
}

/** The time between a sample and the next one, or after the last one. */
function partsAfter(
  { ends, segments }: BookedBroadcast,
  sample: Sample,
  next: Sample | undefined,
): PlacedPart[] {
  const end = endAfter(ends, sample)
  if (end === undefined)
    return next === undefined ? [] : placeStretch(pairOf(sample, next), segments)
  // A tail was booked before a later segment was known, and stays.
  const known = segments.filter(({ startedAt }, i) => i === 0 || startedAt <= sample.at)
  const tail = tailOf(sample, end.endedAt).flatMap(stretch => placeStretch(stretch, known))
  if (next === undefined) return tail
  return [...tail, ...placeStretch(reopeningOf(end.endedAt, next), segments)]
}

function isGapBetween(
  { ends }: BookedBroadcast,
  earlier: Sample | undefined,
  later: Sample,
): boolean {
  if (earlier === undefined) return false
  return endAfter(ends, earlier) !== undefined || isGap(earlier, later)
}

function endAfter(ends: readonly BookedEnd[], sample: Sample): BookedEnd | undefined {
  return ends.find(({ lastSampleAt }) => lastSampleAt === sample.at)
}
