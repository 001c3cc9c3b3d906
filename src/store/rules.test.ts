// Holds the schema and the SQL of this room against the rules that keep the way to a distributed
// engine open (DESIGN, Data), and PostgreSQL 15 as the oldest server.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { parseSync, Visitor } from 'oxc-parser'
import { createTestDatabase } from '../../test/postgres.ts'
import type { Queryable } from './database.ts'
import { readMigrations } from './migrate.ts'
import { ensurePartition } from './partitions.ts'

const { sql } = await createTestDatabase()

/** A table as the catalogs describe it; an index lists its columns and expressions in order. */
interface Table {
  readonly name: string
  /** Whether rows are a channel's: our bigint key of it is a column. */
  readonly isPerChannel: boolean
  readonly numbered: readonly string[]
  readonly triggers: readonly string[]
  /** Tables that a foreign key of this one names, or whose foreign keys name this one. */
  readonly tied: readonly string[]
  readonly options: readonly string[]
  readonly partitionedBy: string | null
  readonly hasSubpartitions: boolean
  readonly indexes: readonly Index[]
}

interface Index {
  readonly name: string
  readonly method: string
  readonly isPrimary: boolean
  readonly isUnique: boolean
  readonly columns: readonly string[]
}

function readTables(queryable: Queryable): Promise<Table[]> {
  return queryable<Table[]>`
    select
      c.relname as name,
      exists (
        select 1
        from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'channel_id' and a.atttypid = 'bigint'::regtype
      ) as "isPerChannel",
      array(
        select a.attname::text
        from pg_attribute a
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid
          and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')
      ) as numbered,
      array(
        select t.tgname::text
        from pg_trigger t
        where t.tgrelid = c.oid and not t.tgisinternal
      ) as triggers,
      array(
        select case when k.conrelid = c.oid then k.confrelid else k.conrelid end::regclass::text
        from pg_constraint k
        where k.contype = 'f' and c.oid in (k.conrelid, k.confrelid)
      ) as tied,
      coalesce(c.reloptions, '{}') as options,
      pg_get_partkeydef(c.oid) as "partitionedBy",
      exists (
        select 1
        from pg_inherits i
        join pg_class child on child.oid = i.inhrelid and child.relkind = 'p'
        where i.inhparent = c.oid
      ) as "hasSubpartitions",
      coalesce((
        select json_agg(json_build_object(
          'name', ic.relname,
          'method', am.amname,
          'isPrimary', i.indisprimary,
          'isUnique', i.indisunique,
          'columns', array(
            select pg_get_indexdef(i.indexrelid, no, true)
            from generate_series(1, i.indnkeyatts) no
            order by no
          )
        ))
        from pg_index i
        join pg_class ic on ic.oid = i.indexrelid
        join pg_am am on am.oid = ic.relam
        where i.indrelid = c.oid
      ), '[]') as indexes
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and c.relkind in ('r', 'p')
      and not c.relispartition
    order by c.relname`
}

/** What of a live row an ordinary sweep leaves as it is. */
const steadyColumns = ['channel_id', 'broadcast_no', 'platform', 'stream_id', 'first_sample_at']

function schemaFaults(tables: readonly Table[]): string[] {
  return tables.flatMap(table => [
    ...(table.isPerChannel ? channelFaults(table) : []),
    ...(table.name === 'samples' ? sampleFaults(table) : []),
    ...(table.name === 'live_broadcasts' ? liveFaults(table) : []),
    ...(isUpdatedOften(table) ? roomFaults(table) : []),
  ])
}

function channelFaults({ name, indexes, numbered, triggers, tied }: Table): string[] {
  const faults = indexes
    .filter(index => index.isUnique && index.columns[0] !== 'channel_id')
    .map(index => `channel_id does not lead ${index.name}`)
  if (!indexes.some(index => index.isPrimary)) faults.push('it has no primary key')
  faults.push(...numbered.map(column => `${column} numbers itself`))
  faults.push(...triggers.map(trigger => `it has the trigger ${trigger}`))
  faults.push(...tied.map(other => `a foreign key ties it to ${other}`))
  return faults.map(fault => `${name}: ${fault}`)
}

