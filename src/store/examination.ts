// What a look at the database tells of it, without changing anything: the server, its clock, how far
// its schema is, and what was swept lately. Nothing here needs a schema that is up to date.

import type { Platform } from '../domain/platform.ts'
import type { SweepStatus } from '../domain/sweep.ts'
import type { Queryable } from './database.ts'
import type { Migration } from './migrate.ts'

/** PostgreSQL 15. */
const oldestServer = 150_000

/** The server behind the pool. */
export interface ServerFacts {
  /** Such as 18.4. */
  readonly version: string
  /** 15 or newer. */
  readonly isNewEnough: boolean
  /** Of the database; every title needs UTF8. */
  readonly encoding: string
  readonly isReadOnly: boolean
  /** Size of the database, bytes. */
  readonly bytes: number
  /** Its clock, milliseconds since the epoch. */
  readonly clockMs: number
}

export async function readServerFacts(sql: Queryable): Promise<ServerFacts> {
  const [row] = await sql<(Omit<ServerFacts, 'isNewEnough'> & { versionNumber: number })[]>`
    select
      split_part(current_setting('server_version'), ' ', 1) as version,
      current_setting('server_version_num')::int as "versionNumber",
      current_setting('server_encoding') as encoding,
      current_setting('transaction_read_only')::bool as "isReadOnly",
      pg_database_size(current_database()) as bytes,
      (extract(epoch from clock_timestamp()) * 1000)::bigint as "clockMs"`
  if (row === undefined) throw new Error('a select without a table gave no row')
  const { versionNumber, ...facts } = row
  return { ...facts, isNewEnough: versionNumber >= oldestServer }
}

/** How far the schema is beside the migrations of this version. */
export type SchemaStanding =
  | { readonly kind: 'empty' }
  | { readonly kind: 'current'; readonly version: number }
  | { readonly kind: 'behind'; readonly missing: readonly string[] }
  /** A newer version of Livecensus was here. */
  | { readonly kind: 'ahead'; readonly version: number; readonly known: number }
  /** A migration is not the one that was applied. */
  | { readonly kind: 'changed'; readonly name: string }

export async function readSchemaStanding(
  sql: Queryable,
  migrations: readonly Migration[],
): Promise<SchemaStanding> {
  const [table] = await sql<{ isThere: boolean }[]>`
    select to_regclass('schema_migrations') is not null as "isThere"`
  if (!table?.isThere) return { kind: 'empty' }
  const applied = await sql<Pick<Migration, 'version' | 'checksum'>[]>`
    select version, checksum
    from schema_migrations
    order by version`
  const version = applied.at(-1)?.version ?? 0
  const known = migrations.at(-1)?.version ?? 0
  if (version > known) return { kind: 'ahead', version, known }
  for (const { version, checksum } of applied) {
    const own = migrations.find(migration => migration.version === version)
    if (own !== undefined && own.checksum !== checksum) return { kind: 'changed', name: own.name }
  }
  const missing = migrations.slice(applied.length).map(({ name }) => name)
  return missing.length === 0 ? { kind: 'current', version } : { kind: 'behind', missing }
}

/** How many sweeps of a platform went how. */
export interface SweepCount {
  readonly platform: Platform
  readonly status: SweepStatus
  readonly sweeps: number
}

/** Counts the sweeps since a moment, whole epoch seconds; what there was none of is missing. */
export async function countSweeps(sql: Queryable, since: number): Promise<SweepCount[]> {
  return sql<SweepCount[]>`
    select platform, status, count(*)::int as sweeps
    from sweeps
    where collected_at >= to_timestamp(${since})
    group by platform, status
    order by platform, status`
}
