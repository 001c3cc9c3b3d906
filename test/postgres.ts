// A real PostgreSQL for tests: one embedded server a test run (or a server of the operator's,
// TEST_DATABASE_URL), one database a test file, cloned from a migrated template.

import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { closeDatabase, openDatabase, type Sql } from '../src/store/database.ts'
import { openEmbeddedServer } from '../src/store/embedded/server.ts'
import { migrate, readMigrations } from '../src/store/migrate.ts'

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

/** The template's name changes with the schema: a server may outlive it. */
async function templateName(): Promise<string> {
  const checksums = (await readMigrations()).map(({ checksum }) => checksum).join()
  return `livecensus_${createHash('sha256').update(checksums).digest('hex').slice(0, 16)}`
}

/** Opens the server of this test run and makes the template where it is missing. */
export async function openTestServer(): Promise<TestServer> {
  const server = await openAnyServer()
  const admin = openDatabase({ url: server.url, poolSize: 1, applicationName: 'livecensus tests' })
  try {
    await admin`select pg_advisory_lock(hashtext('livecensus template'))`
    const template = await templateName()
    const [found] = await admin`select 1 from pg_database where datname = ${template}`
    if (found === undefined) await makeTemplate(admin, server.url, template)
  } finally {
    await closeDatabase(admin)
  }
  return server
}

/** Made under another name and then renamed, so that a template is always whole. */
async function makeTemplate(admin: Sql, url: string, template: string): Promise<void> {
  const draft = `${template}_draft`
  await admin.unsafe(`drop database if exists ${draft} with (force)`)
  await admin.unsafe(`create database ${draft}`)
  const sql = openPool(url, draft)
  await migrate(sql, await readMigrations())
  await closeDatabase(sql)
  await admin.unsafe(`alter database ${draft} rename to ${template}`)
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
  return makeDatabase(await openTestServer(), `template ${await templateName()}`)
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

/**
 * The same on an embedded server that nobody else writes to: a transaction in any database of a server
 * decides when old versions of rows give their room back.
 */
export async function createLonelyDatabase(): Promise<TestDatabase> {
  const server = await openEmbedded(undefined)
  const database = dropAfter(await makeDatabase(server, ''))
  await migrate(database.sql, await readMigrations())
  return database
}

async function openAnyServer(): Promise<TestServer> {
  const { TEST_DATABASE_URL, TEST_DATA_DIR } = process.env
  if (TEST_DATABASE_URL !== undefined)
    return { url: TEST_DATABASE_URL, close: () => Promise.resolve() }
  return openEmbedded(TEST_DATA_DIR)
}

/** In a folder that is kept, or in one of its own that goes with it. */
async function openEmbedded(folder: string | undefined): Promise<TestServer> {
  const own = folder === undefined ? await mkdtemp(join(tmpdir(), 'livecensus-test-')) : null
  const server = await openEmbeddedServer({ dataDir: folder ?? own ?? '', log: () => {} })
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
