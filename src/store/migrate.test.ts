import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createEmptyDatabase } from '../../test/postgres.ts'
import type { Sql } from './database.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'

const released = await readMigrations()

/** Migrations of these texts, numbered from 1. */
function aHistory(...texts: string[]): Migration[] {
  return texts.map((text, i) => ({
    version: i + 1,
    name: `000${i + 1}_step.sql`,
    text,
    checksum: createHash('sha256').update(text).digest('hex'),
  }))
}

const readApplied = async (sql: Sql) =>
  (await sql`select version from schema_migrations order by version`).map(row => row.version)

async function hasTable(sql: Sql, name: string): Promise<boolean> {
  const [row] = await sql`select to_regclass(${name})::text as found`
  return row?.found !== null
}

const names = released.map(migration => migration.name)

test('the released migrations are numbered from one without a hole', () => {
  assert.deepEqual(
    released.map(migration => migration.version),
    released.map((_, i) => i + 1),
  )
  for (const { text, checksum } of released)
    assert.equal(checksum, createHash('sha256').update(text).digest('hex'))
})

test('a fresh database gets every migration, and the second time none', async () => {
  const { sql } = await createEmptyDatabase()
  assert.deepEqual(await migrate(sql, released), names)
  assert.ok(await hasTable(sql, 'live_broadcasts'))
  assert.deepEqual(await migrate(sql, released), [])
  assert.deepEqual(
    [...(await sql`select version, name, checksum from schema_migrations order by version`)],
    released.map(({ version, name, checksum }) => ({ version, name, checksum })),
  )
})

test('only what is missing is applied, in order', async () => {
  const { sql } = await createEmptyDatabase()
  const history = aHistory('create table a ()', 'create table b ()', 'alter table b rename to c')
  assert.deepEqual(await migrate(sql, history.slice(0, 1)), ['0001_step.sql'])
  assert.deepEqual(await migrate(sql, history), ['0002_step.sql', '0003_step.sql'])
  assert.deepEqual(await readApplied(sql), [1, 2, 3])
  assert.ok(await hasTable(sql, 'c'))
})

test('of many who migrate at once one applies each migration', async () => {
  const { sql } = await createEmptyDatabase()
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(sql, released)))
  assert.deepEqual(applied.flat(), names)
  assert.deepEqual(await migrate(sql, released), [])
})

test('a migration that was edited after it was applied is refused', async () => {
  const { sql } = await createEmptyDatabase()
  await migrate(sql, aHistory('create table a ()'))
  const edited = aHistory('create table a (b int)', 'create table c ()')
  await assert.rejects(migrate(sql, edited), { code: 'conflict', message: /0001_step\.sql/ })
  assert.equal(await hasTable(sql, 'c'), false)
})

test('a schema newer than this version is refused and left alone', async () => {
  const { sql } = await createEmptyDatabase()
  const history = aHistory('create table a ()', 'create table b ()')
  await migrate(sql, history)
  await assert.rejects(migrate(sql, history.slice(0, 1)), {
    code: 'conflict',
    message: /schema 2 .*knows 1: run a newer version/,
  })
  assert.deepEqual(await readApplied(sql), [1, 2])
})

test('a migration that fails leaves nothing, and those before it stay', async () => {
  const { sql } = await createEmptyDatabase()
  const history = aHistory(
    'create table a (x int); insert into a values (1);',
    'create table b (); update a set x = 2; select 1 / 0; create table c ();',
    'create table d ()',
  )
  await assert.rejects(migrate(sql, history), { code: '22012' })
  assert.deepEqual(await readApplied(sql), [1])
  assert.deepEqual([...(await sql`select x from a`)], [{ x: 1 }])
  for (const table of ['b', 'c', 'd']) assert.equal(await hasTable(sql, table), false, table)
})

test('a migration that cannot be written down leaves nothing', async () => {
  const { sql } = await createEmptyDatabase()
  const clash = `create table a ();
    insert into schema_migrations values (1, 'other', '', '2027-01-01')`
  await assert.rejects(migrate(sql, aHistory(clash)), { code: '23505' })
  assert.deepEqual([await readApplied(sql), await hasTable(sql, 'a')], [[], false])
})

test('after a migration that failed, a mended one goes through', async () => {
  const { sql } = await createEmptyDatabase()
  await assert.rejects(migrate(sql, aHistory('create table a (); select 1 / 0')))
  assert.deepEqual(await migrate(sql, aHistory('create table a ()')), ['0001_step.sql'])
})

test('a migration that fails hands its connection back and lets the next one in', async () => {
  const { sql } = await createEmptyDatabase()
  for (let i = 0; i < 6; i += 1)
    await assert.rejects(migrate(sql, aHistory('this is no sql')), { code: '42601' })
  assert.deepEqual(await migrate(sql, aHistory('create table a ()')), ['0001_step.sql'])
})
