import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anEndedBroadcast,
  anOpenBroadcast,
  aStream,
  fingerprintOfTexts,
  start,
  type ToldBroadcast,
} from '../../test/builders.ts'
import { partsOf } from '../../test/session-memory.ts'
import {
  type EndedBroadcast,
  isSameBroadcast,
  type PreviousBroadcast,
} from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { Due } from '../domain/sweep.ts'
import type {
  BroadcastEnd,
  BroadcastKey,
  ClosedSegment,
  OpenedLiveRow,
  OpenedSegment,
  SeenColumns,
  StartedBroadcast,
  SweepChanges,
} from '../domain/sweep-changes.ts'
import type { SweepPart } from './parts.ts'
import { planSweep } from './plan.ts'
import type { PlannedSweep, SweepKeys } from './plan-context.ts'

const cadence = 300
const next = start + cadence

/** What look-ups have told of streams that are not live. */
function notLive({
  ended = [],
  missing = [],
}: {
  readonly ended?: readonly (readonly [string, number | null])[]
  readonly missing?: readonly string[]
}): PlannedSweep['lookedUp'] {
  return { ended: new Map(ended), missing: new Set(missing) }
}

interface Given {
  readonly open?: readonly ToldBroadcast[]
  readonly streams?: readonly LiveStream[]
  readonly ended?: readonly EndedBroadcast[]
  /** What channel 1 had before. */
  readonly previous?: PreviousBroadcast
  /** Titles that channel 1 has had, numbered from 1. */
  readonly titles?: readonly string[]
  readonly isSingle?: boolean
  readonly sweep?: Partial<PlannedSweep>
}

/** Plans a complete sweep five minutes after `start`; channel cN has the key N, category N too. */
function plan({
  open = [],
  streams = [],
  ended = [],
  previous,
  titles = [],
  isSingle = true,
  sweep,
}: Given): SweepChanges {
  const numberOf = new Map(titles.map((title, i) => [title, i + 1]))
  const channel = (channelId: string) => Number(channelId.slice(1))
  const taken = new Map<number, number>()
  for (const { channelKey, broadcastNo } of [...open, ...ended])
    taken.set(channelKey, Math.max(broadcastNo, taken.get(channelKey) ?? 0))
  const keys: SweepKeys = {
    channel,
    nextBroadcastNo: channelId => {
      const broadcastNo = (taken.get(channel(channelId)) ?? 0) + 1
      taken.set(channel(channelId), broadcastNo)
      return broadcastNo
    },
    category: Number,
    title: (_, title) => {
      const known = numberOf.get(title)
      if (known !== undefined) return { titleNo: known, isNew: false }
      numberOf.set(title, numberOf.size + 1)
      return { titleNo: numberOf.size, isNew: true }
    },
    ended: stream =>
      ended.find(
        row => row.channelKey === channel(stream.channelId) && isSameBroadcast(row, stream),
      ) ?? null,
    previous: (_, broadcastNo) => (previous?.broadcastNo === broadcastNo - 1 ? previous : null),
  }
  const planned: PlannedSweep = {
    collectedAt: next,
    absenceScope: { kind: 'all' },
    lookedUp: null,
    believedAt: null,
    hasAmbiguousZero: false,
    dueAfter: () => ({ tier: null, cadence }),
    booking: null,
    ...sweep,
  }
  return planSweep(planned, partOf(open, streams, planned.collectedAt, isSingle), keys)
}

/** The whole of a sweep in one part. */
function partOf(
  open: readonly ToldBroadcast[],
  streams: readonly LiveStream[],
  collectedAt: number,
  isSingle: boolean,
): SweepPart {
  const [part] = partsOf(open, streams, { collectedAt, isSingle }, Number.POSITIVE_INFINITY)
  assert.ok(part)
  return part
}

/** What a plan changes, but for fingerprints, tiers and what is booked, which have tests of their own. */
interface ToldChanges
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

