import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dumpTables, start } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { changesOf, rowsOf } from '../../test/purge-reading.ts'
import { border, daySeconds, fillForPurge, old } from '../../test/purge-rows.ts'
import { keepingPolicy, usualPolicyOf } from '../domain/policy.ts'
import {
  type PurgedTable,
  type PurgeQuestion,
  type PurgeReport,
  purgedTables,
  purgePlatform,
} from './purge.ts'

const strict = usualPolicyOf('youtube')
const young = border

/** Tables that hold nothing a platform has told. */
const withoutPlatformData: Readonly<Record<string, string>> = {
  platforms: 'addresses and versions of our own, a row a platform',
  demo: 'which invented world it is',
  schema_migrations: 'our own files',
}

/** Columns that may hold a time before the border after a purge, and why. */
const mayBeOld: Readonly<Record<string, string>> = {
  'schema_migrations.applied_at': 'ours',
  'channels.created_at': 'ours: when we heard of it first',
  'channels.updated_at': 'ours: when it last changed',
  'channels.registered_at': 'told again with each profile',
  'categories.created_at': 'ours: when we heard of it first',
  'categories.updated_at': 'ours: when it last changed',
  'broadcasts.started_at': 'told again with each sample',
  'broadcasts.head_started_at': 'told again with each sample',
  'broadcasts.first_sample_at': 'of a broadcast that was seen since',
  'live_broadcasts.started_at': 'told again with each sample',
  'live_broadcasts.first_sample_at': 'of a broadcast that was seen since',
  'segments.started_at': 'of what was still so since',
  'awaited_streams.found_at': 'of a stream that was looked up since',
  'followed_channels.seen_at': 'ours; the channel told of itself since',
  'sweeps.slot': 'ours',
  'sweeps.collected_at': 'ours',
  'quota_spending.day': 'ours, for 90 days',
  'broadcasts.booked_from_at': 'told again with each sample',
}

const { sql } = await createTestDatabase()

function purge(known: Partial<PurgeQuestion> = {}): Promise<PurgeReport | null> {
  const signal = AbortSignal.timeout(60_000)
  return purgePlatform({ sql, platform: 'youtube', policy: strict, at: start, signal, ...known })
}

await fillForPurge(sql, 'youtube', 0)
await fillForPurge(sql, 'twitch', 1_000)
const before = {
  youtube: await rowsOf(sql, 0, 'youtube'),
  twitch: await rowsOf(sql, 1_000, 'twitch'),
}

/** What is worked out, and may not be kept here, however young. */
const derivedColumn = /(half_viewer|present|observed|reported|days)_seconds$|peak_(viewers|at)$/
const derivedTables: readonly PurgedTable[] = [
  'channel_days',
  'channel_rankings',
  'rollup_hours',
  'rollup_pair_hours',
  'rollup_days',
  'rollup_spans',
  'rollup_span_totals',
  'ranking_boards',
]

const expected = {
  samples: [4, 0],
  days: [1, 0],
  live_broadcasts: [1, 3],
  broadcast_ends: [2, 0],
  segments: [3, 3],
  channel_titles: [2, 0],
  broadcasts: [2, 2],
  follower_readings: [4, 0],
  followed_channels: [1, 2],
  ...Object.fromEntries(derivedTables.map(table => [table, [2, 0]])),
  channels: [2, 4],
  directory_readings: [1, 0],
  categories: [2, 1],
  awaited_streams: [1, 0],
  searches: [1, 0],
  sweeps: [0, 1],
  quota_spending: [1, 0],
}

