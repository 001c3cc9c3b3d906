// Golden cases 6 and 7 of the metrics: several broadcasts of a channel at once, tiers, and terms under
// which nothing is worked out. All that is expected was worked out by hand.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packStreams } from '../src/collect/live-rows.ts'
import { recordSweep } from '../src/collect/record.ts'
import { settleClosedDays } from '../src/collect/settle-airtimes.ts'
import { keepingPolicy } from '../src/domain/policy.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { aStream, aSweep } from './builders.ts'
import { daysOf, every } from './golden-census.ts'
import { expectChannelDays, expectRollups } from './golden-expect.ts'
import { startServer } from './golden-server.ts'
import { readBroadcast, readChannelDays, readHours, readSegments, sums } from './golden-sums.ts'
import { openYoutube } from './golden-youtube.ts'
import { createTestDatabase } from './postgres.ts'

const several = await createTestDatabase()
const tiered = await createTestDatabase()
const strict = await createTestDatabase()

/** The operator says so. */
const accepted = { YOUTUBE_DERIVED_METRICS_ACCEPTED: 'true' }

test('6: two broadcasts of one channel add up their viewers, and share their time', async () => {
  const { sql } = several
  const youtube = await openYoutube(several, accepted)
  const at = daysOf('2026-03-02')
  const first = { id: 'first', channel: '6', startedAt: at('12:00'), viewers: 100 }
  const second = { ...first, id: 'second', startedAt: at('12:30') }
  for (const time of every(300, at('12:00'), at('12:25'))) await youtube.sweep(time, first)
  for (const time of every(300, at('12:30'), at('13:00'))) await youtube.sweep(time, first, second)
  for (const time of every(300, at('13:05'), at('13:30'))) await youtube.sweep(time, second)
  for (const time of [at('13:35'), at('13:40')]) await youtube.sweep(time)
  // 3,600 s and 150 s of tail each.
  assert.deepEqual(
    (await readBroadcast(sql, 'first')).sums,
    sums(375_000, 3_750, { samples: 13, peak: [100, at('12:00')] }),
  )
  assert.deepEqual(
    (await readBroadcast(sql, 'second')).sums,
    sums(375_000, 3_750, { samples: 13, peak: [100, at('12:30')] }),
  )
  const both = sums(750_000, 7_500, { samples: 26, peak: [200, at('12:30')], started: 2 })
  await expectChannelDays(youtube, 'UC6', [at('00:00'), both])
  await expectRollups(youtube, at('00:00'), [{}], {
    hours: [
      // 12 and 6 samples: 3,600 s and 1,800 s.
      [at('12:00'), sums(540_000, 5_400, { samples: 18, peak: [200, at('12:30')], started: 2 })],
      // 150 s and 1,950 s.
      [at('13:00'), sums(210_000, 2_100, { samples: 8, peak: [200, at('13:00')] })],
    ],
    day: both,
  })

  // 12:00 to 13:32:30.
  const { signal } = new AbortController()
  assert.equal(
    await settleClosedDays({ sql, platform: 'youtube', lastDay: at('00:00'), signal }),
    1,
  )
  const [airtime] = await sql`
    select airtime_seconds, airtime_present_seconds, airtime_observed_seconds
    from channel_days`
  assert.deepEqual(
    { ...airtime },
    {
      airtime_seconds: 5_550,
      airtime_present_seconds: 5_550,
      airtime_observed_seconds: 5_550,
    },
  )
})

test('7: a tier of half an hour has its own cadence', async () => {
  const { sql } = tiered
  // So few units that whoever is live is due every 30 minutes, of sweeps every five.
  const youtube = await openYoutube(tiered, { ...accepted, YOUTUBE_UNITS_PER_DAY: '53' })
  const at = daysOf('2026-03-02')
  const stream = { id: 'tiered', channel: '7', startedAt: at('12:00') }
  for (const time of every(300, at('12:00'), at('13:25'))) {
    const viewers = time < at('12:30') ? 10 : time < at('13:00') ? 20 : 30
    await youtube.sweep(time, { ...stream, viewers })
  }
  const samples = await sql`
    select extract(epoch from s.collected_at)::bigint as at, s.viewers, l.cadence
    from samples s
    join live_broadcasts l using (channel_id, broadcast_no)
    order by s.collected_at`
  assert.deepEqual(
    samples.map(row => [row.at, row.viewers, row.cadence]),
    [
      [at('12:00'), 10, 1_800],
      [at('12:30'), 20, 1_800],
      [at('13:00'), 30, 1_800],
    ],
  )
  for (const time of [at('13:30'), at('13:35')]) await youtube.sweep(time)
  // 1,800 s x 15, 1,800 s x 25, 900 s of tail x 30.
  const all = sums(99_000, 4_500, { samples: 3, peak: [30, at('13:00')] })
  const found = await readBroadcast(sql, 'tiered')
  assert.deepEqual([found.to, found.sums], [at('13:15'), all])
  await expectRollups(youtube, at('00:00'), [{}], {
    hours: [
      [at('12:00'), sums(72_000, 3_600, { samples: 2, peak: [20, at('12:30')], started: 1 })],
      [at('13:00'), sums(27_000, 900, { samples: 1, peak: [30, at('13:00')] })],
    ],
    day: { ...all, started: 1 },
  })
})

