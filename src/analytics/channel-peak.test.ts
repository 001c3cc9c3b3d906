import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channelPeak } from './channel-peak.ts'
import type { SampledBroadcast, SampleOfTier } from './channel-stretches.ts'

const minute = 60

function aBroadcast(
  samples: readonly SampleOfTier[],
  ends: SampledBroadcast['booked']['ends'] = [],
): SampledBroadcast {
  const [first, last] = [samples[0]?.at ?? 0, samples.at(-1)?.at ?? 0]
  const booked = {
    broadcastNo: 1,
    bookedFromAt: first,
    headStartedAt: first,
    firstSampleAt: first,
    lastSampleAt: last,
    ends,
  }
  return { booked, samples }
}

function sample(at: number, viewers: number | null, tier: number | null = null): SampleOfTier {
  return { at: at * minute, viewers, tier, cadence: tier === 2 ? 1_800 : 300 }
}

const window = { from: 0, to: 120 * minute }

test('the peak is the largest sum of one sweep, the first of equal ones', () => {
  const a = aBroadcast([sample(0, 100), sample(5, 100), sample(10, 150)])
  const b = aBroadcast([sample(5, 100), sample(10, 50)])
  assert.deepEqual(channelPeak([a, b], window), { peakViewers: 200, peakAt: 5 * minute })
})

test('only sweeps in the window count', () => {
  const a = aBroadcast([sample(0, 900), sample(5, 100), sample(10, 900)])
  const inside = { from: minute, to: 10 * minute }
  assert.deepEqual(channelPeak([a], inside), { peakViewers: 100, peakAt: 5 * minute })
})

test('where nothing is known there is no peak', () => {
  assert.deepEqual(channelPeak([aBroadcast([sample(0, null)])], window), {
    peakViewers: null,
    peakAt: null,
  })
})

test('a broadcast of a slow tier counts with its last sample while that is fresh', () => {
  const often = aBroadcast([0, 30, 60, 75, 80].map(at => sample(at, 100, 1)))
  const seldom = aBroadcast([sample(0, 10, 2)])
  assert.deepEqual(channelPeak([often, seldom], { from: 1, to: 80 * minute }), {
    peakViewers: 110,
    peakAt: 30 * minute,
  })
  assert.deepEqual(channelPeak([often, seldom], { from: 76 * minute, to: 120 * minute }), {
    peakViewers: 100,
    peakAt: 80 * minute,
  })
})

test('a broadcast that has ended counts no more', () => {
  const often = aBroadcast([0, 5, 10].map(at => sample(at, 100, 1)))
  const ended = aBroadcast([sample(0, 50, 2)], [[0, 5 * minute]])
  assert.deepEqual(channelPeak([often, ended], { from: 1, to: 80 * minute }), {
    peakViewers: 100,
    peakAt: 5 * minute,
  })
})

test('a sweep without tiers counts only what it has seen, also where later ones have tiers', () => {
  const often = aBroadcast([sample(0, 100), sample(5, 100), sample(10, 120, 1)])
  const seldom = aBroadcast([sample(0, 10), sample(15, 30, 2)])
  // 0: 100 + 10. 5: the other was not seen. 10: 120 and the 10 of ten minutes before, not a gap yet.
  // 15: 30 and the 120 of five minutes before.
  assert.deepEqual(channelPeak([often, seldom], { from: 0, to: minute }), {
    peakViewers: 110,
    peakAt: 0,
  })
  assert.deepEqual(channelPeak([often, seldom], { from: minute, to: 10 * minute }), {
    peakViewers: 100,
    peakAt: 5 * minute,
  })
  assert.deepEqual(channelPeak([often, seldom], { from: minute, to: 15 * minute }), {
    peakViewers: 130,
    peakAt: 10 * minute,
  })
  assert.deepEqual(channelPeak([often, seldom], { from: 0, to: 20 * minute }), {
    peakViewers: 150,
    peakAt: 15 * minute,
  })
})

test('a sweep without tiers in between does not take over what one with tiers has seen', () => {
  const often = aBroadcast([sample(0, 100, 1), sample(5, 115), sample(10, 90, 1)])
  const seldom = aBroadcast([sample(0, 20, 2)])
  // 0: 100 + 20. 5: 115 alone, not 135. 10: 90 + 20, since the tier of 30 min is fresh for 75.
  assert.deepEqual(channelPeak([often, seldom], window), { peakViewers: 120, peakAt: 0 })
  assert.deepEqual(channelPeak([often, seldom], { from: minute, to: 10 * minute }), {
    peakViewers: 115,
    peakAt: 5 * minute,
  })
  assert.deepEqual(channelPeak([often, seldom], { from: 10 * minute, to: 20 * minute }), {
    peakViewers: 110,
    peakAt: 10 * minute,
  })
})
