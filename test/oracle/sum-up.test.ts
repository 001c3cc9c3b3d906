// What the oracle says beside the golden cases, worked out by hand.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aBroadcast,
  aCensus,
  anEnd,
  aSample,
  at,
  midnight,
  pick,
  theBroadcast,
  theHour,
  theRow,
} from './builders.ts'
import { daySeconds, every } from './census.ts'
import { doubledArea } from './stretches.ts'
import { sumUp } from './sum-up.ts'

test('10 to 13 viewers over 301 s, cut at 100 and 200, are 2099, 2299 and 2525', () => {
  const line = { from: 0, fromViewers: 10, to: 301, toViewers: 13 }
  const [a = 0n, b = 0n, c = 0n] = [100, 200, 301].map(cut => doubledArea(line, cut))
  assert.deepEqual([a, b - a, c - b, c], [2_099n, 2_299n, 2_525n, 6_923n])
})

test('a falling line is rounded down too', () => {
  // 2 · 13 · 100 − 3 · 100² / 301 = 2500.33
  const line = { from: 0, fromViewers: 13, to: 301, toViewers: 10 }
  assert.equal(doubledArea(line, 100), 2_500n)
})

describe('a head', () => {
  test('within the cadence reaches over midnight, and the start counts there', () => {
    const broadcast = aBroadcast({ startedAt: at('-1:58'), samples: [aSample('0:01')] })
    const result = sumUp(aCensus([broadcast]))
    const days = result.channelDays.map(row =>
      pick(row, 'day', 'reportedSeconds', 'halfViewerSeconds', 'broadcastsStarted', 'samples'),
    )
    assert.deepEqual(days, [
      {
        day: midnight - daySeconds,
        reportedSeconds: 120,
        halfViewerSeconds: 24_000n,
        broadcastsStarted: 1,
        samples: 0,
      },
      {
        day: midnight,
        reportedSeconds: 60,
        halfViewerSeconds: 12_000n,
        broadcastsStarted: 0,
        samples: 1,
      },
    ])
  })

  test('longer than the cadence is reported only, from the first sweep or midnight on', () => {
    const late = aBroadcast({ startedAt: at('11:00'), samples: [aSample('12:00')] })
    const sweeps = (first: string) =>
      [at(first), at('12:00')].map(collectedAt => ({ collectedAt, status: 'complete' as const }))
    const inside = theBroadcast(sumUp(aCensus([late], { sweeps: sweeps('10:00') })))
    assert.deepEqual(
      [inside.reportedSeconds, inside.presentSeconds, inside.broadcastsStarted],
      [3_600, 0, 1],
    )
    const outside = theBroadcast(sumUp(aCensus([late], { sweeps: sweeps('11:30') })))
    assert.deepEqual([outside.reportedSeconds, outside.broadcastsStarted], [1_800, 0])
    const older = aBroadcast({ startedAt: at('-2:00'), samples: [aSample('12:00')] })
    const cut = theBroadcast(sumUp(aCensus([older], { sweeps: sweeps('-10:00') })))
    assert.deepEqual([cut.reportedSeconds, cut.broadcastsStarted], [43_200, 0])
  })

  test('of exactly the cadence is present', () => {
    const broadcast = aBroadcast({ startedAt: at('11:55'), samples: [aSample('12:00')] })
    assert.equal(theBroadcast(sumUp(aCensus([broadcast]))).observedSeconds, 300)
  })

  test('in a sealed day is of the broadcast alone, and so is its start', () => {
    const samples = [aSample('25:30', { cadence: 7_200 })]
    const result = sumUp(
      aCensus([aBroadcast({ startedAt: at('23:50'), samples })], {
        seals: [{ day: midnight, sealedAt: at('25:00') }],
      }),
    )
    const row = theBroadcast(result)
    assert.deepEqual([row.observedSeconds, row.outsideDaysSeconds], [6_000, 600])
    assert.equal(row.broadcastsStarted, 1)
    assert.deepEqual(
      result.channelDays.map(day => [day.day, day.reportedSeconds, day.broadcastsStarted]),
      [[midnight + daySeconds, 5_400, 0]],
    )
  })

  test('stops at the end of the broadcast before, where a channel has one at a time', () => {
    const old = aBroadcast({ samples: [aSample('12:00')], ends: [anEnd('12:02')] })
    const fresh = aBroadcast({ id: 's2', startedAt: at('11:58'), samples: [aSample('12:02')] })
    const single = theRow(sumUp(aCensus([old, fresh])).broadcasts, { broadcastId: 's2' })
    assert.deepEqual([single.observedSeconds, single.broadcastsStarted], [60, 0])
    const several = sumUp(aCensus([old, fresh], { hasSingleBroadcast: false })).broadcasts
    assert.equal(theRow(several, { broadcastId: 's2' }).observedSeconds, 240)
  })

  test('longer than the cadence stops there too, and one that begins there is whole', () => {
    const old = aBroadcast({ samples: [aSample('12:00')], ends: [anEnd('12:10')] })
    const of = (startedAt: number) => {
      const fresh = aBroadcast({ id: 's2', startedAt, samples: [aSample('12:30')] })
      const row = theRow(sumUp(aCensus([old, fresh])).broadcasts, { broadcastId: 's2' })
      return [row.reportedSeconds, row.broadcastsStarted]
    }
    assert.deepEqual(of(at('12:01')), [1_500, 0])
    assert.deepEqual(of(at('12:05')), [1_500, 1])
  })

  test('later than the first sample counts where that is', () => {
    const late = aBroadcast({ startedAt: at('13:05'), samples: [aSample('12:58')] })
    const result = sumUp(aCensus([late]))
    assert.equal(theHour(result, '12:00').broadcastsStarted, 1)
    assert.equal(result.rollups.filter(row => row.span === 'hour').length, 4)
  })

  test('of an unknown count is present, and there is none without a start or before it', () => {
    const hidden = aBroadcast({
      startedAt: at('11:58'),
      samples: [aSample('12:00', { viewers: null })],
    })
    const row = theBroadcast(sumUp(aCensus([hidden])))
    assert.deepEqual([row.presentSeconds, row.observedSeconds, row.peakViewers], [120, 0, null])
    for (const startedAt of [null, at('12:01')]) {
      const row = theBroadcast(sumUp(aCensus([aBroadcast({ startedAt })])))
      assert.deepEqual([row.reportedSeconds, row.broadcastsStarted], [0, 1])
    }
  })
})