test('who is not due counts in a sum with the last sample until it is older than its G', async () => {
  const { sql } = await createTestDatabase()
  const at = daysOf('2026-03-02')
  const tiers = [
    { tier: 1, cadence: 300, leastViewers: 50 },
    { tier: 2, cadence: 1_800, leastViewers: null },
  ]
  const sweep = async (time: number, live: Readonly<Record<string, number>>) => {
    await ensurePartition(sql, 'youtube', dayOf(time))
    const made = aSweep({
      platform: 'youtube',
      collectedAt: time,
      scope: { kind: 'tracked' },
      tiers,
    })
    const rows = Object.entries(live).map(([streamId, viewers]) =>
      aStream({ streamId, channelId: 'one', startedAt: at('12:00'), viewers, title: streamId }),
    )
    await recordSweep(sql, made, packStreams(rows), null, null, { policy: keepingPolicy })
  }
  await sweep(at('12:00'), { small: 40, large: 100 })
  await sweep(at('12:05'), { large: 110 })
  // The small one's G is 75 minutes: at 13:15 its 40 viewers still count, at 13:20 they do not.
  await sweep(at('13:15'), { large: 100 })
  await sweep(at('13:20'), { large: 130 })
  const peaks = [
    [at('12:00'), [150, at('12:05')]],
    [at('13:00'), [140, at('13:15')]],
  ]
  const hours = [...(await readHours(sql, 'youtube', at('00:00'), {}))]
  assert.deepEqual(
    hours.map(([hour, { peak }]) => [hour, peak]),
    peaks,
  )
  const [day] = (await readChannelDays(sql, 'youtube', 'one')).values()
  assert.deepEqual(day?.peak, [150, at('12:05')])
})

test('viewers that are hidden from head to tail are present and not observed', async () => {
  const database = await createTestDatabase()
  const { sql } = database
  const youtube = await openYoutube(database, accepted)
  const at = daysOf('2026-03-02')
  const hidden = { id: 'hidden', channel: '8', startedAt: at('11:57'), viewers: null }
  for (const time of [at('12:00'), at('12:05')]) await youtube.sweep(time, hidden)
  for (const time of [at('12:10'), at('12:15')]) await youtube.sweep(time)
  // 180 s, 300 s and 150 s.
  const all = sums(0, 0, { present: 630, reported: 630, samples: 2 })
  assert.deepEqual((await readBroadcast(sql, 'hidden')).sums, all)
  assert.deepEqual(
    (await readSegments(sql, 'hidden')).map(row => row.sums),
    [all],
  )
  await expectChannelDays(youtube, 'UC8', [at('00:00'), { ...all, started: 1 }])
  await expectRollups(youtube, at('00:00'), [{}], {
    hours: [
      [at('11:00'), sums(0, 0, { present: 180, reported: 180, started: 1 })],
      [at('12:00'), sums(0, 0, { present: 450, reported: 450, samples: 2 })],
    ],
    day: { ...all, started: 1 },
  })
})

