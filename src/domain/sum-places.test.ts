import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf, placeStretch } from './sum-places.ts'

const hour = 3_600
/** 2026-11-22, 00:00 UTC. */
const midnight = 1_795_305_600
const noon = midnight + 12 * hour
const day = midnight

const segments = [
  { segmentNo: 1, startedAt: noon - 200 },
  { segmentNo: 2, startedAt: noon + 100 },
]

test('what lies on a border belongs to what follows', () => {
  assert.deepEqual(placeOf(noon + 99, segments), { segmentNo: 1, hour: noon, day })
  assert.deepEqual(placeOf(noon + 100, segments), { segmentNo: 2, hour: noon, day })
  assert.deepEqual(placeOf(noon - 1, segments), { segmentNo: 1, hour: noon - hour, day })
  assert.deepEqual(placeOf(midnight - 1, segments), {
    segmentNo: 1,
    hour: midnight - hour,
    day: midnight - 24 * hour,
  })
  assert.deepEqual(placeOf(midnight, segments), { segmentNo: 1, hour: midnight, day })
})

test('of segments that begin at once the last one counts', () => {
  const twice = [...segments, { segmentNo: 3, startedAt: noon + 100 }]
  assert.equal(placeOf(noon + 100, twice).segmentNo, 3)
})

test('what comes before the first segment belongs to it', () =>
  assert.equal(placeOf(noon - 300, segments).segmentNo, 1))

test('a broadcast without segments is refused', () => assert.throws(() => placeOf(noon, [])))

test('a stretch is cut by segments, hours and days, in order', () => {
  const stretch = { from: noon - 300, to: noon + 250, isPresent: true, viewers: null }
  assert.deepEqual(
    placeStretch(stretch, segments).map(part => [part.from, part.to, part.segmentNo, part.hour]),
    [
      [noon - 300, noon - 200, 1, noon - hour],
      [noon - 200, noon, 1, noon - hour],
      [noon, noon + 100, 1, noon],
      [noon + 100, noon + 250, 2, noon],
    ],
  )
})

test('a stretch that ends on a border is not cut by it', () => {
  const stretch = { from: midnight - hour, to: midnight, isPresent: false, viewers: null }
  const parts = placeStretch(stretch, segments)
  assert.deepEqual(
    parts.map(part => [part.hour, part.day, part.reportedSeconds]),
    [[midnight - hour, midnight - 24 * hour, hour]],
  )
})
