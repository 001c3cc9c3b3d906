// A real PostgreSQL for tests: one embedded server a test run (or a server of the operator's,
// TEST_DATABASE_URL), one database a test file, cloned from a migrated template.

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { closeDatabase, openDatabase, type Sql } from '../src/store/database.ts'
import { openEmbeddedServer } from '../src/store/embedded/server.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'

const template = 'livecensus_template'

export interface TestServer {
  /** Address of its maintenance database. */
  readonly url: string
  close(): Promise<void>
}

export interface TestDatabase {
  readonly sql: Sql
  readonly url: string
  drop(): Promise<void>
}

/** Opens the server of this test run and makes the template where it is missing. */
export async function openTestServer(): Promise<TestServer> {
  const server = await openAnyServer()
  const admin = openDatabase({ url: server.url, poolSize: 2, applicationName: 'livecensus tests' })
  try {
    const connection = await admin.reserve()
    await connection`select pg_advisory_lock(hashtext('livecensus template'))`
    const [found] = await connection`select 1 from pg_database where datname = ${template}`
    if (found === undefined) {
      await connection.unsafe(`create database ${template}`)
      const sql = openPool(server.url, template)
      await migrate(sql, await readMigrations())
      await closeDatabase(sql)
    }
    await connection`select pg_advisory_unlock(hashtext('livecensus template'))`
    connection.release()
  } finally {
    await closeDatabase(admin)
  }
  return server
}

/**
 * A fresh database with the newest schema. It is dropped, and the server given up, when the test
 * file ends.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return dropAfter(await openTestDatabase())
}

/** An empty database, without a schema; dropped like the other. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return dropAfter(await makeDatabase(await openAnyServer(), ''))
}

/** The same as `createTestDatabase` for what is no test: the caller drops it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  return makeDatabase(await openTestServer(), `template ${template}`)
}

function dropAfter(database: TestDatabase): TestDatabase {
  after(database.drop)
  return database
}

async function makeDatabase(server: TestServer, from: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server.url, `create database ${name} ${from}`)
  const sql = openPool(server.url, name)
  let dropped: Promise<void> | null = null
  const drop = async () => {
    await closeDatabase(sql)
    await administer(server.url, `drop database ${name} with (force)`)
    await server.close()
  }
  return {
    sql,
    url: withDatabase(server.url, name),
    drop: () => {
      dropped ??= drop()
      return dropped
    },
  }
}

async function openAnyServer(): Promise<TestServer> {
  const { TEST_DATABASE_URL, TEST_DATA_DIR } = process.env
  if (TEST_DATABASE_URL !== undefined)
    return { url: TEST_DATABASE_URL, close: () => Promise.resolve() }
  const own = TEST_DATA_DIR === undefined ? await mkdtemp(join(tmpdir(), 'livecensus-test-')) : null
  const server = await openEmbeddedServer({ dataDir: TEST_DATA_DIR ?? own ?? '', log: () => {} })
  return {
    url: server.url,
    close: async () => {
      await server.release()
      if (own !== null) await rm(own, { recursive: true, force: true })
    },
  }
}

function openPool(url: string, name: string): Sql {
  return openDatabase({
    url: withDatabase(url, name),
    poolSize: 4,
    applicationName: 'livecensus tests',
  })
}

async function administer(url: string, statement: string): Promise<void> {
  const sql = openDatabase({ url, poolSize: 1, applicationName: 'livecensus tests' })
  try {
    await sql.unsafe(statement)
  } finally {
    await closeDatabase(sql)
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