test('an end that is told replaces half way, up to the proof, and a segment does not change before it', async () => {
  const database = await createTestDatabase()
  const { sql } = database
  const youtube = await openYoutube(database, accepted)
  const at = daysOf('2026-03-02')
  const told = { id: 'told', channel: '10', startedAt: at('12:00'), viewers: 100 }
  const ahead = { ...told, id: 'ahead', channel: '11' }
  await youtube.sweep(at('12:00'), told, ahead)
  // Told three hours later, the one by a clock that is ahead.
  await youtube.sweep(
    at('15:05'),
    { ...told, endedAt: at('15:00') },
    { ...ahead, endedAt: at('15:20') },
  )
  // 150 s at the viewers, all else only reported.
  const ended = sums(15_000, 150, { reported: 10_800, samples: 1, peak: [100, at('12:00')] })
  const found = await readBroadcast(sql, 'told')
  assert.deepEqual([found.to, found.sums], [at('15:00'), ended])
  assert.equal((await readBroadcast(sql, 'ahead')).to, at('15:05'))

  await youtube.sweep(at('16:10'), { ...told, title: 'Chat' })
  // Half way, 14:05, lies in the time that was booked already.
  assert.deepEqual(await readSegments(sql, 'told'), [
    { from: at('12:00'), to: at('15:00'), sums: ended },
    {
      from: at('15:00'),
      to: null,
      sums: sums(0, 0, { reported: 4_200, samples: 1, gaps: 1, peak: [100, at('16:10')] }),
    },
  ])
})

test('a broadcast may begin before the end of another one of its channel', async () => {
  const database = await createTestDatabase()
  const { sql } = database
  const youtube = await openYoutube(database, accepted)
  const at = daysOf('2026-03-02')
  const first = { id: 'earlier', channel: '12', startedAt: at('12:00'), viewers: 100 }
  const second = { ...first, id: 'later', startedAt: at('12:01') }
  await youtube.sweep(at('12:00'), first)
  for (const time of [at('12:05'), at('12:10')]) await youtube.sweep(time)
  assert.equal((await readBroadcast(sql, 'earlier')).to, at('12:02:30'))
  await youtube.sweep(at('12:15'), second)
  // Its head of 840 s is longer than the cadence, so reported only, and whole.
  assert.deepEqual(
    (await readBroadcast(sql, 'later')).sums,
    sums(0, 0, { reported: 840, samples: 1, peak: [100, at('12:15')] }),
  )
})

test('under terms that let nothing be worked out there are samples and no sums', async () => {
  const { sql } = strict
  const youtube = await openYoutube(strict, {})
  const at = daysOf('2026-03-02')
  const stream = { id: 'strict', channel: '9', startedAt: at('11:58'), viewers: 100 }
  const changed = { ...stream, title: 'Chat' }
  for (const time of every(300, at('12:00'), at('12:10'))) await youtube.sweep(time, stream)
  await youtube.sweep(at('12:15'), changed)
  for (const time of [at('12:20'), at('12:25')]) await youtube.sweep(time)
  // An hour later it is found again.
  await youtube.sweep(at('13:40'), changed)
  const found = await readBroadcast(sql, 'strict')
  assert.deepEqual(found.sums, sums(0, 0))
  assert.deepEqual(
    (await readSegments(sql, 'strict')).map(row => row.sums),
    [sums(0, 0), sums(0, 0)],
  )
  const [rows] = await sql`
    select
      (select count(*) from samples) as samples,
      (select count(*) from channel_days) as channel_days,
      (select count(*) from rollup_hours) as hours,
      (select count(*) from rollup_pair_hours) as pairs,
      (select count(*) from rollup_days) as days`
  assert.deepEqual({ ...rows }, { samples: 5, channel_days: 0, hours: 0, pairs: 0, days: 0 })
})

test('6: the true server answers with the average and the peak of the channel', async () => {
  const server = await startServer({ ...accepted, DATABASE_URL: several.url })
  for (const resolution of ['raw', 'hour', 'day']) {
    const window = `from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z&resolution=${resolution}`
    const { figures } = (await server.readHistory('youtube', 'UC6', window)).data
    assert.deepEqual(
      [figures.average_viewers, figures.airtime_seconds, figures.reported_seconds],
      [135.14, 5_550, 7_500],
      resolution,
    )
    assert.deepEqual([figures.peak_viewers, figures.peak_at], [200, '2026-03-02T12:30:00Z'])
  }
})

test('7: the true server answers with the average of the tier', async () => {
  const server = await startServer({ ...accepted, DATABASE_URL: tiered.url })
  const { broadcast } = (await server.readBroadcast('youtube', 'tiered')).data
  assert.deepEqual([broadcast.figures.average_viewers, broadcast.figures.coverage], [22, 1])
})

test('the true server answers with no figures and a note where the terms are strict', async () => {
  const server = await startServer({ DATABASE_URL: strict.url })
  const { data, meta } = await server.readBroadcast('youtube', 'strict')
  const values = new Set(Object.values(data.broadcast.figures))
  assert.deepEqual([...values], [null])
  assert.notEqual(meta.platform.policy_note, null)
})
