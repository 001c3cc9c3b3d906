import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anOpenBroadcast } from '../../test/builders.ts'
import { keepingPolicy } from '../domain/policy.ts'
import { createRollup } from '../domain/rollup.ts'
import { noTime } from '../domain/sums.ts'
import type { AddedDay, ClosedDay, OutsideDays } from '../domain/sweep-changes.ts'
import { bookHead, bookReopening, bookTail } from './book-ends.ts'
import { bookPair, bookRollupPair, bookViewers, createPairs } from './book-pairs.ts'
import { bookEnds } from './booking.ts'
import { type Books, channelPeaks } from './books.ts'

/** 2027-01-16T00:00:00Z. */
const midnight = 1_800_057_600
const day = 86_400
const hour = 3_600
const labels = { categoryKey: 1, language: 'en' }
const key = { channelKey: 1, broadcastNo: 1 }

/** Books in which nothing is yet: of a platform with one broadcast a channel, with no day sealed. */
function someBooks(known: Partial<Books> = {}) {
  const daysClosed: ClosedDay[] = []
  const daysAdded: AddedDay[] = []
  const outsideDays: OutsideDays[] = []
  const books: Books = {
    firstSweepAt: 0,
    sealedUntil: Number.NEGATIVE_INFINITY,
    isSingle: true,
    isTiered: false,
    rollup: createRollup(),
    channels: new Map(),
    changes: { daysClosed, daysAdded, outsideDays },
    ...known,
  }
  const hours = () =>
    (books.rollup?.rows() ?? [])
      .filter(({ grain }) => grain === 'platform')
      .map(row => [row.from - midnight, row.reportedSeconds, row.samples, row.broadcastsStarted])
  return { books, daysClosed, daysAdded, outsideDays, hours }
}

/** An open broadcast of 100 viewers, seen last at a moment. */
const openAt = (lastSampleAt: number, known: Parameters<typeof anOpenBroadcast>[0] = {}) =>
  anOpenBroadcast({ lastSampleAt, viewers: 100, ...known })

const daysOf = (added: readonly AddedDay[]) =>
  added.map(row => [row.day - midnight, row.reportedSeconds, row.broadcastsStarted])

const headAt = (at: number, startedAt: number | null) => ({
  first: { at, viewers: 100, cadence: 300 },
  startedAt,
  firstSweepAt: 0,
  previousEndedAt: null,
})

test('a broadcast of unknown start begins, without a head, with its first sample', () => {
  const { books, daysAdded, hours } = someBooks()
  const { bookedFromAt, booked } = bookHead(books, key, headAt(midnight + 60, null), labels)
  assert.equal(bookedFromAt, midnight + 60)
  assert.equal(booked.reportedSeconds, 0)
  assert.deepEqual(daysOf(daysAdded), [[0, 0, 1]])
  assert.deepEqual(hours(), [[0, 0, 1, 1]])
})

test('a head in a sealed day counts in the broadcast alone, and its start nowhere', () => {
  const { books, daysAdded, outsideDays, hours } = someBooks({ sealedUntil: midnight })
  const { booked } = bookHead(books, key, headAt(midnight + 60, midnight - 120), labels)
  assert.deepEqual([booked.reportedSeconds, booked.beforeDay.reportedSeconds], [180, 120])
  assert.deepEqual(daysAdded, [])
  assert.deepEqual(outsideDays, [{ ...key, seconds: 120 }])
  assert.deepEqual(hours(), [[0, 60, 1, 0]])
})