function toldOf(changes: SweepChanges): ToldChanges {
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

const nothing: ToldChanges = {
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

const seenOnce = { channelKeys: [1], broadcastNos: [1], viewers: [100] }
const first: BroadcastKey = { channelKey: 1, broadcastNo: 1 }
const second: BroadcastKey = { channelKey: 1, broadcastNo: 2 }
/** What ends the broadcast of `anOpenBroadcast()`. */
const ending = { ...first, segmentNo: 1, lastSampleAt: start, goneAt: next }

const began: ToldSegment = {
  ...first,
  segmentNo: 1,
  startedAt: start - 600,
  titleNo: 1,
  categoryKey: 509658,
  gameName: null,
  language: 'en',
  tags: ['English'],
}

const cases: (Given & { title: string; changes: Partial<ToldChanges> })[] = [
  {
    title: 'a row of an open broadcast with nothing new is only a sample',
    open: [anOpenBroadcast()],
    streams: [aStream({ viewers: 100 })],
    changes: { seen: seenOnce },
  },
  {
    title: 'a sample of unknown viewers stays unknown',
    open: [anOpenBroadcast()],
    streams: [aStream({ viewers: null })],
    changes: { seen: { ...seenOnce, viewers: [null] } },
  },
  {
    title: 'where 0 may mean hidden, it is unknown after a count of five',
    open: [anOpenBroadcast({ lastKnownViewers: 5 })],
    streams: [aStream({ viewers: 0 })],
    sweep: { hasAmbiguousZero: true },
    changes: { seen: { ...seenOnce, viewers: [null] } },
  },
  {
    title: 'where 0 may mean hidden, it is nobody after a count of four',
    open: [anOpenBroadcast({ lastKnownViewers: 4 })],
    streams: [aStream({ viewers: 0 })],
    sweep: { hasAmbiguousZero: true },
    changes: { seen: { ...seenOnce, viewers: [0] } },
  },
  {
    title: 'where 0 means nobody, it is zero after any count',
    open: [anOpenBroadcast({ lastKnownViewers: 5_000 })],
    streams: [aStream({ viewers: 0 })],
    changes: { seen: { ...seenOnce, viewers: [0] } },
  },
  {
    title: 'a row of an id never seen begins a broadcast with its first segment',
    streams: [aStream({ thumbnailUrl: 'https://example.org/1.jpg' })],
    changes: {
      titles: [{ channelKey: 1, titleNo: 1, title: 'Hello' }],
      started: [
        {
          ...first,
          streamId: 's1',
          startedAt: start - 600,
          headStartedAt: start - 600,
          restartOf: null,
          thumbnailUrl: 'https://example.org/1.jpg',
        },
      ],
      segmentsOpened: [began],
      opened: [
        {
          ...first,
          channelId: 'c1',
          streamId: 's1',
          startedAt: start - 600,
          firstSampleAt: next,
          segmentNo: 1,
          categoryKey: 509658,
          language: 'en',
          viewers: 100,
          lastKnownViewers: 100,
        },
      ],
    },
  },
  {
    title: 'a first absence is remembered and ends nothing',
    open: [anOpenBroadcast()],
    changes: { missed: [{ ...first, missedAt: next }] },
  },
  {
    title: 'a second absence ends a broadcast half way to the first one',
    open: [anOpenBroadcast({ lastSampleAt: start - 301, missedAt: start })],
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 301, goneAt: start, endedAt: start - 151 }],
    },
  },
  {
    title: 'absence from a sweep that does not count means nothing',
    open: [anOpenBroadcast(), anOpenBroadcast({ channelId: 'c2', channelKey: 2, missedAt: start })],
    sweep: { absenceScope: null },
    changes: {},
  },
  {
    title: 'being seen again after a first absence is being seen',
    open: [anOpenBroadcast({ missedAt: start + 150 })],
    streams: [aStream()],
    changes: { seen: seenOnce },
  },
  {
    title: 'absence from a sweep that is believed only now counts as the first',
    open: [anOpenBroadcast({ lastSampleAt: start - 300 })],
    sweep: { believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 300, goneAt: start, endedAt: start - 150 }],
    },
  },
  {
    title: 'a broadcast that the sweep believed only now did hold is missed for the first time',
    open: [anOpenBroadcast({ lastSampleAt: start })],
    sweep: { believedAt: start },
    changes: { missed: [{ ...first, missedAt: next }] },
  },
  {
    title: 'an absence before the one believed only now stays the first',
    open: [anOpenBroadcast({ lastSampleAt: start - 600, missedAt: start - 300 })],
    sweep: { believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 600, goneAt: start - 300, endedAt: start - 450 }],
    },
  },
  {
    title: 'a new id ends the old broadcast at once, half way',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: next - 10 })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start + 150 }],
      ...newBroadcast(second, 's2', next - 10),
    },
  },
  {
    title: 'a new id ends the old broadcast at the latest when it begins itself',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: start + 20 })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start + 20 }],
      ...newBroadcast(second, 's2', start + 20),
    },
  },
  {
    title: 'a new id that says it began before the last sample of the old one ends it there',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: start - 20 })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start }],
      ...newBroadcast(second, 's2', start - 20),
    },
  },
  {
    title: 'a new id ends a broadcast that was missed before half way to that absence',
    open: [anOpenBroadcast({ lastSampleAt: start - 300, missedAt: start })],
    streams: [aStream({ streamId: 's2', startedAt: start })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 300, goneAt: start, endedAt: start - 150 }],
      ...newBroadcast(second, 's2', start),
    },
  },
  {
    title: 'a new id ends a broadcast half way to an absence that is believed only now',
    open: [anOpenBroadcast({ lastSampleAt: start - 300 })],
    streams: [aStream({ streamId: 's2', startedAt: start })],
    titles: ['Hello'],
    sweep: { believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 300, goneAt: start, endedAt: start - 150 }],
      ...newBroadcast(second, 's2', start),
    },
  },
  {
    title: 'a new id ends the old broadcast in a sweep in which absence does not count',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: next - 10 })],
    titles: ['Hello'],
    sweep: { absenceScope: null },
    changes: {
      ended: [{ ...ending, endedAt: start + 150 }],
      ...newBroadcast(second, 's2', next - 10),
    },
  },
  {
    title: 'a new id whose start is unknown ends the old broadcast too',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: null })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start + 150 }],
      ...newBroadcast(second, 's2', null),
    },
  },
  {
    title: 'of two ids of a channel in one sweep the later start stays and ends the other',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: next - 10 }), aStream()],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start + 150 }],
      ...newBroadcast(second, 's2', next - 10),
      superseded: 1,
    },
  },
  {
    title: 'of two ids of a channel that began at the same time the open one stays',
    open: [anOpenBroadcast()],
    streams: [aStream(), aStream({ streamId: 's2' })],
    changes: { seen: seenOnce, superseded: 1 },
  },
  {
    title: 'an id whose start is unknown does not end an open broadcast that is there as well',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: null }), aStream()],
    changes: { seen: seenOnce, superseded: 1 },
  },
  {
    title: 'of two new ids of a channel in one sweep only the later start is taken',
    streams: [aStream({ streamId: 's2', startedAt: start }), aStream({ streamId: 's3' })],
    titles: ['Hello'],
    changes: { ...newBroadcast(first, 's2', start), superseded: 1 },
  },
  {
    title: 'an older id beside the open one of its channel changes nothing',
    open: [anOpenBroadcast()],
    streams: [aStream(), aStream({ streamId: 's0', startedAt: start - 9_000 })],
    changes: { seen: seenOnce, superseded: 1 },
  },
  {
    title: 'an echo of an older id is no broadcast, and its channel was not seen',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's0', startedAt: start - 9_000 })],
    changes: { missed: [{ ...first, missedAt: next }], superseded: 1 },
  },
  {
    title: 'where a channel may have several broadcasts, two ids are two broadcasts',
    isSingle: false,
    open: [anOpenBroadcast()],
    streams: [aStream(), aStream({ streamId: 's0', startedAt: start - 9_000 })],
    titles: ['Hello'],
    changes: { seen: seenOnce, ...newBroadcast(second, 's0', start - 9_000) },
  },
  {
    title: 'an ended broadcast that is seen again is opened again in its last segment',
    ended: [anEndedBroadcast({ segmentNo: 3 })],
    streams: [aStream()],
    sweep: { collectedAt: start + 1_500 },
    changes: {
      reopened: [first],
      segmentsContinued: [{ ...first, segmentNo: 3 }],
      opened: [reopenedRow({ segmentNo: 3 })],
    },
  },
  {
    title: 'an ended broadcast that is seen again with another title goes on in a new segment',
    ended: [anEndedBroadcast({ segmentNo: 3 })],
    streams: [aStream({ title: 'Bye' })],
    titles: ['Hello'],
    sweep: { collectedAt: start + 1_501 },
    changes: {
      titles: [{ channelKey: 1, titleNo: 2, title: 'Bye' }],
      reopened: [first],
      segmentsClosed: [{ ...first, segmentNo: 3, endedAt: start + 900 }],
      segmentsOpened: [{ ...began, segmentNo: 4, startedAt: start + 900, titleNo: 2 }],
      opened: [reopenedRow({ segmentNo: 4 })],
    },
  },
  {
    title: 'an ended broadcast that is seen again has its picture again',
    ended: [anEndedBroadcast()],
    streams: [aStream({ thumbnailUrl: 'https://example.org/1.jpg' })],
    changes: {
      reopened: [first],
      segmentsContinued: [{ ...first, segmentNo: 1 }],
      thumbnails: [{ ...first, thumbnailUrl: 'https://example.org/1.jpg' }],
      opened: [reopenedRow({})],
    },
  },
  {
    title: 'an ended broadcast that is seen again keeps the earlier of two starts, counted',
    ended: [anEndedBroadcast()],
    streams: [aStream({ startedAt: start - 700 })],
    changes: {
      reopened: [first],
      segmentsContinued: [{ ...first, segmentNo: 1 }],
      corrected: [{ ...first, startedAt: start - 700 }],
      opened: [reopenedRow({ startedAt: start - 700 })],
      startCorrections: 1,
    },
  },
  {
    title: 'a row without an id is of the open broadcast that began within a minute of it',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: null, startedAt: start - 660 })],
    changes: { seen: seenOnce },
  },
  {
    title: 'a row without an id that began later is a new broadcast and ends the old one',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: null, startedAt: start - 539 })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start }],
      ...newBroadcast(second, null, start - 539),
    },
  },
  {
    title: 'a row without an id that began earlier is an echo',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: null, startedAt: start - 661 })],
    changes: { missed: [{ ...first, missedAt: next }], superseded: 1 },
  },
  {
    title: 'a row gives its id to the open broadcast without one that began with it',
    open: [anOpenBroadcast({ streamId: null })],
    streams: [aStream({ startedAt: start - 540 })],
    changes: { seen: seenOnce, identified: [{ ...first, streamId: 's1' }] },
  },
  {
    title: 'a row without an id is of the open broadcast without one that began with it',
    open: [anOpenBroadcast({ streamId: null })],
    streams: [aStream({ streamId: null })],
    changes: { seen: seenOnce },
  },
  {
    title: 'of two rows of an open broadcast the one without an id is left out',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: null, viewers: 7 }), aStream()],
    changes: { seen: seenOnce, superseded: 1 },
  },
  {
    title: 'of two rows of a new broadcast the one without an id is left out',
    isSingle: false,
    streams: [aStream({ streamId: null, startedAt: start - 660, viewers: 7 }), aStream()],
    titles: ['Hello'],
    changes: { ...newBroadcast(first, 's1', start - 600), superseded: 1 },
  },
  ...[1, 2].map(nearest => ({
    title: `of two broadcasts of a channel a row without an id is of the nearer one, number ${nearest}`,
    isSingle: false,
    open: [
      anOpenBroadcast({ streamId: 's0', startedAt: start - 650 }),
      anOpenBroadcast({ broadcastNo: 2 }),
    ],
    streams: [aStream({ streamId: null, startedAt: start - (nearest === 1 ? 630 : 620) })],
    changes: {
      seen: { ...seenOnce, broadcastNos: [nearest] },
      missed: [{ ...first, broadcastNo: 3 - nearest, missedAt: next }],
    },
  })),
  {
    title: 'of two ids that began with a broadcast without one the first is its own',
    isSingle: false,
    open: [anOpenBroadcast({ streamId: null })],
    streams: [aStream(), aStream({ streamId: 's2' })],
    titles: ['Hello'],
    changes: {
      seen: seenOnce,
      identified: [{ ...first, streamId: 's1' }],
      ...newBroadcast(second, 's2', start - 600),
    },
  },
  {
    title: 'a row without id and start is of the open broadcast that was seen 2.5 cadences before',
    open: [anOpenBroadcast({ lastSampleAt: next - 750 })],
    streams: [aStream({ streamId: null, startedAt: null })],
    changes: { seen: seenOnce },
  },
  {
    title:
      'a row without id and start begins a broadcast when the open one was not seen for longer',
    open: [anOpenBroadcast({ lastSampleAt: next - 751 })],
    streams: [aStream({ streamId: null, startedAt: null })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, lastSampleAt: next - 751, endedAt: next - 376 }],
      ...newBroadcast(second, null, null),
    },
  },
  {
    title: 'a row without id and start is left out beside any other row of its channel',
    isSingle: false,
    streams: [aStream({ streamId: null, startedAt: null }), aStream({ startedAt: null })],
    titles: ['Hello'],
    changes: { ...newBroadcast(first, 's1', null), superseded: 1 },
  },
  {
    title: 'a row without an id opens the ended broadcast again that began with it, under its id',
    ended: [anEndedBroadcast()],
    streams: [aStream({ streamId: null, startedAt: start - 540 })],
    changes: {
      reopened: [first],
      segmentsContinued: [{ ...first, segmentNo: 1 }],
      opened: [reopenedRow({})],
    },
  },
  {
    title: 'a row gives its id to the ended broadcast without one that it opens again',
    ended: [anEndedBroadcast({ streamId: null })],
    streams: [aStream({ startedAt: start - 660 })],
    changes: {
      reopened: [first],
      identified: [{ ...first, streamId: 's1' }],
      segmentsContinued: [{ ...first, segmentNo: 1 }],
      opened: [reopenedRow({})],
    },
  },
  {
    title: 'a new id goes on with the broadcast that it ends, in the same category',
    open: [anOpenBroadcast({ title: 'Bye' })],
    previous: before({ title: 'Bye', endedAt: null, lastSampleAt: start }),
    streams: [aStream({ streamId: 's2', startedAt: start + 200 })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start + 150 }],
      ...newBroadcast(second, 's2', start + 200, 1),
    },
  },
  {
    title: 'a broadcast goes on with one that ended, ten minutes after its last sample',
    ended: [anEndedBroadcast({ streamId: 's0' })],
    previous: before({ lastSampleAt: next - 600 }),
    streams: [aStream({ startedAt: next })],
    titles: ['Hello'],
    changes: newBroadcast(second, 's1', next, 1),
  },
  {
    title: 'more than ten minutes after the last sample a broadcast goes on with nothing',
    ended: [anEndedBroadcast({ streamId: 's0' })],
    previous: before({ lastSampleAt: next - 601 }),
    streams: [aStream({ startedAt: next })],
    titles: ['Hello'],
    changes: newBroadcast(second, 's1', next),
  },
  {
    title: 'a broadcast goes on with one that ends with the same sweep',
    isSingle: false,
    open: [anOpenBroadcast({ missedAt: start + 150 })],
    previous: before({ endedAt: null, lastSampleAt: start }),
    streams: [aStream({ streamId: 's2', startedAt: start + 200 })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, goneAt: start + 150, endedAt: start + 75 }],
      ...newBroadcast(second, 's2', start + 200, 1),
    },
  },
  {
    title: 'a broadcast does not go on with one that stays open beside it',
    isSingle: false,
    open: [anOpenBroadcast()],
    previous: before({ endedAt: null, lastSampleAt: start }),
    streams: [aStream({ streamId: 's2', startedAt: start + 200 })],
    titles: ['Hello'],
    changes: {
      missed: [{ ...first, missedAt: next }],
      ...newBroadcast(second, 's2', start + 200),
    },
  },
  {
    title: 'a broadcast does not go on with one that is opened again beside it',
    isSingle: false,
    ended: [anEndedBroadcast()],
    previous: before({ lastSampleAt: start }),
    streams: [aStream({ streamId: 's2', startedAt: start + 200 }), aStream()],
    titles: ['Hello'],
    changes: {
      ...newBroadcast(second, 's2', start + 200),
      reopened: [first],
      segmentsContinued: [{ ...first, segmentNo: 1 }],
      opened: [reopenedRow({}), ...newBroadcast(second, 's2', start + 200).opened],
    },
  },
  {
    title: 'a start after the sweep is a start with it where it is asked what it goes on with',
    ended: [anEndedBroadcast({ streamId: 's0' })],
    previous: before({ lastSampleAt: next - 600 }),
    streams: [aStream({ startedAt: next + 300 })],
    titles: ['Hello'],
    changes: newBroadcast(second, 's1', next + 300, 1),
  },
  {
    title: 'an id that began after the open one was seen is no echo, whatever start that one told',
    open: [anOpenBroadcast({ startedAt: start + 9_000 })],
    streams: [aStream({ streamId: 's2', startedAt: start })],
    titles: ['Hello'],
    changes: { ended: [{ ...ending, endedAt: start }], ...newBroadcast(second, 's2', start) },
  },
  {
    title: 'a new id that says it begins after the sweep ends the old broadcast half way',
    open: [anOpenBroadcast()],
    streams: [aStream({ streamId: 's2', startedAt: next + 300 })],
    titles: ['Hello'],
    changes: {
      ended: [{ ...ending, endedAt: start + 150 }],
      ...newBroadcast(second, 's2', next + 300),
    },
  },
  {
    title: 'absence from some languages counts for what speaks one of them',
    open: ['en', 'de', null].map((language, i) =>
      anOpenBroadcast({ language, channelKey: i + 1, channelId: `c${i + 1}`, streamId: `s${i}` }),
    ),
    sweep: { absenceScope: { kind: 'languages', languages: ['de', 'fr'] } },
    changes: { missed: [{ channelKey: 2, broadcastNo: 1, missedAt: next }] },
  },
  {
    title: 'a sweep that is believed only now counts for what this one has in scope',
    open: ['en', 'de'].map((language, i) =>
      anOpenBroadcast({
        language,
        channelKey: i + 1,
        channelId: `c${i + 1}`,
        lastSampleAt: start - 300,
      }),
    ),
    sweep: { absenceScope: { kind: 'languages', languages: ['en'] }, believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 300, goneAt: start, endedAt: start - 150 }],
    },
  },
  {
    title: 'a sweep that is believed only now proves nothing of what this one has not in scope',
    open: [anOpenBroadcast({ language: 'de', lastSampleAt: start - 300 })],
    streams: [aStream({ streamId: 's2', startedAt: next })],
    titles: ['Hello'],
    sweep: { absenceScope: { kind: 'languages', languages: ['en'] }, believedAt: start },
    changes: {
      ended: [{ ...ending, lastSampleAt: start - 300, endedAt: start }],
      ...newBroadcast(second, 's2', next),
    },
  },
  ...(['top', 'tracked'] as const).map(kind => ({
    title: `absence from what is ${kind} means nothing, also after an absence that counted`,
    open: [anOpenBroadcast({ missedAt: start + 150 })],
    sweep: { absenceScope: kind === 'top' ? { kind, limit: 5 } : { kind } },
    changes: {},
  })),
  {
    title: 'an end that a look-up tells ends a broadcast as told, whatever the scope',
    open: [anOpenBroadcast()],
    sweep: { absenceScope: null, lookedUp: notLive({ ended: [['s1', start + 200]] }) },
    changes: { ended: [{ ...ending, endedAt: start + 200 }] },
  },
  {
    title: 'an end that is told without its time lies half way to the look-up',
    open: [anOpenBroadcast()],
    sweep: { absenceScope: { kind: 'tracked' }, lookedUp: notLive({ ended: [['s1', null]] }) },
    changes: { ended: [{ ...ending, endedAt: start + 150 }] },
  },
  {
    title: 'an end that is told lies between the last sample and the proof',
    open: [anOpenBroadcast(), anOpenBroadcast({ channelKey: 2, channelId: 'c2', streamId: 's2' })],
    sweep: {
      absenceScope: { kind: 'tracked' },
      lookedUp: notLive({
        ended: [
          ['s1', start - 60],
          ['s2', next + 60],
        ],
      }),
    },
    changes: {
      ended: [
        { ...ending, endedAt: start },
        { ...ending, channelKey: 2, endedAt: next },
      ],
    },
  },
  {
    title: 'a stream that was looked up and not found is missed, and ends the second time',
    open: [
      anOpenBroadcast(),
      anOpenBroadcast({ channelKey: 2, channelId: 'c2', streamId: 's2', missedAt: start + 150 }),
      anOpenBroadcast({ channelKey: 3, channelId: 'c3', streamId: 's3', missedAt: start + 150 }),
    ],
    sweep: {
      absenceScope: { kind: 'tracked' },
      lookedUp: notLive({ missing: ['s1', 's2'] }),
    },
    changes: {
      missed: [{ ...first, missedAt: next }],
      ended: [{ ...ending, channelKey: 2, goneAt: start + 150, endedAt: start + 75 }],
    },
  },
  {
    title: 'where 0 may mean hidden, it is unknown after an end when five were known before it',
    ended: [anEndedBroadcast({ lastKnownViewers: 5 })],
    streams: [aStream({ viewers: 0 })],
    sweep: { hasAmbiguousZero: true },
    changes: {
      reopened: [first],
      segmentsContinued: [{ ...first, segmentNo: 1 }],
      opened: [reopenedRow({ viewers: null, lastKnownViewers: 5 })],
    },
  },
  {
    title: 'where 0 may mean hidden, it is nobody after an end when four were known before it',
    ended: [anEndedBroadcast({ lastKnownViewers: 4 })],
    streams: [aStream({ viewers: 0 })],
    sweep: { hasAmbiguousZero: true },
    changes: {
      reopened: [first],
      segmentsContinued: [{ ...first, segmentNo: 1 }],
      opened: [reopenedRow({ viewers: 0, lastKnownViewers: 0 })],
    },
  },
  {
    title: 'a start that moves by a minute is the same start',
    open: [anOpenBroadcast()],
    streams: [aStream({ startedAt: start - 660 })],
    changes: { seen: seenOnce },
  },
  {
    title: 'a start that moves back by more than a minute is kept and counted',
    open: [anOpenBroadcast()],
    streams: [aStream({ startedAt: start - 661 })],
    changes: {
      seen: seenOnce,
      corrected: [{ ...first, startedAt: start - 661 }],
      startCorrections: 1,
    },
  },
  {
    title: 'a start that moves on by more than a minute is counted and not kept',
    open: [anOpenBroadcast()],
    streams: [aStream({ startedAt: start - 539 })],
    changes: { seen: seenOnce, startCorrections: 1 },
  },
  {
    title: 'a start that is no longer told stays',
    open: [anOpenBroadcast()],
    streams: [aStream({ startedAt: null })],
    changes: { seen: seenOnce },
  },
  {
    title: 'a start that becomes known is kept and is no correction',
    open: [anOpenBroadcast({ startedAt: null })],
    streams: [aStream()],
    changes: { seen: seenOnce, corrected: [{ ...first, startedAt: start - 600 }] },
  },
  {
    title: 'a start five minutes after the sweep is no clock skew, one second more is',
    isSingle: false,
    titles: ['Hello'],
    streams: [
      aStream({ streamId: 's2', startedAt: next + 300 }),
      aStream({ streamId: 's3', startedAt: next + 301 }),
    ],
    changes: { ...merge(first, 's2', next + 300, second, 's3', next + 301), clockSkews: 1 },
  },
  {
    title: 'an open broadcast is judged for clock skew too',
    open: [anOpenBroadcast({ startedAt: next + 301 })],
    streams: [aStream({ startedAt: next + 301 })],
    changes: { seen: seenOnce, clockSkews: 1 },
  },
  {
    title: 'another title begins a segment half way',
    open: [anOpenBroadcast({ lastSampleAt: start + 1 })],
    streams: [aStream({ title: 'Bye' })],
    titles: ['Hello'],
    changes: {
      ...newSegment({ titleNo: 2 }),
      titles: [{ channelKey: 1, titleNo: 2, title: 'Bye' }],
    },
  },
  {
    title: 'another category begins a segment half way',
    open: [anOpenBroadcast()],
    streams: [aStream({ categoryId: '7', gameName: 'Seven' })],
    changes: newSegment({ categoryKey: 7 }),
  },
  {
    title: 'another language begins a segment half way',
    open: [anOpenBroadcast()],
    streams: [aStream({ language: null })],
    changes: newSegment({ language: null }),
  },
  {
    title: 'other tags begin a segment half way',
    open: [anOpenBroadcast()],
    streams: [aStream({ tags: ['English', 'Chill'] })],
    changes: newSegment({ tags: ['English', 'Chill'] }),
  },
  {
    title: 'a category that is left begins a segment with the name as received',
    open: [anOpenBroadcast()],
    streams: [aStream({ categoryId: null, gameName: '' })],
    changes: newSegment({ categoryKey: null, gameName: '' }),
  },
  {
    title: 'without a category, an empty name and none are told apart',
    open: [anOpenBroadcast({ categoryId: null, gameName: '' })],
    streams: [aStream({ categoryId: null, gameName: null })],
    changes: newSegment({ categoryKey: null, gameName: null }),
  },
  {
    title: 'another name of the same category is no new segment',
    open: [anOpenBroadcast()],
    streams: [aStream({ gameName: 'Quasseln' })],
    changes: { seen: seenOnce },
  },
  {
    title: 'an empty title and none are told apart, and none has no number',
    open: [anOpenBroadcast({ title: '', titleNo: 4 })],
    streams: [aStream({ title: null })],
    changes: newSegment({ titleNo: null }),
  },
  {
    title: 'a title the channel has had before keeps its number',
    open: [anOpenBroadcast({ title: 'Bye', titleNo: 2 })],
    streams: [aStream()],
    titles: ['Hello', 'Bye'],
    changes: newSegment({ titleNo: 1 }),
  },
  {
    title: 'a title that stays while something else changes is not looked up',
    open: [anOpenBroadcast({ titleNo: 9 })],
    streams: [aStream({ language: 'de' })],
    changes: newSegment({ titleNo: 9, language: 'de' }),
  },
  {
    title: 'a new title that two broadcasts of a channel share is added once',
    isSingle: false,
    streams: [aStream({ streamId: 's2' }), aStream({ streamId: 's3' })],
    changes: {
      ...merge(first, 's2', start - 600, second, 's3', start - 600),
      titles: [{ channelKey: 1, titleNo: 1, title: 'Hello' }],
    },
  },
  {
    title: 'another picture of the stream is kept',
    open: [anOpenBroadcast({ thumbnailUrl: 'https://example.org/1.jpg' })],
    streams: [aStream({ thumbnailUrl: 'https://example.org/2.jpg' })],
    changes: {
      seen: seenOnce,
      thumbnails: [{ ...first, thumbnailUrl: 'https://example.org/2.jpg' }],
    },
  },
]

