// Older data comes in by the command, from a file or from another database, and is then served by SQL
// as if it had been swept.

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Sql } from '../src/store/database.ts'
import { emptyTables } from './builders.ts'
import { runCommand } from './command.ts'
import { createEmptyDatabase, createTestDatabase } from './postgres.ts'

const { sql, url } = await createTestDatabase()
const folder = await mkdtemp(join(tmpdir(), 'livecensus-import-'))
after(() => rm(folder, { recursive: true }))

beforeEach(() => emptyTables(sql))

/** Two channels, of which the second is seen once. */
const samples = `channel_id,username,title,game_name,viewer_count,started_at,collected_at
c1,anna,"Hello, world",Chess,10,2026-05-06 11:58:00,2026-05-06 12:00:00
c2,bea,Hi,Go,,,2026-05-06 12:00:00
c1,anna,"Hello, world",Chess,20,2026-05-06 11:58:00,2026-05-06 12:05:00
c1,anna,"Hello, world",Chess,30,2026-05-06 11:58:00,2026-05-06 12:10:00
`

async function importFrom(source: string, ...options: readonly string[]) {
  const args = ['import', source, '--cadence', '5m', '--platform', 'twitch', ...options]
  const { code, stdout, stderr } = await runCommand(args, { DATABASE_URL: url })
  return { code, stderr, line: stdout === '' ? null : JSON.parse(stdout) }
}

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

function readSnapshots(from: Sql) {
  return from`
    select
      c.channel_id, c.username, s.title, s.game_name, s.viewer_count, s.language,
      extract(epoch from s.started_at)::bigint as started,
      extract(epoch from s.collected_at)::bigint as collected
    from live_snapshots s
    join channels c on c.id = s.channel_id
    order by s.collected_at, c.channel_id`.then(rows => rows.map(row => ({ ...row })))
}

const result = {
  platforms: ['twitch'],
  rows: 4,
  imported: 4,
  imported_before: 0,
  skipped: 0,
  duplicates: 0,
  sweeps: 3,
  sweeps_in_source: 3,
  broadcasts: 2,
  from: '2026-05-06T12:00:00Z',
  to: '2026-05-06T12:10:00Z',
}

test('a file comes in, packed or not, and is there once however often it is brought', async () => {
  const { code, line } = await importFrom(await write('samples.csv', samples))
  assert.equal(code, 0)
  const { coverage, ...counts } = line
  assert.deepEqual(counts, result)
  assert.deepEqual(Object.keys(coverage), ['viewers', 'airtime'])
  const stored = await readSnapshots(sql)
  assert.equal(stored.length, 4)
  const again = await importFrom(await write('samples.csv.gz', gzipSync(samples)))
  assert.equal(again.code, 0)
  assert.deepEqual(
    { ...again.line, coverage: undefined },
    { ...result, imported: 0, imported_before: 4, sweeps: 0, coverage: undefined },
  )
  assert.deepEqual(await readSnapshots(sql), stored)
})

test('a row that cannot be read is named, the others come in, and the exit code is 3', async () => {
  const { code, line, stderr } = await importFrom(await write('bad.csv', `${samples}c3,,,,x,,\n`))
  assert.equal(code, 3)
  assert.deepEqual([line.rows, line.imported, line.skipped], [5, 4, 1])
  assert.match(stderr, /line 6: collected_at is empty/)
})

test('of many rows that cannot be read twenty are named', async () => {
  const bad = Array.from({ length: 25 }, (_, i) => `c${i},,,,x,,2026-05-06 12:10:00\n`)
  const { line, stderr } = await importFrom(await write('bad.csv', samples + bad.join('')))
  assert.equal(line.skipped, 25)
  assert.equal(stderr.match(/viewer_count is/g)?.length, 20)
  assert.match(stderr, /5 more rows were skipped/)
})

test('a dry run says what there is and writes nothing', async () => {
  const { code, line } = await importFrom(await write('samples.csv', samples), '--dry-run')
  assert.equal(code, 0)
  assert.deepEqual([line.rows, line.imported, line.sweeps, line.broadcasts], [4, 0, 0, null])
  assert.equal((await readSnapshots(sql)).length, 0)
})

test('what cannot be imported is refused with exit code 2', async () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    [join(folder, 'none.csv'), [], /none\.csv cannot be read \(ENOENT\)/],
    ['samples.txt', [], /postgres:\/\/ or a file that ends in \.csv/],
    ['samples.csv', ['--cadence', 'often'], /such as 90s, 5m or 1h/],
    ['samples.csv', ['--platform', 'mixer'], /mixer is no platform/],
  ]
  for (const [source, options, message] of cases) {
    const { code, stderr } = await importFrom(source, ...options)
    assert.equal(code, 2)
    assert.match(stderr, message)
  }
})

describe('from a database', () => {
  test('what was sketched first comes in as a file of the same does', async () => {
    await importFrom(await write('samples.csv', samples))
    const expected = await readSnapshots(sql)
    await emptyTables(sql)

    const old = await createEmptyDatabase()
    await old.sql`
      create table channels (
        id serial primary key, platform varchar(20) not null, channel_id varchar(100) not null,
        username varchar(100), display_name varchar(100), follower_count integer,
        created_at timestamp, updated_at timestamp, unique (platform, channel_id)
      )`
    await old.sql`
      create table live_snapshots (
        id serial primary key, channel_id integer references channels (id), title text,
        game_name varchar(200), viewer_count integer, language varchar(10), started_at timestamp,
        collected_at timestamp not null, stream_url text
      )`
    await old.sql`
      insert into channels (platform, channel_id, username)
      values ('twitch', 'c1', 'anna'), ('twitch', 'c2', 'bea'), ('kick', 'c3', 'cem')`
    await old.sql`
      insert into live_snapshots (channel_id, title, game_name, viewer_count, started_at, collected_at)
      values
        (1, 'Hello, world', 'Chess', 30, '2026-05-06 11:58:00.5', '2026-05-06 12:10:00.7'),
        (3, 'Hey', 'Go', 1, null, '2026-05-06 12:00:01'),
        (1, 'Hello, world', 'Chess', 10, '2026-05-06 11:58:00.5', '2026-05-06 12:00:00.2'),
        (2, 'Hi', 'Go', null, null, '2026-05-06 12:00:00.9'),
        (1, 'Hello, world', 'Chess', 20, '2026-05-06 11:58:00.5', '2026-05-06 12:05:00')`
    const { code, line } = await importFrom(old.url)
    assert.equal(code, 0)
    assert.deepEqual({ ...line, coverage: undefined }, { ...result, coverage: undefined })
    assert.deepEqual(await readSnapshots(sql), expected)
  })

  test('another Livecensus comes in', async () => {
    await importFrom(await write('samples.csv', samples))
    const other = await createTestDatabase()
    const args = ['import', url, '--cadence', '5m']
    const { code, stdout } = await runCommand(args, { DATABASE_URL: other.url })
    assert.equal(code, 0)
    assert.equal(JSON.parse(stdout).broadcasts, 2)
    assert.deepEqual(await readSnapshots(other.sql), await readSnapshots(sql))
  })

  test('one that cannot be reached is told of without its password', async () => {
    const { code, stderr } = await importFrom('postgres://me:secret@127.0.0.1:1/none')
    assert.equal(code, 4)
    assert.match(stderr, /The database to import from cannot be read \(ECONNREFUSED\)/)
    assert.doesNotMatch(stderr, /secret/)
  })
})
