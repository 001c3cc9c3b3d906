// What `doctor` finds in the database. It is opened as it is: nothing is made and no migration runs.

import { join } from 'node:path'
import { AppError } from '../../domain/error.ts'
import { orAborted } from '../../lib/abort.ts'
import type { Clock } from '../../lib/clock.ts'
import {
  askUntilUp,
  closeDatabase,
  databaseNameOf,
  openDatabase,
  type Sql,
  sqlStateOf,
  toDatabaseError,
} from '../../store/database.ts'
import { findBinaries } from '../../store/embedded/binaries.ts'
import { isCluster } from '../../store/embedded/cluster-build.ts'
import { type EmbeddedServer, openEmbeddedServer } from '../../store/embedded/server.ts'
import type { Command } from '../command.ts'
import type { DatabasePlace } from '../house.ts'
import { type ExaminedDatabase, examineContents } from './contents.ts'
import type { Finding } from './report.ts'

const silenceMs = 10_000
const missingDatabase = '3D000'

/**
 * Looks at the database of a place and works with what was found. An embedded server that rests is
 * started for it and stopped after; one that was never made is not.
 */
export async function withExaminedDatabase<T>(
  command: Command,
  place: DatabasePlace,
  clock: Clock,
  work: (database: ExaminedDatabase) => Promise<T>,
): Promise<T> {
  const opened = await open(command, place)
  if ('verdict' in opened) return work({ sql: null, findings: [opened] })
  try {
    return await work(await examine(opened, command, clock))
  } finally {
    await closeDatabase(opened.sql)
    await opened.server?.release()
  }
}

/** A database that can be asked, or not. */
interface Opened {
  readonly sql: Sql
  /** Null: the operator's own. */
  readonly server: EmbeddedServer | null
  readonly where: string
  /** The demo's, which is made when it is first needed. */
  readonly demoName: string | null
}

async function open(
  { config, log, shutdown }: Command,
  { databaseUrl, dataDir }: DatabasePlace,
): Promise<Opened | Finding> {
  try {
    const settings = { poolSize: 2, applicationName: 'livecensus doctor' }
    if (databaseUrl !== null) {
      const sql = openDatabase({ url: databaseUrl, ...settings })
      const demoName = databaseUrl === config.databaseUrl ? null : databaseNameOf(databaseUrl)
      return { sql, server: null, where: nameOf(databaseUrl), demoName }
    }
    const folder = join(dataDir, 'postgres')
    if (!isCluster(folder)) return notMadeYet(folder)
    const server = await openEmbeddedServer({
      dataDir,
      poolSize: config.databasePoolSize,
      log: (level, message, fields) =>
        level === 'info' ? undefined : log[level](fields ?? {}, message),
      signal: shutdown.signal,
    })
    const sql = openDatabase({ url: server.url, ...settings })
    return { sql, server, where: `embedded in ${folder}`, demoName: null }
  } catch (error) {
    shutdown.signal.throwIfAborted()
    return failureOf(error)
  }
}

async function examine(
  { sql, where, demoName }: Opened,
  { shutdown: { signal } }: Command,
  clock: Clock,
): Promise<ExaminedDatabase> {
  try {
    await orAborted(askUntilUp(sql, silenceMs), signal)
    return await orAborted(examineContents(sql, where, clock), signal)
  } catch (error) {
    signal.throwIfAborted()
    if (demoName === null || sqlStateOf(error) !== missingDatabase)
      return { sql: null, findings: [failureOf(error)] }
    const text = `The demo's database ${demoName} is not there yet: \`up\` makes it.`
    return { sql: null, findings: [{ check: 'server', verdict: 'note', text }] }
  }
}

function notMadeYet(folder: string): Finding {
  const [major] = findBinaries().version.split('.')
  const text = `not there yet: the first start makes a PostgreSQL ${major} in ${folder}`
  return { check: 'server', verdict: 'note', text }
}

/** What questions to the database find, or the one finding that they cannot be answered. */
export async function orFailure(ask: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await ask()
  } catch (error) {
    return [failureOf(error)]
  }
}

function failureOf(error: unknown): Finding {
  const known = toDatabaseError(error)
  if (known instanceof AppError) return { check: 'server', verdict: 'wrong', text: known.message }
  const why = error instanceof Error ? error.message : 'it is not known why'
  return { check: 'server', verdict: 'wrong', text: `The database cannot be asked: ${why}.` }
}

/** Host, port and database of an address; never its user or password. */
function nameOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname || 'localhost'}:${port || 5432}/${databaseNameOf(url)}`
}
