import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  anEndedBroadcast,
  anOpenBroadcast,
  aStream,
  assertLawful,
  type Census,
  fingerprintOfTexts,
  someSweeps,
  start,
  type ToldBroadcast,
  type WorldSweep,
} from '../../test/builders.ts'
import type { EndedBroadcast } from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type {
  BroadcastKey,
  OpenedLiveRow,
  OpenedSegment,
  SweepChanges,
} from '../domain/sweep-changes.ts'
import { packStreams } from './live-rows.ts'
import { matchStreams } from './match.ts'
import { cutParts, type SweepPart, withTexts } from './parts.ts'
import { type PlannedSweep, planSweep, type SweepKeys } from './plan.ts'

const cadence = 300
const next = start + cadence

interface Given {
  readonly open?: readonly ToldBroadcast[]
  readonly streams?: readonly LiveStream[]
  readonly ended?: readonly EndedBroadcast[]
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
    ended: (channelKey, streamId) =>
      ended.find(row => row.channelKey === channelKey && row.streamId === streamId) ?? null,
  }
  return planSweep(
    { collectedAt: next, absenceCounts: true, believedAt: null, hasAmbiguousZero: false, ...sweep },
    partOf(open, streams, isSingle),
    keys,
  )
}

/** The whole of a sweep in one part. */
function partOf(
  open: readonly ToldBroadcast[],
  streams: readonly LiveStream[],
  isSingle: boolean,
): SweepPart {
  const [part] = partsOf(open, streams, isSingle, Number.POSITIVE_INFINITY)
  assert.ok(part)
  return part
}

function partsOf(
  open: readonly ToldBroadcast[],
  streams: readonly LiveStream[],
  isSingle: boolean,
  size: number,
): SweepPart[] {
  const { rows, streamOf } = packStreams(streams)
  const indexOf = new Map(open.map(({ streamId }, i) => [streamId, i]))
  const matches = matchStreams({ open, indexOf }, rows, isSingle)
  return cutParts(matches, size).map(part =>
    withTexts(
      part,
      streamOf,
      part.changed.map(known => find(open, row => row === known.open)),
    ),
  )
}

/** What a plan changes, but for the fingerprints, which have a test of their own. */
interface ToldChanges extends Omit<SweepChanges, 'fingerprints' | 'opened'> {
  readonly opened: readonly Omit<OpenedLiveRow, 'fingerprint'>[]
}

function toldOf({ fingerprints: _, opened, ...changes }: SweepChanges): ToldChanges {
  return { ...changes, opened: opened.map(({ fingerprint, ...row }) => row) }
}

