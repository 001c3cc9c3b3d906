import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bookedFrom,
  type Head,
  headOf,
  isGap,
  pairOf,
  reopeningOf,
  type Sample,
  type Stretch,
  startCountedAt,
  tailOf,
} from './sum-stretches.ts'

const day = 86_400
const hour = 3_600
/** 2026-11-22, 00:00 UTC. */
const midnight = 1_795_305_600
const noon = midnight + 12 * hour

const sample = (at: number, viewers: number | null = 100, cadence = 300): Sample => ({
  at,
  viewers,
  cadence,
})
const observed = (from: number, to: number, viewers: [number, number] = [100, 100]): Stretch => ({
  from,
  to,
  isPresent: true,
  viewers,
})
const present = (from: number, to: number): Stretch => ({ ...observed(from, to), viewers: null })
const reported = (from: number, to: number): Stretch => ({ ...present(from, to), isPresent: false })

test('a pair is a gap when it is longer than 2.5 cadences of its earlier sample', () => {
  assert.equal(isGap(sample(0), sample(750, 1, 1)), false)
  assert.equal(isGap(sample(0), sample(751, 1, 10_000)), true)
  assert.equal(isGap(sample(0, 1, 301), sample(752)), false)
  assert.equal(isGap(sample(0, 1, 301), sample(753)), true)
})

test('a covered pair is observed on the line between its two samples', () =>
  assert.deepEqual(pairOf(sample(100, 10), sample(850, 13)), observed(100, 850, [10, 13])))

test('a covered pair with an unknown count is present only', () => {
  assert.deepEqual(pairOf(sample(100, null), sample(400, 13)), present(100, 400))
  assert.deepEqual(pairOf(sample(100, 10), sample(400, null)), present(100, 400))
  assert.deepEqual(pairOf(sample(100, 0), sample(400, 0)), observed(100, 400, [0, 0]))
})

test('a gap is reported only', () =>
  assert.deepEqual(pairOf(sample(100), sample(851)), reported(100, 851)))

test('a re-opened broadcast has a gap from its end, however short', () => {
  assert.deepEqual(reopeningOf(250, sample(400)), reported(250, 400))
  assert.deepEqual(reopeningOf(500, sample(400)), reported(400, 400))
})

const usual: Head = {
  first: sample(noon),
  startedAt: noon - 300,
  firstSweepAt: midnight - 30 * day,
  previousEndedAt: null,
}
const heads: { what: string; head: Partial<Head>; stretch: Stretch | null; at: number | null }[] = [
  {
    what: 'of one cadence is observed',
    head: {},
    stretch: observed(noon - 300, noon),
    at: noon - 300,
  },
  {
    what: 'of more than a cadence is reported only',
    head: { startedAt: noon - 301 },
    stretch: reported(noon - 301, noon),
    at: noon - 301,
  },
  {
    what: "within a cadence goes back before the census' first sweep",
    head: { firstSweepAt: noon },
    stretch: observed(noon - 300, noon),
    at: noon - 300,
  },
  {
    what: 'within a cadence goes back over midnight',
    head: { first: sample(midnight + 60), startedAt: midnight - 240 },
    stretch: observed(midnight - 240, midnight + 60),
    at: midnight - 240,
  },
  {
    what: 'of more than a cadence begins with the first sweep',
    head: { startedAt: noon - hour, firstSweepAt: noon - 400 },
    stretch: reported(noon - 400, noon),
    at: null,
  },
  {
    what: 'of more than a cadence that begins in the first sweep counts its start',
    head: { startedAt: noon - hour, firstSweepAt: noon - hour },
    stretch: reported(noon - hour, noon),
    at: noon - hour,
  },
  {
    what: "of more than a cadence begins with the first sample's day",
    head: { startedAt: midnight - 1 },
    stretch: reported(midnight, noon),
    at: null,
  },
  {
    what: 'of more than a cadence has no length in a platform’s first sweep',
    head: { startedAt: noon - 21 * day, firstSweepAt: noon },
    stretch: null,
    at: null,
  },
  {
    what: 'within a cadence is never before the last sample of the broadcast before',
    head: { previousEndedAt: noon - 200 },
    stretch: observed(noon - 200, noon),
    at: null,
  },
  {
    what: 'of more than a cadence is never before the end of the broadcast before',
    head: { startedAt: noon - hour, previousEndedAt: noon - 600 },
    stretch: reported(noon - 600, noon),
    at: null,
  },
  {
    what: 'is not touched by a broadcast before that had ended when it began',
    head: { previousEndedAt: noon - 300 },
    stretch: observed(noon - 300, noon),
    at: noon - 300,
  },
  {
    what: 'of a start that is unknown is none',
    head: { startedAt: null, previousEndedAt: noon - 300 },
    stretch: null,
    at: noon,
  },
  {
    what: 'of a start at the first sample is none',
    head: { startedAt: noon },
    stretch: null,
    at: noon,
  },
  {
    what: 'of a start after the first sample is none',
    head: { startedAt: noon + 400 },
    stretch: null,
    at: noon,
  },
  {
    what: 'with unknown viewers is present and reported',
    head: { first: sample(noon, null) },
    stretch: present(noon - 300, noon),
    at: noon - 300,
  },
  {
    what: 'goes by the cadence of its own sample',
    head: { first: sample(noon, 100, 1_800), startedAt: noon - 1_800 },
    stretch: observed(noon - 1_800, noon),
    at: noon - 1_800,
  },
]
for (const { what, head, stretch, at } of heads)
  test(`a head ${what}`, () => {
    assert.deepEqual(headOf({ ...usual, ...head }), stretch)
    assert.equal(startCountedAt({ ...usual, ...head }), at)
    const booked = { ...usual, ...head, previousEndedAt: bookedFrom({ ...usual, ...head }) }
    assert.deepEqual(headOf({ ...booked, firstSweepAt: 0 }), stretch)
    assert.equal(startCountedAt({ ...booked, firstSweepAt: 0 }), at)
  })

const tails: { what: string; last: Sample; endedAt: number; stretches: Stretch[] }[] = [
  { what: 'is observed', last: sample(100), endedAt: 200, stretches: [observed(100, 200)] },
  {
    what: 'is observed for half a cadence',
    last: sample(100),
    endedAt: 250,
    stretches: [observed(100, 250)],
  },
  {
    what: 'is reported only from half a cadence on, on a whole second',
    last: sample(100, 100, 301),
    endedAt: 400,
    stretches: [observed(100, 250), reported(250, 400)],
  },
  { what: 'of an end at the last sample is none', last: sample(100), endedAt: 100, stretches: [] },
  {
    what: 'with unknown viewers is present, then reported only',
    last: sample(100, null),
    endedAt: 251,
    stretches: [present(100, 250), reported(250, 251)],
  },
]
for (const { what, last, endedAt, stretches } of tails)
  test(`a tail ${what}`, () => assert.deepEqual(tailOf(last, endedAt), stretches))
