import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aStream, aSweep, dumpTables, emptyTables } from '../../../test/builders.ts'
import { createTestDatabase } from '../../../test/postgres.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import type { Platform } from '../../domain/platform.ts'
import { keepingPolicy, usualPolicyOf } from '../../domain/policy.ts'
import { dayOf, ensurePartition } from '../../store/partitions.ts'
import { withSweepLock } from '../../store/sweep-lock.ts'
import { packStreams } from '../live-rows.ts'
import { recordSweep } from '../record.ts'
import { tellDifference } from './differences.ts'
import { type RederiveQuestion, rederivePlatform } from './rederive.ts'

const { sql } = await createTestDatabase()

/** 2026-11-22, 00:00 UTC. */
const midnight = 1_795_305_600
const cadence = 300
const hour = 3_600
const none = {
  broadcasts: 0,
  segments: 0,
  channel_days: 0,
  rollup_hours: 0,
  rollup_pair_hours: 0,
  rollup_days: 0,
}

beforeEach(async () => {
  await emptyTables(sql)
  for (const table of ['channel_days', 'rollup_hours', 'rollup_pair_hours', 'rollup_days'])
    await sql`delete from ${sql(table)}`
  await sql`delete from days`
  await sql`update platforms set folded_until = null`
})

async function sweep(at: number, streams: readonly LiveStream[], platform: Platform = 'twitch') {
  await ensurePartition(sql, platform, dayOf(at))
  const swept = aSweep({ platform, collectedAt: at })
  const options = { policy: keepingPolicy }
  await recordSweep(sql, swept, packStreams(streams), null, null, options)
}

/** Sweeps from and to a moment, each with these streams. */
async function sweepAll(from: number, to: number, streams: (at: number) => LiveStream[]) {
  for (let at = from; at <= to; at += cadence) await sweep(at, streams(at))
}

async function rederive(known: Partial<RederiveQuestion> = {}) {
  const report = await rederivePlatform({
    sql,
    platform: 'twitch',
    policy: keepingPolicy,
    isCheck: false,
    signal: new AbortController().signal,
    ...known,
  })
  assert.ok(report !== null)
  return report
}

/** Anna over midnight, from half past eleven to half past twelve, with a change at midnight. */
async function sweepAnna() {
  const startedAt = midnight - 1_920
  await sweepAll(midnight - 1_800, midnight + 1_500, at => [
    aStream({ startedAt, viewers: 100, title: at < midnight ? 'Hello' : 'Bye' }),
  ])
  await sweepAll(midnight + 1_800, midnight + 2_100, () => [])
}

async function wreck() {
  await sql`update broadcasts set half_viewer_seconds = 0, booked_from_at = null`
  await sql`update segments set samples = samples + 1`
  await sql`delete from channel_days where day = '2026-11-21'`
  await sql`update channel_days set peak_viewers = 7`
  await sql`delete from rollup_hours where grain = 'platform'`
  await sql`update rollup_pair_hours set gaps = 3`
  await sql`update rollup_days set present_seconds = 1`
}

test('an untouched census has nothing to mend, and nothing is written', async () => {
  await sweepAnna()
  const before = await dumpTables(sql)
  for (const isCheck of [true, false]) {
    const { differences, samples, broadcasts, written, days } = await rederive({ isCheck })
    assert.deepEqual(differences, none)
    assert.deepEqual(
      { samples, broadcasts, written, days },
      {
        samples: 12,
        broadcasts: 1,
        written: false,
        days: 2,
      },
    )
  }
  assert.deepEqual(await dumpTables(sql), before)
})

test('wrecked sums are told and left by a check', async () => {
  await sweepAnna()
  await wreck()
  const before = await dumpTables(sql)
  const { differences, written, first } = await rederive({ isCheck: true })
  assert.deepEqual(differences, {
    broadcasts: 1,
    segments: 2,
    channel_days: 2,
    rollup_hours: 2,
    rollup_pair_hours: 2,
    rollup_days: 4,
  })
  assert.equal(written, false)
  assert.match(
    first.map(row => tellDifference(row, 'c1')).join('\n'),
    /^broadcasts of channel c1, broadcast 1: half_viewer_seconds is 0 and should be \d+\.$/m,
  )
  assert.deepEqual(await dumpTables(sql), before)
})

test('wrecked sums are mended, to the same as were booked', async () => {
  await sweepAnna()
  const sums = await readSums()
  await wreck()
  assert.equal((await rederive()).written, true)
  assert.deepEqual(await readSums(), sums)
  assert.deepEqual((await rederive()).differences, none)
})

