// Books the ends of broadcasts: heads with the first sample, tails, and the gap before a broadcast is
// seen again. Pure.

import type { OpenBroadcast } from '../domain/broadcast.ts'
import type { RollupLabels } from '../domain/rollup.ts'
import { startOfDay, startOfHour } from '../domain/sum-hours.ts'
import { type PlacedPart, placeStretch } from '../domain/sum-places.ts'
import {
  bookedFrom,
  type Head,
  headOf,
  reopeningOf,
  type Sample,
  type Stretch,
  startCountedAt,
  tailOf,
} from '../domain/sum-stretches.ts'
import { noTime, type TimeSums } from '../domain/sums.ts'
import type { BroadcastKey, OpenedSums } from '../domain/sweep-changes.ts'
import {
  addedDay,
  addParts,
  type Books,
  countForChannel,
  countSample,
  lastSampleOf,
  sumUp,
} from './books.ts'

/** An open broadcast that ends. */
export type EndingBroadcast = Pick<
  OpenBroadcast,
  'channelKey' | 'broadcastNo' | 'lastSampleAt' | 'viewers' | 'cadence' | 'categoryKey' | 'language'
>

/** Books the time from the last sample to the end, and closes the broadcast's day; returns that time. */
export function bookTail(books: Books, open: EndingBroadcast, endedAt: number): TimeSums {
  const { changes } = books
  const { channelKey, broadcastNo, lastSampleAt } = open
  const parts = tailOf(lastSampleOf(open), endedAt).flatMap(placeAnywhere)
  const day = startOfDay(lastSampleAt)
  const time = addParts(books, open, parts, () => open, day)
  changes.daysClosed.push({ channelKey, broadcastNo, time })
  return sumUp(parts)
}

/** What a broadcast brings with its first sample. */
export interface OpenedBooking {
  readonly bookedFromAt: number
  readonly booked: OpenedSums
}

/** Books the head of a broadcast and its first sample. */
export function bookHead(
  books: Books,
  key: BroadcastKey,
  head: Head,
  labels: RollupLabels,
): OpenedBooking {
  const { rollup, changes, sealedUntil } = books
  const { first } = head
  const stretch = headOf(head)
  const parts = stretch === null ? [] : placeAnywhere(stretch)
  addParts(books, key, parts, () => labels, null, startOfDay(first.at))
  const countedAt = startCountedAt(head)
  if (countedAt !== null && countedAt >= sealedUntil) {
    const day = addedDay(key.channelKey, startOfDay(countedAt), noTime)
    changes.daysAdded.push({ ...day, broadcastsStarted: 1 })
    if (rollup !== null) rollup.cell(startOfHour(countedAt), labels).broadcastsStarted += 1
  }
  if (rollup !== null) countSample(rollup.cell(startOfHour(first.at), labels), first, false)
  countForChannel(books, key, first.viewers)
  return {
    bookedFromAt: bookedFrom(head),
    booked: {
      ...sumUp(parts),
      gaps: 0,
      beforeSegment: noTime,
      beforeDay: sumUp(parts.filter(part => part.day < startOfDay(first.at))),
    },
  }
}

/** Between which an ended broadcast was not seen, and what it showed before and after. */
export interface Reopening {
  readonly endedAt: number
  /** Where its segment changes; null = nowhere. */
  readonly border: number | null
  readonly before: RollupLabels
  readonly after: RollupLabels
}

/** Books the gap before the sample that re-opens a broadcast, and that sample. */
export function bookReopening(
  books: Books,
  key: BroadcastKey,
  { endedAt, border, before, after }: Reopening,
  sample: Omit<Sample, 'cadence'>,
): OpenedSums {
  const today = startOfDay(sample.at)
  const labelsAt = (at: number) => (at < (border ?? 0) ? before : after)
  const gap = reopeningOf(endedAt, sample)
  const segments = [
    { segmentNo: 0, startedAt: gap.from },
    { segmentNo: 1, startedAt: border ?? gap.from },
  ]
  const parts = placeStretch(gap, segments)
  addParts(books, key, parts, ({ from }) => labelsAt(from), null, today)
  if (books.rollup !== null)
    countSample(books.rollup.cell(startOfHour(sample.at), after), sample, true)
  countForChannel(books, key, sample.viewers)
  return {
    ...sumUp(parts),
    gaps: 1,
    beforeSegment: sumUp(parts.filter(part => part.from < (border ?? 0))),
    beforeDay: sumUp(parts.filter(part => part.day < today)),
  }
}

/** A stretch cut by hours, whatever its segment. */
function placeAnywhere(stretch: Stretch): PlacedPart[] {
  return placeStretch(stretch, [{ segmentNo: 1, startedAt: stretch.from }])
}
