// Golden cases 1 to 7 of the metrics' definitions, by the oracle.

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
  theRow,
} from './builders.ts'
import type { Sums } from './census.ts'
import { sumUp } from './sum-up.ts'

const times = (row: Sums) => pick(row, 'observedSeconds', 'presentSeconds', 'reportedSeconds')

function average(row: Sums): number {
  return Number(row.halfViewerSeconds) / 2 / row.observedSeconds
}

describe('golden cases', () => {
  test('1: twelve samples, a head of two minutes and a tail of half a cadence', () => {
    const broadcast = aBroadcast({
      startedAt: at('11:58'),
      samples: samplesFrom('12:00', '12:55'),
      ends: [anEnd('13:05', { proofAt: at('13:00') })],
    })
    const row = theBroadcast(sumUp(aCensus([broadcast])))
    assert.equal(row.observedSeconds, 59.5 * 60)
    assert.equal(average(row), 100)
    assert.equal((Number(row.halfViewerSeconds) / 2 / 3600).toFixed(4), '99.1667')
  })

  test('2: one missed sweep is covered', () => {
    const broadcast = aBroadcast({ samples: [aSample('12:00'), aSample('12:10')] })
    const row = theBroadcast(sumUp(aCensus([broadcast])))
    assert.equal(row.gaps, 0)
    assert.deepEqual(times(row), {
      observedSeconds: 600,
      presentSeconds: 600,
      reportedSeconds: 600,
    })
  })

  test('3: an outage is a gap', () => {
    const broadcast = aBroadcast({
      samples: [...samplesFrom('12:00', '12:25'), ...samplesFrom('12:55', '13:20')],
      ends: [anEnd('13:30', { proofAt: at('13:25') })],
    })
    const row = theBroadcast(sumUp(aCensus([broadcast])))
    assert.equal(row.gaps, 1)
    assert.equal(row.observedSeconds, 52.5 * 60)
    assert.equal(row.reportedSeconds, 82.5 * 60)
    assert.equal((row.observedSeconds / row.reportedSeconds).toFixed(3), '0.636')
  })

  test('3: a broadcast that ended between and is re-opened keeps its tail', () => {
    const broadcast = aBroadcast({
      samples: [...samplesFrom('12:00', '12:25'), ...samplesFrom('12:55', '13:20')],
      ends: [anEnd('12:35', { proofAt: at('12:30') }), anEnd('13:30', { proofAt: at('13:25') })],
    })
    const row = theBroadcast(sumUp(aCensus([broadcast])))
    assert.equal(row.gaps, 1)
    assert.equal(row.observedSeconds, 55 * 60)
    assert.equal(row.reportedSeconds, 82.5 * 60)
    assert.equal((row.observedSeconds / row.reportedSeconds).toFixed(3), '0.667')
  })

  test('4: a new id after four minutes is a second broadcast of the channel', () => {
    const old = aBroadcast({
      samples: [aSample('12:00'), aSample('12:05')],
      ends: [anEnd('12:10', { nextStartAt: at('12:09') })],
    })
    const fresh = aBroadcast({ id: 's2', startedAt: at('12:09'), samples: [aSample('12:10')] })
    const { broadcasts, channelDays } = sumUp(aCensus([old, fresh]))
    assert.equal(theRow(broadcasts, { broadcastId: 's1' }).observedSeconds, 300 + 150)
    assert.equal(theRow(broadcasts, { broadcastId: 's2' }).observedSeconds, 60)
    const day = theRow(channelDays, { channelId: 'c1' })
    assert.equal(day.broadcastsStarted, 2)
    assert.equal(day.airtimeSeconds, 510)
  })

  test('5: denser samples weigh no more than others', () => {
    const broadcast = aBroadcast({
      samples: [
        ...samplesFrom('12:00', '12:15'),
        ...samplesFrom('12:20', '12:25', { viewers: 325 }, 60),
        ...samplesFrom('12:30', '12:45'),
      ],
      ends: [anEnd('12:55', { proofAt: at('12:50') })],
    })
    const row = theBroadcast(sumUp(aCensus([broadcast])))
    const plain = broadcast.samples.reduce((sum, { viewers }) => sum + (viewers ?? 0), 0)
    assert.equal((plain / row.samples).toFixed(2), '196.43')
    assert.equal(row.halfViewerSeconds, 2n * 420_000n)
    assert.equal(row.observedSeconds, 2_850)
    assert.equal(average(row).toFixed(2), '147.37')
  })

  test('6: two broadcasts of a channel at once are one airtime', () => {
    const first = aBroadcast({ samples: samplesFrom('12:00', '13:00'), ends: [anEnd('13:05')] })
    const second = aBroadcast({
      id: 's2',
      samples: samplesFrom('12:30', '13:30'),
      ends: [anEnd('13:35')],
    })
    const { channelDays } = sumUp(aCensus([first, second], { hasSingleBroadcast: false }))
    const day = theRow(channelDays, { channelId: 'c1' })
    assert.equal(day.halfViewerSeconds, 2n * 750_000n)
    assert.equal(day.airtimeObservedSeconds, 5_550)
    assert.equal((750_000 / day.airtimeObservedSeconds).toFixed(2), '135.14')
    assert.deepEqual(pick(day, 'peakViewers', 'peakAt'), { peakViewers: 200, peakAt: at('12:30') })
  })

  test('7: a tier of thirty minutes has a G of its own', () => {
    const cadence = 1_800
    const broadcast = aBroadcast({
      samples: [
        aSample('12:00', { viewers: 10, cadence }),
        aSample('12:30', { viewers: 20, cadence }),
        aSample('13:00', { viewers: 30, cadence }),
      ],
      ends: [anEnd('14:00', { proofAt: at('13:30') })],
    })
    const row = theBroadcast(sumUp(aCensus([broadcast], { isTiered: true })))
    assert.equal(row.halfViewerSeconds, 2n * 99_000n)
    assert.equal(row.observedSeconds, 4_500)
    assert.equal(average(row), 22)
  })
})
