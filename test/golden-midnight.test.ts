// What lies across midnight, and what comes late to a day: a fake Twitch is swept as the command does. All
// that is expected was worked out by hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOf, every, openTwitch } from './golden-census.ts'
import {
  allGrains,
  expectAllFolded,
  expectChannelDays,
  expectRollups,
  inOneHour,
} from './golden-expect.ts'
import { readBroadcast, readChannelDays, readSegments, sums } from './golden-sums.ts'

const twitch = await openTwitch()
const { sql } = twitch

test('a pair over midnight is shared by its line, while it is live as after', async () => {
  const at = daysOf('2026-03-15')
  const next = daysOf('2026-03-16')
  const stream = { id: '9', channel: '9', startedAt: at('23:50'), viewers: 100 }
  await twitch.sweepAll([at('23:50')], stream)
  await twitch.sweepAll([at('23:55')], { ...stream, viewers: 130 })
  await twitch.sweepAll([next('00:05'), next('00:10')], { ...stream, viewers: 190 })
  // Doubled areas of 130 to 190 over 600 s: 87,000 to midnight, 192,000 in all. Before: 69,000.
  const before = sums(78_000, 600, { samples: 2, peak: [130, at('23:55')], started: 1 })
  // 52,500, then 300 s x 190.
  const open = sums(109_500, 600, { samples: 2, peak: [190, next('00:05')] })
  await expectChannelDays(twitch, '9', [at('00:00'), before], [next('00:00'), open])
  await twitch.sweepAll([next('00:15'), next('00:20')])
  // 150 s x 190 of tail.
  const after = sums(138_000, 750, { samples: 2, peak: [190, next('00:05')] })
  await expectChannelDays(twitch, '9', [at('00:00'), before], [next('00:00'), after])
  await expectRollups(twitch, at('00:00'), allGrains, inOneHour(at('23:00'), before))
  await expectRollups(twitch, next('00:00'), allGrains, inOneHour(next('00:00'), after))
})

test('a gap over two midnights counts in the hour, day and segment of the sample that closes it', async () => {
  const at = daysOf('2026-03-17')
  const middle = daysOf('2026-03-18')
  const next = daysOf('2026-03-19')
  const stream = { id: '10', channel: '10', startedAt: at('23:50'), viewers: 100 }
  await twitch.sweepAll([at('23:50')], stream)
  await twitch.sweepAll([next('00:10')], { ...stream, title: 'Chat' })
  await twitch.sweepAll([next('00:15'), next('00:20')])
  const before = sums(0, 0, { reported: 600, samples: 1, peak: [100, at('23:50')], started: 1 })
  const between = sums(0, 0, { reported: 86_400 })
  // 600 s of gap, 150 s of tail.
  const after = sums(15_000, 150, {
    reported: 750,
    samples: 1,
    gaps: 1,
    peak: [100, next('00:10')],
  })
  await expectChannelDays(
    twitch,
    '10',
    [at('00:00'), before],
    [middle('00:00'), between],
    [next('00:00'), after],
  )
  // Half way over 87,600 s is 12:00 of the day between.
  assert.deepEqual(await readSegments(sql, '10'), [
    {
      from: at('23:50'),
      to: middle('12:00'),
      sums: sums(0, 0, { reported: 43_800, samples: 1, peak: [100, at('23:50')] }),
    },
    {
      from: middle('12:00'),
      to: next('00:12:30'),
      sums: sums(15_000, 150, {
        reported: 43_950,
        samples: 1,
        gaps: 1,
        peak: [100, next('00:10')],
      }),
    },
  ])
  await expectRollups(twitch, at('00:00'), allGrains, inOneHour(at('23:00'), before))
  await expectRollups(twitch, middle('00:00'), allGrains, {
    hours: every(3_600, middle('00:00'), middle('23:00')).map(hour => [
      hour,
      sums(0, 0, { reported: 3_600 }),
    ]),
    day: between,
  })
  await expectRollups(twitch, next('00:00'), allGrains, inOneHour(next('00:00'), after))
})

test('a broadcast that is re-opened after midnight keeps its tail in the day before', async () => {
  const at = daysOf('2026-03-20')
  const next = daysOf('2026-03-21')
  const stream = { id: '11', channel: '11', startedAt: at('23:40'), viewers: 100 }
  await twitch.sweepAll([at('23:40'), at('23:45')], stream)
  // The hour is added up at 00:02, before the gap is booked in it.
  await twitch.sweepAll([at('23:50'), at('23:55'), next('00:02')])
  await twitch.sweepAll([next('00:10'), next('00:15')], { ...stream, category: '2' })
  // 300 s and 150 s of tail up to 23:47:30; 750 s of gap, then 600 s of it and 300 s.
  const before = sums(45_000, 450, {
    reported: 1_200,
    samples: 2,
    peak: [100, at('23:40')],
    started: 1,
  })
  const open = sums(30_000, 300, { reported: 900, samples: 2, gaps: 1, peak: [100, next('00:10')] })
  await expectChannelDays(twitch, '11', [at('00:00'), before], [next('00:00'), open])
  await twitch.sweepAll([next('00:20'), next('00:25')])
  const after = sums(45_000, 450, {
    reported: 1_050,
    samples: 2,
    gaps: 1,
    peak: [100, next('00:10')],
  })
  assert.deepEqual((await readChannelDays(sql, 'twitch', '11')).get(next('00:00')), after)
  // The segment changes half way between 23:45 and 00:10.
  assert.deepEqual(await readSegments(sql, '11'), [
    {
      from: at('23:40'),
      to: at('23:57:30'),
      sums: sums(45_000, 450, { reported: 1_050, samples: 2, peak: [100, at('23:40')] }),
    },
    {
      from: at('23:57:30'),
      to: next('00:17:30'),
      sums: sums(45_000, 450, { reported: 1_200, samples: 2, gaps: 1, peak: [100, next('00:10')] }),
    },
  ])
  await expectRollups(twitch, at('00:00'), [{}], inOneHour(at('23:00'), before))
  await expectRollups(
    twitch,
    at('00:00'),
    [{ category: '2' }],
    inOneHour(at('23:00'), sums(0, 0, { reported: 150 })),
  )
  await expectRollups(
    twitch,
    next('00:00'),
    [{}, { category: '2' }],
    inOneHour(next('00:00'), after),
  )
  const { sums: all } = await readBroadcast(sql, '11')
  assert.deepEqual(
    [all.viewerSeconds, all.present, all.reported, all.gaps],
    [90_000, 900, 2_250, 1],
  )
})

