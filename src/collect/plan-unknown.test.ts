// Plans of broadcasts that begin, that are opened again, and those that go on with another one.

import { anEndedBroadcast, anOpenBroadcast, aStream, start } from '../../test/builders.ts'
import {
  aPreviousBroadcast,
  began,
  ending,
  first,
  newBroadcast,
  next,
  reopenedRow,
  second,
  twoBroadcasts,
} from '../../test/plan-changes.ts'
import { testPlans } from '../../test/plan-stage.ts'

testPlans([
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
    title: 'a new title that two broadcasts of a channel share is added once',
    isSingle: false,
    streams: [aStream({ streamId: 's2' }), aStream({ streamId: 's3' })],
    changes: {
      ...twoBroadcasts(first, 's2', start - 600, second, 's3', start - 600),
      titles: [{ channelKey: 1, titleNo: 1, title: 'Hello' }],
    },
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
    title: 'a new id goes on with the broadcast that it ends, in the same category',
    open: [anOpenBroadcast({ title: 'Bye' })],
    previous: aPreviousBroadcast({ title: 'Bye', endedAt: null, lastSampleAt: start }),
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
    previous: aPreviousBroadcast({ lastSampleAt: next - 600 }),
    streams: [aStream({ startedAt: next })],
    titles: ['Hello'],
    changes: newBroadcast(second, 's1', next, 1),
  },
  {
    title: 'more than ten minutes after the last sample a broadcast goes on with nothing',
    ended: [anEndedBroadcast({ streamId: 's0' })],
    previous: aPreviousBroadcast({ lastSampleAt: next - 601 }),
    streams: [aStream({ startedAt: next })],
    titles: ['Hello'],
    changes: newBroadcast(second, 's1', next),
  },
  {
    title: 'a broadcast goes on with one that ends with the same sweep',
    isSingle: false,
    open: [anOpenBroadcast({ missedAt: start + 150 })],
    previous: aPreviousBroadcast({ endedAt: null, lastSampleAt: start }),
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
    previous: aPreviousBroadcast({ endedAt: null, lastSampleAt: start }),
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
    previous: aPreviousBroadcast({ lastSampleAt: start }),
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
    previous: aPreviousBroadcast({ lastSampleAt: next - 600 }),
    streams: [aStream({ startedAt: next + 300 })],
    titles: ['Hello'],
    changes: newBroadcast(second, 's1', next + 300, 1),
  },
])