test('every table is purged, or named with the reason why it is not', async () => {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and c.relkind in ('r', 'p')
      and not c.relispartition
    order by 1`
  const known = [...Object.keys(purgedTables), ...Object.keys(withoutPlatformData)]
  assert.deepEqual(
    tables.map(({ name }) => name),
    known.sort(),
  )
})

test('the rows that are tried stand in every table that is purged', () => {
  const empty = Object.keys(purgedTables).filter(table => (before.youtube[table] ?? []).length < 2)
  assert.deepEqual(empty, [])
})

test('policies without limits touch nothing', async () => {
  const whole = await dumpTables(sql)
  assert.equal(await purge({ policy: keepingPolicy }), null)
  assert.equal(await purge({ platform: 'twitch', policy: usualPolicyOf('twitch') }), null)
  assert.deepEqual(await dumpTables(sql), whole)
})

test('a dry run tells what would go and touches nothing', async () => {
  const whole = await dumpTables(sql)
  const report = await purge({ isDryRun: true })
  assert.deepEqual(changesOf(report), expected)
  assert.equal(report?.isDryRun, true)
  assert.deepEqual(await dumpTables(sql), whole)
})

test('a purge takes what is too old, and all of it', async () => {
  const dry = await purge({ isDryRun: true })
  const report = await purge()
  assert.deepEqual(changesOf(report), expected)
  assert.deepEqual(report, { ...dry, isDryRun: false })
  assert.equal(report?.statsFrom, border)
  assert.equal(report?.dataFrom, border)
  assert.deepEqual(report?.stuckDays, [])
})

test('after it no row holds a time before the border, but for times that are refreshed or ours', async () => {
  const columns = await sql<{ table: string; name: string; type: string }[]>`
    select c.table_name as table, c.column_name as name, c.data_type as type
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public'
      and t.table_type = 'BASE TABLE'
      and c.data_type in ('timestamp with time zone', 'date')
      and c.table_name !~ '^(samples|channel_days|rollup_pair_hours)_'`
  const rows = await rowsOf(sql, 0, 'youtube')
  const faults = columns.flatMap(({ table, name }) =>
    (rows[table] ?? [])
      .map(row => row[name])
      .filter(value => value !== null && Date.parse(String(value)) < border * 1_000)
      .map(value => ({ column: `${table}.${name}`, value }))
      .filter(({ column }) => mayBeOld[column] === undefined),
  )
  assert.ok(columns.length > 20, 'the columns are found')
  assert.deepEqual(faults, [])
})

test('after it every young row is there as it was', async () => {
  const after = await rowsOf(sql, 0, 'youtube')
  for (const [table, rows] of Object.entries(before.youtube)) {
    const isOfYoung = (row: Readonly<Record<string, unknown>>) =>
      [2, 6, 'c2', 'c6', 'w-young', 'w-far'].includes(
        (row.channel_id ?? row.stream_id ?? '') as string,
      )
    if ((derivedTables as readonly string[]).includes(table)) continue
    const wanted = rows
      .filter(isOfYoung)
      .filter(row => Date.parse(String(row.collected_at)) !== old)
    for (const row of wanted)
      assert.ok(
        after[table]?.some(other => isSame(told(row), told(other))),
        table,
      )
  }
  const counts = Object.fromEntries(
    Object.entries(after)
      .map(([table, rows]) => [table, rows.length] as const)
      .filter(([table]) => table in purgedTables),
  )
  assert.deepEqual(counts, {
    samples: 5,
    days: 2,
    live_broadcasts: 3,
    broadcast_ends: 2,
    segments: 5,
    channel_titles: 3,
    broadcasts: 4,
    follower_readings: 3,
    followed_channels: 3,
    ...Object.fromEntries(derivedTables.map(table => [table, 0])),
    channels: 4,
    directory_readings: 1,
    categories: 2,
    awaited_streams: 2,
    searches: 1,
    sweeps: 2,
    quota_spending: 2,
  })
})

/** A row without what is worked out. */
function told(row: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !derivedColumn.test(name)))
}

test('after it nothing that was worked out is left, however young', async () => {
  const after = await rowsOf(sql, 0, 'youtube')
  const left = ['broadcasts', 'segments', 'live_broadcasts'].flatMap(table =>
    (after[table] ?? []).flatMap(row =>
      Object.entries(row)
        .filter(([name, value]) => derivedColumn.test(name) && value !== 0 && value !== null)
        .map(([name]) => `${table}.${name}`),
    ),
  )
  assert.deepEqual(left, [])
})

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

test('what stays on after it has lost only what is too old', async () => {
  const { channels, live_broadcasts, categories, broadcast_ends } = await rowsOf(sql, 0, 'youtube')
  const channel = channels?.find(row => row.id === 3)
  assert.equal(channel?.display_name, 'Anna')
  for (const name of ['username', 'avatar_url', 'description', 'registered_at', 'follower_count'])
    assert.equal(channel?.[name], null, name)
  const live = new Map(live_broadcasts?.map(row => [row.channel_id, row]))
  assert.equal(live.get(3)?.viewers, 50)
  assert.equal(live.get(3)?.fingerprint, null)
  assert.equal(live.get(5)?.last_known_viewers, null)
  assert.equal(live.get(6)?.last_known_viewers, 9)
  assert.equal(broadcast_ends?.filter(row => row.channel_id === 3).length, 1)
  assert.deepEqual(
    categories?.map(row => [row.id, row.name]),
    [
      [2, null],
      [3, 'Gaming'],
    ],
  )
})

test('live_snapshots shows what is young and nothing older', async () => {
  const [shown] = await sql<{ first: number; rows: number }[]>`
    select extract(epoch from min(collected_at))::bigint as first, count(*) as rows
    from live_snapshots
    where platform = 'youtube'`
  assert.deepEqual(shown, { first: young, rows: 5 })
})

test('other platforms keep all they have', async () => {
  assert.deepEqual(await rowsOf(sql, 1_000, 'twitch'), before.twitch)
})

test('a second purge finds nothing, and a dry run after it proves that', async () => {
  const whole = await dumpTables(sql)
  assert.deepEqual(changesOf(await purge({ isDryRun: true })), {})
  assert.deepEqual(changesOf(await purge()), {})
  assert.deepEqual(await dumpTables(sql), whole)
})

test('a day later the next day goes', async () => {
  const report = await purge({ at: start + daySeconds, isDryRun: true })
  assert.deepEqual(report?.tables.days, { deleted: 1, cleared: 0, kept: 1 })
  assert.deepEqual(report?.tables.samples, { deleted: 3, cleared: 0, kept: 2 })
})
