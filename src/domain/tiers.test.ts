import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { followableStreams, hasRoom, idsALookUp, planTiers, refreshShare, tierOf } from './tiers.ts'

const interval = 300
const day = 86_400

/** So many streams, the most watched first, none twice as watched as another. */
function someViewers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => 2 * (count - i))
}

function countsOf(viewers: readonly (number | null)[], units = 10_000) {
  const tiers = planTiers(viewers, units, interval)
  return tiers.map(({ tier }) => viewers.filter(count => tierOf(tiers, count).tier === tier).length)
}

/** Units that a day of look-ups takes, each sweep's calls filled. */
function unitsOf(viewers: readonly (number | null)[], units: number): number {
  const tiers = planTiers(viewers, units, interval)
  return tiers.reduce((sum, { tier, cadence }) => {
    const streams = viewers.filter(count => tierOf(tiers, count).tier === tier).length
    return sum + ((streams / idsALookUp) * day) / cadence
  }, 0)
}

test('the usual quota follows 3,000 streams: 500 each 5 minutes, 1,500 each 10, 1,000 each 30', () => {
  assert.equal(followableStreams(10_000), 3_013)
  assert.deepEqual(
    planTiers(someViewers(3_013), 10_000, interval).map(({ cadence }) => cadence),
    [300, 600, 1_800],
  )
  assert.deepEqual(countsOf(someViewers(3_013)), [502, 1_509, 1_002])
})

test('a larger quota follows more in proportion', () => {
  assert.equal(followableStreams(1_000), 300)
  assert.equal(followableStreams(50_000), 15_072)
})

test('fewer streams move up until all of them are seen each time', () => {
  assert.deepEqual(countsOf(someViewers(2_000)), [847, 1_153, 0])
  assert.deepEqual(countsOf(someViewers(1_400)), [1_400, 0, 0])
  assert.deepEqual(countsOf([]), [0, 0, 0])
})

test('more streams let the third tier wait longer, then the second, never the first', () => {
  const cadences = (streams: number) =>
    planTiers(someViewers(streams), 10_000, interval).map(({ cadence }) => cadence)
  assert.deepEqual(cadences(3_500), [300, 600, 2_700])
  assert.deepEqual(cadences(5_000), [300, 600, 5_400])
  assert.deepEqual(cadences(10_000), [300, 900, 6_000])
  assert.deepEqual(cadences(30_000), [300, 1_800, 12_600])
})

test('cadences are whole multiples of the time between sweeps', () => {
  const cadences = (seconds: number) =>
    planTiers(someViewers(3_000), 10_000, seconds).map(({ cadence }) => cadence)
  assert.deepEqual(cadences(60), [300, 600, 1_800])
  assert.deepEqual(cadences(420), [420, 840, 2_100])
  assert.deepEqual(cadences(3_600), [3_600, 3_600, 3_600])
})

test('unknown viewers count as fewer than none, and are in the first tier where all are', () => {
  const tiers = planTiers([...someViewers(3_000), null], 10_000, interval)
  assert.equal(tierOf(tiers, null).tier, 3)
  assert.equal(tierOf(planTiers([5, null], 10_000, interval), null).tier, 1)
})

test('streams with the same viewers are never too many for a tier', () => {
  assert.deepEqual(countsOf(new Array(5_000).fill(7)), [0, 0, 5_000])
})

const streams = fc.array(fc.option(fc.integer({ min: 0, max: 100_000 })), { maxLength: 400 })

test('look-ups of all tiers fit what a day leaves for them, and each stream is in one', () =>
  fc.assert(
    fc.property(streams, fc.integer({ min: 1, max: 2_000 }), (viewers, units) => {
      const tiers = planTiers(viewers, units, interval)
      assert.equal(tiers.length, 3)
      assert.ok(unitsOf(viewers, units) <= units * refreshShare + 1e-6)
      for (const count of viewers) assert.ok(tierOf(tiers, count))
      const cadences = tiers.map(({ cadence }) => cadence)
      assert.deepEqual(
        cadences,
        cadences.toSorted((a, b) => a - b),
      )
    }),
  ))

test('no cadence is shorter than the quota has calls', () => {
  const cadences = (units: number) => planTiers([5], units, interval).map(({ cadence }) => cadence)
  assert.deepEqual(cadences(288), [600, 600, 1_800])
  assert.deepEqual(cadences(100), [1_200, 1_200, 1_800])
  assert.deepEqual(cadences(1), [105_600, 105_600, 105_600])
})

test('where cadences are equal all streams are in the first tier', () =>
  assert.deepEqual(
    planTiers(someViewers(100), 10_000, 3_600).map(({ leastViewers }) => leastViewers),
    [null, null, null],
  ))

test('there is room until the last tier would have to wait for over two hours', () => {
  assert.ok(hasRoom(0, 10_000, interval))
  assert.ok(hasRoom(0, 1, interval))
  assert.ok(hasRoom(10_000, 10_000, interval))
  assert.ok(!hasRoom(30_000, 10_000, interval))
  assert.ok(!hasRoom(3_000, 100, interval))
})