test('what was recorded before sums were is filled in', async () => {
  await sweepAnna()
  const sums = await readSums()
  await sql`
    update broadcasts
    set
      booked_from_at = null, half_viewer_seconds = 0, present_seconds = 0, observed_seconds = 0,
      reported_seconds = 0, samples = 0, peak_viewers = null, peak_at = null`
  await sql`delete from channel_days`
  for (const table of ['rollup_hours', 'rollup_pair_hours', 'rollup_days'])
    await sql`delete from ${sql(table)}`
  await sql`drop table channel_days_202611, rollup_pair_hours_20261121`
  await rederive()
  assert.deepEqual(await readSums(), sums)
})

test('days hold what is filled in of hours that are kept no longer', async () => {
  await sweepAnna()
  const later = midnight + 40 * 24 * hour
  await sweepAll(later, later + 3 * cadence, () => [])
  const { rollup_pair_hours: _, ...sums } = await readSums()
  const [{ foldedUntil } = {}] = await readFolded()
  await sql`delete from channel_days`
  for (const table of ['rollup_hours', 'rollup_pair_hours', 'rollup_days'])
    await sql`delete from ${sql(table)}`
  await sql`drop table rollup_pair_hours_20261121, rollup_pair_hours_20261122`
  await sql`update platforms set folded_until = null`
  const checked = await rederive({ isCheck: true })
  assert.deepEqual(await readFolded(), [{ foldedUntil: null }])
  assert.deepEqual((await rederive()).differences, checked.differences)
  const { rollup_pair_hours: pairHours, ...again } = await readSums()
  assert.deepEqual([again, pairHours], [sums, []])
  assert.deepEqual(await readFolded(), [{ foldedUntil }])
  assert.deepEqual((await rederive()).differences, none)
  const made = await sql`select to_regclass('rollup_pair_hours_20261122') is not null as "isThere"`
  assert.deepEqual([...made], [{ isThere: false }])
})

test('hours by category and language are kept, and mended, back from the newest sweep', async () => {
  await sweepAnna()
  const sums = await readSums()
  await sql`update rollup_pair_hours set gaps = 3`
  assert.equal((await rederive()).written, true)
  assert.deepEqual(await readSums(), sums)
})

test('a mended platform has a new version, which is announced with the commit', async () => {
  await sweepAnna()
  const heard: string[] = []
  const listening = await sql.listen('livecensus_sweep', text => void heard.push(text))
  const [before] = await sql`select version from platforms where platform = 'twitch'`
  await wreck()
  await rederive()
  const [after] = await sql`select version from platforms where platform = 'twitch'`
  assert.equal(after?.version, before?.version + 1)
  await listening.unlisten()
  assert.deepEqual(
    heard.map(text => JSON.parse(text)),
    [{ platform: 'twitch', version: after?.version, sweep_id: null }],
  )
})

test('a run that is broken off has changed nothing and can be repeated', async () => {
  await sweepAnna()
  await wreck()
  const before = await dumpTables(sql)
  const ending = new AbortController()
  await assert.rejects(
    rederive({ signal: ending.signal, onProgress: () => ending.abort(new Error('stopped')) }),
    /stopped/,
  )
  assert.deepEqual(await dumpTables(sql), before)
  await rederive()
  assert.deepEqual((await rederive()).differences, none)
})

test('sweeps of an open broadcast go on from mended sums', async () => {
  const live = aStream({ startedAt: midnight - 720, viewers: 50 })
  await sweepAll(midnight - 600, midnight + 300, () => [live])
  await wreck()
  await sql`update live_broadcasts set reported_seconds = 9, day_peak_viewers = 1000`
  await rederive()
  const [row] =
    await sql`select reported_seconds, before_day_gaps, peak_viewers from live_broadcasts`
  assert.deepEqual({ ...row }, { reported_seconds: 0, before_day_gaps: 0, peak_viewers: null })
  await sweepAll(midnight + 600, midnight + 900, () => [{ ...live, title: 'Bye' }])
  await sweepAll(midnight + 1_200, midnight + 1_500, () => [])
  assert.deepEqual((await rederive({ isCheck: true })).differences, none)
})

