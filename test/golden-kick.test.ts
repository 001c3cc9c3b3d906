// Golden case 8 of the metrics on Kick, where 0 viewers may be hidden ones and a list may be too short: a
// fake Kick is swept as the command does. All that is expected was worked out by hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOf, every, openKick } from './golden-census.ts'
import { expectAllFolded, expectChannelDays, expectRollups, inOneHour } from './golden-expect.ts'
import { startServer } from './golden-server.ts'
import { readBroadcast, readSegments, sums } from './golden-sums.ts'

const kick = await openKick()
const { sql } = kick

/** Three weeks before the first sweep. */
const longAgo = daysOf('2026-02-09')('12:00')

test('8: a stream three weeks old at the first sweep counts from there, and begins nowhere', async () => {
  const at = daysOf('2026-03-02')
  const first = { id: '1a', channel: '1', startedAt: longAgo, viewers: 100 }
  const second = { ...first, id: '1b', channel: '2' }
  await kick.sweepAll([at('12:00')], first)
  await kick.sweepAll([at('12:05')], first, second)
  await kick.sweepAll([at('12:10'), at('12:15')])
  // 300 s and 150 s of tail; nothing before the first sweep.
  assert.deepEqual(
    (await readBroadcast(sql, '1a')).sums,
    sums(45_000, 450, { samples: 2, peak: [100, at('12:00')] }),
  )
  // Reported from the first sweep on, 300 s, and 150 s of tail.
  const found = await readBroadcast(sql, '1b')
  assert.equal(found.from, longAgo)
  assert.deepEqual(
    found.sums,
    sums(15_000, 150, { reported: 450, samples: 1, peak: [100, at('12:05')] }),
  )
  const whole = sums(60_000, 600, { reported: 900, samples: 3, peak: [200, at('12:05')] })
  await expectRollups(kick, at('00:00'), [{}], inOneHour(at('12:00'), whole))
})

test('8: on a later day it counts from midnight', async () => {
  const at = daysOf('2026-03-03')
  await kick.sweepAll([at('00:10')], { id: '2', channel: '3', startedAt: longAgo, viewers: 100 })
  await kick.sweepAll([at('00:15'), at('00:20')])
  const all = sums(15_000, 150, { reported: 750, samples: 1, peak: [100, at('00:10')] })
  await expectChannelDays(kick, '3', [at('00:00'), all])
  await expectRollups(kick, at('00:00'), [{}], inOneHour(at('00:00'), all))
})

test('8: a hidden count in the middle is present and not observed', async () => {
  const at = daysOf('2026-03-04')
  const stream = { id: '3', channel: '4', startedAt: at('12:00'), viewers: 100 }
  await kick.sweepAll([at('12:00')], stream)
  await kick.sweepAll([at('12:05')], { ...stream, viewers: 0 })
  await kick.sweepAll([at('12:10')], stream)
  await kick.sweepAll([at('12:15')], { ...stream, viewers: 200 })
  await kick.sweepAll([at('12:20'), at('12:25')])
  // 300 s x 150 and 150 s x 200 are observed.
  const all = sums(75_000, 0, {
    present: 1_050,
    observed: 450,
    reported: 1_050,
    samples: 4,
    peak: [200, at('12:15')],
  })
  assert.deepEqual((await readBroadcast(sql, '3')).sums, all)
  assert.deepEqual(
    (await readSegments(sql, '3')).map(row => row.sums),
    [all],
  )
  const whole = { ...all, started: 1 }
  await expectChannelDays(kick, '4', [at('00:00'), whole])
  await expectRollups(kick, at('00:00'), [{}], inOneHour(at('12:00'), whole))
})

test('8: a tail of hidden viewers is present and not observed', async () => {
  const at = daysOf('2026-03-05')
  const stream = { id: '4', channel: '5', startedAt: at('12:00'), viewers: 100 }
  await kick.sweepAll([at('12:00')], stream)
  await kick.sweepAll([at('12:05')], { ...stream, viewers: 0 })
  await kick.sweepAll([at('12:10'), at('12:15')])
  const all = sums(0, 0, { present: 450, reported: 450, samples: 2, peak: [100, at('12:00')] })
  assert.deepEqual((await readBroadcast(sql, '4')).sums, all)
  const whole = { ...all, started: 1 }
  await expectRollups(kick, at('00:00'), [{}], inOneHour(at('12:00'), whole))
})

