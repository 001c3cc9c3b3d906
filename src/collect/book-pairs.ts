// Books what a sweep says of broadcasts that were open before: the time since their last sample, and the
// new one. Pure.

import type { OpenBroadcast } from '../domain/broadcast.ts'
import { addToCell, addViewers, type RollupLabels } from '../domain/rollup.ts'
import { hoursBetween, startOfDay, startOfHour } from '../domain/sum-hours.ts'
import { cutStretch, wholeOf } from '../domain/sum-parts.ts'
import { isGap, pairOf, type Sample, type Stretch } from '../domain/sum-stretches.ts'
import { noTime, type TimeSums } from '../domain/sums.ts'
import type { Areas, SeenPairs } from '../domain/sweep-changes.ts'
import {
  addedDay,
  type Books,
  countForChannel,
  countSample,
  lastSampleOf,
  noteOutside,
  sumUp,
} from './books.ts'

const daySeconds = 86_400

/** The columns of what broadcasts bring that were last seen when `open` was; `bookPair` fills them. */
export function createPairs(open: OpenBroadcast, at: number): SeenPairs {
  const from = open.lastSampleAt
  const today = startOfDay(at)
  return {
    seconds: at - from,
    isGap: isGap(lastSampleOf(open), { at }),
    areas: [],
    beforeDay: from < today ? { seconds: today - from, areas: [] } : null,
  }
}

/** Whether the time since the last sample of `open` goes into these columns. */
export function isSamePair(pairs: SeenPairs, open: OpenBroadcast, at: number): boolean {
  return (
    pairs.seconds === at - open.lastSampleAt && pairs.isGap === isGap(lastSampleOf(open), { at })
  )
}

/** Books the time between two samples of a broadcast in the sums of the live row and its days. */
export function bookPair(
  books: Books,
  open: OpenBroadcast,
  sample: Omit<Sample, 'cadence'>,
  pairs: SeenPairs,
): void {
  const { changes, sealedUntil } = books
  countForChannel(books, open, sample.viewers)
  const pair = pairOf(lastSampleOf(open), sample)
  if (pairs.beforeDay === null) {
    pairs.areas.push(areaOf(pair, pairs))
    return
  }
  const today = startOfDay(sample.at)
  const parts = cutStretch(pair, daysBetween(pair)).filter(({ from }) => from < today)
  const [first, ...others] = parts
  const before = others.reduce(
    (area, part) => area + part.halfViewerSeconds,
    first?.halfViewerSeconds ?? 0,
  )
  pairs.areas.push(areaOf(pair, pairs))
  pairs.beforeDay.areas.push(pair.viewers === null ? null : before)
  const { channelKey, broadcastNo } = open
  const isSealed = first === undefined || first.from < sealedUntil
  changes.daysClosed.push({ channelKey, broadcastNo, time: isSealed ? noTime : first })
  for (const part of others)
    if (part.from >= sealedUntil) changes.daysAdded.push(addedDay(channelKey, part.from, part))
  noteOutside(changes, open, parts, sealedUntil)
}

/**
 * Books the time between two samples, and the later one, in the rollups. `border`: where the segment
 * changes between them, null = nowhere. Returns the time that counts in the segment before.
 */
export function bookRollupPair(
  { rollup, sealedUntil }: Books,
  open: OpenBroadcast,
  sample: Omit<Sample, 'cadence'>,
  border: number | null,
  labels: RollupLabels,
): TimeSums {
  const last = lastSampleOf(open)
  const pair = pairOf(last, sample)
  const hour = startOfHour(sample.at)
  if (border === null && last.at >= hour && hour >= sealedUntil) {
    // Nearly always all of it lies in one hour.
    if (rollup === null) return noTime
    const cell = rollup.cell(hour, labels)
    addToCell(cell, wholeOf(pair))
    countSample(cell, sample, !pair.isPresent)
    return noTime
  }
  const parts = cutStretch(pair, bordersOf(pair, border))
  if (rollup !== null) {
    for (const part of parts)
      if (part.from >= sealedUntil)
        addToCell(
          rollup.cell(startOfHour(part.from), part.from < (border ?? 0) ? open : labels),
          part,
        )
    countSample(rollup.cell(hour, labels), sample, !pair.isPresent)
  }
  return border === null ? noTime : sumUp(parts.filter(({ from }) => from < border))
}

/** Viewers of an open broadcast that was not due in the sweep and is still known to be live. */
export function bookViewers(books: Books, open: OpenBroadcast, at: number): void {
  if (isGap(lastSampleOf(open), { at })) return
  countForChannel(books, open, open.viewers, false)
  if (books.rollup !== null) addViewers(books.rollup.cell(startOfHour(at), open), open.viewers)
}

/** Twice the area of a pair; null = not observed. */
function areaOf({ viewers }: Stretch, { seconds }: Areas): number | null {
  return viewers === null ? null : (viewers[0] + viewers[1]) * seconds
}

function bordersOf({ from, to }: Stretch, border: number | null): number[] {
  const hours = hoursBetween(from, to)
  return border === null ? hours : [...hours, border].sort((a, b) => a - b)
}

function daysBetween({ from, to }: Stretch): number[] {
  const days: number[] = []
  for (let at = startOfDay(from) + daySeconds; at <= startOfDay(to); at += daySeconds) days.push(at)
  return days
}
