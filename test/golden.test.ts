// Golden cases 1 to 5 of the metrics: a fake Twitch, swept as the command sweeps it, read back from the
// database and over HTTP. All that is expected was worked out by hand.

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
import { startServer } from './golden-server.ts'
import { readBroadcast, readChannelDays, readSegments, sums } from './golden-sums.ts'

const twitch = await openTwitch()
const { sql } = twitch
/** The cadence: five minutes. */
const cadence = 300

test('1: a constant hour is its samples, its head and half a cadence more', async () => {
  const at = daysOf('2026-03-02')
  const stream = { id: '1', channel: '1', startedAt: at('11:58'), viewers: 100 }
  await twitch.sweepAll(every(cadence, at('12:00'), at('12:55')), stream)
  await twitch.sweepAll([at('13:00'), at('13:05')])
  // 120 s of head, 55 min between samples, 150 s of tail: 59.5 min.
  const all = sums(357_000, 3_570, { samples: 12, peak: [100, at('12:00')] })
  const found = await readBroadcast(sql, '1')
  assert.deepEqual([found.from, found.to, found.outsideDays], [at('11:58'), at('12:57:30'), 0])
  assert.deepEqual(found.sums, all)
  assert.deepEqual(await readSegments(sql, '1'), [
    { from: at('11:58'), to: at('12:57:30'), sums: all },
  ])
  await expectChannelDays(twitch, '1', [at('00:00'), { ...all, started: 1 }])
  await expectRollups(twitch, at('00:00'), allGrains, {
    hours: [
      [at('11:00'), sums(12_000, 120, { started: 1 })],
      [at('12:00'), sums(345_000, 3_450, { samples: 12, peak: [100, at('12:00')] })],
    ],
    day: { ...all, started: 1 },
  })
})

test('2: a sweep that misses it leaves one broadcast without a gap', async () => {
  const at = daysOf('2026-03-03')
  const stream = { id: '2', channel: '2', startedAt: at('12:00'), viewers: 100 }
  await twitch.sweepAll(every(cadence, at('12:00'), at('12:10')), stream)
  await twitch.sweepAll([at('12:15')])
  await twitch.sweepAll(every(cadence, at('12:20'), at('12:30')), stream)
  await twitch.sweepAll([at('12:35'), at('12:40')])
  // 30 min between samples, 150 s of tail.
  const all = sums(195_000, 1_950, { samples: 6, peak: [100, at('12:00')] })
  const found = await readBroadcast(sql, '2')
  assert.deepEqual([found.to, found.sums], [at('12:32:30'), all])
  const whole = { ...all, started: 1 }
  await expectRollups(twitch, at('00:00'), allGrains, inOneHour(at('12:00'), whole))
})

test('3: half an hour without the collector is a gap of one broadcast', async () => {
  const at = daysOf('2026-03-04')
  const stream = { id: '3a', channel: '3', startedAt: at('12:00'), viewers: 100 }
  await twitch.sweepAll(every(cadence, at('12:00'), at('12:25')), stream)
  await twitch.sweepAll(every(cadence, at('12:55'), at('13:20')), stream)
  await twitch.sweepAll([at('13:25'), at('13:30')])
  // Observed 25 + 25 + 2.5 of 82.5 min.
  const all = sums(315_000, 3_150, {
    reported: 4_950,
    samples: 12,
    gaps: 1,
    peak: [100, at('12:00')],
  })
  assert.deepEqual((await readBroadcast(sql, '3a')).sums, all)
  await expectRollups(twitch, at('00:00'), allGrains, {
    hours: [
      [
        at('12:00'),
        sums(180_000, 1_800, {
          reported: 3_600,
          samples: 7,
          gaps: 1,
          peak: [100, at('12:00')],
          started: 1,
        }),
      ],
      [at('13:00'), sums(135_000, 1_350, { samples: 5, peak: [100, at('13:00')] })],
    ],
    day: { ...all, started: 1 },
  })
})

