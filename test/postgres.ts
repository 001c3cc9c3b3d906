// A real PostgreSQL for tests: one server a test run (TEST_DATABASE_URL), or an embedded one of the
// file's own; one database a test file, cloned from a migrated template.

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

/** Makes the template on a server where it is missing; resolves to its name. */
export async function ensureTemplate(url: string): Promise<string> {
  return administer(url, async admin => {
    await admin`select pg_advisory_lock(hashtext('livecensus template'))`
    const template = await templateName()
    const [found] = await admin`select 1 from pg_database where datname = ${template}`
    if (found === undefined) await makeTemplate(admin, url, template)
    return template
  })
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
  const server = await openAnyServer()
  // Who runs all files has made it.
  const template = process.env.TEST_TEMPLATE ?? (await ensureTemplate(server.url))
  return makeDatabase(server, `template ${template}`)
}

function dropAfter(database: TestDatabase): TestDatabase {
  after(database.drop)
  return database
}

async function makeDatabase(server: TestServer, from: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server.url, async admin => {
    const [row] = await admin`select current_setting('fsync') as fsync`
    // Files are copied in half the time that pages take through the log, where no disk is waited
    // for; where one is, in twice the time.
    const strategy = row?.fsync === 'off' ? 'file_copy' : 'wal_log'
    await admin.unsafe(`create database ${name} ${from} strategy ${strategy}`)
  })
  const sql = openPool(server.url, name)
  let dropped: Promise<void> | null = null
  const drop = async () => {
    await closeDatabase(sql)
    await administer(server.url, admin => admin.unsafe(`drop database ${name} with (force)`))
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
  const server = await openEmbedded()
  const database = dropAfter(await makeDatabase(server, ''))
  await migrate(database.sql, await readMigrations())
  return database
}

async function openAnyServer(): Promise<TestServer> {
  const { TEST_DATABASE_URL } = process.env
  return TEST_DATABASE_URL === undefined
    ? openEmbedded()
    : { url: TEST_DATABASE_URL, close: () => Promise.resolve() }
}

/** In a folder of its own that goes with it. */
async function openEmbedded(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'livecensus-test-'))
  const server = await openEmbeddedServer({ dataDir: folder, log: () => {} })
  return {
    url: server.url,
    close: async () => {
      await server.release()
      await rm(folder, { recursive: true, force: true })
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

async function administer<T>(url: string, work: (admin: Sql) => Promise<T>): Promise<T> {
  const admin = openDatabase({ url, poolSize: 1, applicationName: 'livecensus tests' })
  try {
    return await work(admin)
  } finally {
    await closeDatabase(admin)
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