test('a pair over sealed days adds to those alone that are not', () => {
  const { books, daysClosed, daysAdded, outsideDays, hours } = someBooks({
    sealedUntil: midnight + day,
  })
  const open = openAt(midnight - 600)
  const sample = { at: midnight + 2 * day + 900, viewers: 100 }
  const pairs = createPairs(open, sample.at)
  bookPair(books, open, sample, pairs)
  bookRollupPair(books, open, sample, null, labels)
  // Ten minutes and a day are sealed; another day is not, nor are 15 minutes.
  assert.deepEqual(pairs.beforeDay?.seconds, 600 + 2 * day)
  assert.deepEqual(daysClosed, [{ ...key, time: noTime }])
  assert.deepEqual(daysOf(daysAdded), [[day, day, 0]])
  assert.deepEqual(outsideDays, [{ ...key, seconds: 600 + day }])
  const booked = hours()
  assert.equal(booked.length, 25)
  assert.deepEqual(booked[0], [day, hour, 0, 0])
  assert.deepEqual(booked.at(-1), [2 * day, 900, 1, 0])
})

test('a sample on midnight opens its day, and the next one stays in it', () => {
  const { books, daysClosed } = someBooks()
  const before = createPairs(openAt(midnight - 300), midnight)
  bookPair(books, openAt(midnight - 300), { at: midnight, viewers: 200 }, before)
  assert.deepEqual(before.beforeDay, { seconds: 300, areas: [90_000] })
  assert.equal(daysClosed.length, 1)
  const open = openAt(midnight)
  assert.equal(createPairs(open, midnight + 300).beforeDay, null)
})

test('hidden viewers leave no area, neither before midnight nor after', () => {
  const { books } = someBooks()
  const open = openAt(midnight - 100, { viewers: null })
  const pairs = createPairs(open, midnight + 200)
  bookPair(books, open, { at: midnight + 200, viewers: 100 }, pairs)
  assert.deepEqual([pairs.areas, pairs.beforeDay?.areas], [[null], [null]])
})

test('a tail over midnight closes the day of the last sample and adds the rest to the next', () => {
  const { books, daysClosed, daysAdded, hours } = someBooks()
  const time = bookTail(books, openAt(midnight - 100, { cadence: 301 }), midnight + 500)
  // Half of 301 s, rounded down, is at the viewers.
  assert.deepEqual([time.presentSeconds, time.reportedSeconds], [150, 600])
  assert.deepEqual(
    daysClosed.map(row => row.time.reportedSeconds),
    [100],
  )
  // The rest at the viewers, and what is only reported.
  assert.deepEqual(daysOf(daysAdded), [
    [0, 50, 0],
    [0, 450, 0],
  ])
  assert.deepEqual(hours(), [
    [-hour, 100, 0, 0],
    [0, 500, 0, 0],
  ])
})

test('a segment that changes within a second begins with its first sample', () => {
  const { books } = someBooks()
  const time = bookRollupPair(
    books,
    openAt(midnight + 10),
    { at: midnight + 11, viewers: 100 },
    midnight + 11,
    { ...labels, categoryKey: 2 },
  )
  assert.equal(time.reportedSeconds, 1)
  const cells = books.rollup?.rows().filter(({ grain }) => grain === 'category') ?? []
  assert.deepEqual(
    cells.map(row => [row.categoryKey, row.reportedSeconds, row.samples]),
    [
      [1, 1, 0],
      [2, 0, 1],
    ],
  )
})

test('a re-opening that stays in its segment is all of the segment that goes on', () => {
  const { books, daysAdded } = someBooks()
  const booked = bookReopening(
    books,
    key,
    { endedAt: midnight - 100, border: null, before: labels, after: labels },
    { at: midnight + 200, viewers: 100 },
  )
  assert.deepEqual(
    [
      booked.reportedSeconds,
      booked.beforeSegment.reportedSeconds,
      booked.beforeDay.reportedSeconds,
    ],
    [300, 0, 100],
  )
  assert.deepEqual(daysOf(daysAdded), [[-day, 100, 0]])
})

