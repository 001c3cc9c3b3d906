// Where a sweep books: what it has to know of the platform, and what all of its bookings share. Pure;
// the rules themselves are in domain/sum*.ts.

import type { OpenBroadcast } from '../domain/broadcast.ts'
import {
  addToCell,
  addViewers,
  type Rollup,
  type RollupCell,
  type RollupLabels,
} from '../domain/rollup.ts'
import { startOfDay } from '../domain/sum-hours.ts'
import type { PlacedPart } from '../domain/sum-places.ts'
import type { Sample } from '../domain/sum-stretches.ts'
import { addTimes, noTime, type TimeSums } from '../domain/sums.ts'
import type { AddedDay, BroadcastKey, SweepChanges } from '../domain/sweep-changes.ts'

/** What booking has to know of the platform, and what all parts of a sweep book together. */
export interface Booking {
  /** collected_at of the platform's first sweep of all, whole epoch seconds. */
  readonly firstSweepAt: number
  /** Days before this moment are sealed: nothing is added to them. */
  readonly sealedUntil: number
  /** Whether a channel of the platform has one broadcast at a time. */
  readonly isSingle: boolean
  /** Whether who is not due in a sweep counts in its sums with the last sample. */
  readonly isTiered: boolean
  /** null = the platform's terms do not let anything be summed up over channels. */
  readonly rollup: Rollup | null
  /** What channels have together where they can have several broadcasts at once. */
  readonly channels: Map<number, ChannelViewers>
}

/** The broadcasts of a channel that count in a sweep, and their known viewers; null = none are known. */
interface ChannelViewers {
  broadcasts: number
  viewers: number | null
  /** Whether the sweep itself has seen one of them. */
  isSeen: boolean
}

/** Where one part of a sweep is booked. */
export interface Books extends Booking {
  readonly changes: Pick<SweepChanges, 'daysClosed' | 'daysAdded' | 'outsideDays'>
}

/** The last sample of an open broadcast. */
export function lastSampleOf(
  open: Pick<OpenBroadcast, 'lastSampleAt' | 'viewers' | 'cadence'>,
): Sample {
  return { at: open.lastSampleAt, viewers: open.viewers, cadence: open.cadence }
}

/**
 * Adds parts to the rollups and to the channel's days: those of `closedDay` are summed up and returned,
 * since they go with what the live row has gathered for it; those of `today` stay in the live row.
 */
export function addParts(
  { rollup, changes, sealedUntil }: Books,
  key: BroadcastKey,
  parts: readonly PlacedPart[],
  labelsOf: (part: PlacedPart) => RollupLabels,
  closedDay: number | null,
  today: number | null = null,
): TimeSums {
  let closed = noTime
  for (const part of parts) {
    if (part.from < sealedUntil) continue
    if (rollup !== null) addToCell(rollup.cell(part.hour, labelsOf(part)), part)
    if (part.day === closedDay) closed = addTimes(closed, part)
    else if (part.day !== today) changes.daysAdded.push(addedDay(key.channelKey, part.day, part))
  }
  noteOutside(changes, key, parts, sealedUntil)
  return closed
}

/** Notes the parts that lie in sealed days: they count in the broadcast alone. */
export function noteOutside(
  changes: Books['changes'],
  { channelKey, broadcastNo }: BroadcastKey,
  parts: readonly { readonly from: number; readonly reportedSeconds: number }[],
  sealedUntil: number,
): void {
  let seconds = 0
  for (const part of parts) if (part.from < sealedUntil) seconds += part.reportedSeconds
  if (seconds > 0) changes.outsideDays.push({ channelKey, broadcastNo, seconds })
}

/** Counts a sample in its row of the rollups. */
export function countSample(
  cell: RollupCell,
  { viewers }: Pick<Sample, 'viewers'>,
  closesGap: boolean,
): void {
  cell.samples += 1
  if (closesGap) cell.gaps += 1
  addViewers(cell, viewers)
}

/** Counts a broadcast among those that its channel has in the sweep. */
export function countForChannel(
  { isSingle, channels }: Books,
  { channelKey }: Pick<BroadcastKey, 'channelKey'>,
  viewers: number | null,
  isSeen = true,
): void {
  if (isSingle) return
  const together = channels.get(channelKey) ?? { broadcasts: 0, viewers: null, isSeen: false }
  together.broadcasts += 1
  together.isSeen ||= isSeen
  addViewers(together, viewers)
  channels.set(channelKey, together)
}

/**
 * What channels with several broadcasts have together in a sweep that has seen one of them: the peak of
 * their day may be this.
 */
export function channelPeaks({ channels }: Booking, at: number): AddedDay[] {
  return [...channels]
    .filter(([, { broadcasts, viewers, isSeen }]) => broadcasts > 1 && viewers !== null && isSeen)
    .map(([channelKey, { viewers }]) => ({
      ...addedDay(channelKey, startOfDay(at), noTime),
      peakViewers: viewers,
      peakAt: at,
    }))
}

/** Time that is added to the day of a moment. */
export function addedDay(channelKey: number, at: number, time: TimeSums): AddedDay {
  const { halfViewerSeconds, presentSeconds, observedSeconds, reportedSeconds } = time
  return {
    channelKey,
    day: startOfDay(at),
    halfViewerSeconds,
    presentSeconds,
    observedSeconds,
    reportedSeconds,
    peakViewers: null,
    peakAt: null,
    broadcastsStarted: 0,
  }
}

/** Times of disjoint parts together. */
export function sumUp(parts: readonly TimeSums[]): TimeSums {
  return parts.reduce(addTimes, noTime)
}
