// How far heads reach, and how long pairs of samples are covered: a fake Twitch is swept as the command
// does. All that is expected was worked out by hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOf, openTwitch } from './golden-census.ts'
import {
  allGrains,
  expectAllFolded,
  expectChannelDays,
  expectRollups,
  inOneHour,
} from './golden-expect.ts'
import { readBroadcast, readSegments, sums } from './golden-sums.ts'

const twitch = await openTwitch()
const { sql } = twitch

test('twelve and a half minutes are covered, and a second more is a gap', async () => {
  const at = daysOf('2026-03-22')
  const stream = { id: '12', channel: '12', startedAt: at('12:00'), viewers: 100 }
  await twitch.sweepAll([at('12:00'), at('12:12:30'), at('12:25:01')], stream)
  await twitch.sweepAll([at('12:30:01'), at('12:35')])
  // 750 s, 751 s of gap, 150 s of tail.
  const all = sums(90_000, 900, { reported: 1_651, samples: 3, gaps: 1, peak: [100, at('12:00')] })
  assert.deepEqual((await readBroadcast(sql, '12')).sums, all)
  const whole = { ...all, started: 1 }
  await expectRollups(twitch, at('00:00'), allGrains, inOneHour(at('12:00'), whole))
})

test('a head is at its viewers up to one cadence, only reported when it is longer', async () => {
  const at = daysOf('2026-03-23')
  const on = (id: string, startedAt: number) => ({ id, channel: id, startedAt, viewers: 100 })
  // The last one's clock is ahead: what is seen has begun.
  await twitch.sweepAll(
    [at('11:59')],
    on('13a', at('11:54')),
    on('13b', at('11:53:59')),
    on('13c', at('12:01')),
  )
  await twitch.sweepAll([at('12:04'), at('12:09')])
  const seen = { samples: 1, peak: [100, at('11:59')] } as const
  assert.deepEqual((await readBroadcast(sql, '13a')).sums, sums(45_000, 450, seen))
  assert.deepEqual(
    (await readBroadcast(sql, '13b')).sums,
    sums(15_000, 150, { ...seen, reported: 451 }),
  )
  assert.deepEqual((await readBroadcast(sql, '13c')).sums, sums(15_000, 150, seen))
  assert.equal((await readSegments(sql, '13c'))[0]?.from, at('11:59'))
  // 300 s of head, 301 s that are only reported, and 60 s of three tails; then 90 s of them.
  await expectRollups(twitch, at('00:00'), allGrains, {
    hours: [
      [
        at('11:00'),
        sums(48_000, 480, { reported: 781, samples: 3, peak: [300, at('11:59')], started: 3 }),
      ],
      [at('12:00'), sums(27_000, 270)],
    ],
    day: sums(75_000, 750, { reported: 1_051, samples: 3, peak: [300, at('11:59')], started: 3 }),
  })
})

test('a head reaches over midnight where it is short, and from midnight on where it is long', async () => {
  const at = daysOf('2026-03-24')
  const next = daysOf('2026-03-25')
  const on = (id: string, startedAt: number) => ({ id, channel: id, startedAt, viewers: 100 })
  await twitch.sweepAll([next('00:02')], on('14a', at('23:58')), on('14b', at('23:50')))
  await twitch.sweepAll([next('00:07'), next('00:12')])
  // 120 s of the head on either side, 150 s of tail.
  await expectChannelDays(
    twitch,
    '14a',
    [at('00:00'), sums(12_000, 120, { started: 1 })],
    [next('00:00'), sums(27_000, 270, { samples: 1, peak: [100, next('00:02')] })],
  )
  // It is counted nowhere: it began before what its head may book.
  await expectChannelDays(twitch, '14b', [
    next('00:00'),
    sums(15_000, 150, { reported: 270, samples: 1, peak: [100, next('00:02')] }),
  ])
  const before = sums(12_000, 120, { started: 1 })
  await expectRollups(twitch, at('00:00'), allGrains, inOneHour(at('23:00'), before))
  await expectRollups(twitch, next('00:00'), allGrains, {
    hours: [
      [next('00:00'), sums(42_000, 420, { reported: 540, samples: 2, peak: [200, next('00:02')] })],
    ],
    day: sums(42_000, 420, { reported: 540, samples: 2, peak: [200, next('00:02')] }),
  })
})

test('a head begins no earlier than the booked end of the broadcast before', async () => {
  const at = daysOf('2026-03-26')
  const on = (id: string, startedAt: number) => ({ id, channel: '15', startedAt, viewers: 100 })
  await twitch.sweepAll([at('11:55'), at('12:00')], on('15a', at('11:55')))
  await twitch.sweepAll([at('12:04'), at('12:09')], on('15b', at('11:59:30')))
  await twitch.sweepAll([at('12:14'), at('12:19')])
  // The new id began before the old one was seen last: 240 s of head, 300 s, 150 s of tail.
  const [first, second] = [await readBroadcast(sql, '15a'), await readBroadcast(sql, '15b')]
  assert.deepEqual([first.to, first.sums.reported], [at('12:00'), 300])
  assert.deepEqual(second.sums, sums(69_000, 690, { samples: 2, peak: [100, at('12:04')] }))
  await twitch.sweepAll([at('14:00')], on('15c', at('14:00')))
  await twitch.sweepAll([at('14:05'), at('14:10')])
  await twitch.sweepAll([at('14:15')], on('15d', at('14:01')))
  await twitch.sweepAll([at('14:20'), at('14:25')])
  // The third one's end was booked at 14:02:30; up to 14:15 the fourth is reported only, then its tail.
  const [third, fourth] = [await readBroadcast(sql, '15c'), await readBroadcast(sql, '15d')]
  assert.deepEqual([third.to, third.sums.reported, fourth.from], [at('14:02:30'), 150, at('14:01')])
  assert.deepEqual(
    fourth.sums,
    sums(15_000, 150, { reported: 900, samples: 1, peak: [100, at('14:15')] }),
  )
  // The second and the fourth began before what their heads may book, and count nowhere.
  await expectRollups(twitch, at('00:00'), allGrains, {
    hours: [
      [at('11:00'), sums(30_000, 300, { samples: 1, peak: [100, at('11:55')], started: 1 })],
      [at('12:00'), sums(69_000, 690, { samples: 3, peak: [100, at('12:00')] })],
      [
        at('14:00'),
        sums(30_000, 300, { reported: 1_050, samples: 2, peak: [100, at('14:00')], started: 1 }),
      ],
    ],
    day: sums(129_000, 1_290, {
      reported: 2_040,
      samples: 6,
      peak: [100, at('11:55')],
      started: 2,
    }),
  })
})

test('a broadcast that was missed before a new id came ended half way to the first proof', async () => {
  const at = daysOf('2026-03-28')
  const on = (id: string, startedAt: number) => ({ id, channel: '17', startedAt, viewers: 100 })
  await twitch.sweep(at('12:00'), on('17a', at('12:00')))
  await twitch.sweep(at('12:05'))
  await twitch.sweep(at('12:10'), on('17b', at('12:08')))
  const { to, sums: all } = await readBroadcast(sql, '17a')
  assert.equal(to, at('12:02:30'))
  assert.deepEqual(all, sums(15_000, 150, { samples: 1, peak: [100, at('12:00')] }))
})

test('hours that are added up in their days change none of them', () =>
  expectAllFolded(twitch, daysOf('2026-03-30')('00:00')))