test('what was sealed before it was re-opened is in no day', () => {
  const { books, daysAdded, outsideDays, hours } = someBooks({ sealedUntil: midnight })
  const reopening = { endedAt: midnight - 100, border: null, before: labels, after: labels }
  bookReopening(books, key, reopening, { at: midnight + 200, viewers: 100 })
  assert.deepEqual(daysAdded, [])
  assert.deepEqual(outsideDays, [{ ...key, seconds: 100 }])
  assert.deepEqual(hours(), [[0, 200, 1, 0]])
})

test('the sum of a channel takes in all its broadcasts that are known to be live', () => {
  const seen = openAt(midnight, { broadcastNo: 2 })
  const cases = [
    { of: 'one broadcast', absentAt: null, began: null, peaks: [] },
    { of: 'one seen and one fresh', absentAt: midnight, began: null, peaks: [140] },
    { of: 'one seen and one too old', absentAt: midnight - 2_700, began: null, peaks: [] },
    { of: 'one seen and one that begins', absentAt: null, began: 7, peaks: [107] },
    { of: 'one seen and one hidden', absentAt: null, began: null, hidden: true, peaks: [100] },
  ]
  for (const { of, absentAt, began, hidden, peaks } of cases) {
    const { books } = someBooks({ isSingle: false, isTiered: true })
    const at = midnight + 300
    bookPair(books, seen, { at, viewers: 100 }, createPairs(seen, at))
    if (absentAt !== null) bookViewers(books, openAt(absentAt, { viewers: 40, cadence: 1_000 }), at)
    if (began !== null || hidden === true) {
      const first = { at, viewers: began, cadence: 300 }
      bookHead(books, { ...key, broadcastNo: 3 }, { ...headAt(at, at), first }, labels)
    }
    const added = channelPeaks(books, at)
    assert.deepEqual(
      added.map(row => row.peakViewers),
      peaks,
      of,
    )
    assert.deepEqual(
      added.map(row => [row.day, row.peakAt, row.reportedSeconds]),
      peaks.map(() => [midnight, at, 0]),
    )
  }
})

test('a re-opening and a beginning count in the sum of their channel', () => {
  const { books } = someBooks({ isSingle: false })
  const at = midnight + 300
  const reopening = { endedAt: midnight, border: null, before: labels, after: labels }
  bookReopening(books, key, reopening, { at, viewers: 30 })
  bookHead(books, { ...key, broadcastNo: 2 }, headAt(at, at), labels)
  assert.deepEqual(
    channelPeaks(books, at).map(row => row.peakViewers),
    [130],
  )
})

test('a channel none of whose broadcasts a sweep has seen has no new peak', () => {
  const { books } = someBooks({ isSingle: false, isTiered: true })
  bookViewers(books, openAt(midnight), midnight + 300)
  bookViewers(books, openAt(midnight, { broadcastNo: 2 }), midnight + 300)
  assert.deepEqual(channelPeaks(books, midnight + 300), [])
})

const state = { firstSweepAt: 0, sealedUntil: null, foldedUntil: null, previousSweepAt: null }
const end = {
  ...key,
  segmentNo: 1,
  lastSampleAt: midnight,
  goneAt: midnight + 300,
  endedAt: midnight + 150,
}

test('ends outside of a sweep are booked as far as the terms allow it', () => {
  const ends = (allowed: Partial<typeof keepingPolicy>) =>
    bookEnds('youtube', { ...keepingPolicy, ...allowed }, state, [openAt(midnight)], [end])
  const all = ends({})
  assert.equal(all.ended[0]?.time.presentSeconds, 150)
  assert.equal(all.rollup.length, 4)
  const derived = ends({ allowAggregates: false })
  assert.deepEqual([derived.ended, derived.daysClosed], [all.ended, all.daysClosed])
  assert.deepEqual(derived.rollup, [])
  const nothing = ends({ allowDerived: false })
  assert.deepEqual(nothing, {
    ended: [{ ...end, time: noTime }],
    daysClosed: [],
    daysAdded: [],
    outsideDays: [],
    rollup: [],
  })
})
