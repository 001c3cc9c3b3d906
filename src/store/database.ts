// The pool of connections to PostgreSQL, ours or the operator's. What it hands out is the only
// way to the database; SQL itself stands in this room's other files.

import type { Options, Sql as PostgresSql, PostgresType, TransactionSql } from 'postgres'
import { AppError } from '../domain/error.ts'
import { postgres } from './driver.ts'

type Types = { bigint: number }

/** The pool. */
export type Sql = PostgresSql<Types>

/** The pool or a transaction: what every question and command of this room takes first. */
export type Queryable = Sql | TransactionSql<Types>

export interface DatabaseOptions {
  readonly url: string
  readonly poolSize: number
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
  /** PostgreSQL ends a statement that runs longer; unset = it may take its time. */
  readonly statementTimeoutMs?: number | undefined
  /** False: a commit may be lost in a crash, wholly; what is there stays whole. True unless told. */
  readonly waitsForDisk?: boolean
}

/** A database that says nothing for so long is none. Milliseconds. */
export const silenceMs = 20_000

/** The database an address names; '' = the one named like its user. */
export function databaseNameOf(url: string): string {
  const path = new URL(url).pathname.slice(1)
  try {
    return decodeURIComponent(path)
  } catch {
    throw new AppError('invalid', 'DATABASE_URL names its database with a % that encodes nothing.')
  }
}

/** Opens the pool; connections are made when first needed and made anew when they are lost. */
export function openDatabase(options: DatabaseOptions): Sql {
  const { url, poolSize, applicationName, statementTimeoutMs, waitsForDisk = true } = options
  const database = databaseNameOf(url)
  return postgres<{ bigint: PostgresType<number> }>(url, {
    // The driver would take the name as it is encoded.
    ...(database === '' ? {} : { database }),
    max: poolSize,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      // Poolers refuse what they do not know, so only where it is wanted.
      ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
      ...(waitsForDisk ? {} : { synchronous_commit: 'off' }),
    },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: parseBigint } },
  })
}

/**
 * Runs work with a session of its own beside the pool, for locks that must outlast a statement;
 * they end with it. A pooled connection that is reserved for long and breaks would be given back
 * broken (porsager/postgres#1208); this one is made anew and only the lock is lost.
 */
export async function withSession<T>(sql: Sql, work: (session: Sql) => Promise<T>): Promise<T> {
  // The driver takes options that it has parsed before as they are; its types do not know.
  const options = { ...sql.options, max: 1, idle_timeout: 0, max_lifetime: null }
  const session: Sql = postgres(options as unknown as Options<{ bigint: PostgresType<number> }>)
  try {
    return await work(session)
  } finally {
    await session.end({ timeout: 1 })
  }
}

/** Runs questions that must see the same moment. */
export async function inSnapshot<T>(sql: Sql, ask: (tx: Queryable) => Promise<T>): Promise<T> {
  const { promise: answer, resolve } = Promise.withResolvers<T>()
  // The driver holds what its transaction comes to until the connection has another one.
  await sql.begin('isolation level repeatable read read only', async tx => resolve(await ask(tx)))
  return answer
}

/** Waits for the running questions, at most two seconds, and closes every connection. */
export async function closeDatabase(sql: Sql): Promise<void> {
  await sql.end({ timeout: 2 })
}

/**
 * Waits for the first answer; throws `unavailable` when none comes within `silenceMs`: what
 * listens there may be no PostgreSQL, and the driver would ask for ever.
 */
export async function askUntilUp(sql: Sql, silenceMs: number): Promise<void> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const seconds = silenceMs / 1_000
  const sentence = `What listens at DATABASE_URL gave no answer within ${seconds} seconds: is it PostgreSQL?`
  const timer = setTimeout(() => reject(new AppError('unavailable', sentence)), silenceMs)
  try {
    await Promise.race([sql`select 1`, silence])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the database answers. Never throws. */
export async function isDatabaseUp(sql: Sql): Promise<boolean> {
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  }
}

/** The SQLSTATE of an error that PostgreSQL sent; null for any other. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof postgres.PostgresError ? error.code : null
}

/** What a failed connection or statement is to the operator. Other errors pass unchanged. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const sentence = connectionSentences[code]
  if (sentence === undefined) return error
  return new AppError('unavailable', sentence, { cause: error })
}

const connectionSentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database at DATABASE_URL refuses connections: is it running there?',
  ENOTFOUND: 'The host named in DATABASE_URL is not known.',
  EAI_AGAIN: 'The host named in DATABASE_URL cannot be looked up now.',
  ETIMEDOUT: 'The database at DATABASE_URL does not answer in time.',
  CONNECT_TIMEOUT: 'The database at DATABASE_URL does not answer in time.',
  ECONNRESET: 'The connection to the database broke.',
  EPIPE: 'The connection to the database broke.',
  EHOSTUNREACH: 'The host named in DATABASE_URL cannot be reached.',
  ENETUNREACH: 'The host named in DATABASE_URL cannot be reached.',
  CONNECTION_DESTROYED: 'The connection to the database was closed.',
  CONNECTION_CLOSED: 'The database closed the connection.',
  CONNECTION_ENDED: 'The connection to the database was closed.',
  '28P01': 'The database refuses the user or password of DATABASE_URL.',
  '28000': 'The database refuses the user of DATABASE_URL.',
  '3D000': 'The database named in DATABASE_URL does not exist: create it first.',
  42501:
    'The database refuses a right that is needed: let its user own the database, or grant it create.',
  25006: 'The database is read-only: DATABASE_URL must lead to one that can be written.',
  '53300':
    'The database has no connection left: lower DATABASE_POOL_SIZE or raise max_connections.',
  '57P03': 'The database is starting up or shutting down: try again in a moment.',
  '57P01': 'The database was told to shut down.',
  '57P02': 'The database crashed and is recovering.',
  '57014': 'The database did not answer in time.',
  '08000': 'The connection to the database broke.',
  '08003': 'The connection to the database broke.',
  '08006': 'The connection to the database broke.',
  '53100': 'The disk of the database is full.',
}

/** Every bigint of the schema (keys, counts, sums) stays far below 2^53. */
function parseBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe whole number`)
  return value
}
