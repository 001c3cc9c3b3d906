// Golden case 8 of the metrics: what lies on the borders of hours, days and segments, and an outage at
// the end. A fake Twitch is swept as the command does; all that is expected was worked out by hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOf, every, openTwitch } from './golden-census.ts'
import {
  allGrains,
  expectAllFolded,
  expectChannelDays,
  expectRollups,
  expectSame,
  inOneHour,
} from './golden-expect.ts'
import { readBroadcast, readSegments, sums } from './golden-sums.ts'

const twitch = await openTwitch()
const { sql } = twitch
/** The cadence: five minutes. */
const cadence = 300

test('8: a category that changes across 12:00 shares the pair by its line', async () => {
  const at = daysOf('2026-03-09')
  const stream = { id: '8a', channel: '8', startedAt: at('11:56'), viewers: 100 }
  await twitch.sweepAll([at('11:56')], stream)
  await twitch.sweepAll([at('12:01')], { ...stream, viewers: 160, category: '2' })
  await twitch.sweepAll([at('12:06'), at('12:11')])
  // Doubled areas of the pair to 150, 240 and 300 s: 34,500, 59,520 and 78,000. Half way is 11:58:30;
  // the tail is 150 s x 160.
  const before = sums(17_250, 150, { samples: 1, peak: [100, at('11:56')] })
  assert.deepEqual(await readSegments(sql, '8a'), [
    { from: at('11:56'), to: at('11:58:30'), sums: before },
    {
      from: at('11:58:30'),
      to: at('12:03:30'),
      sums: sums(45_750, 300, { samples: 1, peak: [160, at('12:01')] }),
    },
  ])
  const hour12 = sums(33_240, 210, { samples: 1, peak: [160, at('12:01')] })
  const pair = (category: string) => [{ category }, { category, language: 'en' }]
  await expectRollups(
    twitch,
    at('00:00'),
    pair('1'),
    inOneHour(at('11:00'), { ...before, started: 1 }),
  )
  await expectRollups(twitch, at('00:00'), pair('2'), {
    hours: [
      [at('11:00'), sums(12_510, 90)],
      [at('12:00'), hour12],
    ],
    day: sums(45_750, 300, { samples: 1, peak: [160, at('12:01')] }),
  })
  await expectRollups(twitch, at('00:00'), [{}, { language: 'en' }], {
    hours: [
      [at('11:00'), sums(29_760, 240, { samples: 1, peak: [100, at('11:56')], started: 1 })],
      [at('12:00'), hour12],
    ],
    day: sums(63_000, 450, { samples: 2, peak: [160, at('12:01')], started: 1 }),
  })
})

test('8: halves of viewer-seconds are cut down at each border and none is lost', async () => {
  const at = daysOf('2026-03-10')
  const stream = { id: '8b', channel: '8', startedAt: at('11:58:20'), viewers: 10 }
  await twitch.sweepAll([at('11:58:20')], stream)
  await twitch.sweepAll([at('12:03:21')], { ...stream, viewers: 13, category: '2' })
  await twitch.sweepAll([at('12:08:21'), at('12:13:21')])
  // 10 to 13 over 301 s, cut at 100 s by the hour and at 150 s by the segment: doubled areas
  // floor(2000 + 99.67) = 2099, floor(3000 + 224.25) = 3224 and 6923. The tail is 150 s x 13.
  const [first, second] = await readSegments(sql, '8b')
  assert.deepEqual([first?.to, first?.sums.viewerSeconds], [at('12:00:50'), 1_612])
  assert.deepEqual([second?.from, second?.sums.viewerSeconds], [at('12:00:50'), 3_799.5])
  assert.deepEqual([first?.sums.observed, second?.sums.observed], [150, 301])
  const category1 = await expectSame(twitch, at('00:00'), [
    { category: '1' },
    { category: '1', language: 'en' },
  ])
  assert.deepEqual(category1, [
    [at('11:00'), 1_049.5],
    [at('12:00'), 562.5],
  ])
  const all = await expectSame(twitch, at('00:00'), [{}, { language: 'en' }])
  assert.deepEqual(all, [
    [at('11:00'), 1_049.5],
    [at('12:00'), 4_362],
  ])
  assert.equal((await readBroadcast(sql, '8b')).sums.viewerSeconds, 5_411.5)
})

test('8: a peak at exactly 12:00:00 is of the hour that begins', async () => {
  const at = daysOf('2026-03-11')
  const stream = { id: '8c', channel: '8', startedAt: at('11:55'), viewers: 100 }
  await twitch.sweepAll([at('11:55')], stream)
  await twitch.sweepAll([at('12:00')], { ...stream, viewers: 500 })
  await twitch.sweepAll([at('12:05')], stream)
  await twitch.sweepAll([at('12:10'), at('12:15')])
  // 300 s x 300 on either side, and 150 s x 100 of tail.
  await expectRollups(twitch, at('00:00'), allGrains, {
    hours: [
      [at('11:00'), sums(90_000, 300, { samples: 1, peak: [100, at('11:55')], started: 1 })],
      [at('12:00'), sums(105_000, 450, { samples: 2, peak: [500, at('12:00')] })],
    ],
    day: sums(195_000, 750, { samples: 3, peak: [500, at('12:00')], started: 1 }),
  })
})

test('8: a peak at exactly 00:00:00 is of the day that begins', async () => {
  const at = daysOf('2026-03-12')
  const next = daysOf('2026-03-13')
  const stream = { id: '8d', channel: '80', startedAt: at('23:55'), viewers: 100 }
  await twitch.sweepAll([at('23:55')], stream)
  await twitch.sweepAll([next('00:00')], { ...stream, viewers: 500 })
  await twitch.sweepAll([next('00:05')], stream)
  await twitch.sweepAll([next('00:10'), next('00:15')])
  const before = sums(90_000, 300, { samples: 1, peak: [100, at('23:55')], started: 1 })
  const after = sums(105_000, 450, { samples: 2, peak: [500, next('00:00')] })
  await expectChannelDays(twitch, '80', [at('00:00'), before], [next('00:00'), after])
  await expectRollups(twitch, at('00:00'), allGrains, inOneHour(at('23:00'), before))
  await expectRollups(twitch, next('00:00'), allGrains, inOneHour(next('00:00'), after))
})

test('8: an outage at the end is reported half way to the proof, and observed for half a cadence', async () => {
  const at = daysOf('2026-03-14')
  const stream = { id: '8e', channel: '8', startedAt: at('12:00'), viewers: 100 }
  await twitch.sweepAll(every(cadence, at('12:00'), at('12:10')), stream)
  await twitch.fail(at('12:15'))
  await twitch.fail(at('12:20'))
  await twitch.sweepAll([at('13:10:01'), at('13:15')])
  // 600 s and 150 s of 1,800 s of tail.
  const all = sums(75_000, 750, { reported: 2_400, samples: 3, peak: [100, at('12:00')] })
  const found = await readBroadcast(sql, '8e')
  assert.deepEqual([found.to, found.sums], [at('12:40'), all])
  const whole = { ...all, started: 1 }
  await expectRollups(twitch, at('00:00'), allGrains, inOneHour(at('12:00'), whole))
})

test('hours that are added up in their days change none of them', () =>
  expectAllFolded(twitch, daysOf('2026-03-30')('00:00')))