test('8: hidden viewers across midnight are present on both days', async () => {
  const at = daysOf('2026-03-06')
  const next = daysOf('2026-03-07')
  const stream = { id: '5', channel: '6', startedAt: at('23:52'), viewers: 100 }
  await kick.sweepAll([at('23:52')], stream)
  await kick.sweepAll([at('23:57')], { ...stream, viewers: 0 })
  await kick.sweepAll([next('00:02')], { ...stream, viewers: 0 })
  await kick.sweepAll([next('00:07')], stream)
  await kick.sweepAll([next('00:12'), next('00:17')])
  const before = sums(0, 0, {
    present: 480,
    reported: 480,
    samples: 2,
    peak: [100, at('23:52')],
    started: 1,
  })
  // 420 s are present, and 150 s of tail are observed.
  const after = sums(15_000, 0, {
    present: 570,
    observed: 150,
    reported: 570,
    samples: 2,
    peak: [100, next('00:07')],
  })
  await expectChannelDays(kick, '6', [at('00:00'), before], [next('00:00'), after])
})

test('8: partial sweeps without it, between and at the end, are as if they were not', async () => {
  const at = daysOf('2026-03-08')
  const stream = { id: '6', channel: '7', startedAt: at('12:00'), viewers: 100 }
  await kick.sweep(at('12:00'), stream)
  await kick.sweepPartly(at('12:05'))
  await kick.sweep(at('12:10'), { ...stream, viewers: 120 })
  await kick.sweepPartly(at('12:15'))
  await kick.sweep(at('12:20'))
  await kick.sweepPartly(at('12:25'))
  assert.equal((await readBroadcast(sql, '6')).to, null)
  await kick.sweep(at('12:30'))
  // 600 s x 110; of 300 s of tail half at 120.
  const all = sums(84_000, 750, { reported: 900, samples: 2, peak: [120, at('12:10')] })
  const found = await readBroadcast(sql, '6')
  assert.deepEqual([found.to, found.sums], [at('12:15'), all])
  const whole = { ...all, started: 1 }
  await expectRollups(kick, at('00:00'), [{}], inOneHour(at('12:00'), whole))
})

test('8: a partial sweep that holds it is a sample as any other', async () => {
  const at = daysOf('2026-03-09')
  const stream = { id: '7', channel: '8', startedAt: at('12:00'), viewers: 100 }
  await kick.sweep(at('12:00'), stream)
  await kick.sweepPartly(at('12:05'), { ...stream, viewers: 300 })
  await kick.sweep(at('12:10'), stream)
  for (const time of every(300, at('12:15'), at('12:20'))) await kick.sweep(time)
  // 600 s x 200, 150 s x 100.
  const all = sums(135_000, 750, { samples: 3, peak: [300, at('12:05')] })
  assert.deepEqual((await readBroadcast(sql, '7')).sums, all)
})

test('hours that are added up in their days change none of them', () =>
  expectAllFolded(kick, daysOf('2026-03-12')('00:00')))

test('the true server answers with these figures', async () => {
  const server = await startServer({ ...kick.environment })
  const figures = async (id: string) =>
    (await server.readBroadcast('kick', id)).data.broadcast.figures
  const hidden = await figures('3')
  // 75,000 over 450 s; 450 of 1,050 s.
  assert.deepEqual(
    [hidden.average_viewers, hidden.coverage, hidden.airtime_coverage],
    [166.67, 0.4285, 1],
  )
  const unknown = await figures('4')
  assert.deepEqual(
    [unknown.average_viewers, unknown.hours_watched, unknown.peak_viewers, unknown.coverage],
    [null, null, 100, 0],
  )
  const old = await figures('1b')
  assert.deepEqual([old.average_viewers, old.airtime_seconds, old.coverage], [100, 450, 0.3333])
})
