// Golden case 8 of the metrics' definitions, by the oracle, each with values worked out by hand.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aBroadcast,
  aCensus,
  anEnd,
  aSample,
  at,
  pick,
  samplesFrom,
  theBroadcast,
  theHour,
} from './builders.ts'
import { every, type Sums } from './census.ts'
import { sumUp } from './sum-up.ts'

const times = (row: Sums) => pick(row, 'observedSeconds', 'presentSeconds', 'reportedSeconds')

describe('golden case 8', () => {
  test('a category that changes across noon is cut at its border and at noon', () => {
    const broadcast = aBroadcast({
      samples: [
        aSample('11:57', { viewers: 10, category: 'chat' }),
        aSample('12:02:01', { viewers: 13, category: 'chess' }),
      ],
    })
    const result = sumUp(aCensus([broadcast]))
    // The border is 11:59:30. Doubled areas up to 150, 180 and 301 s: 3224, 3922 and 6923.
    const chat = theHour(result, '11:00', { category: 'chat' })
    const chess = theHour(result, '11:00', { category: 'chess' })
    const later = theHour(result, '12:00', { category: 'chess' })
    assert.deepEqual(
      [chat, chess, later].map(row => [row.halfViewerSeconds, row.reportedSeconds, row.samples]),
      [
        [3_224n, 150, 1],
        [698n, 30, 0],
        [3_001n, 121, 1],
      ],
    )
    assert.equal(theHour(result, '11:00').halfViewerSeconds, 3_922n)
    assert.deepEqual(
      result.segments.map(row => row.halfViewerSeconds),
      [3_224n, 3_699n],
    )
  })

  test('a peak at exactly noon is of the hour that begins', () => {
    const broadcast = aBroadcast({
      samples: [
        aSample('11:55', { viewers: 50 }),
        aSample('12:00', { viewers: 200 }),
        aSample('12:05', { viewers: 100 }),
      ],
    })
    const result = sumUp(aCensus([broadcast]))
    const told = (time: string) =>
      pick(theHour(result, time), 'peakViewers', 'peakAt', 'halfViewerSeconds', 'samples')
    assert.deepEqual(told('11:00'), {
      peakViewers: 50,
      peakAt: at('11:55'),
      halfViewerSeconds: 75_000n,
      samples: 1,
    })
    assert.deepEqual(told('12:00'), {
      peakViewers: 200,
      peakAt: at('12:00'),
      halfViewerSeconds: 90_000n,
      samples: 2,
    })
  })

  test('a hidden count in the middle is present and not observed', () => {
    const broadcast = aBroadcast({
      samples: [
        ...samplesFrom('12:00', '12:05'),
        aSample('12:10', { viewers: null }),
        ...samplesFrom('12:15', '12:20'),
      ],
    })
    const row = theBroadcast(sumUp(aCensus([broadcast])))
    assert.deepEqual(times(row), {
      observedSeconds: 600,
      presentSeconds: 1_200,
      reportedSeconds: 1_200,
    })
    assert.equal(row.halfViewerSeconds, 120_000n)
    assert.equal(row.samples, 5)
  })

  test('an outage at the end is reported half way', () => {
    const broadcast = aBroadcast({
      samples: samplesFrom('12:00', '12:05'),
      ends: [anEnd('13:05', { proofAt: at('13:00') })],
    })
    const result = sumUp(aCensus([broadcast]))
    // e = 12:32:30, and the last sample speaks for 150 s.
    assert.deepEqual(times(theBroadcast(result)), {
      observedSeconds: 450,
      presentSeconds: 450,
      reportedSeconds: 1_950,
    })
    assert.equal(theBroadcast(result).gaps, 0)
  })

  test('a partial sweep between without the broadcast changes nothing', () => {
    const broadcast = aBroadcast({
      samples: [...samplesFrom('12:00', '12:05'), aSample('12:15')],
    })
    const partial = { collectedAt: at('12:10'), status: 'partial' } as const
    const { sweeps } = aCensus([broadcast])
    const result = sumUp(
      aCensus([broadcast], {
        sweeps: [...sweeps.slice(0, 2), partial, ...sweeps.slice(2)],
      }),
    )
    assert.deepEqual(times(theBroadcast(result)), {
      observedSeconds: 900,
      presentSeconds: 900,
      reportedSeconds: 900,
    })
    assert.equal(theBroadcast(result).gaps, 0)
  })

  test('a stream three weeks old at the first sweep has no head and starts nowhere', () => {
    const old = aBroadcast({
      startedAt: at('12:00') - 21 * 86_400,
      samples: samplesFrom('12:00', '12:05'),
    })
    const result = sumUp(aCensus([old]))
    assert.equal(theBroadcast(result).reportedSeconds, 300)
    assert.equal(theBroadcast(result).broadcastsStarted, 0)
    assert.equal(result.rollups.filter(row => row.category === every).length, 4)
  })
})
