import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream, aSweep, dumpTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { packStreams } from '../collect/live-rows.ts'
import { recordSweep } from '../collect/record.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { Platform } from '../domain/platform.ts'
import { deleteChannel } from './delete-channel.ts'
import { readPlatformState } from './open-broadcasts.ts'
import { dayOf, ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()

async function record(platform: Platform, collectedAt: number, streams: readonly LiveStream[]) {
  await ensurePartition(sql, platform, dayOf(collectedAt))
  const state = await readPlatformState(sql, platform)
  await recordSweep(sql, aSweep({ platform, collectedAt }), packStreams(streams), state, null)
}

/** How many rows each table holds of each channel of ours, by the channel's name. */
async function countRows(): Promise<Record<string, Record<string, number>>> {
  const tables = await sql<{ name: string }[]>`
    select c.table_name as name
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public'
      and c.column_name = 'channel_id'
      and c.data_type = 'bigint'
      and t.table_type = 'BASE TABLE'`
  const counts: Record<string, Record<string, number>> = {}
  for (const { name } of tables) {
    const rows = await sql<{ channel: string; count: number }[]>`
      select coalesce(c.platform || ' ' || c.channel_id, 'of nobody') as channel, count(*)
      from ${sql(name)} t
      left join channels c on c.id = t.channel_id
      group by 1`
    counts[name] = Object.fromEntries(rows.map(({ channel, count }) => [channel, count]))
  }
  return counts
}

test('deleting a channel takes every row of it and no row of another', async () => {
  const other = aStream({ streamId: 's9', channelId: 'c9' })
  const days = [0, 300, 86_400]
  for (const [i, at] of days.entries()) {
    await record('twitch', start + at, [
      aStream({ title: `title ${i}`, streamId: `s${i}`, startedAt: start + at }),
      other,
    ])
    await record('kick', start + at, [aStream({ streamId: `k${i}`, startedAt: start + at })])
  }
  await sql`
    insert into follower_readings (channel_id, read_at, followers)
    select id, to_timestamp(${start}), 7
    from channels`
  await sql`
    insert into channel_days (channel_id, day, platform)
    select id, ${dayOf(start)}, platform
    from channels
    on conflict do nothing`
  await sql`
    insert into channel_rankings (
      channel_id, board_id, half_viewer_seconds, observed_seconds, reported_seconds
    )
    select id, 1, 0, 0, 0
    from channels`
  const before = await countRows()
  const tables = [
    'broadcasts',
    'channel_days',
    'channel_rankings',
    'channel_titles',
    'follower_readings',
    'live_broadcasts',
    'samples',
    'segments',
  ]
  for (const table of tables)
    assert.ok((before[table]?.['twitch c1'] ?? 0) > 0, `${table} holds rows of the channel`)

  assert.deepEqual(await deleteChannel(sql, 'twitch', 'c1'), {
    channels: 1,
    broadcasts: 3,
    segments: 3,
    titles: 3,
    samples: 3,
  })

  const after = await countRows()
  for (const [table, counts] of Object.entries(before)) {
    const { 'twitch c1': gone, ...kept } = counts
    assert.deepEqual(after[table], kept, table)
  }
  const left = await sql`select platform from channels where channel_id = 'c1'`
  assert.deepEqual([...left], [{ platform: 'kick' }])
})

test('every table that keeps something of a channel has our key of it', async () => {
  const tables = await sql<{ name: string }[]>`
    select distinct table_name as name
    from information_schema.columns
    where table_schema = 'public' and column_name = 'broadcast_no'
    except
    select table_name
    from information_schema.columns
    where table_schema = 'public' and column_name = 'channel_id' and data_type = 'bigint'`
  assert.deepEqual([...tables], [])
})

test('deleting a channel that nobody knows changes no row', async () => {
  const { platforms: _, ...before } = await dumpTables(sql)
  assert.equal(await deleteChannel(sql, 'youtube', 'c1'), null)
  const { platforms: __, ...after } = await dumpTables(sql)
  assert.deepEqual(after, before)
})

test('a channel that is deleted while it is live is found again as a new one', async () => {
  await record('picarto', start, [aStream()])
  await deleteChannel(sql, 'picarto', 'c1')
  await record('picarto', start + 300, [aStream()])
  const rows = await sql`
    select b.broadcast_no, extract(epoch from b.first_sample_at)::bigint as at
    from broadcasts b
    join channels c on c.id = b.channel_id
    where c.platform = 'picarto'`
  assert.deepEqual([...rows], [{ broadcast_no: 1, at: start + 300 }])
})
