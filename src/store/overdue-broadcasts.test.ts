import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  clearCensus,
  insertLiveBroadcast,
  type LiveBroadcastRow,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import { noTime } from '../domain/sums.ts'
import type { EndChanges } from '../domain/sweep-changes.ts'
import { readVersion } from './changes.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { endOverdue, listOverdue, type OverdueBroadcast } from './overdue-broadcasts.ts'

const { sql, url } = await createTestDatabase()

beforeEach(() => clearCensus(sql))

/** A broadcast of Twitch, its last sample at `sweptAt`, its cadence five minutes. */
async function insert(row: Partial<LiveBroadcastRow> = {}) {
  const channelKey = await insertLiveBroadcast(sql, aLiveBroadcast(row))
  return { channelKey, broadcastNo: 1 }
}

const list = async (at: number, limit = 50) =>
  (await listOverdue(sql, 'twitch', sweptAt + at, limit)).map(row => row.channelId).sort()

/** An end five minutes after the last sample. */
function endOf({ channelKey, broadcastNo, segmentNo, lastSampleAt }: OverdueBroadcast) {
  const endedAt = lastSampleAt + 300
  const goneAt = lastSampleAt + 600
  return { channelKey, broadcastNo, segmentNo, lastSampleAt, endedAt, goneAt, time: noTime }
}

/** Ends those broadcasts, and books nothing. */
function ending(overdue: readonly OverdueBroadcast[]): EndChanges {
  const ended = overdue.map(endOf)
  return { ended, daysClosed: [], daysAdded: [], outsideDays: [], rollup: [] }
}

test('a broadcast is overdue when two of its own cadences have passed, not before', async () => {
  await insert({ channelId: 'usual' })
  const { channelKey } = await insert({ channelId: 'seldom' })
  await sql`update live_broadcasts set cadence = 600 where channel_id = ${channelKey}`
  assert.deepEqual(await list(600), [])
  assert.deepEqual(await list(601), ['usual'])
  assert.deepEqual(await list(1_201), ['seldom', 'usual'])
  assert.equal((await list(1_201, 1)).length, 1)
})

test('only broadcasts of the platform are overdue on it', async () => {
  await insert({ platform: 'kick' })
  assert.deepEqual(await list(9_999), [])
})

test('an end is booked as a sweep would, and only where one is named', async () => {
  const gone = await insert({ channelId: 'gone', streamId: 's1' })
  const stays = await insert({ channelId: 'stays' })
  const version = await readVersion(sql, 'twitch')
  const seen: OverdueBroadcast[] = []
  const ended = await endOverdue(sql, 'twitch', [stays, gone], sweptAt + 601, overdue => {
    seen.push(...overdue)
    return ending(overdue.filter(row => row.channelId === 'gone'))
  })
  assert.equal(ended, 1)
  const [{ categoryKey, ...found }] = seen as [OverdueBroadcast]
  assert.ok(categoryKey)
  assert.deepEqual(found, {
    ...gone,
    channelId: 'gone',
    streamId: 's1',
    startedAt: sweptAt - 3_600,
    lastSampleAt: sweptAt,
    cadence: 300,
    missedAt: null,
    segmentNo: 1,
    viewers: 100,
    language: 'en',
  })
  assert.equal(await readVersion(sql, 'twitch'), version + 1)
  const rows = await sql`
    select
      c.channel_id,
      extract(epoch from b.ended_at)::bigint as ended_at,
      extract(epoch from b.last_sample_at)::bigint as last_sample_at,
      extract(epoch from g.ended_at)::bigint as segment_ended_at,
      extract(epoch from e.gone_at)::bigint as gone_at,
      l.channel_id is not null as is_open
    from broadcasts b
    join channels c on c.id = b.channel_id
    join segments g on g.channel_id = b.channel_id
    left join broadcast_ends e on e.channel_id = b.channel_id
    left join live_broadcasts l on l.channel_id = b.channel_id
    order by c.channel_id`
  assert.deepEqual(
    [...rows],
    [
      {
        channel_id: 'gone',
        ended_at: sweptAt + 300,
        last_sample_at: sweptAt,
        segment_ended_at: sweptAt + 300,
        gone_at: sweptAt + 600,
        is_open: false,
      },
      {
        channel_id: 'stays',
        ended_at: null,
        last_sample_at: null,
        segment_ended_at: null,
        gone_at: null,
        is_open: true,
      },
    ],
  )
})

test('what was seen again or has ended meanwhile is not judged', async () => {
  const seen = await insert({ seenAt: sweptAt + 300 })
  const ended = await insert()
  await sql`delete from live_broadcasts where channel_id = ${ended.channelKey}`
  const version = await readVersion(sql, 'twitch')
  assert.equal(await endOverdue(sql, 'twitch', [seen, ended], sweptAt + 601, ending), 0)
  assert.equal(await readVersion(sql, 'twitch'), version, 'nothing has changed')
})

test('an end is announced with the version it made', async () => {
  const listener = openDatabase({ url, poolSize: 1, applicationName: 'listener' })
  const told = Promise.withResolvers<string>()
  await listener.listen('livecensus_sweep', told.resolve)
  const gone = await insert()
  await endOverdue(sql, 'twitch', [gone], sweptAt + 601, ending)
  const version = await readVersion(sql, 'twitch')
  assert.deepEqual(JSON.parse(await told.promise), { platform: 'twitch', version, sweep_id: null })
  await closeDatabase(listener)
})
