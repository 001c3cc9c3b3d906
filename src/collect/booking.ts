// What a platform's sweeps book is worked out with, and what they have booked together is written with.

import { hasSingleBroadcast, type Platform } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'
import { createRollup } from '../domain/rollup.ts'
import { noTime } from '../domain/sums.ts'
import type { Sweep } from '../domain/sweep.ts'
import type { BroadcastEnd, EndChanges } from '../domain/sweep-changes.ts'
import { type BookingState, readBookingState } from '../store/booking-state.ts'
import { addDays } from '../store/channel-days.ts'
import type { Queryable } from '../store/database.ts'
import { writeRollups } from '../store/rollups.ts'
import { markUnbooked } from '../store/unbooked.ts'
import { bookTail, type EndingBroadcast } from './book-ends.ts'
import { type Booking, channelPeaks } from './books.ts'

/**
 * Runs the writing of a sweep in its transaction, with what it books by; null where the platform's
 * terms let nothing be worked out. What all its parts have booked together is written after it.
 */
export async function withBooking<T>(
  tx: Queryable,
  sweep: Pick<Sweep, 'platform' | 'collectedAt' | 'tiers'>,
  policy: PlatformPolicy,
  write: (booking: Booking | null) => Promise<T>,
): Promise<T> {
  const { platform, collectedAt, tiers } = sweep
  const state = await readBookingState(tx, platform, collectedAt)
  const booking = createBooking({ platform, policy, state, isTiered: tiers !== null })
  const written = await write(booking)
  if (booking === null) {
    await markUnbooked(tx, platform)
    return written
  }
  await addDays(tx, platform, channelPeaks(booking, collectedAt))
  if (booking.rollup !== null) await writeRollups(tx, sweep, state, booking.rollup.rows())
  return written
}

/** Books ends that were found outside of a sweep, each of one of the broadcasts given. */
export function bookEnds(
  platform: Platform,
  policy: PlatformPolicy,
  state: BookingState,
  open: readonly EndingBroadcast[],
  found: readonly Omit<BroadcastEnd, 'time'>[],
): EndChanges {
  const changes = { daysClosed: [], daysAdded: [], outsideDays: [] }
  const booking = createBooking({ platform, policy, state, isTiered: false })
  const openOf = new Map(open.map(row => [`${row.channelKey} ${row.broadcastNo}`, row]))
  const ended = found.map(end => {
    const row = openOf.get(`${end.channelKey} ${end.broadcastNo}`)
    if (row === undefined) throw new Error('a broadcast that ends is not one that was open')
    const time = booking === null ? noTime : bookTail({ ...booking, changes }, row, end.endedAt)
    return { ...end, time }
  })
  return { ...changes, ended, rollup: booking?.rollup?.rows() ?? [] }
}

function createBooking({
  platform,
  policy,
  state,
  isTiered,
}: {
  readonly platform: Platform
  readonly policy: PlatformPolicy
  readonly state: BookingState
  readonly isTiered: boolean
}): Booking | null {
  if (!policy.allowDerived) return null
  return {
    firstSweepAt: state.firstSweepAt ?? Number.POSITIVE_INFINITY,
    sealedUntil: state.sealedUntil ?? Number.NEGATIVE_INFINITY,
    isSingle: hasSingleBroadcast(platform),
    isTiered,
    rollup: policy.allowAggregates ? createRollup() : null,
    channels: new Map(),
  }
}
