import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aSweep, emptyTables } from '../../test/builders.ts'
import { addChannel } from '../../test/day-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { recordSweepRow } from '../../test/serve-live-rows.ts'
import { dayOf, ensurePartition } from './partitions.ts'
import { listUnsettled, settleAirtimes } from './settle-airtimes.ts'

const { sql } = await createTestDatabase()
const day = Date.UTC(2027, 0, 14) / 1_000
const daySeconds = 86_400
const end = day + daySeconds
const noon = day + daySeconds / 2
const hour = 3_600

for (const at of [day - daySeconds, day, end]) await ensurePartition(sql, 'youtube', dayOf(at))

beforeEach(async () => {
  await emptyTables(sql)
  await addChannel(sql, 'youtube', 1, day)
})

interface SomeBroadcast {
  readonly from: number
  /** Samples up to this moment, one each `cadence` seconds. */
  readonly to: number
  readonly endedAt: number | null
  readonly headFrom?: number
  readonly viewers?: number | null
  readonly cadence?: number
  readonly tier?: number
}

const swept = new Set<number>()
beforeEach(() => swept.clear())

async function addBroadcast(no: number, known: SomeBroadcast): Promise<void> {
  const { from, to, endedAt, headFrom, viewers = 100, cadence = 300, tier = null } = known
  const times: number[] = []
  for (let at = from; at <= to; at += cadence) times.push(at)
  const last = times.at(-1) ?? from
  const date = (at: number | null) => (at === null ? null : new Date(at * 1_000))
  await sql`
    insert into broadcasts (
      channel_id, broadcast_no, platform, head_started_at, booked_from_at, first_sample_at,
      last_sample_at, ended_at
    )
    values (
      1, ${no}, 'youtube', ${date(headFrom ?? null)}, ${date(headFrom ?? from)}, ${date(from)},
      ${date(endedAt === null ? null : last)}, ${date(endedAt)}
    )`
  if (endedAt === null)
    await sql`
      insert into live_broadcasts (
        channel_id, broadcast_no, platform, first_sample_at, last_sample_at, cadence, segment_no,
        platform_channel_id
      )
      values (1, ${no}, 'youtube', ${date(from)}, ${date(last)}, ${cadence}, 1, 'c1')`
  else
    await sql`
      insert into broadcast_ends (channel_id, broadcast_no, ended_at, gone_at, last_sample_at)
      values (1, ${no}, ${date(endedAt)}, ${date(endedAt)}, ${date(last)})`
  for (const at of times) {
    await sql`
      insert into samples (
        channel_id, collected_at, broadcast_no, collected_on, viewers, platform, tier
      )
      values (1, ${date(at)}, ${no}, ${dayOf(at)}, ${viewers}, 'youtube', ${tier})`
    if (swept.has(at)) continue
    swept.add(at)
    const tiers = [300, 600, 1_800].map((cadence, i) => ({
      ...{ tier: i + 1, cadence, leastViewers: null },
    }))
    await recordSweepRow(sql, aSweep({ platform: 'youtube', collectedAt: at, tiers }))
  }
}

async function addDay(at: number): Promise<void> {
  await sql`
    insert into channel_days (channel_id, day, platform, half_viewer_seconds)
    values (1, ${dayOf(at)}, 'youtube', 7)`
}

/** Settles all there is; what then stands of the channel, by day. */
async function settle() {
  for (const unsettled of await listUnsettled(sql, 'youtube', day))
    await settleAirtimes(sql, 'youtube', unsettled)
  const rows = await sql`
    select
      day::text, half_viewer_seconds as half, airtime_seconds as airtime,
      airtime_present_seconds as present, airtime_observed_seconds as observed
    from channel_days
    order by day`
  return rows.map(({ day, half, airtime, present, observed }) => [
    day,
    half,
    airtime,
    present,
    observed,
  ])
}

test('time that two broadcasts share counts once', async () => {
  await addDay(noon)
  await addBroadcast(1, { from: noon, to: noon + hour, endedAt: noon + hour + 150 })
  await addBroadcast(2, { from: noon + 1_800, to: noon + 5_400, endedAt: noon + 5_550 })
  assert.deepEqual(await settle(), [['2027-01-14', 7, 5_550, 5_550, 5_550]])
})

test('a head counts as it was booked, gaps only as airtime, unknown viewers as not observed', async () => {
  await addDay(noon)
  await addBroadcast(1, {
    ...{ from: noon, to: noon, endedAt: noon + 1_000, headFrom: noon - 200 },
    viewers: null,
  })
  await addBroadcast(2, {
    from: noon + 2_000,
    to: noon + 2_000,
    endedAt: noon + 2_150,
    headFrom: noon + 1_100,
  })
  // 200 + 150 of the first, 150 of the second are present; its head is older than its cadence.
  assert.deepEqual(await settle(), [['2027-01-14', 7, 1_200 + 1_050, 500, 150]])
})

test('a pair over midnight is cut there', async () => {
  await addDay(day)
  await addDay(end)
  await addBroadcast(1, { from: day - 100, to: day - 100 + 600, endedAt: day + 650 })
  await addBroadcast(2, { from: end - 200, to: end + 400, endedAt: null })
  assert.deepEqual(await settle(), [
    ['2027-01-14', 7, 650 + 200, 850, 850],
    ['2027-01-15', 7, null, null, null],
  ])
})

test('a sample is due again by its tier', async () => {
  await addDay(noon)
  await addBroadcast(1, {
    ...{ from: noon, to: noon + hour, endedAt: noon + 2 * hour },
    ...{ cadence: 1_800, tier: 3 },
  })
  assert.deepEqual(await settle(), [['2027-01-14', 7, 7_200, 4_500, 4_500]])
})

test('a day that is with what is live is worked out all the same, and its sums stay there', async () => {
  await addBroadcast(1, { from: noon, to: noon + 600, endedAt: null })
  await addBroadcast(2, { from: noon + 300, to: noon + 900, endedAt: null })
  assert.deepEqual(await settle(), [['2027-01-14', 0, 900, 900, 900]])
  assert.deepEqual(await listUnsettled(sql, 'youtube', day), [])
})

test('days that are not closed, and those without samples, are left as they are', async () => {
  await addDay(end)
  await sql`
    insert into channel_days (channel_id, day, platform)
    values (1, '2027-01-03', 'youtube')`
  assert.deepEqual(await listUnsettled(sql, 'youtube', day), [])
})
