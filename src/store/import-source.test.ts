import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { createEmptyDatabase } from '../../test/postgres.ts'
import { closeDatabase } from './database.ts'
import {
  openSnapshots,
  readSnapshots,
  readSnapshotTables,
  type SnapshotRow,
} from './import-source.ts'

const { sql, url } = await createEmptyDatabase()
const snapshots = openSnapshots(url)
after(() => closeDatabase(snapshots))

beforeEach(async () => {
  await sql`drop table if exists live_snapshots, channels`
})

async function read(platform: 'twitch' | null = null): Promise<SnapshotRow[]> {
  const tables = await readSnapshotTables(snapshots)
  const rows: SnapshotRow[] = []
  for await (const some of readSnapshots(snapshots, tables, platform)) rows.push(...some)
  return rows
}

test('samples come in the order of their times, which are UTC where they name no zone', async () => {
  await sql`
    create table channels (
      id integer primary key, platform text, channel_id text, username text, display_name text
    )`
  await sql`
    create table live_snapshots (
      id integer, channel_id integer, title text, game_name text, viewer_count integer,
      language text, started_at timestamp, collected_at timestamptz, stream_url text
    )`
  await sql`insert into channels values (1, 'twitch', 'c1', 'anna', 'Anna'), (2, 'kick', 'c2', null, null)`
  await sql`
    insert into live_snapshots values
      (1, 2, '', null, null, null, null, '2026-05-06 23:52:13+02', null),
      (2, 1, 'a', 'b', 5, 'en', '2026-05-06 20:00:00.9', '2026-05-06 21:47:13.5Z', 'https://a')`
  const [first, second] = await read()
  assert.deepEqual(first, {
    id: '2',
    platform: 'twitch',
    channel_id: 'c1',
    username: 'anna',
    display_name: 'Anna',
    title: 'a',
    game_name: 'b',
    viewer_count: '5',
    language: 'en',
    started_at: '2026-05-06T20:00:00',
    collected_at: '2026-05-06T21:47:13',
    stream_url: 'https://a',
  })
  assert.equal(second?.collected_at, '2026-05-06T21:52:13')
  assert.deepEqual([second?.title, second?.viewer_count], ['', null])
  assert.deepEqual(
    (await read('twitch')).map(({ id }) => id),
    ['2'],
  )
})

test('columns that are not there are not told', async () => {
  await sql`create table channels (id integer, channel_id text)`
  await sql`create table live_snapshots (channel_id integer, viewer_count integer, collected_at timestamp)`
  await sql`insert into live_snapshots values (1, 5, '2026-05-06 21:47:13')`
  const [row] = await read('twitch')
  assert.deepEqual([row?.id, row?.platform, row?.channel_id, row?.title], [null, null, null, null])
  assert.deepEqual([row?.viewer_count, row?.collected_at], ['5', '2026-05-06T21:47:13'])
})

test('tables and columns that must be there are named where they are not', async () => {
  await sql`create table channels (id integer, channel_id text)`
  await assert.rejects(readSnapshotTables(snapshots), {
    code: 'invalid',
    message: /not there: live_snapshots.channel_id, live_snapshots.collected_at/,
  })
})

test('a database that cannot be reached is told of as the one to import from', async () => {
  const nowhere = openSnapshots('postgres://postgres@127.0.0.1:1/none')
  await assert.rejects(readSnapshotTables(nowhere), {
    code: 'unavailable',
    message: 'The database to import from cannot be read (ECONNREFUSED).',
  })
  await closeDatabase(nowhere)
})
