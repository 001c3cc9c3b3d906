// Plans of what a sweep says of open broadcasts: samples, starts, segments and pictures.

import { anOpenBroadcast, aStream, start } from '../../test/builders.ts'
import { first, newSegment, seenOnce } from '../../test/plan-changes.ts'
import { testPlans } from '../../test/plan-stage.ts'

testPlans([
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
    title: 'another picture of the stream is kept',
    open: [anOpenBroadcast({ thumbnailUrl: 'https://example.org/1.jpg' })],
    streams: [aStream({ thumbnailUrl: 'https://example.org/2.jpg' })],
    changes: {
      seen: seenOnce,
      thumbnails: [{ ...first, thumbnailUrl: 'https://example.org/2.jpg' }],
    },
  },
])