test('3: two complete sweeps without it book a tail before it is re-opened', async () => {
  const at = daysOf('2026-03-05')
  const stream = { id: '3b', channel: '3', startedAt: at('12:00'), viewers: 100 }
  await twitch.sweepAll(every(cadence, at('12:00'), at('12:25')), stream)
  await twitch.sweepAll([at('12:30'), at('12:35')])
  const ended = await readBroadcast(sql, '3b')
  // Half way to the first proof, at 12:30.
  assert.equal(ended.to, at('12:27:30'))
  assert.deepEqual([ended.sums.observed, ended.sums.reported], [1_650, 1_650])
  await twitch.sweepAll([at('12:55')], stream)
  assert.equal((await readBroadcast(sql, '3b')).to, null)
  await twitch.sweepAll(every(cadence, at('13:00'), at('13:20')), stream)
  await twitch.sweepAll([at('13:25'), at('13:30')])
  // Observed 25 + 2.5 + 25 + 2.5 of 82.5 min.
  const all = sums(330_000, 3_300, {
    reported: 4_950,
    samples: 12,
    gaps: 1,
    peak: [100, at('12:00')],
  })
  assert.deepEqual((await readBroadcast(sql, '3b')).sums, all)
  assert.deepEqual(await readSegments(sql, '3b'), [
    { from: at('12:00'), to: at('13:22:30'), sums: all },
  ])
  assert.deepEqual((await readChannelDays(sql, 'twitch', '3')).get(at('00:00')), {
    ...all,
    started: 1,
  })
  await expectRollups(twitch, at('00:00'), allGrains, {
    hours: [
      [
        at('12:00'),
        sums(195_000, 1_950, {
          reported: 3_600,
          samples: 7,
          gaps: 1,
          peak: [100, at('12:00')],
          started: 1,
        }),
      ],
      [at('13:00'), sums(135_000, 1_350, { samples: 5, peak: [100, at('13:00')] })],
    ],
    day: { ...all, started: 1 },
  })
})

test('4: a new id after four minutes with the same title is a second broadcast, linked', async () => {
  const at = daysOf('2026-03-06')
  const old = { id: '4a', channel: '4', startedAt: at('11:50'), viewers: 100 }
  const next = { ...old, id: '4b', startedAt: at('12:04'), category: '2' }
  await twitch.sweepAll(every(cadence, at('11:50'), at('12:00')), old)
  await twitch.sweepAll([at('12:05'), at('12:10')], next)
  await twitch.sweepAll([at('12:15'), at('12:20')])
  const [first, second] = [await readBroadcast(sql, '4a'), await readBroadcast(sql, '4b')]
  assert.deepEqual([first.to, first.restartOf], [at('12:02:30'), null])
  assert.deepEqual([second.to, second.restartOf], [at('12:12:30'), '4a'])
  // 600 s and 150 s of tail; 60 s of head, 300 s and 150 s of tail.
  assert.deepEqual(first.sums, sums(75_000, 750, { samples: 3, peak: [100, at('11:50')] }))
  const whole2 = sums(51_000, 510, { samples: 2, peak: [100, at('12:05')] })
  assert.deepEqual(second.sums, whole2)
  const day = sums(126_000, 1_260, { samples: 5, peak: [100, at('11:50')], started: 2 })
  const hour11 = sums(60_000, 600, { samples: 2, peak: [100, at('11:50')], started: 1 })
  assert.deepEqual((await readChannelDays(sql, 'twitch', '4')).get(at('00:00')), day)
  await expectRollups(twitch, at('00:00'), [{}, { language: 'en' }], {
    hours: [
      [at('11:00'), hour11],
      [at('12:00'), sums(66_000, 660, { samples: 3, peak: [100, at('12:00')], started: 1 })],
    ],
    day,
  })
  const pair = (category: string) => [{ category }, { category, language: 'en' }]
  await expectRollups(twitch, at('00:00'), pair('1'), {
    hours: [
      [at('11:00'), hour11],
      [at('12:00'), sums(15_000, 150, { samples: 1, peak: [100, at('12:00')] })],
    ],
    day: sums(75_000, 750, { samples: 3, peak: [100, at('11:50')], started: 1 }),
  })
  await expectRollups(
    twitch,
    at('00:00'),
    pair('2'),
    inOneHour(at('12:00'), { ...whole2, started: 1 }),
  )
})

