// The oracle's terms: what a census has seen of one platform, as broadcasts, and the sums that
// METRICS asks of it. The oracle shares no code with the sources, so that it can judge them.

import type { SweepStatus } from '../../src/domain/sweep.ts'

/** What a segment is told apart by. Tags are compared in the order they came in. */
export interface Labels {
  readonly title: string | null
  readonly category: string | null
  readonly language: string | null
  readonly tags: readonly string[]
}

/** Viewers of one broadcast at one sweep; null = unknown. */
export interface Sample extends Labels {
  /** collected_at of its sweep, whole epoch seconds, as all times here. */
  readonly at: number
  readonly viewers: number | null
  /** Seconds, of its sweep or its tier. */
  readonly cadence: number
}

/** An end as it was booked. It follows the last sample that is not later than `bookedAt`. */
export interface End {
  /** When the census took the broadcast for ended. */
  readonly bookedAt: number
  /** The first proof that it was gone; not later than `bookedAt`. */
  readonly proofAt: number
  /** The real end where one was known by then. */
  readonly realEndAt: number | null
  /**
   * The start of the channel's next broadcast where one was known by then; null also on platforms
   * where a channel has several at a time.
   */
  readonly nextStartAt: number | null
}

/** One broadcast with all that its sums come from. */
export interface Broadcast {
  readonly id: string
  readonly channelId: string
  /** As it was told with the first sample: later corrections change no sum. */
  readonly startedAt: number | null
  /** At least one, in rising order. */
  readonly samples: readonly Sample[]
  /** In rising order; a sample after one re-opens the broadcast. */
  readonly ends: readonly End[]
}

/** A day that is final: what is booked after `sealedAt` leaves its sums as they are. */
export interface Seal {
  /** 00:00 UTC of the day. */
  readonly day: number
  readonly sealedAt: number
}

/** One platform as a census has seen it. */
export interface Census {
  /** A sum at a sweep takes also what was not due in it. */
  readonly isTiered: boolean
  readonly hasSingleBroadcast: boolean
  /** All of them, failed ones too, in rising order. */
  readonly sweeps: readonly { readonly collectedAt: number; readonly status: SweepStatus }[]
  readonly broadcasts: readonly Broadcast[]
  readonly seals: readonly Seal[]
}

/** What is stored of anything; seconds, and viewer-seconds in halves. */
export interface Sums {
  halfViewerSeconds: bigint
  presentSeconds: number
  observedSeconds: number
  reportedSeconds: number
  peakViewers: number | null
  /** The first time of the peak. */
  peakAt: number | null
  samples: number
  gaps: number
  broadcastsStarted: number
}

export interface BroadcastSums extends Sums {
  readonly broadcastId: string
  /** Of `reportedSeconds`, what is in no day because the day was sealed. */
  outsideDaysSeconds: number
}

export interface SegmentSums extends Sums {
  readonly broadcastId: string
  /** From 1. */
  readonly segmentNo: number
}

export interface ChannelDaySums extends Sums {
  readonly channelId: string
  /** 00:00 UTC of the day. */
  readonly day: number
  airtimeSeconds: number
  airtimePresentSeconds: number
  airtimeObservedSeconds: number
}

/** A margin: all categories, or all languages. Null is a group of its own. */
export const every = Symbol('every')

/** The key of a category or language, or all of them. */
export type Group = string | null | typeof every

export interface RollupSums extends Sums {
  readonly span: 'hour' | 'day'
  /** The start of the hour or day. */
  readonly from: number
  readonly category: Group
  readonly language: Group
}

/** All sums of a census, each list in no promised order. */
export interface Result {
  readonly broadcasts: readonly BroadcastSums[]
  readonly segments: readonly SegmentSums[]
  readonly channelDays: readonly ChannelDaySums[]
  /** Hours and days of category × language, × category, × language and of the platform. */
  readonly rollups: readonly RollupSums[]
}

export const hourSeconds = 3_600
export const daySeconds = 86_400

/** The start of the UTC hour that holds a moment. */
export function hourOf(at: number): number {
  return Math.floor(at / hourSeconds) * hourSeconds
}

/** 00:00 UTC of the day that holds a moment. */
export function dayOf(at: number): number {
  return Math.floor(at / daySeconds) * daySeconds
}

/** Whether two samples are in one segment when they are neighbours. */
export function haveSameLabels(a: Labels, b: Labels): boolean {
  return (
    a.title === b.title &&
    a.category === b.category &&
    a.language === b.language &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, i) => tag === b.tags[i])
  )
}

/** Whether so many seconds are not more than G, 2.5 times the cadence. */
export function isWithinG(seconds: number, cadence: number): boolean {
  return 2 * seconds <= 5 * cadence
}
