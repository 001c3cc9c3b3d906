import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import {
  aLiveBroadcast,
  clearCensus,
  insertLiveBroadcast,
  sweptAt,
} from '../../test/serve-live-rows.ts'
import { writeFollowers } from './follower-readings.ts'

const { sql } = await createTestDatabase()

beforeEach(() => clearCensus(sql))

const insert = (followers: number | null = null) =>
  insertLiveBroadcast(sql, aLiveBroadcast({ followers }))

/** What is kept of a channel; times in seconds after `sweptAt`. */
async function readChannel(key: number) {
  const [channel] = await sql<{ followers: number | null; read: number; updated: number }[]>`
    select
      follower_count as followers,
      extract(epoch from followers_read_at)::bigint - ${sweptAt} as read,
      extract(epoch from updated_at)::bigint - ${sweptAt} as updated
    from channels
    where id = ${key}`
  const readings = await sql<{ at: number; followers: number }[]>`
    select extract(epoch from read_at)::bigint - ${sweptAt} as at, followers
    from follower_readings
    where channel_id = ${key}
    order by read_at`
  return {
    ...(channel ?? { followers: null, read: null, updated: null }),
    readings: readings.map(({ at, followers }) => [at, followers]),
  }
}

const write = (key: number, followers: number | null, at: number) =>
  writeFollowers(sql, 'twitch', [{ channelKey: key, followers }], sweptAt + at)

test('every reading is kept, the newest stands in the channel', async () => {
  const key = await insert()
  await write(key, 3_000_000_000, 10)
  await write(key, 0, 20)
  assert.deepEqual(await readChannel(key), {
    followers: 0,
    read: 20,
    updated: 20,
    readings: [
      [10, 3_000_000_000],
      [20, 0],
    ],
  })
})

test('a count that has not changed is a reading and no update', async () => {
  const key = await insert()
  await write(key, 7, 10)
  await write(key, 7, 20)
  const { read, updated, readings } = await readChannel(key)
  assert.deepEqual([read, updated, readings.length], [20, 10, 2])
})

test('where nothing is told nothing is stored but that it was asked', async () => {
  const key = await insert(7)
  await write(key, null, 10)
  assert.deepEqual(await readChannel(key), { followers: 7, read: 10, updated: 0, readings: [] })
})

test('a moment has one reading, and an older one does not stand in the channel', async () => {
  const key = await insert()
  await write(key, 7, 20)
  await write(key, 8, 20)
  await write(key, 5, 10)
  assert.deepEqual(await readChannel(key), {
    followers: 7,
    read: 20,
    updated: 20,
    readings: [
      [10, 5],
      [20, 7],
    ],
  })
})

test('of a channel that was deleted meanwhile nothing is stored', async () => {
  await write(77, 7, 10)
  assert.deepEqual((await readChannel(77)).readings, [])
})