function sampleFaults({ partitionedBy, hasSubpartitions, indexes }: Table): string[] {
  const faults: string[] = []
  if (partitionedBy !== 'RANGE (collected_on, platform)')
    faults.push(`samples: partitioned by ${partitionedBy}`)
  if (hasSubpartitions) faults.push('samples: partitions have partitions')
  if (!indexes.some(index => index.method === 'brin' && index.columns[0] === 'collected_at'))
    faults.push('samples: no BRIN on collected_at')
  return faults
}

function liveFaults({ indexes }: Table): string[] {
  return indexes
    .filter(index => index.columns.some(column => !steadyColumns.includes(column)))
    .map(index => `live_broadcasts: ${index.name} holds a column that a sweep changes`)
}

/** Whether many sweeps update the same rows. Pairs by the hour have pages in partitions only. */
function isUpdatedOften({ name }: Table): boolean {
  return ['live_broadcasts', 'rollup_hours', 'rollup_days'].includes(name)
}

function roomFaults({ name, options }: Table): string[] {
  return options.includes('fillfactor=50') ? [] : [`${name}: no room in its pages`]
}

const tables = await readTables(sql)
const bigTables = tables.filter(table => table.isPerChannel).map(table => table.name)

test('partitions of pairs by the hour have room in their pages', async () => {
  await ensurePartition(sql, 'twitch', '2026-02-16')
  const [partition] = await sql<{ options: string[] | null }[]>`
    select reloptions as options
    from pg_class
    where relname = 'rollup_pair_hours_20260216'`
  assert.deepEqual(partition?.options, ['fillfactor=50'])
})

test('the schema keeps the rules', () => {
  for (const name of ['broadcasts', 'channel_titles', 'live_broadcasts', 'samples', 'segments'])
    assert.ok(bigTables.includes(name), `${name} is found`)
  assert.deepEqual(schemaFaults(tables), [])
})

const wrongSchemas: { title: string; ddl: string; fault: RegExp }[] = [
  {
    title: 'a primary key that the channel does not lead is found',
    ddl: 'create table wrong (day date, channel_id bigint, primary key (day, channel_id))',
    fault: /^wrong: channel_id does not lead wrong_pkey$/,
  },
  {
    title: 'a table of channels without a key is found',
    ddl: 'create table wrong (channel_id bigint)',
    fault: /^wrong: it has no primary key$/,
  },
  {
    title: 'a unique index that the channel does not lead is found',
    ddl: 'create unique index wrong on segments (started_at, channel_id)',
    fault: /^segments: channel_id does not lead wrong$/,
  },
  {
    title: 'a unique index over an expression of the channel is found',
    ddl: 'create unique index wrong on segments ((channel_id + 1), segment_no)',
    fault: /^segments: channel_id does not lead wrong$/,
  },
  {
    title: 'an identity column on a big table is found',
    ddl: 'alter table segments add column wrong bigint generated always as identity',
    fault: /^segments: wrong numbers itself$/,
  },
  {
    title: 'a serial column on a big table is found',
    ddl: 'alter table segments add column wrong bigserial',
    fault: /^segments: wrong numbers itself$/,
  },
  {
    title: 'a foreign key to channels is found',
    ddl: 'alter table segments add foreign key (channel_id) references channels (id)',
    fault: /^segments: a foreign key ties it to channels$/,
  },
  {
    title: 'a foreign key to a big table is found',
    ddl: `create table wrong (
      a bigint, b int, c int,
      foreign key (a, b, c) references segments (channel_id, broadcast_no, segment_no)
    )`,
    fault: /^segments: a foreign key ties it to wrong$/,
  },
  {
    title: 'a trigger on a big table is found',
    ddl: `create trigger wrong before update on segments
      for each row execute function suppress_redundant_updates_trigger()`,
    fault: /^segments: it has the trigger wrong$/,
  },
  {
    title: 'samples partitioned in another way are found',
    ddl: `drop table samples cascade;
      create table samples (
        channel_id bigint, collected_on date, collected_at timestamptz,
        primary key (channel_id, collected_on)
      ) partition by range (collected_on);
      create index on samples using brin (collected_at)`,
    fault: /^samples: partitioned by RANGE \(collected_on\)$/,
  },
  {
    title: 'samples partitioned in two levels are found',
    ddl: `create table wrong partition of samples
      for values from ('2020-01-01', 'twitch') to ('2020-01-02', 'twitch')
      partition by list (platform)`,
    fault: /^samples: partitions have partitions$/,
  },
  {
    title: 'samples without a BRIN on their time are found',
    ddl: 'drop index samples_collected_at; create index on samples (collected_at)',
    fault: /^samples: no BRIN on collected_at$/,
  },
  {
    title: 'an index on what a sweep changes of a live row is found',
    ddl: 'create index wrong on live_broadcasts (platform, viewers desc)',
    fault: /^live_broadcasts: wrong holds a column that a sweep changes$/,
  },
  {
    title: 'live rows whose pages are filled are found',
    ddl: 'alter table live_broadcasts set (fillfactor = 90)',
    fault: /^live_broadcasts: no room in its pages$/,
  },
  {
    title: 'rollups whose pages are filled are found',
    ddl: 'alter table rollup_hours reset (fillfactor)',
    fault: /^rollup_hours: no room in its pages$/,
  },
]