describe('a tail', () => {
  const seconds = (end: Parameters<typeof anEnd>[1], cadence = 300) => {
    const samples = [aSample('12:00', { cadence })]
    const row = theBroadcast(sumUp(aCensus([aBroadcast({ samples, ends: [anEnd('12:10', end)] })])))
    return [row.observedSeconds, row.reportedSeconds]
  }

  test('ends half way to the first proof, and the last sample speaks for half a cadence', () => {
    assert.deepEqual(seconds({}), [150, 300])
    assert.deepEqual(seconds({ proofAt: at('12:05:01') }), [150, 150])
    assert.deepEqual(seconds({ proofAt: at('12:03:01') }), [90, 90])
    assert.deepEqual(seconds({}, 301), [150, 300])
  })

  test('ends at the next start, but never before the last sample', () => {
    assert.deepEqual(seconds({ nextStartAt: at('12:01') }), [60, 60])
    assert.deepEqual(seconds({ nextStartAt: at('11:59') }), [0, 0])
    assert.deepEqual(seconds({ nextStartAt: at('12:09') }), [150, 300])
  })

  test('ends at the real end where it is known', () => {
    assert.deepEqual(seconds({ realEndAt: at('12:08') }), [150, 480])
    assert.deepEqual(seconds({ realEndAt: at('11:58') }), [0, 0])
  })
})

