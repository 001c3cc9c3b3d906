import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { bookedOf, clearHistory, every, insertHistory } from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sweptAt } from '../../test/serve-live-rows.ts'
import { sumsBy } from '../domain/sum-broadcast.ts'
import { listChannelDays, listNeighbours, listSamples } from './channel-history.ts'
import { listChannelsNamed, readChannel, readChannelByKey } from './channel-reads.ts'

const { sql } = await createTestDatabase()
const hour = 3_600
const day = 86_400
const midnight = sweptAt - 18 * hour

beforeEach(() => clearHistory(sql))

const long = {
  streamId: 'a',
  startedAt: midnight - 30 * hour,
  samples: every(600, midnight - 30 * hour, midnight + 5 * hour, i => (i === 3 ? null : i)),
}
const short = {
  streamId: 'b',
  startedAt: midnight + 6 * hour,
  samples: every(300, midnight + 6 * hour, midnight + 7 * hour, 8),
  ends: [[midnight + 7 * hour, midnight + 7 * hour + 150]] as const,
}

test('samples come as a run a broadcast, in order, with both ends of the time', async () => {
  const channelKey = await insertHistory(sql, { broadcasts: [long, short] })
  await insertHistory(sql, { channelId: 'other', broadcasts: [short] })
  const of = (from: number, to: number) =>
    listSamples(sql, { channelKey, platform: 'twitch', from, to })
  const all = await of(midnight - 9 * day, midnight + 9 * day)
  const runs = all.sort((a, b) => a.broadcastNo - b.broadcastNo)
  assert.deepEqual(
    runs.map(run => run.times.map((at, i) => [at, run.viewers[i]])),
    [long.samples, short.samples].map(samples => samples.map(([at, viewers]) => [at, viewers])),
  )
  assert.deepEqual(
    (await of(midnight - 600, midnight + 600)).map(({ times }) => times),
    [[midnight - 600, midnight, midnight + 600]],
  )
  assert.deepEqual(await of(midnight + 1, midnight + 2), [])
})

test('samples of a tracked platform have their tiers', async () => {
  const channelKey = await insertHistory(sql, {
    platform: 'youtube',
    tierCadences: { 1: 300, 2: 1_800 },
    broadcasts: [
      {
        streamId: 'v',
        startedAt: null,
        samples: [
          [midnight, 5, 1],
          [midnight + 300, 4, 2],
        ],
      },
    ],
  })
  const asked = { channelKey, platform: 'youtube', from: midnight, to: midnight + day } as const
  assert.deepEqual(await listSamples(sql, asked), [
    { broadcastNo: 1, times: [midnight, midnight + 300], viewers: [5, 4], tiers: [1, 2] },
  ])
})

test('the nearest sample on a side is found days away', async () => {
  const samples = [
    [midnight - 3 * day, 1],
    [midnight - 3 * day + 300, 2],
    [midnight + 2 * day, 3],
    [midnight + 2 * day + 300, 4],
  ] as const
  const broadcasts = [{ streamId: 'a', startedAt: null, samples }]
  const channelKey = await insertHistory(sql, { broadcasts })
  const asked = { channelKey, platform: 'twitch', broadcastNos: [1], at: midnight } as const
  const before = { ...asked, side: 'before', until: midnight - 3 * day } as const
  const after = { ...asked, side: 'from', until: midnight + 3 * day } as const
  const times = async (question: Parameters<typeof listNeighbours>[1]) =>
    (await listNeighbours(sql, question)).map(run => [run.times, run.viewers])
  assert.deepEqual(await times(before), [[[midnight - 3 * day + 300], [2]]])
  assert.deepEqual(await times(after), [[[midnight + 2 * day], [3]]])
  assert.deepEqual(await times({ ...after, at: midnight + 2 * day }), [[[midnight + 2 * day], [3]]])
  assert.deepEqual(await times({ ...before, broadcastNos: [] }), [])
})

test('a day is what is kept and what the live row adds', async () => {
  const channelKey = await insertHistory(sql, { broadcasts: [long, short] })
  const wanted = sumsBy(bookedOf(long), place => place.day)
  const days = await listChannelDays(sql, channelKey, { from: midnight - 2 * day, to: sweptAt })
  assert.deepEqual(
    days.map(row => row.day),
    [midnight - 2 * day, midnight - day, midnight],
  )
  assert.deepEqual(days[0], {
    day: midnight - 2 * day,
    sums: wanted.get(midnight - 2 * day),
    airtime: null,
  })
  assert.deepEqual(days[1]?.sums, wanted.get(midnight - day))
  const shortly = sumsBy(bookedOf(short), () => 0).get(0)
  assert.equal(
    days[2]?.sums.reportedSeconds,
    (wanted.get(midnight)?.reportedSeconds ?? 0) + (shortly?.reportedSeconds ?? 0),
  )
  assert.equal(days[2]?.sums.samples, 31 + 13)
  assert.equal(days[2]?.sums.peakViewers, 210)
  const [only, ...others] = await listChannelDays(sql, channelKey, {
    from: midnight - day,
    to: midnight,
  })
  assert.deepEqual([only?.day, others], [midnight - day, []])
})

test('unions that are kept stand beside the sums of a day', async () => {
  const channelKey = await insertHistory(sql, { broadcasts: [short] })
  await sql`
    update channel_days
    set airtime_seconds = 100, airtime_present_seconds = 90, airtime_observed_seconds = 80`
  const [row] = await listChannelDays(sql, channelKey, { from: midnight, to: midnight + day })
  assert.deepEqual(row?.airtime, {
    airtimeSeconds: 100,
    airtimePresentSeconds: 90,
    airtimeObservedSeconds: 80,
  })
})

test('a channel is read by its id, by our key, and by its name in any case', async () => {
  const channelKey = await insertHistory(sql, { channelId: 'c1', username: 'anna', broadcasts: [] })
  for (const platform of ['twitch', 'kick'] as const)
    await insertHistory(sql, {
      platform,
      channelId: `2${platform}`,
      username: 'Bob',
      broadcasts: [],
    })
  const anna = await readChannel(sql, 'twitch', 'c1')
  assert.equal(anna?.channelKey, channelKey)
  assert.equal(await readChannel(sql, 'kick', 'c1'), null)
  assert.deepEqual(await readChannelByKey(sql, channelKey), anna)
  assert.deepEqual(await listChannelsNamed(sql, 'twitch', 'ANNA'), [anna])
  const bobs = await listChannelsNamed(sql, 'kick', 'bob')
  assert.deepEqual(
    bobs.map(row => row.channelId),
    ['2kick'],
  )
})
