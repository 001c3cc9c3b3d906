// Broadcasts: one stream session of a channel each, known by the platform's stream id.
// All times are whole epoch seconds.

import type { StreamTexts } from './live-stream.ts'

/** What a segment is a stretch of: while none of it changes, the segment goes on. */
export interface SegmentContent {
  readonly title: string | null
  /** The platform's id of the category; null = no category. */
  readonly categoryId: string | null
  /** The name as received; told apart only where there is no category. */
  readonly gameName: string | null
  readonly language: string | null
  readonly tags: readonly string[]
}

/** An open broadcast as the last recorded sweep left it; of its texts, the fingerprint. */
export interface OpenBroadcast {
  /** Our own key of the channel. */
  readonly channelKey: number
  readonly broadcastNo: number
  readonly streamId: string | null
  /** The platform's id of the channel. */
  readonly channelId: string
  readonly startedAt: number | null
  readonly lastSampleAt: number
  /** The first complete sweep since the last sample that had it in scope and did not hold it. */
  readonly missedAt: number | null
  readonly segmentNo: number
  /** The newest viewers that were known, null = none yet. */
  readonly lastKnownViewers: number | null
  readonly fingerprint: string
}

/** The texts of an open broadcast, and the number of its title in the channel's dictionary. */
export interface OpenTexts extends StreamTexts {
  readonly titleNo: number | null
}

/** An ended broadcast with its last segment, as it is found when it is seen again. */
export interface EndedBroadcast extends SegmentContent {
  readonly channelKey: number
  readonly broadcastNo: number
  readonly streamId: string
  readonly startedAt: number | null
  readonly firstSampleAt: number
  readonly lastSampleAt: number
  readonly segmentNo: number
  readonly titleNo: number | null
}

/** Whether two stretches are one segment. */
export function isSameSegment(a: SegmentContent, b: SegmentContent): boolean {
  return (
    a.title === b.title &&
    a.categoryId === b.categoryId &&
    (a.categoryId !== null || a.gameName === b.gameName) &&
    a.language === b.language &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, i) => tag === b.tags[i])
  )
}

/** Where a segment changes between two samples: half way, on a whole second. */
export function segmentBorder(previousSampleAt: number, sampleAt: number): number {
  return Math.floor((previousSampleAt + sampleAt) / 2)
}

/**
 * When a broadcast ended that was last seen at `lastSampleAt` and first proven gone at `goneAt`:
 * half way between, never before the last sample and never after the next broadcast's start.
 */
export function endOfBroadcast(
  lastSampleAt: number,
  goneAt: number,
  nextStartedAt: number | null,
): number {
  const middle = Math.floor((lastSampleAt + goneAt) / 2)
  return Math.max(lastSampleAt, Math.min(middle, nextStartedAt ?? middle))
}

/** A platform's start moving by more than this is a correction; less is ignored. Seconds. */
export const startToleranceSeconds = 60

/** A start this much later than the sweep that read it is the platform's clock being off. Seconds. */
export const clockSkewSeconds = 300

/** From so many viewers on nobody leaves at once: a 0 that follows is a hidden count. */
const believableViewers = 5

/** What a 0 that may mean hidden is: null after a count of five or more, else zero. */
export function readAmbiguousZero(
  viewers: number | null,
  lastKnownViewers: number | null,
): number | null {
  return viewers === 0 && (lastKnownViewers ?? 0) >= believableViewers ? null : viewers
}