const nothing: ToldChanges = {
  titles: [],
  started: [],
  reopened: [],
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

const began: OpenedSegment = {
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
          thumbnailUrl: 'https://example.org/1.jpg',
        },
      ],
      segmentsOpened: [began],
      opened: [
        {
          ...first,
          streamId: 's1',
          startedAt: start - 600,
          firstSampleAt: next,
          segmentNo: 1,
          categoryKey: 509658,
          language: 'en',
          viewers: 100,
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
    sweep: { absenceCounts: false },
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
    sweep: { absenceCounts: false },
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
  streamId: string,
  startedAt: number | null,
): Pick<ToldChanges, 'started' | 'segmentsOpened' | 'opened'> {
  return {
    started: [{ ...key, streamId, startedAt, thumbnailUrl: null }],
    segmentsOpened: [{ ...began, ...key, startedAt: Math.min(startedAt ?? next, next) }],
    opened: [
      {
        ...key,
        streamId,
        startedAt,
        firstSampleAt: next,
        segmentNo: 1,
        categoryKey: 509658,
        language: 'en',
        viewers: 100,
      },
    ],
  }
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

function reopenedRow(known: Partial<SweepChanges['opened'][number]>) {
  const { opened } = newBroadcast(first, 's1', start - 600)
  const [row] = opened
  assert.ok(row)
  return { ...row, firstSampleAt: start, ...known }
}

function newSegment(known: Partial<OpenedSegment>): Partial<SweepChanges> {
  return {
    seen: seenOnce,
    segmentsClosed: [{ ...first, segmentNo: 1, endedAt: start + 150 }],
    segmentsOpened: [{ ...began, segmentNo: 2, startedAt: start + 150, ...known }],
  }
}

for (const { title, changes, ...given } of cases)
  test(title, () => assert.deepEqual(toldOf(plan(given)), { ...nothing, ...changes }))

for (const isSingle of [true, false])
  for (const partSize of [1, Number.POSITIVE_INFINITY])
    test(`whatever comes and goes, the laws of sessions hold with ${isSingle ? 'one broadcast' : 'several broadcasts'} a channel, ${partSize === 1 ? 'row by row' : 'all at once'}`, () =>
      fc.assert(
        fc.property(someSweeps(12), sweeps => {
          const memory = createMemory()
          sweeps.forEach((sweep, i) => {
            const before = memory.census()
            memory.sweep(sweep, sweeps[i - 1]?.at ?? null, isSingle, partSize)
            assertLawful(sweeps.slice(0, i + 1), before, memory.census(), isSingle)
          })
        }),
        { numRuns: 1_000 },
      ))

type Broadcast = EndedBroadcast & {
  readonly channelId: string
  endedAt: number | null
  live: ToldBroadcast | null
}

/** Carries out plans in memory, as the store does in its tables. */
function createMemory() {
  const broadcasts: Broadcast[] = []
  const segments: (OpenedSegment & { content: LiveStream; endedAt: number | null })[] = []
  const samples: Census['samples'] = []
  const titles: { channelKey: number; titleNo: number; title: string }[] = []
  const channelKey = (channelId: string) => Number(channelId.slice(1))
  const of = (key: BroadcastKey) => find(broadcasts, row => isOf(row, key))
  const segmentOf = (key: BroadcastKey & { segmentNo: number }) =>
    find(segments, row => isOf(row, key) && row.segmentNo === key.segmentNo)

  function keys(): SweepKeys {
    const taken = new Map<string, number>()
    const titlesNow = [...titles]
    return {
      channel: channelKey,
      nextBroadcastNo: channelId => {
        const last =
          taken.get(channelId) ?? broadcasts.filter(row => row.channelId === channelId).length
        taken.set(channelId, last + 1)
        return last + 1
      },
      category: Number,
      title: (key, title) => {
        const own = titlesNow.filter(row => row.channelKey === key)
        const known = own.find(row => row.title === title)
        if (known !== undefined) return { titleNo: known.titleNo, isNew: false }
        titlesNow.push({ channelKey: key, titleNo: own.length + 1, title })
        return { titleNo: own.length + 1, isNew: true }
      },
      ended: (key, streamId) =>
        broadcasts.find(
          row => row.channelKey === key && row.streamId === streamId && row.live === null,
        ) ?? null,
    }
  }

  function apply(at: number, changes: SweepChanges, streams: readonly LiveStream[]) {
    const content = (streamId: string | null) => find(streams, row => row.streamId === streamId)
    for (const { endedAt, lastSampleAt, ...key } of changes.ended) {
      const { live, ...row } = of(key)
      assert.ok(live)
      replace(broadcasts, key, { ...row, ...live, ...row, lastSampleAt, endedAt, live: null })
      segmentOf(key).endedAt = endedAt
    }
    titles.push(...changes.titles)
    for (const { streamId, startedAt, ...key } of changes.started) {
      const { channelId } = content(streamId)
      broadcasts.push({
        ...anEndedBroadcast(),
        ...key,
        channelId,
        streamId,
        startedAt,
        endedAt: null,
        live: null,
      })
    }
    for (const key of changes.segmentsContinued) segmentOf(key).endedAt = null
    for (const { startedAt, ...key } of changes.corrected) {
      const row = of(key)
      replace(broadcasts, key, { ...row, startedAt, live: row.live && { ...row.live, startedAt } })
    }
    for (const key of changes.segmentsClosed) segmentOf(key).endedAt = key.endedAt
    for (const segment of changes.segmentsOpened) {
      const { live, ...row } = of(segment)
      const { segmentNo, titleNo } = segment
      const moved = live && { ...live, segmentNo, titleNo }
      segments.push({ ...segment, content: content(row.streamId), endedAt: null })
      replace(broadcasts, segment, { ...row, segmentNo, titleNo, live: moved })
    }
    const { seen } = changes
    const seenRows = seen.channelKeys.map((key, i) => ({
      channelKey: key,
      broadcastNo: seen.broadcastNos[i] ?? 0,
      viewers: seen.viewers[i] ?? null,
    }))
    for (const row of [...seenRows, ...changes.opened]) sample(at, row, content)
    for (const { missedAt, ...key } of changes.missed) {
      const { live, ...row } = of(key)
      assert.ok(live)
      replace(broadcasts, key, { ...row, live: { ...live, missedAt } })
    }
  }

  function sample(
    at: number,
    row: BroadcastKey & { viewers: number | null },
    content: (streamId: string | null) => LiveStream,
  ) {
    const { viewers } = row
    const broadcast = of(row)
    const { streamId, startedAt } = broadcast
    const { segmentNo, titleNo } = find(segments.toReversed(), segment => isOf(segment, row))
    const stream = content(streamId)
    const fingerprint = fingerprintOfTexts(stream)
    const lastKnownViewers = viewers ?? broadcast.live?.lastKnownViewers ?? null
    const live = { ...stream, startedAt, segmentNo, titleNo, lastKnownViewers, fingerprint }
    const known = { ...broadcast, ...live, lastSampleAt: at }
    samples.push({ streamId, at, viewers })
    replace(broadcasts, row, { ...known, endedAt: null, live: { ...known, missedAt: null } })
  }

  return {
    sweep(sweep: WorldSweep, previousAt: number | null, isSingle: boolean, partSize: number) {
      const { at, status, isCapped, isBelieving, streams } = sweep
      if (status === 'failed') return
      const open = broadcasts.flatMap(({ live }) => live ?? [])
      const planned = {
        collectedAt: at,
        absenceCounts: status === 'complete' && !isCapped,
        believedAt: isBelieving ? previousAt : null,
        hasAmbiguousZero: false,
      }
      for (const part of partsOf(open, streams, isSingle, partSize))
        apply(at, planSweep(planned, part, keys()), streams)
    },
    census: (): Census => ({
      broadcasts: sort(broadcasts).map(row => ({
        channelId: row.channelId,
        broadcastNo: row.broadcastNo,
        streamId: row.streamId,
        startedAt: row.startedAt,
        endedAt: row.endedAt,
        missedAt: row.live?.missedAt ?? null,
      })),
      segments: sort(segments).map(({ content, ...row }) => ({
        streamId: of(row).streamId,
        segmentNo: row.segmentNo,
        startedAt: row.startedAt,
        endedAt: row.endedAt,
        title:
          titles.find(t => t.channelKey === row.channelKey && t.titleNo === row.titleNo)?.title ??
          null,
        categoryId: row.categoryKey === null ? null : String(row.categoryKey),
        language: row.language,
        tags: row.tags,
      })),
      samples: samples.toSorted((a, b) => a.at - b.at || (a.streamId < b.streamId ? -1 : 1)),
    }),
  }
}

const isOf = (row: BroadcastKey, key: BroadcastKey) =>
  row.channelKey === key.channelKey && row.broadcastNo === key.broadcastNo

function find<T>(rows: readonly T[], isWanted: (row: T) => boolean): T {
  const row = rows.find(isWanted)
  assert.ok(row, 'a plan names what does not exist')
  return row
}

function replace(rows: Broadcast[], key: BroadcastKey, by: Broadcast) {
  rows[rows.findIndex(row => isOf(row, key))] = by
}

/** In the order of keys; the sort is stable, so segments keep theirs. */
function sort<T extends BroadcastKey>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => a.channelKey - b.channelKey || a.broadcastNo - b.broadcastNo)
}

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
      [4, prints[3]],
      [5, prints[4]],
    ],
  )
})
