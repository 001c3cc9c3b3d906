// Brings the schema up to date: numbered plain .sql files, each in one transaction, under an
// advisory lock. Never edits what is released and never touches a schema newer than its own.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { AppError } from '../domain/error.ts'
import type { Sql } from './database.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly text: string
  /** SHA-256 of the text, hex. */
  readonly checksum: string
}

type Connection = Awaited<ReturnType<Sql['reserve']>>

const folder = new URL('./migrations/', import.meta.url)
const oldestServer = 150_000

/** The migrations of this version of Livecensus, in order. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, i) => {
      const version = Number(/^\d{4}(?=_)/.exec(name)?.[0])
      if (version !== i + 1) throw new Error(`migration ${name} is not numbered ${i + 1}`)
      const text = await readFile(new URL(name, folder), 'utf8')
      return { version, name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/**
 * Applies what is missing and returns the names applied. Throws `conflict` when the schema is
 * newer than this version or a released migration was edited, `unavailable` when the server is
 * older than PostgreSQL 15.
 */
export async function migrate(sql: Sql, migrations: readonly Migration[]): Promise<string[]> {
  const connection = await sql.reserve()
  try {
    const [server] = await connection<{ version: number }[]>`
      select current_setting('server_version_num')::int as version`
    if ((server?.version ?? 0) < oldestServer)
      throw new AppError('unavailable', 'Livecensus needs PostgreSQL 15 or newer.')
    // A migration may take its time, and so may waiting for another's.
    await connection`set statement_timeout = 0`
    await connection`select pg_advisory_lock(hashtext('livecensus migrate'))`
    try {
      return await applyMissing(connection, migrations)
    } finally {
      await connection`select pg_advisory_unlock(hashtext('livecensus migrate'))`
      await connection`reset statement_timeout`
    }
  } finally {
    connection.release()
  }
}

async function applyMissing(
  connection: Connection,
  migrations: readonly Migration[],
): Promise<string[]> {
  await connection`
    create table if not exists schema_migrations (
      version integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null
    )`
  const applied = await connection<{ version: number; name: string; checksum: string }[]>`
    select version, name, checksum
    from schema_migrations
    order by version`
  const newest = migrations.at(-1)?.version ?? 0
  const names: string[] = []
  for (const { version, name, checksum } of applied) {
    const own = migrations.find(migration => migration.version === version)
    if (own === undefined)
      throw new AppError(
        'conflict',
        `The database has schema ${version} (${name}), this version of Livecensus knows ${newest}: run a newer version.`,
      )
    if (own.checksum !== checksum)
      throw new AppError(
        'conflict',
        `Migration ${own.name} was changed after it had been applied: restore the released file.`,
      )
  }
  for (const migration of migrations.slice(applied.length)) {
    await apply(connection, migration)
    names.push(migration.name)
  }
  return names
}

async function apply(connection: Connection, migration: Migration): Promise<void> {
  try {
    await connection.unsafe(`begin;\n${migration.text}`)
    await connection`
      insert into schema_migrations (version, name, checksum, applied_at)
      values (${migration.version}, ${migration.name}, ${migration.checksum}, now())`
    await connection.unsafe('commit')
  } catch (error) {
    await connection.unsafe('rollback')
    throw error
  }
}
