import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  endOfBroadcast,
  isRestart,
  isSameBroadcast,
  isSameSegment,
  type PreviousBroadcast,
  readAmbiguousZero,
  type SegmentContent,
  segmentBorder,
} from './broadcast.ts'

const content: SegmentContent = {
  title: 'Hello',
  categoryId: '1',
  gameName: 'Chess',
  language: 'en',
  tags: ['a', 'b'],
}

const contents: { what: string; other: Partial<SegmentContent>; isSame: boolean }[] = [
  { what: 'nothing that differs', other: { tags: ['a', 'b'] }, isSame: true },
  { what: 'another name of the category', other: { gameName: 'Schach' }, isSame: true },
  { what: 'no name of the category', other: { gameName: null }, isSame: true },
  { what: 'another title', other: { title: 'Bye' }, isSame: false },
  { what: 'an empty title', other: { title: '' }, isSame: false },
  { what: 'no title', other: { title: null }, isSame: false },
  { what: 'another category of the same name', other: { categoryId: '2' }, isSame: false },
  { what: 'no category', other: { categoryId: null }, isSame: false },
  { what: 'another language', other: { language: 'de' }, isSame: false },
  { what: 'no language', other: { language: null }, isSame: false },
  { what: 'one tag less', other: { tags: ['a'] }, isSame: false },
  { what: 'one tag more', other: { tags: ['a', 'b', 'c'] }, isSame: false },
  { what: 'tags in another order', other: { tags: ['b', 'a'] }, isSame: false },
]

for (const { what, other, isSame } of contents)
  test(`a stretch with ${what} is ${isSame ? 'the same' : 'another'} segment`, () => {
    assert.equal(isSameSegment(content, { ...content, ...other }), isSame)
    assert.equal(isSameSegment({ ...content, ...other }, content), isSame)
  })

test('without a category the name as received tells stretches apart', () => {
  const none = { ...content, categoryId: null, gameName: null }
  assert.equal(isSameSegment(none, { ...none }), true)
  assert.equal(isSameSegment(none, { ...none, gameName: '' }), false)
})

test('a segment changes half way, on the whole second before', () => {
  assert.equal(segmentBorder(100, 200), 150)
  assert.equal(segmentBorder(100, 201), 150)
  assert.equal(segmentBorder(100, 202), 151)
})

const ends: { title: string; lastAt: number; goneAt: number; next: number | null; end: number }[] =
  [
    { title: 'half way to the proof', lastAt: 100, goneAt: 400, next: null, end: 250 },
    { title: 'on the whole second before', lastAt: 100, goneAt: 401, next: null, end: 250 },
    { title: 'when the next one begins', lastAt: 100, goneAt: 400, next: 120, end: 120 },
    { title: 'half way to a next one that is late', lastAt: 100, goneAt: 400, next: 390, end: 250 },
    {
      title: 'half way to a next one that is yet to be',
      lastAt: 100,
      goneAt: 400,
      next: 9_000,
      end: 250,
    },
    { title: 'never before its last sample', lastAt: 100, goneAt: 400, next: 50, end: 100 },
    {
      title: 'with a last sample that is proof itself',
      lastAt: 100,
      goneAt: 100,
      next: null,
      end: 100,
    },
  ]

for (const { title, lastAt, goneAt, next, end } of ends)
  test(`a broadcast ends ${title}`, () => assert.equal(endOfBroadcast(lastAt, goneAt, next), end))

test('an end lies between the last sample and the proof, on a whole second', () =>
  fc.assert(
    fc.property(
      fc.nat(2 ** 31),
      fc.nat(100_000),
      fc.option(fc.nat(2 ** 31)),
      (lastAt, later, next) => {
        const end = endOfBroadcast(lastAt, lastAt + later, next)
        assert.ok(Number.isInteger(end) && end >= lastAt && end <= lastAt + later / 2)
      },
    ),
  ))

