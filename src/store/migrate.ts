// Brings the schema up to date: numbered plain .sql files, each in one transaction, under an
// advisory lock. Never edits what is released and never touches a schema newer than its own.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { AppError } from '../domain/error.ts'
import { type Sql, withSession } from './database.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly text: string
  /** SHA-256 of the text, hex. */
  readonly checksum: string
}

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
  return withSession(sql, async session => {
    const [server] = await session<{ version: number; encoding: string }[]>`
      select
        current_setting('server_version_num')::int as version,
        current_setting('server_encoding') as encoding`
    if ((server?.version ?? 0) < oldestServer)
      throw new AppError('unavailable', 'Livecensus needs PostgreSQL 15 or newer.')
    if (server?.encoding !== 'UTF8')
      throw new AppError(
        'unavailable',
        `The database is kept in ${server?.encoding}, which has no letters for every title: make it with encoding UTF8.`,
      )
    // A migration may take its time, and so may waiting for another's.
    await session`set statement_timeout = 0`
    await session`select pg_advisory_lock(hashtext('livecensus migrate'))`
    return applyMissing(session, migrations)
  })
}

async function applyMissing(session: Sql, migrations: readonly Migration[]): Promise<string[]> {
  await session`
    create table if not exists schema_migrations (
      version integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null
    )`
  const applied = await session<{ version: number; name: string; checksum: string }[]>`
    select version, name, checksum
    from schema_migrations
    order by version`
  const newest = migrations.at(-1)?.version ?? 0
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
  const missing = migrations.slice(applied.length)
  for (const migration of missing) await apply(session, migration)
  return missing.map(({ name }) => name)
}

/** One transaction, with its own row: it is there wholly or not at all. */
async function apply(session: Sql, { version, name, checksum, text }: Migration): Promise<void> {
  await session.begin(async tx => {
    await tx.unsafe(text)
    await tx`
      insert into schema_migrations (version, name, checksum, applied_at)
      values (${version}, ${name}, ${checksum}, now())`
  })
}
