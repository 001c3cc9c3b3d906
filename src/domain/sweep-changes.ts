// What one sweep changes, worked out before anything is written: the plan that the store carries
// out in one transaction. Keys are our own (channelKey, categoryKey); times whole epoch seconds.

import type { RollupRow } from './rollup.ts'
import type { Sums, TimeSums } from './sums.ts'
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
  /** Where its booked time begins: its head, or its first sample; null = nothing is booked. */
  readonly bookedFromAt: number | null
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
  /** Of the time since the sample before, what counts in the segment before. */
  readonly timeBefore: TimeSums
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
  /** What is added to its sums beside those of its live row. */
  readonly time: TimeSums
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
  /** What its first sample brings; null = nothing is booked. */
  readonly booked: OpenedSums | null
}

/** Sums that a live row begins with, and what of them counts before its open segment and its open day. */
export interface OpenedSums extends TimeSums {
  readonly gaps: number
  readonly beforeSegment: TimeSums
  readonly beforeDay: TimeSums
}

export interface MissedBroadcast extends BroadcastKey {
  readonly missedAt: number
}

/** A broadcast that ends, and its open segment with it; the time that is added to both is its tail. */
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
  /** What is booked for them; null = nothing is. */
  readonly booked: SeenPairs | null
}

/** Areas of some seconds, twice the viewer-seconds, null = not observed; one a broadcast. */
export interface Areas {
  readonly seconds: number
  readonly areas: (number | null)[]
}

/** The time since the sample before, which is as long for all of them. */
export interface SeenPairs extends Areas {
  readonly isGap: boolean
  /** Of it, what lies before the UTC day of the sweep; null = nothing. */
  readonly beforeDay: Areas | null
}

/** The open day of a live row that is over; `time` is added to what the row has gathered for it. */
export interface ClosedDay extends BroadcastKey {
  readonly time: TimeSums
}

/** What is added to a channel's UTC day, which is told by its first second. */
export interface AddedDay extends TimeSums, Pick<Sums, 'peakViewers' | 'peakAt'> {
  readonly channelKey: number
  readonly day: number
  readonly broadcastsStarted: number
}

/** Reported seconds of a broadcast that count in no day, since theirs is sealed. */
export interface OutsideDays extends BroadcastKey {
  readonly seconds: number
}

/** What ends of broadcasts change outside of a sweep. */
export interface EndChanges
  extends Pick<SweepChanges, 'ended' | 'daysClosed' | 'daysAdded' | 'outsideDays'> {
  /** What is added to the rollups, by hour. */
  readonly rollup: readonly RollupRow[]
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
  /** One for all that have the same tier and were last seen in the same sweep. */
  readonly seen: SeenColumns[]
  readonly missed: MissedBroadcast[]
  readonly ended: BroadcastEnd[]
  readonly daysClosed: ClosedDay[]
  readonly daysAdded: AddedDay[]
  readonly outsideDays: OutsideDays[]
  /** Rows left out: their channel's broadcast is another one, or has a row already. */
  readonly superseded: number
  /** Starts that moved by more than a minute, kept at the earliest or moved to it. */
  readonly startCorrections: number
  /** Rows whose start lies more than five minutes after the sweep. */
  readonly clockSkews: number
}
