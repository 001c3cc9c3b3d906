import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { noTime } from '../domain/sums.ts'
import type { AddedDay } from '../domain/sweep-changes.ts'
import { addDays, closeDays } from './channel-days.ts'
import { ensureSumDays } from './partitions.ts'

const { sql } = await createTestDatabase()

beforeEach(() => sql`truncate channel_days, live_broadcasts`)

/** 2026-02-16T00:00:00Z. */
const day = Date.UTC(2026, 1, 16) / 1_000
await ensureSumDays(sql, day, day)

function anAddedDay(known: Partial<AddedDay> = {}): AddedDay {
  return {
    channelKey: 1,
    day,
    ...noTime,
    peakViewers: null,
    peakAt: null,
    broadcastsStarted: 0,
    ...known,
  }
}

/** An open broadcast of channel 1, seen last at noon, with a peak of its open day. */
async function insertLive(no: number, peakViewers: number | null, peakAt: number): Promise<void> {
  await sql`
    insert into live_broadcasts (
      channel_id, broadcast_no, platform, platform_channel_id, first_sample_at, last_sample_at,
      cadence, segment_no,
      reported_seconds, before_day_reported_seconds, samples, before_day_samples,
      gaps, before_day_gaps, peak_viewers, peak_at, day_peak_viewers, day_peak_at
    )
    values (
      1, ${no}, 'twitch', 'c1', to_timestamp(${day}), to_timestamp(${day + 43_200}), 300, 1,
      900, 200, 9, 2, 3, 1, 999, to_timestamp(${day - 60}),
      ${peakViewers}, to_timestamp(${peakViewers === null ? null : peakAt})
    )`
}

async function readDays() {
  const rows = await sql`
    select
      reported_seconds as reported, samples, gaps, broadcasts_started as started,
      peak_viewers as peak, extract(epoch from peak_at)::bigint as "peakAt",
      airtime_seconds as airtime
    from channel_days`
  return rows.map(row => ({ ...row }))
}

const closed = (broadcastNo: number) => ({ channelKey: 1, broadcastNo, time: noTime })

test('a day that is closed takes from live rows what is not of the days before', async () => {
  await insertLive(1, 50, day + 60)
  await closeDays(sql, 'twitch', [
    { ...closed(1), time: { ...noTime, presentSeconds: 30, reportedSeconds: 40 } },
  ])
  // 900 less 200, and 40; 9 less 2; 3 less 1.
  const sums = { reported: 740, samples: 7, gaps: 2, started: 0, airtime: null }
  assert.deepEqual(await readDays(), [{ ...sums, peak: 50, peakAt: day + 60 }])
})

test('of equal peaks the first one counts, whichever way they come', async () => {
  const peakAt = async () => (await readDays())[0]?.peakAt
  // Two broadcasts at once, the later peak first.
  await insertLive(1, 50, day + 600)
  await insertLive(2, 50, day + 300)
  await insertLive(3, null, day)
  await closeDays(sql, 'twitch', [closed(1), closed(2), closed(3)])
  assert.equal(await peakAt(), day + 300)
  // Then one that is older, one that is younger, and none at all.
  for (const [at, expected] of [
    [day + 200, day + 200],
    [day + 400, day + 200],
    [null, day + 200],
  ] as const) {
    const peakViewers = at === null ? null : 50
    await addDays(sql, 'twitch', [anAddedDay({ peakViewers, peakAt: at })])
    assert.equal(await peakAt(), expected)
  }
  await addDays(sql, 'twitch', [anAddedDay({ peakViewers: 51, peakAt: day + 700 })])
  assert.equal(await peakAt(), day + 700)
})

test('rows of one day are added up, however many there are', async () => {
  const started = anAddedDay({ broadcastsStarted: 1 })
  const part = anAddedDay({ presentSeconds: 20, reportedSeconds: 30 })
  await addDays(sql, 'twitch', [started, part, part, started])
  await addDays(sql, 'twitch', [part])
  assert.deepEqual(await readDays(), [
    { reported: 90, samples: 0, gaps: 0, started: 2, peak: null, peakAt: null, airtime: null },
  ])
})

test('an airtime that was worked out is not true any more once more is booked', async () => {
  await addDays(sql, 'youtube', [anAddedDay({ reportedSeconds: 30 })])
  await sql`
    update channel_days
    set airtime_seconds = 30, airtime_present_seconds = 0, airtime_observed_seconds = 0`
  await addDays(sql, 'youtube', [anAddedDay({ reportedSeconds: 10 })])
  assert.deepEqual(
    (await readDays()).map(row => row.airtime),
    [null],
  )
})
