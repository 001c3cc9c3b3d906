// Broadcasts: one stream session of a channel each, known by the platform's stream id.
// All times are whole epoch seconds.

import type { LiveStream, StreamTexts } from './live-stream.ts'
import { titleSimilarity } from './title-similarity.ts'

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
  /** Seconds after which it was due again. */
  readonly cadence: number
  /** The first complete sweep since the last sample that had it in scope and did not hold it. */
  readonly missedAt: number | null
  readonly segmentNo: number
  /** Of its open segment. */
  readonly language: string | null
  /** Our own key of that segment's category; null = no category. */
  readonly categoryKey: number | null
  /** Of the last sample; null = unknown. */
  readonly viewers: number | null
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
  readonly streamId: string | null
  readonly startedAt: number | null
  readonly firstSampleAt: number
  readonly lastSampleAt: number
  /** As it was booked. */
  readonly endedAt: number
  readonly segmentNo: number
  readonly titleNo: number | null
  /** Our own key of the category; null = no category. */
  readonly categoryKey: number | null
  /** The newest viewers that were known; null = none, or not asked for. */
  readonly lastKnownViewers: number | null
}

/** The broadcast that a channel had before a new one, as it was seen last. */
export interface PreviousBroadcast extends Pick<SegmentContent, 'title' | 'categoryId'> {
  readonly channelKey: number
  readonly broadcastNo: number
  /** As it was booked; null while it is open. */
  readonly endedAt: number | null
  readonly lastSampleAt: number
}

type Identity = Pick<LiveStream, 'streamId' | 'startedAt'>

/** Whether two of one channel are one broadcast: by stream id, by start where one has no id. */
export function isSameBroadcast(a: Identity, b: Identity): boolean {
  if (a.streamId !== null && b.streamId !== null) return a.streamId === b.streamId
  const apart = secondsApart(a, b)
  return apart !== null && apart <= startToleranceSeconds
}

/** How far two starts lie apart; null = one is unknown. */
export function secondsApart(
  a: Pick<Identity, 'startedAt'>,
  b: Pick<Identity, 'startedAt'>,
): number | null {
  if (a.startedAt === null || b.startedAt === null) return null
  return Math.abs(a.startedAt - b.startedAt)
}

/** A broadcast this long after the last sample of the one before may be its second try. Seconds. */
export const restartWithinSeconds = 600

const sameTitle = 0.8

/**
 * Whether a new broadcast goes on with what the channel's previous one showed. `startedAt` is its
 * start; one that lies before the last sample of the other is no longer than ten minutes after it.
 */
export function isRestart(
  previous: PreviousBroadcast,
  stream: Pick<LiveStream, 'startedAt' | 'title' | 'categoryId'>,
): boolean {
  const { startedAt, title, categoryId } = stream
  if (startedAt === null || startedAt > previous.lastSampleAt + restartWithinSeconds) return false
  if (categoryId !== null && categoryId === previous.categoryId) return true
  if (!title || !previous.title) return false
  return title === previous.title || titleSimilarity(title, previous.title) >= sameTitle
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

/**
 * Where a segment changes between two samples: half way, on a whole second. The earlier sample stays in
 * the segment that it was seen in, and so does what was booked up to `endedAt`, where the broadcast had
 * ended in between.
 */
export function segmentBorder(
  previousSampleAt: number,
  sampleAt: number,
  endedAt: number | null = null,
): number {
  const middle = Math.max(previousSampleAt + 1, Math.floor((previousSampleAt + sampleAt) / 2))
  return Math.max(middle, endedAt ?? middle)
}

/**
 * When a broadcast ended that was last seen at `lastSampleAt` and first proven gone at `goneAt`: as the
 * platform tells, else half way between; never before the last sample, never after the proof and never
 * after the next broadcast's start.
 */
export function endOfBroadcast(
  lastSampleAt: number,
  goneAt: number,
  nextStartedAt: number | null,
  toldAt: number | null = null,
): number {
  const middle = Math.min(toldAt ?? Math.floor((lastSampleAt + goneAt) / 2), goneAt)
  return Math.max(lastSampleAt, Math.min(middle, nextStartedAt ?? middle))
}

/** A platform's start moving by more than this is a correction; less is ignored. Seconds. */
export const startToleranceSeconds = 60

/** A start this much later than the sweep that read it is the platform's clock being off. Seconds. */
export const clockSkewSeconds = 300

/** From so many viewers on nobody leaves at once: a 0 that follows is a hidden count. */
export const believableViewers = 5

/** What a 0 that may mean hidden is: null after a count of five or more, else zero. */
export function readAmbiguousZero(
  viewers: number | null,
  lastKnownViewers: number | null,
): number | null {
  return viewers === 0 && (lastKnownViewers ?? 0) >= believableViewers ? null : viewers
}
