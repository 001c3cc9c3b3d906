// The changes that are expected of a plan, told without what has tests of its own: fingerprints, tiers
// and what is booked.

import assert from 'node:assert/strict'
import type { PreviousBroadcast } from '../src/domain/broadcast.ts'
import type { Due } from '../src/domain/sweep.ts'
import type {
  BroadcastEnd,
  BroadcastKey,
  ClosedSegment,
  OpenedLiveRow,
  OpenedSegment,
  SeenColumns,
  StartedBroadcast,
  SweepChanges,
} from '../src/domain/sweep-changes.ts'
import { anEndedBroadcast, start } from './builders.ts'

/** The cadence of a planned sweep, five minutes. */
export const cadence = 300
/** When it is, one cadence after `start`. */
export const next = start + cadence

/** What a plan changes, as far as it is told. */
export interface ToldChanges
  extends Omit<
    SweepChanges,
    | 'fingerprints'
    | 'opened'
    | 'seen'
    | 'started'
    | 'segmentsClosed'
    | 'segmentsOpened'
    | 'ended'
    | 'daysClosed'
    | 'daysAdded'
    | 'outsideDays'
  > {
  readonly opened: readonly Omit<OpenedLiveRow, 'fingerprint' | 'booked' | keyof Due>[]
  readonly seen: Omit<SeenColumns, 'booked' | keyof Due>
  readonly started: readonly Omit<StartedBroadcast, 'bookedFromAt'>[]
  readonly segmentsClosed: readonly Omit<ClosedSegment, 'time'>[]
  readonly segmentsOpened: readonly ToldSegment[]
  readonly ended: readonly Omit<BroadcastEnd, 'time'>[]
}

type ToldSegment = Omit<OpenedSegment, 'timeBefore'>

/** The changes of a plan as they are told. */
export function toldOf(changes: SweepChanges): ToldChanges {
  const { fingerprints: _, seen, ...told } = changes
  const { daysClosed, daysAdded, outsideDays, ...others } = told
  assert.ok(seen.length <= 1, 'there is one tier at most')
  assert.deepEqual([daysClosed, daysAdded, outsideDays], [[], [], []])
  const { channelKeys, broadcastNos, viewers } = seen[0] ?? nothing.seen
  return {
    ...others,
    opened: changes.opened.map(({ fingerprint, booked, tier, cadence, ...row }) => row),
    started: changes.started.map(({ bookedFromAt, ...row }) => row),
    segmentsClosed: changes.segmentsClosed.map(({ time, ...row }) => row),
    segmentsOpened: changes.segmentsOpened.map(({ timeBefore, ...row }) => row),
    ended: changes.ended.map(({ time, ...row }) => row),
    seen: { channelKeys, broadcastNos, viewers },
  }
}

/** No changes. */
export const nothing: ToldChanges = {
  titles: [],
  started: [],
  reopened: [],
  identified: [],
  corrected: [],
  thumbnails: [],
  segmentsClosed: [],
  segmentsOpened: [],
  segmentsContinued: [],
  opened: [],
  seen: { channelKeys: [], broadcastNos: [], viewers: [] },
  missed: [],
  ended: [],
  superseded: 0,
  startCorrections: 0,
  clockSkews: 0,
}

/** The sample of `aStream()` in the first broadcast of channel 1. */
export const seenOnce = { channelKeys: [1], broadcastNos: [1], viewers: [100] }
/** The first broadcast of channel 1. */
export const first: BroadcastKey = { channelKey: 1, broadcastNo: 1 }
/** The one after it. */
export const second: BroadcastKey = { channelKey: 1, broadcastNo: 2 }
/** What ends the broadcast of `anOpenBroadcast()`. */
export const ending = { ...first, segmentNo: 1, lastSampleAt: start, goneAt: next }

/** The segment that a broadcast of `aStream()` begins with. */
export const began: ToldSegment = {
  ...first,
  segmentNo: 1,
  startedAt: start - 600,
  titleNo: 1,
  categoryKey: 509658,
  gameName: null,
  language: 'en',
  tags: ['English'],
}

/** The changes with which a broadcast of the texts of `aStream()` begins. */
export function newBroadcast(
  key: BroadcastKey,
  streamId: string | null,
  startedAt: number | null,
  restartOf: number | null = null,
): Pick<ToldChanges, 'started' | 'segmentsOpened' | 'opened'> {
  const headStartedAt = startedAt && Math.min(startedAt, next)
  return {
    started: [{ ...key, streamId, startedAt, headStartedAt, restartOf, thumbnailUrl: null }],
    segmentsOpened: [{ ...began, ...key, startedAt: Math.min(startedAt ?? next, next) }],
    opened: [
      {
        ...key,
        channelId: 'c1',
        streamId,
        startedAt,
        firstSampleAt: next,
        segmentNo: 1,
        categoryKey: 509658,
        language: 'en',
        viewers: 100,
        lastKnownViewers: 100,
      },
    ],
  }
}

/** What channel 1 had before, of the texts of `aStream()`; ended. */
export function aPreviousBroadcast(known: Partial<PreviousBroadcast>): PreviousBroadcast {
  return { ...anEndedBroadcast(), ...known }
}

/** The changes with which two begin. */
export function twoBroadcasts(...[a, aId, aStart, b, bId, bStart]: TwoBroadcasts) {
  const [one, other] = [newBroadcast(a, aId, aStart), newBroadcast(b, bId, bStart)]
  return {
    started: [...one.started, ...other.started],
    segmentsOpened: [...one.segmentsOpened, ...other.segmentsOpened],
    opened: [...one.opened, ...other.opened],
  }
}

type TwoBroadcasts = [BroadcastKey, string, number, BroadcastKey, string, number]

/** The live row of the broadcast of `anEndedBroadcast()` that is opened again. */
export function reopenedRow(known: Partial<ToldChanges['opened'][number]>) {
  const { opened } = newBroadcast(first, 's1', start - 600)
  const [row] = opened
  assert.ok(row)
  return { ...row, firstSampleAt: start, ...known }
}

/** The changes with which an open broadcast goes on in its second segment. */
export function newSegment(known: Partial<ToldSegment>): Partial<ToldChanges> {
  return {
    seen: seenOnce,
    segmentsClosed: [{ ...first, segmentNo: 1, endedAt: start + 150 }],
    segmentsOpened: [{ ...began, segmentNo: 2, startedAt: start + 150, ...known }],
  }
}
