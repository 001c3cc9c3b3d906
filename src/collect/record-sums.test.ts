// What sweeps leave of viewers, and of the time that is booked.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, start } from '../../test/builders.ts'
import { openRecordStage } from '../../test/record-stage.ts'

const { sql, record } = await openRecordStage()

test('every end is kept as it was booked, also when the broadcast is seen again', async () => {
  const at = (n: number) => ({ collectedAt: start + n * 300 })
  await record([aStream()])
  for (const n of [1, 2]) await record([], at(n))
  await record([aStream()], at(3))
  for (const n of [4, 5]) await record([], at(n))
  const ends = await sql`
    select
      extract(epoch from last_sample_at)::bigint - ${start} as last,
      extract(epoch from gone_at)::bigint - ${start} as gone,
      extract(epoch from ended_at)::bigint - ${start} as ended
    from broadcast_ends
    order by last_sample_at`
  assert.deepEqual(
    [...ends],
    [
      { last: 0, gone: 300, ended: 150 },
      { last: 900, gone: 1_200, ended: 1_050 },
    ],
  )
})

test('a start that is corrected later leaves the head as it was booked', async () => {
  await record([aStream({ startedAt: start - 600 })])
  await record([aStream({ startedAt: start - 900 })], { collectedAt: start + 300 })
  const [row] = await sql`
    select
      extract(epoch from started_at)::bigint as shown,
      extract(epoch from head_started_at)::bigint as booked
    from broadcasts`
  assert.deepEqual({ ...row }, { shown: start - 900, booked: start - 600 })
})

test('the last known viewers outlive an unknown count', async () => {
  await record([aStream({ viewers: 7 })])
  await record([aStream({ viewers: null })], { collectedAt: start + 300 })
  const [row] = await sql`select viewers, last_known_viewers from live_broadcasts`
  assert.deepEqual({ ...row }, { viewers: null, last_known_viewers: 7 })
})

test("Kick's 0 is unknown after five or more, through any row of zeros", async () => {
  const shown: [viewers: number, stored: number | null][] = [
    [0, 0],
    [4, 4],
    [0, 0],
    [900, 900],
    [0, null],
    [0, null],
    [3, 3],
    [0, 0],
  ]
  for (const [i, [viewers]] of shown.entries())
    await record([aStream({ viewers })], { platform: 'kick', collectedAt: start + i * 300 })
  const samples = await sql`select viewers from samples order by collected_at`
  assert.deepEqual(
    samples.map(row => row.viewers),
    shown.map(([, stored]) => stored),
  )
})

test("Kick's 0 after an end is unknown where the last known count was five or more", async () => {
  const day = 86_400
  const midnight = start - (start % day) + day
  const known = { platform: 'kick', collectedAt: 0 } as const
  const channels: [channelId: string, counts: [number, number, number]][] = [
    ['c1', [900, 900, 5]],
    ['c2', [900, 900, 4]],
    // Hidden over midnight: what was known last is a day old.
    ['c3', [900, 0, 0]],
    ['c4', [0, 0, 0]],
  ]
  const seen = (i: number) =>
    channels.map(([channelId, counts]) =>
      aStream({ streamId: channelId, channelId, viewers: counts[i] ?? 0 }),
    )
  for (const [i, at] of [midnight - 600, midnight - 300, midnight].entries())
    await record(seen(i), { ...known, collectedAt: at })
  for (const at of [midnight + 300, midnight + 600]) await record([], { ...known, collectedAt: at })
  for (const at of [midnight + 900, midnight + 1_200])
    await record(seen(3), { ...known, collectedAt: at })
  const rows = await sql`
    select
      c.channel_id, l.viewers, l.last_known_viewers,
      array(
        select coalesce(s.viewers::text, 'unknown')
        from samples s
        where s.channel_id = c.id and s.collected_at > to_timestamp(${midnight})
        order by s.collected_at
      ) as shown
    from live_broadcasts l
    join channels c on c.id = l.channel_id
    order by c.channel_id`
  assert.deepEqual(
    [...rows],
    [
      { channel_id: 'c1', viewers: null, last_known_viewers: 5, shown: ['unknown', 'unknown'] },
      { channel_id: 'c2', viewers: 0, last_known_viewers: 0, shown: ['0', '0'] },
      { channel_id: 'c3', viewers: null, last_known_viewers: 900, shown: ['unknown', 'unknown'] },
      { channel_id: 'c4', viewers: 0, last_known_viewers: 0, shown: ['0', '0'] },
    ],
  )
})

test('a head begins at the latest with the first sample', async () => {
  await record([aStream({ startedAt: start + 200 }), aStream({ streamId: 's2', channelId: 'c2' })])
  const rows = await sql`
    select
      extract(epoch from started_at)::bigint - ${start} as shown,
      extract(epoch from head_started_at)::bigint - ${start} as booked
    from broadcasts
    order by channel_id`
  assert.deepEqual(
    [...rows],
    [
      { shown: 200, booked: 0 },
      { shown: -600, booked: -600 },
    ],
  )
})

test('a broadcast that is seen again after weeks without a sweep is booked as a gap', async () => {
  const day = 86_400
  const [gone, stream] = [aStream({ streamId: 'gone', channelId: 'gone' }), aStream()]
  await record([gone, stream], { collectedAt: start })
  await record([], { collectedAt: start + 300 })
  await record([], { collectedAt: start + 600 })
  const later = start + 60 * day
  await record([gone], { collectedAt: later })
  await record([gone], { collectedAt: later + 300 })
  const [booked] = await sql`
    select
      (select sum(reported_seconds) from rollup_days where grain = 'category_language')::bigint
        + (select sum(reported_seconds) from rollup_pair_hours h
           where h.hour >= (select folded_until from platforms where platform = 'twitch'))::bigint
        as pairs,
      (select sum(reported_seconds) from rollup_hours where grain = 'platform')::bigint as platform,
      (select min(hour) > to_timestamp(${start + day}) from rollup_pair_hours
        where hour > to_timestamp(${start + day})) as is_young`
  assert.equal(booked?.pairs, booked?.platform)
  assert.ok(Number(booked?.platform) > 59 * day)
})

test('counts that add up to more than can be stored do not cost the sweep', async () => {
  const viewers = 2_147_483_647
  await record(
    [
      aStream({ streamId: 'a', channelId: 'a', viewers }),
      aStream({ streamId: 'b', channelId: 'b', viewers }),
    ],
    { collectedAt: start },
  )
  const [row] = await sql`select peak_viewers from rollup_hours where grain = 'platform' limit 1`
  assert.equal(row?.peak_viewers, viewers)
})
