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
