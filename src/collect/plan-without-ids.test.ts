// Plans of rows and broadcasts without a stream id, which are known by their starts.

import { anEndedBroadcast, anOpenBroadcast, aStream, start } from '../../test/builders.ts'
import {
  ending,
  first,
  newBroadcast,
  next,
  reopenedRow,
  second,
  seenOnce,
} from '../../test/plan-changes.ts'
import { testPlans } from '../../test/plan-stage.ts'

testPlans([
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
])
