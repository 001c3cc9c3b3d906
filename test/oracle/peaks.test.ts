// Peaks of groups of broadcasts, by the oracle, worked out by hand.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aBroadcast,
  aCensus,
  anEnd,
  aSample,
  at,
  samplesFrom,
  theBroadcast,
  theHour,
} from './builders.ts'
import { sumUp } from './sum-up.ts'

describe('peaks', () => {
  const pair = (viewers: number, category: string | null, language: string) => ({
    viewers,
    category,
    language,
  })

  test('of groups are the largest sum of one sweep, by category, language, both and all', () => {
    const one = aBroadcast({
      samples: [aSample('12:00', pair(10, 'chat', 'en')), aSample('12:05', pair(30, 'chat', 'en'))],
    })
    const two = aBroadcast({
      id: 's2',
      channelId: 'c2',
      samples: [aSample('12:00', pair(50, 'chat', 'de')), aSample('12:05', pair(20, null, 'en'))],
    })
    const result = sumUp(aCensus([one, two]))
    const peak = (told: Parameters<typeof theHour>[2]) => {
      const { peakViewers, peakAt } = theHour(result, '12:00', told)
      return [peakViewers, peakAt]
    }
    assert.deepEqual(peak({}), [60, at('12:00')])
    assert.deepEqual(peak({ category: 'chat' }), [60, at('12:00')])
    assert.deepEqual(peak({ language: 'en' }), [50, at('12:05')])
    assert.deepEqual(peak({ category: 'chat', language: 'en' }), [30, at('12:05')])
    assert.deepEqual(peak({ category: null }), [20, at('12:05')])
  })

  test('keep their first time, and unknown counts are no zeros', () => {
    const samples = [
      aSample('12:00', { viewers: null }),
      aSample('12:05', { viewers: 0 }),
      aSample('12:10', { viewers: 0 }),
    ]
    const result = sumUp(aCensus([aBroadcast({ samples })]))
    for (const row of [theBroadcast(result), theHour(result, '12:00')])
      assert.deepEqual([row.peakViewers, row.peakAt], [0, at('12:05')])
  })

  test('may be of a partial sweep', () => {
    const sweeps = [{ collectedAt: at('12:00'), status: 'partial' as const }]
    const result = sumUp(aCensus([aBroadcast()], { sweeps }))
    assert.equal(theHour(result, '12:00').peakViewers, 100)
  })

  test('with tiers take the last sample of what is open, up to its G', () => {
    const often = aBroadcast({ samples: samplesFrom('12:00', '12:30', { viewers: 10 }) })
    const seldom = (ends: ReturnType<typeof anEnd>[]) =>
      aBroadcast({
        id: 's2',
        channelId: 'c2',
        samples: [aSample('11:58', { viewers: 5, cadence: 600 })],
        ends,
      })
    const peakOf = (ends: ReturnType<typeof anEnd>[], isTiered: boolean) =>
      theHour(sumUp(aCensus([often, seldom(ends)], { isTiered })), '12:00').peakViewers
    assert.equal(peakOf([], true), 15)
    assert.equal(peakOf([], false), 10)
    assert.equal(peakOf([anEnd('12:00')], true), 10)
  })

  test('with tiers forget a sample that is older than its G', () => {
    const often = aBroadcast({
      samples: [aSample('12:25', { viewers: 10 }), aSample('12:26', { viewers: 11 })],
    })
    const seldom = aBroadcast({
      id: 's2',
      channelId: 'c2',
      samples: [aSample('12:00', { viewers: 5, cadence: 600 })],
    })
    const { peakViewers, peakAt } = theHour(
      sumUp(aCensus([often, seldom], { isTiered: true })),
      '12:00',
    )
    assert.deepEqual([peakViewers, peakAt], [15, at('12:25')])
  })
})