test('5: an average follows time, not samples', async () => {
  const at = daysOf('2026-03-08')
  const stream = { id: '5', channel: '5', startedAt: at('12:00'), viewers: 100 }
  await twitch.sweepAll(every(cadence, at('12:00'), at('12:15')), stream)
  await twitch.sweepAll(every(60, at('12:20'), at('12:25')), { ...stream, viewers: 325 })
  await twitch.sweepAll(every(cadence, at('12:30'), at('12:45')), stream)
  await twitch.sweepAll([at('12:50'), at('12:55')])
  // 900 s x 100, 300 s x 212.5, 300 s x 325, 300 s x 212.5, 900 s x 100, 150 s of tail x 100.
  const all = sums(420_000, 2_850, { samples: 14, peak: [325, at('12:20')] })
  assert.deepEqual((await readBroadcast(sql, '5')).sums, all)
  await expectRollups(
    twitch,
    at('00:00'),
    allGrains,
    inOneHour(at('12:00'), { ...all, started: 1 }),
  )
})

test('hours that are added up in their days change none of them', () =>
  expectAllFolded(twitch, daysOf('2026-03-09')('00:00')))

test('the true server answers with these figures', async () => {
  const server = await startServer({ ...twitch.environment })
  const figures = async (id: string) =>
    (await server.readBroadcast('twitch', id)).data.broadcast.figures
  assert.deepEqual(await figures('1'), {
    average_viewers: 100,
    hours_watched: 99.1667,
    hours_watched_estimate: null,
    peak_viewers: 100,
    peak_at: '2026-03-02T12:00:00Z',
    airtime_seconds: 3_570,
    present_seconds: 3_570,
    observed_seconds: 3_570,
    reported_seconds: 3_570,
    coverage: 1,
    airtime_coverage: 1,
    samples: 12,
    gaps: 0,
  })
  assert.equal((await figures('2')).coverage, 1)
  const [gap, reopened, uneven] = [await figures('3a'), await figures('3b'), await figures('5')]
  // 3,150 and 3,300 of 4,950 s, rounded down; 100 x 4,950 / 3,600.
  assert.deepEqual([gap.coverage, gap.hours_watched_estimate], [0.6363, 137.5])
  assert.deepEqual([reopened.coverage, reopened.hours_watched], [0.6666, 91.6667])
  assert.deepEqual([uneven.average_viewers, uneven.hours_watched], [147.37, 116.6667])

  const gapsOf = async (id: string) =>
    (await server.readBroadcast('twitch', id)).data.gaps.map(({ from, to, reopened }) => [
      from,
      to,
      reopened,
    ])
  assert.deepEqual(await gapsOf('3a'), [['2026-03-04T12:25:00Z', '2026-03-04T12:55:00Z', false]])
  assert.deepEqual(await gapsOf('3b'), [['2026-03-05T12:27:30Z', '2026-03-05T12:55:00Z', true]])

  const { data } = await server.readBroadcasts('twitch', '4')
  assert.deepEqual(
    data.map(row => [row.stream_id, row.restart_of]),
    [
      ['4b', '4a'],
      ['4a', null],
    ],
  )

  for (const resolution of ['raw', 'hour', 'day']) {
    const window = `from=2026-03-08T00:00:00Z&to=2026-03-09T00:00:00Z&resolution=${resolution}`
    const history = (await server.readHistory('twitch', '5', window)).data.figures
    assert.deepEqual(
      [history.average_viewers, history.observed_seconds],
      [147.37, 2_850],
      resolution,
    )
  }

  // Two categories on the sixth: 75,000 and 51,000 viewer-seconds over 24 hours.
  const stats = await server.readCategories(
    'platform=twitch&from=2026-03-06T00:00:00Z&to=2026-03-07T00:00:00Z',
  )
  assert.deepEqual(
    stats.data.map(row => [
      row.category_id,
      row.hours_watched,
      row.average_viewers,
      row.peak_viewers,
      row.broadcasts_started,
    ]),
    [
      ['1', 20.8333, 0.87, 100, 1],
      ['2', 14.1667, 0.59, 100, 1],
    ],
  )
})
