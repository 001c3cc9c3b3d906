// Broadcasts whose sums were worked out by hand, from the rules alone.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOfBroadcast, isRestart, segmentBorder } from './broadcast.ts'
import { type BookedBroadcast, partsOf, sumsBy } from './sum-broadcast.ts'
import { airtimeOf, peakTogether } from './sum-channel.ts'
import { averageViewers, coverage, hoursWatched } from './sum-figures.ts'
import { startOfDay, startOfHour } from './sum-hours.ts'
import { type Sample, startCountedAt } from './sum-stretches.ts'
import { noSums, type Sums } from './sums.ts'

const cadence = 300
const minute = 60
const at = (time: string, day = '2026-11-22') =>
  Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}Z`) / 1_000

/** Samples of the same viewers every so many minutes, both ends included. */
function every(minutes: number, from: string, to: string, viewers: number | null): Sample[] {
  const count = (at(to) - at(from)) / (minutes * minute) + 1
  return Array.from({ length: count }, (_, i) => ({
    at: at(from) + i * minutes * minute,
    viewers,
    cadence,
  }))
}

function seen(time: string, viewers: number | null): Sample {
  return { at: at(time), viewers, cadence }
}

/** A broadcast of a platform that is long known; `goneAt` = the first proof that it was over. */
function aBroadcast(
  samples: Sample[],
  {
    goneAt,
    nextStartedAt = null,
    ...rest
  }: Partial<BookedBroadcast> & { goneAt?: number; nextStartedAt?: number | null } = {},
): BookedBroadcast {
  const last = samples.at(-1)?.at ?? 0
  const endedAt = goneAt === undefined ? null : endOfBroadcast(last, goneAt, nextStartedAt)
  return {
    startedAt: samples[0]?.at ?? null,
    firstSweepAt: at('00:00', '2026-01-01'),
    previousEndedAt: null,
    segments: [{ segmentNo: 1, startedAt: rest.startedAt ?? samples[0]?.at ?? 0 }],
    ...rest,
    samples,
    ends: [...(rest.ends ?? []), ...(endedAt === null ? [] : [{ lastSampleAt: last, endedAt }])],
  }
}

function sumsOf(broadcast: BookedBroadcast): Sums {
  return sumsBy(broadcast, () => 'all').get('all') ?? noSums
}

const average = (sums: Sums) => averageViewers(sums.halfViewerSeconds, sums.observedSeconds)
const share = (sums: Sums) => coverage(sums.observedSeconds, sums.reportedSeconds)

test('1: a constant hour is its samples, its head and half a cadence more', () => {
  const sums = sumsOf(
    aBroadcast(every(5, '12:00', '12:55', 100), { startedAt: at('11:58'), goneAt: at('13:00') }),
  )
  assert.deepEqual(sums, {
    halfViewerSeconds: 2 * 100 * 3_570,
    presentSeconds: 3_570,
    observedSeconds: 3_570,
    reportedSeconds: 3_570,
    samples: 12,
    gaps: 0,
    peakViewers: 100,
    peakAt: at('12:00'),
  })
  assert.equal(sums.observedSeconds / minute, 59.5)
  assert.equal(average(sums), 100)
  assert.equal(hoursWatched(sums)?.toFixed(4), '99.1667')
})

test('2: a missed sweep leaves no gap', () => {
  const sums = sumsOf(
    aBroadcast([...every(5, '12:00', '12:10', 100), ...every(5, '12:20', '12:30', 100)]),
  )
  assert.equal(sums.gaps, 0)
  assert.equal(sums.observedSeconds, 1_800)
  assert.equal(share(sums), 1)
})

test('3: half an hour without the collector is a gap of one broadcast', () => {
  const sums = sumsOf(
    aBroadcast([...every(5, '12:00', '12:25', 100), ...every(5, '12:55', '13:20', 100)], {
      goneAt: at('13:25'),
    }),
  )
  assert.equal(sums.gaps, 1)
  assert.equal(sums.observedSeconds / minute, 52.5)
  assert.equal(sums.reportedSeconds / minute, 82.5)
  assert.equal(share(sums)?.toFixed(3), '0.636')
})

test('3: two complete sweeps without it book a tail before it is re-opened', () => {
  const endedAt = endOfBroadcast(at('12:25'), at('12:30'), null)
  const sums = sumsOf(
    aBroadcast([...every(5, '12:00', '12:25', 100), ...every(5, '12:55', '13:20', 100)], {
      goneAt: at('13:25'),
      ends: [{ lastSampleAt: at('12:25'), endedAt }],
    }),
  )
  assert.equal(sums.gaps, 1)
  assert.equal(sums.observedSeconds / minute, 55)
  assert.equal(sums.reportedSeconds / minute, 82.5)
  assert.equal(share(sums)?.toFixed(3), '0.667')
})

test('4: a new id after four minutes is a second broadcast, linked, and no second counts twice', () => {
  const startedAt = at('12:04')
  const previous = {
    channelKey: 1,
    broadcastNo: 1,
    title: 'Ranked',
    categoryId: null,
    endedAt: at('12:02') + 30,
    lastSampleAt: at('12:00'),
  }
  assert.ok(isRestart(previous, { startedAt, title: 'Ranked', categoryId: null }))
  const old = aBroadcast(every(5, '11:50', '12:00', 100), {
    goneAt: at('12:05'),
    nextStartedAt: startedAt,
  })
  const next = aBroadcast(every(5, '12:05', '12:10', 100), {
    startedAt,
    previousEndedAt: at('12:02') + 30,
  })
  assert.equal(sumsOf(old).observedSeconds, 600 + 150)
  assert.equal(sumsOf(next).observedSeconds, 60 + 300)
  assert.equal(airtimeOf([...partsOf(old), ...partsOf(next)]).airtimeSeconds, 1_110)
})

test('5: an average follows time, not samples', () => {
  const samples = [
    ...every(5, '12:00', '12:15', 100),
    ...every(1, '12:20', '12:25', 325),
    ...every(5, '12:30', '12:45', 100),
  ]
  const sums = sumsOf(aBroadcast(samples, { goneAt: at('12:50') }))
  const plain = samples.reduce((sum, { viewers }) => sum + (viewers ?? 0), 0) / samples.length
  assert.equal(plain.toFixed(2), '196.43')
  assert.equal(sums.halfViewerSeconds, 2 * 420_000)
  assert.equal(sums.observedSeconds, 2_850)
  assert.equal(average(sums)?.toFixed(2), '147.37')
  assert.equal(sums.peakAt, at('12:20'))
})

test('6: two broadcasts of one channel add up their viewers, and share their time', () => {
  const both = [
    aBroadcast(every(5, '12:00', '13:00', 100), { goneAt: at('13:05') }),
    aBroadcast(every(5, '12:30', '13:30', 100), { goneAt: at('13:35') }),
  ]
  const half = both.reduce((sum, one) => sum + sumsOf(one).halfViewerSeconds, 0)
  const airtime = airtimeOf(both.flatMap(partsOf))
  assert.equal(half, 2 * 750_000)
  assert.deepEqual(airtime, {
    airtimeSeconds: 5_550,
    airtimePresentSeconds: 5_550,
    airtimeObservedSeconds: 5_550,
  })
  assert.equal(averageViewers(half, airtime.airtimeObservedSeconds)?.toFixed(2), '135.14')
  const peak = peakTogether(both.flatMap(({ samples }) => samples))
  assert.deepEqual(peak, { peakViewers: 200, peakAt: at('12:30') })
})

test('7: a tier of half an hour has its own cadence', () => {
  const samples = [seen('12:00', 10), seen('12:30', 20), seen('13:00', 30)]
  const sums = sumsOf(
    aBroadcast(
      samples.map(sample => ({ ...sample, cadence: 1_800 })),
      { goneAt: at('13:30') },
    ),
  )
  assert.equal(sums.halfViewerSeconds, 2 * 99_000)
  assert.equal(sums.observedSeconds, 3_600 + 900)
  assert.equal(average(sums), 22)
})

test('8: a category that changes across 12:00 shares the pair by its line', () => {
  const samples = [seen('11:56', 100), seen('12:01', 160)]
  const border = segmentBorder(at('11:56'), at('12:01'))
  assert.equal(border, at('11:58:30'))
  const segments = [
    { segmentNo: 1, startedAt: at('11:56') },
    { segmentNo: 2, startedAt: border },
  ]
  const sums = sumsBy(
    aBroadcast(samples, { segments }),
    ({ segmentNo, hour }) => `${segmentNo} in ${hour === at('11:00') ? 11 : 12}`,
  )
  // Doubled areas to 150, 240 and 300 s: 34,500, 59,520 and 78,000.
  assert.deepEqual(Object.fromEntries(sums), {
    '1 in 11': {
      halfViewerSeconds: 34_500,
      presentSeconds: 150,
      observedSeconds: 150,
      reportedSeconds: 150,
      samples: 1,
      gaps: 0,
      peakViewers: 100,
      peakAt: at('11:56'),
    },
    '2 in 11': {
      ...noSums,
      halfViewerSeconds: 25_020,
      presentSeconds: 90,
      observedSeconds: 90,
      reportedSeconds: 90,
    },
    '2 in 12': {
      halfViewerSeconds: 18_480,
      presentSeconds: 60,
      observedSeconds: 60,
      reportedSeconds: 60,
      samples: 1,
      gaps: 0,
      peakViewers: 160,
      peakAt: at('12:01'),
    },
  })
})

test('8: a peak at exactly 12:00:00 is of the hour that begins', () => {
  const hours = sumsBy(
    aBroadcast([seen('11:55', 100), seen('12:00', 500), seen('12:05', 100)]),
    ({ hour }) => hour,
  )
  const time = {
    halfViewerSeconds: 180_000,
    presentSeconds: 300,
    observedSeconds: 300,
    reportedSeconds: 300,
    gaps: 0,
  }
  assert.deepEqual(hours.get(at('11:00')), {
    ...time,
    samples: 1,
    peakViewers: 100,
    peakAt: at('11:55'),
  })
  assert.deepEqual(hours.get(at('12:00')), {
    ...time,
    samples: 2,
    peakViewers: 500,
    peakAt: at('12:00'),
  })
})

test('8: a hidden count in the middle is present and not observed', () => {
  const sums = sumsOf(
    aBroadcast([seen('12:00', 100), seen('12:05', null), seen('12:10', 100), seen('12:15', 200)]),
  )
  assert.deepEqual(sums, {
    halfViewerSeconds: 90_000,
    presentSeconds: 900,
    observedSeconds: 300,
    reportedSeconds: 900,
    samples: 4,
    gaps: 0,
    peakViewers: 200,
    peakAt: at('12:15'),
  })
  assert.equal(average(sums), 150)
  assert.equal(share(sums), 1 / 3)
})

test('8: an outage at the end is reported half way to the proof, and observed for half a cadence', () => {
  const sums = sumsOf(aBroadcast(every(5, '12:00', '12:10', 100), { goneAt: at('13:10') }))
  assert.deepEqual(sums, {
    halfViewerSeconds: 150_000,
    presentSeconds: 750,
    observedSeconds: 750,
    reportedSeconds: 2_400,
    samples: 3,
    gaps: 0,
    peakViewers: 100,
    peakAt: at('12:00'),
  })
})

test('8: partial sweeps without it, in the middle and at the end, are as if they were not', () => {
  const sums = sumsOf(aBroadcast([seen('12:00', 100), seen('12:10', 120)], { goneAt: at('12:20') }))
  assert.deepEqual(sums, {
    halfViewerSeconds: 132_000 + 36_000,
    presentSeconds: 750,
    observedSeconds: 750,
    reportedSeconds: 900,
    samples: 2,
    gaps: 0,
    peakViewers: 120,
    peakAt: at('12:10'),
  })
})

test('8: a stream three weeks old at the first sweep counts from there, and begins nowhere', () => {
  const startedAt = at('12:00', '2026-11-01')
  const samples = [seen('12:00', 100), seen('12:05', 100)]
  const broadcast = aBroadcast(samples, { startedAt, firstSweepAt: at('12:00') })
  const time = { presentSeconds: 300, observedSeconds: 300, reportedSeconds: 300 }
  assert.deepEqual(sumsOf(broadcast), {
    ...time,
    halfViewerSeconds: 60_000,
    samples: 2,
    gaps: 0,
    peakViewers: 100,
    peakAt: at('12:00'),
  })
  const [first] = samples
  assert.ok(first)
  assert.equal(startCountedAt({ ...broadcast, first }), null)
})

test('a gap over midnight is of the hour, day and segment of the sample that closes it', () => {
  const samples = [
    { ...seen('23:50', 100), at: at('23:50', '2026-11-21') },
    { ...seen('00:10', 100), at: at('00:10') },
  ]
  const segments = [
    { segmentNo: 1, startedAt: at('23:50', '2026-11-21') },
    { segmentNo: 2, startedAt: at('00:00') },
  ]
  const broadcast = aBroadcast(samples, { segments })
  const reported = (sums: Map<number, Sums>) =>
    [...sums].map(([key, { gaps, reportedSeconds }]) => [key, gaps, reportedSeconds])
  const [earlier, later] = [at('23:50', '2026-11-21'), at('00:10')]
  assert.deepEqual(reported(sumsBy(broadcast, ({ segmentNo }) => segmentNo)), [
    [1, 0, 600],
    [2, 1, 600],
  ])
  for (const [startOf, name] of [
    [startOfHour, 'hour'],
    [startOfDay, 'day'],
  ] as const)
    assert.deepEqual(reported(sumsBy(broadcast, place => place[name])), [
      [startOf(earlier), 0, 600],
      [startOf(later), 1, 600],
    ])
})

test('a booked tail stays in its segment when a re-opened broadcast changed it meanwhile', () => {
  // Told to have ended at 12:08, seen again at 12:10 with another title: the border is 12:05.
  const segments = [
    { segmentNo: 1, startedAt: at('12:00') },
    { segmentNo: 2, startedAt: segmentBorder(at('12:00'), at('12:10')) },
  ]
  const ends = [{ lastSampleAt: at('12:00'), endedAt: at('12:08') }]
  const broadcast = aBroadcast([seen('12:00', 100), seen('12:10', 100)], { segments, ends })
  const sums = sumsBy(broadcast, ({ segmentNo }) => segmentNo)
  assert.equal(sums.get(1)?.reportedSeconds, 480)
  assert.equal(sums.get(1)?.observedSeconds, 150)
  assert.equal(sums.get(2)?.reportedSeconds, 120)
  assert.equal(sums.get(2)?.observedSeconds, 0)
  // However soon it is seen again.
  assert.equal(sums.get(2)?.gaps, 1)
})