describe('a tail that was taken back', () => {
  const reopened = (realEndAt: number) =>
    sumUp(
      aCensus([
        aBroadcast({
          samples: [aSample('12:00'), aSample('12:20', { category: 'chess' })],
          ends: [anEnd('12:18', { realEndAt })],
        }),
      ]),
    )

  test('stays in its segment where it passes the border', () => {
    const { segments } = reopened(at('12:15'))
    assert.deepEqual(
      segments.map(row => [row.reportedSeconds, row.observedSeconds]),
      [
        [900, 150],
        [300, 0],
      ],
    )
  })

  test('leaves the earlier sample in its segment', () => {
    const samples = [aSample('12:00'), aSample('12:00:01', { category: 'chess' })]
    const { segments } = sumUp(aCensus([aBroadcast({ samples })]))
    assert.deepEqual(
      segments.map(row => [row.reportedSeconds, row.samples]),
      [
        [1, 1],
        [0, 1],
      ],
    )
  })

  test('of an end before the last sample is none', () => {
    const { segments } = reopened(at('11:50'))
    assert.deepEqual(
      segments.map(row => [row.reportedSeconds, row.observedSeconds]),
      [
        [600, 0],
        [600, 0],
      ],
    )
  })
})

describe('a gap', () => {
  test('begins above two and a half cadences of the earlier sample', () => {
    const gaps = (time: string) =>
      theBroadcast(sumUp(aCensus([aBroadcast({ samples: [aSample('12:00'), aSample(time)] })])))
    assert.deepEqual(pick(gaps('12:12:30'), 'gaps', 'observedSeconds'), {
      gaps: 0,
      observedSeconds: 750,
    })
    assert.deepEqual(pick(gaps('12:12:31'), 'gaps', 'observedSeconds', 'reportedSeconds'), {
      gaps: 1,
      observedSeconds: 0,
      reportedSeconds: 751,
    })
  })

  test('counts where it closes, and its time is cut at hours and at the border', () => {
    const samples = [aSample('11:30'), aSample('14:00', { category: 'chess' })]
    const result = sumUp(aCensus([aBroadcast({ samples })]))
    assert.deepEqual(
      [
        theHour(result, '11:00', { category: 'chat' }),
        theHour(result, '12:00', { category: 'chat' }),
        theHour(result, '12:00', { category: 'chess' }),
        theHour(result, '13:00', { category: 'chess' }),
        theHour(result, '14:00', { category: 'chess' }),
      ].map(row => [row.reportedSeconds, row.gaps]),
      [
        [1_800, 0],
        [2_700, 0],
        [900, 0],
        [3_600, 0],
        [0, 1],
      ],
    )
    assert.deepEqual(
      result.segments.map(row => [row.reportedSeconds, row.gaps]),
      [
        [4_500, 0],
        [4_500, 1],
      ],
    )
  })

  test('of an end within G that was taken back is still a gap', () => {
    const samples = [aSample('12:00'), aSample('12:10')]
    const ends = [anEnd('12:04')]
    const row = theBroadcast(sumUp(aCensus([aBroadcast({ samples, ends })])))
    assert.deepEqual([row.gaps, row.observedSeconds, row.reportedSeconds], [1, 120, 600])
  })

  test('closed after a day was sealed leaves that day alone', () => {
    const samples = [aSample('12:00'), aSample('26:00')]
    const told = (sealedAt: string) =>
      sumUp(
        aCensus([aBroadcast({ samples })], {
          seals: [{ day: midnight, sealedAt: at(sealedAt) }],
        }),
      )
    const after = told('25:30')
    const row = theBroadcast(after)
    assert.deepEqual([row.reportedSeconds, row.outsideDaysSeconds], [50_400, 43_200])
    assert.equal(theRow(after.channelDays, { day: midnight }).reportedSeconds, 0)
    assert.equal(theRow(after.channelDays, { day: midnight + daySeconds }).airtimeSeconds, 7_200)
    assert.equal(theBroadcast(told('26:00')).outsideDaysSeconds, 0)
  })
})

test('a group of no category is apart from all categories', () => {
  const samples = [aSample('12:00', { category: null, language: null })]
  const { rollups } = sumUp(aCensus([aBroadcast({ samples })]))
  assert.equal(rollups.filter(row => row.category === null && row.language === every).length, 2)
  assert.equal(rollups.length, 8)
})