function newBroadcast(
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

/** The broadcast that channel 1 had before, of the texts of `aStream()`; ended. */
function before(known: Partial<PreviousBroadcast>): PreviousBroadcast {
  return { ...anEndedBroadcast(), ...known }
}

function merge(...[a, aId, aStart, b, bId, bStart]: TwoBroadcasts) {
  const [one, other] = [newBroadcast(a, aId, aStart), newBroadcast(b, bId, bStart)]
  return {
    started: [...one.started, ...other.started],
    segmentsOpened: [...one.segmentsOpened, ...other.segmentsOpened],
    opened: [...one.opened, ...other.opened],
  }
}

type TwoBroadcasts = [BroadcastKey, string, number, BroadcastKey, string, number]

function reopenedRow(known: Partial<ToldChanges['opened'][number]>) {
  const { opened } = newBroadcast(first, 's1', start - 600)
  const [row] = opened
  assert.ok(row)
  return { ...row, firstSampleAt: start, ...known }
}

function newSegment(known: Partial<ToldSegment>): Partial<ToldChanges> {
  return {
    seen: seenOnce,
    segmentsClosed: [{ ...first, segmentNo: 1, endedAt: start + 150 }],
    segmentsOpened: [{ ...began, segmentNo: 2, startedAt: start + 150, ...known }],
  }
}

for (const { title, changes, ...given } of cases)
  test(title, () => assert.deepEqual(toldOf(plan(given)), { ...nothing, ...changes }))

test('what is read anew or differently leaves its fingerprint, the rest keeps its own', () => {
  const open = [1, 2, 3].map(no =>
    anOpenBroadcast({ channelKey: no, channelId: `c${no}`, streamId: `s${no}` }),
  )
  const streams = [
    aStream(),
    aStream({ channelId: 'c2', streamId: 's2', title: 'Bye' }),
    aStream({ channelId: 'c3', streamId: 's3', displayName: 'ANNA' }),
    aStream({ channelId: 'c4', streamId: 's4' }),
    aStream({ channelId: 'c5', streamId: 's5', tags: ['Chess'] }),
  ]
  const ended = [anEndedBroadcast({ channelKey: 5, streamId: 's5' })]
  const { fingerprints, opened } = plan({ open, streams, ended })
  const prints = streams.map(fingerprintOfTexts)
  assert.deepEqual(fingerprints, [
    { channelKey: 2, broadcastNo: 1, fingerprint: prints[1] },
    { channelKey: 3, broadcastNo: 1, fingerprint: prints[2] },
  ])
  assert.deepEqual(
    opened.map(row => [row.channelKey, row.fingerprint]),
    [
      [5, prints[4]],
      [4, prints[3]],
    ],
  )
})

test('each broadcast is in the tier of its viewers', () => {
  const open = [1, 2, 3].map(key =>
    anOpenBroadcast({ channelKey: key, channelId: `c${key}`, streamId: `s${key}` }),
  )
  const streams = [500, 10, 200].map((viewers, i) =>
    aStream({ channelId: `c${i + 1}`, streamId: `s${i + 1}`, viewers }),
  )
  const begun = aStream({ channelId: 'c4', streamId: 's4', viewers: null })
  const reopened = aStream({ channelId: 'c5', streamId: 's5', viewers: 100 })
  const changes = plan({
    open,
    streams: [...streams, begun, reopened],
    ended: [anEndedBroadcast({ channelKey: 5, streamId: 's5' })],
    isSingle: false,
    sweep: {
      dueAfter: viewers =>
        (viewers ?? 0) >= 100 ? { tier: 1, cadence: 300 } : { tier: 2, cadence: 600 },
    },
  })
  const booked = null
  assert.deepEqual(changes.seen, [
    {
      tier: 1,
      cadence: 300,
      channelKeys: [1, 3],
      broadcastNos: [1, 1],
      viewers: [500, 200],
      booked,
    },
    { tier: 2, cadence: 600, channelKeys: [2], broadcastNos: [1], viewers: [10], booked },
  ])
  assert.deepEqual(
    changes.opened.map(({ channelKey, tier, cadence }) => [channelKey, tier, cadence]),
    [
      [5, 1, 300],
      [4, 2, 600],
    ],
  )
})