test('what comes late changes no day that is sealed, and counts in the broadcast alone', async () => {
  const at = daysOf('2026-03-27')
  const next = daysOf('2026-03-28')
  const on = (id: string, startedAt: number) => ({ id, channel: id, startedAt, viewers: 100 })
  const [goes, ends, comesBack] = [
    on('16a', at('23:50')),
    on('16b', at('23:50')),
    on('16c', at('23:50')),
  ]
  await twitch.sweepAll([at('23:50')], goes, ends, comesBack)
  await twitch.sweepAll([at('23:55')], goes, ends)
  await twitch.sweepAll([at('23:59')], goes, ends)
  assert.equal((await readBroadcast(sql, '16c')).to, at('23:52:30'))
  const channelDays = async () =>
    Promise.all(['16a', '16b', '16c'].map(channel => readChannelDays(sql, 'twitch', channel)))
  const before = (await channelDays()).map(days => days.get(at('00:00')))
  // 540 s of the first two, and 150 s of tail of the third.
  const day = sums(123_000, 1_230, { samples: 7, peak: [300, at('23:50')], started: 3 })
  const sealed = inOneHour(at('23:00'), day)
  await expectRollups(twitch, at('00:00'), allGrains, sealed)
  await sql`update days set state = 'sealed' where platform = 'twitch' and day = '2026-03-27'`

  await twitch.sweepAll([next('00:20')], goes, comesBack)
  await twitch.sweepAll([next('00:25')], goes, comesBack)
  await twitch.sweepAll([next('00:30'), next('00:35')])
  const days = await channelDays()
  assert.deepEqual(
    days.map(rows => rows.get(at('00:00'))),
    before,
  )
  await expectRollups(twitch, at('00:00'), allGrains, sealed)
  // The gap from 23:59, the tail up to 00:09:30 (150 s at the viewers), the gap from 23:52:30 on.
  const [first, second, third] = [
    await readBroadcast(sql, '16a'),
    await readBroadcast(sql, '16b'),
    await readBroadcast(sql, '16c'),
  ]
  assert.deepEqual(
    [first, second, third].map(row => row.outsideDays),
    [60, 60, 450],
  )
  const peak = { peak: [100, at('23:50')] } as const
  // 540 s, 1,260 s of gap, 300 s and 150 s of tail.
  assert.deepEqual(first.sums, sums(99_000, 990, { reported: 2_250, samples: 5, gaps: 1, ...peak }))
  assert.equal(second.to, next('00:09:30'))
  assert.deepEqual(second.sums, sums(69_000, 690, { reported: 1_170, samples: 3, ...peak }))
  // 150 s, 1,650 s of gap, 300 s and 150 s.
  assert.deepEqual(third.sums, sums(60_000, 600, { reported: 2_250, samples: 3, gaps: 1, ...peak }))
  // Of the sealed part, 60 s of the second one's tail is lost to the days: 90 s of it are here.
  const later = { samples: 2, gaps: 1, peak: [100, next('00:20')] } as const
  assert.deepEqual(
    days.map(rows => rows.get(next('00:00'))),
    [
      sums(45_000, 450, { reported: 1_650, ...later }),
      sums(9_000, 90, { reported: 570 }),
      sums(45_000, 450, { reported: 1_650, ...later }),
    ],
  )
  const whole = sums(99_000, 990, {
    reported: 3_870,
    samples: 4,
    gaps: 2,
    peak: [200, next('00:20')],
  })
  await expectRollups(twitch, next('00:00'), allGrains, inOneHour(next('00:00'), whole))
})

test('what comes late to one sealed day after the other adds up in the broadcast', async () => {
  const at = daysOf('2026-04-02')
  const next = daysOf('2026-04-03')
  const last = daysOf('2026-04-04')
  const seal = (date: string) =>
    sql`update days set state = 'sealed' where platform = 'twitch' and day = ${date}`
  const stream = { id: '18', channel: '18', startedAt: at('23:50'), viewers: 100 }
  await twitch.sweep(at('23:50'), stream)
  await seal('2026-04-02')
  await twitch.sweep(next('00:20'), stream)
  assert.equal((await readBroadcast(sql, '18')).outsideDays, 600)
  await twitch.sweep(next('23:55'), stream)
  await seal('2026-04-03')
  await twitch.sweep(last('00:20'), stream)
  const { outsideDays, sums: all } = await readBroadcast(sql, '18')
  assert.deepEqual([outsideDays, all.gaps], [900, 3])
  // The gap on the third is closed on that day, and counts there.
  assert.deepEqual(
    [...(await readChannelDays(sql, 'twitch', '18')).values()].map(day => [
      day.reported,
      day.samples,
      day.gaps,
    ]),
    [
      [0, 1, 0],
      [86_100, 2, 2],
      [1_200, 1, 1],
    ],
  )
})

test('hours that are added up in their days change none of them', () =>
  expectAllFolded(twitch, daysOf('2026-04-06')('00:00')))
