// What one sweep changes, worked out before anything is written: the plan that the store carries
// out in one transaction. Keys are our own (channelKey, categoryKey); times whole epoch seconds.

/** Which broadcast a change is about. */
export interface BroadcastKey {
  readonly channelKey: number
  readonly broadcastNo: number
}

export interface StartedBroadcast extends BroadcastKey {
  readonly streamId: string
  readonly startedAt: number | null
  readonly thumbnailUrl: string | null
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
export interface OpenedLiveRow extends BroadcastKey {
  readonly streamId: string
  readonly startedAt: number | null
  readonly firstSampleAt: number
  readonly segmentNo: number
  readonly categoryKey: number | null
  readonly language: string | null
  readonly viewers: number | null
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

/** The samples of broadcasts that were open already, as columns: they are nearly all there is. */
export interface SeenColumns {
  readonly channelKeys: number[]
  readonly broadcastNos: number[]
  readonly viewers: (number | null)[]
}

export interface SweepChanges {
  readonly titles: NewTitle[]
  readonly started: StartedBroadcast[]
  readonly reopened: BroadcastKey[]
  readonly corrected: CorrectedStart[]
  readonly thumbnails: ChangedThumbnail[]
  readonly fingerprints: ChangedFingerprint[]
  readonly segmentsClosed: ClosedSegment[]
  readonly segmentsOpened: OpenedSegment[]
  /** Segments of re-opened broadcasts that go on. */
  readonly segmentsContinued: SegmentKey[]
  readonly opened: OpenedLiveRow[]
  readonly seen: SeenColumns
  readonly missed: MissedBroadcast[]
  readonly ended: BroadcastEnd[]
  /** Rows left out for a later start of the same channel. */
  readonly superseded: number
  /** Starts that moved by more than a minute, kept at the earliest or moved to it. */
  readonly startCorrections: number
  /** Rows whose start lies more than five minutes after the sweep. */
  readonly clockSkews: number
}
