// What one sweep changes, worked out before anything is written: the plan that the store carries
// out in one transaction. Keys are our own (channelKey, categoryKey); times whole epoch seconds.

import type { Due } from './sweep.ts'

/** Which broadcast a change is about. */
export interface BroadcastKey {
  readonly channelKey: number
  readonly broadcastNo: number
}

export interface StartedBroadcast extends BroadcastKey {
  readonly streamId: string | null
  readonly startedAt: number | null
  /** Where its head begins: its start, at the latest its first sample; null = it has none. */
  readonly headStartedAt: number | null
  /** The number of the channel's broadcast that it goes on with; null = none. */
  readonly restartOf: number | null
  readonly thumbnailUrl: string | null
}

/** A broadcast that began without a stream id and is told one. */
export interface IdentifiedBroadcast extends BroadcastKey {
  readonly streamId: string
}

export interface CorrectedStart extends BroadcastKey {
  readonly startedAt: number
}

export interface ChangedThumbnail extends BroadcastKey {
  readonly thumbnailUrl: string | null
}

/** A live row whose texts may have changed. */
export interface ChangedFingerprint extends BroadcastKey {
  /** Of the texts as read. */
  readonly fingerprint: string
}

export interface NewTitle {
  readonly channelKey: number
  readonly titleNo: number
  readonly title: string
}

export interface OpenedSegment extends SegmentKey {
  readonly startedAt: number
  readonly titleNo: number | null
  readonly categoryKey: number | null
  /** Only where there is no category: the name as received. */
  readonly gameName: string | null
  readonly language: string | null
  readonly tags: readonly string[]
}

export interface SegmentKey extends BroadcastKey {
  readonly segmentNo: number
}

export interface ClosedSegment extends SegmentKey {
  readonly endedAt: number
}

/** A broadcast that becomes open: begun or seen again after its end. */
export interface OpenedLiveRow extends BroadcastKey, Due {
  /** The platform's id of the channel. */
  readonly channelId: string
  readonly streamId: string | null
  readonly startedAt: number | null
  readonly firstSampleAt: number
  readonly segmentNo: number
  readonly categoryKey: number | null
  readonly language: string | null
  readonly viewers: number | null
  /** The newest viewers that were known, null = none yet. */
  readonly lastKnownViewers: number | null
  /** Of the texts as read. */
  readonly fingerprint: string
}

export interface MissedBroadcast extends BroadcastKey {
  readonly missedAt: number
}

/** A broadcast that ends, and its open segment with it. */
export interface BroadcastEnd extends ClosedSegment {
  readonly lastSampleAt: number
  /** The first proof that it was gone. */
  readonly goneAt: number
}

/** Samples of broadcasts that were open already, of one tier, as columns: nearly all there is. */
export interface SeenColumns extends Due {
  readonly channelKeys: number[]
  readonly broadcastNos: number[]
  readonly viewers: (number | null)[]
}

export interface SweepChanges {
  readonly titles: NewTitle[]
  readonly started: StartedBroadcast[]
  readonly reopened: BroadcastKey[]
  readonly identified: IdentifiedBroadcast[]
  readonly corrected: CorrectedStart[]
  readonly thumbnails: ChangedThumbnail[]
  readonly fingerprints: ChangedFingerprint[]
  readonly segmentsClosed: ClosedSegment[]
  readonly segmentsOpened: OpenedSegment[]
  /** Segments of re-opened broadcasts that go on. */
  readonly segmentsContinued: SegmentKey[]
  readonly opened: OpenedLiveRow[]
  /** One a tier that any is in. */
  readonly seen: SeenColumns[]
  readonly missed: MissedBroadcast[]
  readonly ended: BroadcastEnd[]
  /** Rows left out: their channel's broadcast is another one, or has a row already. */
  readonly superseded: number
  /** Starts that moved by more than a minute, kept at the earliest or moved to it. */
  readonly startCorrections: number
  /** Rows whose start lies more than five minutes after the sweep. */
  readonly clockSkews: number
}