class TakenBack extends Error {}

for (const { title, ddl, fault } of wrongSchemas)
  test(title, async () => {
    let faults: string[] = []
    const attempt = sql.begin(async tx => {
      await tx.unsafe(ddl)
      faults = schemaFaults(await readTables(tx))
      throw new TakenBack()
    })
    await assert.rejects(attempt, TakenBack)
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', fault)
  })

const clocks =
  'now\\s*\\(|(?:clock|statement|transaction)_timestamp\\s*\\(|current_(?:timestamp|date|time)\\b|localtime'
const clauseEnd = '\\b(?:where|from|returning|insert|update|delete)\\b|;'

/** What no statement may hold; each is matched with comments taken out and in lower case. */
const statementRules: readonly { readonly fault: string; readonly pattern: RegExp }[] = [
  {
    fault: 'sets a column to the clock of the server',
    pattern: new RegExp(`\\bset\\b(?:(?!${clauseEnd})[^])*?(?:${clocks})`),
  },
  { fault: 'merges and returns (17)', pattern: /\bmerge\s+into\b[^;]*\breturning\b/ },
  { fault: 'takes any_value (16)', pattern: /\bany_value\s*\(/ },
  { fault: 'makes a uuidv7 (18)', pattern: /\buuidv7\s*\(/ },
  { fault: 'returns old or new rows (18)', pattern: /\breturning\b[^;]*\b(?:old|new)\s*\./ },
  {
    fault: 'has a virtual column (18)',
    pattern: /\bgenerated\s+always\s+as\s*\([^;]*?\)\s*virtual/,
  },
  { fault: 'reads a json_table (17)', pattern: /\bjson_table\s*\(/ },
  { fault: 'has a key without overlaps (18)', pattern: /\bwithout\s+overlaps\b/ },
  { fault: 'is recursive', pattern: /\bwith\s+recursive\b/ },
  { fault: 'limits a lateral', pattern: /\blateral\s*\((?:[^()]|\([^()]*\))*\b(?:limit|fetch)\b/ },
]

const rowLock = /\bfor\s+(?:no\s+key\s+)?update\b|\bfor\s+(?:key\s+)?share\b/

function statementFaults(statement: string): string[] {
  const text = statement
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .toLowerCase()
  const faults = statementRules.filter(rule => rule.pattern.test(text)).map(rule => rule.fault)
  const locked = bigTables.find(table => new RegExp(`\\b${table}\\b`).test(text))
  if (locked !== undefined && rowLock.test(text)) faults.push(`locks rows of ${locked}`)
  return faults
}

/** Every template and text of a source, which is where statements stand. */
function statementsOf(path: string, source: string): string[] {
  const { program, errors } = parseSync(path, source)
  assert.deepEqual(errors, [], path)
  const statements: string[] = []
  new Visitor({
    TemplateLiteral: ({ start: from, end: to }) => statements.push(source.slice(from + 1, to - 1)),
    Literal: ({ value }) => typeof value === 'string' && statements.push(value),
  }).visit(program)
  return statements
}

const folder = new URL('./', import.meta.url)
const sources = readdirSync(folder)
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map(name => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))

test('every statement of this room keeps the rules', async () => {
  const statements = [
    ...sources.flatMap(({ name, text }) =>
      statementsOf(name, text).map(statement => ({ name, statement })),
    ),
    ...(await readMigrations()).flatMap(({ name, text }) =>
      text.split(';').map(statement => ({ name, statement })),
    ),
  ]
  assert.ok(statements.length > 50, 'the statements are found')
  const faults = statements.flatMap(({ name, statement }) =>
    statementFaults(statement).map(fault => `${name} ${fault}: ${statement}`),
  )
  assert.deepEqual(faults, [])
})

test('what was done is known from what comes back, not from counts or names of constraints', () => {
  const faults = sources
    .filter(({ text }) => /\.count\b|constraint_name/.test(text))
    .map(({ name }) => name)
  assert.deepEqual(faults, [])
})

const wrongStatements: { statement: string; fault: string }[] = [
  {
    statement: 'update channels set name = $1, updated_at = now() where id = $2',
    fault: 'sets a column to the clock of the server',
  },
  {
    statement: `insert into channels (id) values ($1)
      on conflict (id) do update set updated_at = current_timestamp`,
    fault: 'sets a column to the clock of the server',
  },
  {
    statement: 'update segments set ended_at = greatest(started_at, clock_timestamp())',
    fault: 'sets a column to the clock of the server',
  },
  {
    statement: 'merge into a using b on a.x = b.x when matched then delete returning a.x',
    fault: 'merges and returns (17)',
  },
  { statement: 'select any_value(title) from segments', fault: 'takes any_value (16)' },
  { statement: 'select uuidv7()', fault: 'makes a uuidv7 (18)' },
  {
    statement: 'update channels set name = $1 returning old.name',
    fault: 'returns old or new rows (18)',
  },
  {
    statement: 'create table a (b int, c int generated always as (b + abs(b)) virtual)',
    fault: 'has a virtual column (18)',
  },
  {
    statement: "select * from json_table($1, '$' columns (a int))",
    fault: 'reads a json_table (17)',
  },
  {
    statement: 'create table a (b int4range, primary key (b without overlaps))',
    fault: 'has a key without overlaps (18)',
  },
  { statement: 'WITH RECURSIVE a as (select 1) select 1 from a', fault: 'is recursive' },
  {
    statement: `select 1 from channels c cross join lateral (
      select 1 from segments g where g.channel_id = c.id and g.x in (select 1) limit 1
    ) l`,
    fault: 'limits a lateral',
  },
  {
    statement: 'select 1 from live_broadcasts where channel_id = $1 for no key update',
    fault: 'locks rows of live_broadcasts',
  },
  { statement: 'select 1 from samples for share', fault: 'locks rows of samples' },
]

for (const { statement, fault } of wrongStatements)
  test(`a statement that ${fault} is found: ${statement.slice(0, 40)}`, () =>
    assert.deepEqual(statementFaults(statement), [fault]))

const rightStatements = [
  'insert into schema_migrations (applied_at) values (now())',
  'update platforms set version = version + 1 where seen_at < now()',
  'select 1 from platforms for update',
  'update segments set ended_at = $1 -- never now()',
  'create table a (id bigint generated by default as identity)',
  'select 1 from a, lateral (select 1) b limit 5',
  'merge into a using b on a.x = b.x when matched then delete',
]

for (const statement of rightStatements)
  test(`a statement that breaks no rule passes: ${statement}`, () =>
    assert.deepEqual(statementFaults(statement), []))

test('a statement is found wherever it stands in a source', () => {
  const source = "const a = [sql`select uuidv7()`]; const b = { c: 'select any_value(x)' }"
  const faults = statementsOf('a.ts', source).flatMap(statementFaults)
  assert.deepEqual(new Set(faults), new Set(['makes a uuidv7 (18)', 'takes any_value (16)']))
})

const days = ['2027-03-01', '2027-03-02', '2027-03-03']
const swept = ['twitch', 'kick'] as const
before(async () => {
  for (const day of days) for (const platform of swept) await ensurePartition(sql, platform, day)
})

const bounds = [
  { bound: "collected_on = '2027-03-02'", read: ['20270302_kick', '20270302_twitch'] },
  { bound: "collected_on > '2027-03-02'", read: ['20270303_kick', '20270303_twitch'] },
  { bound: "collected_on = '2027-03-02' and platform = 'twitch'", read: ['20270302_twitch'] },
]

for (const { bound, read } of bounds)
  test(`live_snapshots reads only the partitions of ${bound}`, async () => {
    const [row] = await sql.unsafe<{ 'QUERY PLAN': object }[]>(
      `explain (format json) select title, viewer_count from live_snapshots where ${bound}`,
    )
    const plan = JSON.stringify(row?.['QUERY PLAN'])
    const partitions = new Set(plan.match(/(?<=\bsamples_)\d{8}_[a-z]+\b/g))
    assert.deepEqual([...partitions].sort(), read)
  })
