// A command with its database: opened, brought up to date, and closed in the order of need.

import { orAborted } from '../lib/abort.ts'
import { askUntilUp, closeDatabase, openDatabase, type Sql, silenceMs } from '../store/database.ts'
import { openEmbeddedServer } from '../store/embedded/server.ts'
import { migrate, readMigrations } from '../store/migrate.ts'
import type { Command } from './command.ts'

/** What a command works with that needs the database. */
export interface House extends Command {
  readonly sql: Sql
  /** Address of the database, password included. */
  readonly url: string
}

/** Where a database is. */
export interface DatabasePlace {
  /** Null: the embedded server in `dataDir`. */
  readonly databaseUrl: string | null
  readonly dataDir: string
}

export interface HouseOptions {
  /** The settings' own place unless told. */
  readonly place?: DatabasePlace
  /** PostgreSQL ends a statement that runs longer; unset = it may take its time. */
  readonly statementTimeoutMs?: number
}

/** Opens the database, the embedded one where there is no other; the pool closes before it. */
export async function withHouse(
  command: Command,
  work: (house: House) => Promise<void>,
  options: HouseOptions = {},
): Promise<void> {
  const { name, config, log, shutdown } = command
  const { signal } = shutdown
  const { databaseUrl, dataDir } = options.place ?? config
  const poolSize = config.databasePoolSize
  const server =
    databaseUrl === null
      ? await openEmbeddedServer({
          dataDir,
          poolSize,
          log: (level, message, fields) => log[level](fields ?? {}, message),
          signal,
        })
      : null
  const url = server?.url ?? databaseUrl ?? ''
  const sql = openDatabase({
    url,
    poolSize,
    applicationName: `livecensus ${name}`,
    statementTimeoutMs: options.statementTimeoutMs,
  })
  try {
    await orAborted(askUntilUp(sql, silenceMs), signal)
    const applied = await orAborted(migrate(sql, await readMigrations()), signal)
    if (applied.length > 0) log.info({ applied }, 'the database is up to date')
    await work({ ...command, sql, url })
  } finally {
    await closeDatabase(sql)
    await server?.release()
  }
}