test('broadcasts whose first samples are gone keep their sums; what came later is mended', async () => {
  await sweepAnna()
  const later = aStream({ channelId: 'c2', streamId: 's2', startedAt: midnight + 2 * hour })
  await sweepAll(midnight + 2 * hour, midnight + 2 * hour + 600, () => [later])
  await sweepAll(midnight + 2 * hour + 900, midnight + 2 * hour + 1_200, () => [])
  const sums = await readSums()
  await sql`drop table samples_20261121_twitch`
  await sql`delete from days where day = '2026-11-21'`
  const untouched = await rederive({ isCheck: true })
  assert.deepEqual(untouched.differences, none)
  assert.deepEqual([untouched.broadcasts, untouched.partly, untouched.days], [2, 1, 1])
  await sql`update broadcasts set reported_seconds = 5 where stream_id = 's2'`
  await sql`update rollup_hours set samples = 50 where hour >= '2026-11-22T02:00:00Z'`
  assert.equal((await rederive()).differences.rollup_hours, 3)
  assert.deepEqual(await readSums(), sums)
})

test('sealed days are left alone', async () => {
  await sweepAnna()
  await sql`update days set state = 'sealed' where day = '2026-11-21'`
  await sql`update channel_days set gaps = 5`
  await sql`update rollup_hours set gaps = 5`
  await sql`update rollup_days set gaps = 5`
  const { differences } = await rederive()
  // The broadcast began in the sealed day: the first hours of the next one cannot be told wholly.
  assert.deepEqual(differences, none)
  const [day] = await sql`select gaps from channel_days where day = '2026-11-21'`
  assert.equal(day?.gaps, 5)
})

test('where several broadcasts of a channel are open, its airtime is their union', async () => {
  const one = aStream({ streamId: 'a', startedAt: midnight, viewers: 100 })
  const other = aStream({ streamId: 'b', startedAt: midnight + 1_800, viewers: 100 })
  for (let at = midnight; at <= midnight + 6_000; at += cadence)
    await sweep(
      at,
      [
        ...(at <= midnight + 3_600 ? [one] : []),
        ...(at >= midnight + 1_800 && at <= midnight + 5_400 ? [other] : []),
      ],
      'youtube',
    )
  await sweep(midnight + 24 * hour, [], 'youtube')
  const report = await rederive({ platform: 'youtube' })
  assert.deepEqual(report.differences, none)
  assert.equal(report.written, true)
  const [day] = await sql`
    select
      half_viewer_seconds, airtime_seconds, airtime_present_seconds, airtime_observed_seconds,
      peak_viewers
    from channel_days`
  assert.deepEqual(
    { ...day },
    {
      half_viewer_seconds: 1_500_000,
      airtime_seconds: 5_550,
      airtime_present_seconds: 5_550,
      airtime_observed_seconds: 5_550,
      peak_viewers: 200,
    },
  )
  const again = await rederive({ platform: 'youtube' })
  assert.deepEqual([again.differences, again.written], [none, false])
})

test('where terms forbid it nothing is worked out', async () => {
  const question = { sql, platform: 'youtube', isCheck: false } as const
  const policy = usualPolicyOf('youtube')
  const { signal } = new AbortController()
  assert.equal(await rederivePlatform({ ...question, policy, signal }), null)
})

test('where terms forbid aggregates no rollups are worked out', async () => {
  await sweepAnna()
  await wreck()
  const policy = { ...keepingPolicy, allowAggregates: false }
  const { differences } = await rederive({ policy })
  assert.deepEqual(differences, { ...none, broadcasts: 1, segments: 2, channel_days: 2 })
})

test('while a sweep runs nothing is written, and a check is made beside it', async () => {
  await sweepAnna()
  await withSweepLock(sql, 'twitch', async () => {
    await assert.rejects(rederive(), { code: 'conflict' })
    assert.deepEqual((await rederive({ isCheck: true })).differences, none)
  })
})

test('a platform that was never swept has nothing to derive', async () => {
  const { days, differences, written } = await rederive({ platform: 'kick' })
  assert.deepEqual({ days, differences, written }, { days: 0, differences: none, written: false })
})

/** All sums but those of live rows. */
async function readSums() {
  const { broadcasts, segments, channel_days, rollup_hours, rollup_pair_hours, rollup_days } =
    await dumpTables(sql)
  return { broadcasts, segments, channel_days, rollup_hours, rollup_pair_hours, rollup_days }
}

/** How far Twitch's hours are added up in days. */
async function readFolded() {
  const rows = await sql`
    select extract(epoch from folded_until)::bigint as "foldedUntil"
    from platforms
    where platform = 'twitch'`
  return rows.map(({ foldedUntil }) => ({ foldedUntil }))
}
