// Plans of what a new id of a channel does to its other broadcasts.

import { anOpenBroadcast, aStream, start } from '../../test/builders.ts'
import { ending, first, newBroadcast, next, second, seenOnce } from '../../test/plan-changes.ts'
import { testPlans } from '../../test/plan-stage.ts'

testPlans([
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
])
