import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, someFigures, start } from '../../../test/builders.ts'
import type { StreamsFound } from './look-up.ts'
import { settleAwaited } from './settle-awaited.ts'

const interval = 300

function found(known: Partial<StreamsFound> = {}): StreamsFound {
  return {
    live: [],
    upcoming: [],
    premieres: [],
    unread: [],
    notLive: { ended: new Map(), missing: new Set() },
    figures: someFigures(),
    failure: null,
    ...known,
  }
}

function settle(known: Partial<StreamsFound>, searchId: number | null = 7) {
  const awaited = { streamId: 's1', foundAt: start - 60, scheduledAt: null, searchId }
  return settleAwaited([awaited], found(known), start, interval)
}

const nothing = { dropped: [], kept: [], credits: [] }

test('a live stream is awaited no longer, and its search is credited with it', () =>
  assert.deepEqual(settle({ live: [aStream({ viewers: 99 })] }), {
    ...nothing,
    dropped: ['s1'],
    credits: [{ searchId: 7, live: 1, watched: 0 }],
  }))

test('hidden viewers are a credit of a stream that few watch', () =>
  assert.deepEqual(settle({ live: [aStream({ viewers: null })] }).credits, [
    { searchId: 7, live: 1, watched: 0 },
  ]))

test('a stream that no search has found credits none', () =>
  assert.deepEqual(settle({ live: [aStream()] }, null).credits, []))

test('the streams of one search are one credit', () => {
  const awaited = ['a', 'b'].map(streamId => ({
    streamId,
    foundAt: start,
    scheduledAt: null,
    searchId: 7,
  }))
  const live = ['a', 'b'].map(streamId => aStream({ streamId, viewers: 100 }))
  assert.deepEqual(settleAwaited(awaited, found({ live }), start, interval).credits, [
    { searchId: 7, live: 2, watched: 2 },
  ])
})

const over = { ended: new Map([['s1', null]]), missing: new Set<string>() }

test('a stream that is not to be found is awaited no longer', () => {
  const notLive = { ended: new Map(), missing: new Set(['s1']) }
  assert.deepEqual(settle({ notLive }), { ...nothing, dropped: ['s1'] })
})

test('a stream that is over is kept in mind for a day after it was found', () => {
  const kept = [{ streamId: 's1', scheduledAt: null, dueAt: start - 60 + 86_400 }]
  assert.deepEqual(settle({ notLive: over }), { ...nothing, kept })
  const old = { streamId: 's1', foundAt: start - 86_400, scheduledAt: null, searchId: null }
  assert.deepEqual(settleAwaited([old], found({ notLive: over }), start, interval), {
    ...nothing,
    dropped: ['s1'],
  })
})

test('a stream that cannot be read is looked up each hour for a day', () => {
  const kept = [{ streamId: 's1', scheduledAt: null, dueAt: start + 3_600 }]
  assert.deepEqual(settle({ unread: ['s1'] }), { ...nothing, kept })
  const old = { streamId: 's1', foundAt: start - 86_401, scheduledAt: null, searchId: null }
  assert.deepEqual(settleAwaited([old], found({ unread: ['s1'] }), start, interval), {
    ...nothing,
    dropped: ['s1'],
  })
})

test('a scheduled stream is looked up again around its start', () => {
  const upcoming = {
    kind: 'upcoming' as const,
    streamId: 's1',
    channelId: 'c1',
    title: null,
    channelTitle: null,
    scheduledAt: start + 7_200,
  }
  const kept = [{ streamId: 's1', scheduledAt: start + 7_200, dueAt: start + 6_900 }]
  const notLive = { ended: new Map(), missing: new Set(['s1']) }
  assert.deepEqual(settle({ upcoming: [upcoming], notLive }), { ...nothing, kept })
  const late = { ...upcoming, scheduledAt: start - 90_000 }
  assert.deepEqual(settle({ upcoming: [late] }), { ...nothing, dropped: ['s1'] })
})

test('a premiere is kept in mind until it is over', () =>
  assert.deepEqual(settle({ premieres: ['s1'] }), {
    ...nothing,
    kept: [{ streamId: 's1', scheduledAt: null, dueAt: start + 21_600 }],
  }))

test('a stream that was not looked up stays as it is', () => assert.deepEqual(settle({}), nothing))