const identities: {
  what: string
  a: [streamId: string | null, startedAt: number | null]
  b: [streamId: string | null, startedAt: number | null]
  isSame: boolean
}[] = [
  { what: 'the same id, whatever their starts', a: ['s1', 100], b: ['s1', 9_000], isSame: true },
  { what: 'the same id and no start', a: ['s1', null], b: ['s1', null], isSame: true },
  { what: 'two ids and one start', a: ['s1', 100], b: ['s2', 100], isSame: false },
  { what: 'one id and starts a minute apart', a: ['s1', 100], b: [null, 160], isSame: true },
  { what: 'one id and starts further apart', a: ['s1', 100], b: [null, 161], isSame: false },
  { what: 'no id and one start', a: [null, 100], b: [null, 100], isSame: true },
  { what: 'one id and one start unknown', a: ['s1', 100], b: [null, null], isSame: false },
  { what: 'neither ids nor starts', a: [null, null], b: [null, null], isSame: false },
]

for (const { what, a, b, isSame } of identities)
  test(`two with ${what} are ${isSame ? 'one broadcast' : 'two broadcasts'}`, () => {
    const [one, other] = [a, b].map(([streamId, startedAt]) => ({ streamId, startedAt }))
    assert.ok(one && other)
    assert.equal(isSameBroadcast(one, other), isSame)
    assert.equal(isSameBroadcast(other, one), isSame)
  })

const restarts: {
  what: string
  after?: number | null
  was?: Partial<PreviousBroadcast>
  is?: { title?: string | null; categoryId?: string | null }
  goesOn: boolean
}[] = [
  { what: 'the same category', is: { title: 'Bye' }, goesOn: true },
  {
    what: 'the same category without titles',
    was: { title: null },
    is: { title: null },
    goesOn: true,
  },
  { what: 'another category and the same title', is: { categoryId: '2' }, goesOn: true },
  {
    what: 'no category and the same title',
    was: { categoryId: null },
    is: { categoryId: null },
    goesOn: true,
  },
  {
    what: 'another category and another title',
    is: { categoryId: '2', title: 'Bye' },
    goesOn: false,
  },
  {
    what: 'the same title of signs alone',
    was: { title: '!!!' },
    is: { categoryId: '2', title: '!!!' },
    goesOn: true,
  },
  {
    what: 'no category and no title',
    was: { categoryId: null, title: null },
    is: { categoryId: null, title: null },
    goesOn: false,
  },
  {
    what: 'no category and empty titles',
    was: { categoryId: null, title: '' },
    is: { categoryId: null, title: '' },
    goesOn: false,
  },
  {
    what: 'a title alike by eight trigrams of ten',
    was: { title: 'ABCDEFG' },
    is: { categoryId: '2', title: 'abcdefg x' },
    goesOn: true,
  },
  {
    what: 'a title alike by seven trigrams of nine',
    was: { title: 'ABCDEF' },
    is: { categoryId: '2', title: 'abcdef x' },
    goesOn: false,
  },
  { what: 'a start at the last sample', after: 0, goesOn: true },
  { what: 'a start before the last sample', after: -9_000, goesOn: true },
  { what: 'a start ten minutes after it', after: 600, goesOn: true },
  { what: 'a start later than that', after: 601, goesOn: false },
  { what: 'an unknown start', after: null, goesOn: false },
]

for (const { what, after = 0, was, is, goesOn } of restarts)
  test(`a broadcast with ${what} ${goesOn ? 'goes on with' : 'is apart from'} the previous one`, () => {
    const previous = { channelKey: 1, broadcastNo: 1, endedAt: 10_100, lastSampleAt: 10_000 }
    const startedAt = after === null ? null : 10_000 + after
    assert.equal(
      isRestart(
        { ...previous, title: 'Hello', categoryId: '1', ...was },
        { startedAt, title: 'Hello', categoryId: '1', ...is },
      ),
      goesOn,
    )
  })

const zeros: [viewers: number | null, lastKnown: number | null, read: number | null][] = [
  [0, null, 0],
  [0, 4, 0],
  [0, 5, null],
  [0, 10_000, null],
  [1, 10_000, 1],
  [null, 3, null],
]

for (const [viewers, lastKnown, read] of zeros)
  test(`${viewers} after ${lastKnown}, where 0 may mean hidden, is ${read}`, () =>
    assert.equal(readAmbiguousZero(viewers, lastKnown), read))
