import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  aSweep,
  clearCensus,
  insertLiveBroadcast,
  type LiveBroadcastRow,
  recordSweepRow,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import { type ChannelReading, type DueQuestion, listDueChannels } from './due-channels.ts'

const { sql } = await createTestDatabase()

beforeEach(async () => {
  await clearCensus(sql)
  await recordSweepRow(sql, aSweep())
})

const hour = 3_600

/** A channel and how many hours ago it was read; null = never. */
interface ReadChannel extends Partial<LiveBroadcastRow> {
  readonly readHoursAgo?: number | null
}

async function insert(
  channels: Readonly<Record<string, ReadChannel>>,
  reading: ChannelReading = 'profile',
): Promise<void> {
  const column = reading === 'profile' ? sql`profile_read_at` : sql`followers_read_at`
  for (const [channelId, { readHoursAgo = null, ...row }] of Object.entries(channels)) {
    const key = await insertLiveBroadcast(sql, aLiveBroadcast({ ...row, channelId }))
    const readAt = readHoursAgo === null ? null : sweptAt - readHoursAgo * hour
    await sql`update channels set ${column} = to_timestamp(${readAt}) where id = ${key}`
  }
}

async function due(known: Partial<DueQuestion> = {}): Promise<string> {
  const channels = await listDueChannels(sql, {
    platform: 'twitch',
    reading: 'profile',
    at: sweptAt,
    againAfter: 24 * hour,
    limit: 50,
    ...known,
  })
  return channels.map(({ channelId }) => channelId).join(' ')
}

test('channels never read come first, the most watched of them first', async () => {
  await insert({
    hidden: { viewers: null },
    old: { viewers: 1_000_000, readHoursAgo: 900 },
    small: { viewers: 3 },
    large: { viewers: 900 },
    none: { viewers: 0 },
  })
  assert.equal(await due(), 'large small hidden none old')
})

test('channels read before come by their viewers times the time since', async () => {
  await insert({
    b: { viewers: 99, readHoursAgo: 50 },
    a: { viewers: 199, readHoursAgo: 26 },
    c: { viewers: 9, readHoursAgo: 400 },
    d: { viewers: 0, readHoursAgo: 3_900 },
    e: { viewers: null, readHoursAgo: 3_800 },
  })
  assert.equal(await due(), 'a b c d e')
})

test('a channel is due again when its time has passed, to the second', async () => {
  await insert({ now: { readHoursAgo: 24 }, later: { readHoursAgo: 23 } })
  assert.equal(await due(), 'now')
  assert.equal(await due({ at: sweptAt - 1 }), '')
})

test('each reading has its own time', async () => {
  await insert({ a: { readHoursAgo: 1 } }, 'profile')
  await insert({ b: { readHoursAgo: 1 } }, 'followers')
  assert.equal(await due({ reading: 'profile' }), 'b')
  assert.equal(await due({ reading: 'followers' }), 'a')
})

test('only live channels of the platform are due', async () => {
  await insert({
    gone: { seenAt: sweptAt - 1 },
    kick: { platform: 'kick' },
    live: {},
  })
  assert.equal(await due(), 'live')
})

test('a channel with two broadcasts is due once, with the viewers of both', async () => {
  await insert({ one: { viewers: 150 }, two: { viewers: 100 } })
  await sql`
    insert into live_broadcasts (
      channel_id, broadcast_no, platform, first_sample_at, last_sample_at, viewers, cadence,
      segment_no, platform_channel_id
    )
    select
      l.channel_id, 2, l.platform, l.first_sample_at, l.last_sample_at, l.viewers, 300,
      1, l.platform_channel_id
    from live_broadcasts l
    join channels c on c.id = l.channel_id
    where c.channel_id = 'two'`
  assert.equal(await due(), 'two one')
})

test('no more are named than are asked for', async () => {
  await insert({ a: { viewers: 1 }, b: { viewers: 3 }, c: { viewers: 2 } })
  assert.equal(await due({ limit: 2 }), 'b c')
})
