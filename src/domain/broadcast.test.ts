import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  endOfBroadcast,
  isSameSegment,
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
