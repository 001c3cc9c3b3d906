import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEmptyDatabase } from '../../test/postgres.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { demoUrlOf, ensureDatabase } from './demo-database.ts'

const { sql, url } = await createEmptyDatabase()
const demoUrl = demoUrlOf(url)
const name = new URL(demoUrl).pathname.slice(1)

test('the demo has the name of the database beside it, and _demo', () => {
  assert.equal(demoUrlOf('postgres://a:b@db:5432/census'), 'postgres://a:b@db:5432/census_demo')
  assert.equal(
    demoUrlOf('postgres://a@db/census?sslmode=require'),
    'postgres://a@db/census_demo?sslmode=require',
  )
  assert.equal(demoUrlOf('postgres://a:b@db'), 'postgres://a:b@db/a_demo')
})

test('the database is made where it is missing and left alone where it is not', async t => {
  t.after(() => sql`drop database if exists ${sql(name)} with (force)`)
  await ensureDatabase(demoUrl)
  const demo = openDatabase({ url: demoUrl, poolSize: 1, applicationName: 'livecensus tests' })
  await demo`create table kept (id integer)`
  await closeDatabase(demo)
  await ensureDatabase(demoUrl)
  const again = openDatabase({ url: demoUrl, poolSize: 1, applicationName: 'livecensus tests' })
  assert.deepEqual([...(await again`select id from kept`)], [])
  await closeDatabase(again)
})

test('who may not make it is told so in one sentence', async t => {
  const role = `${name}_user`
  await sql.unsafe(`create role ${role} login password 'secret'`)
  t.after(() => sql.unsafe(`drop role if exists ${role}`))
  const poor = new URL(url)
  poor.username = role
  poor.password = 'secret'
  poor.pathname = `${poor.pathname}_2`
  await sql`create database ${sql(poor.pathname.slice(1))}`
  t.after(() => sql`drop database if exists ${sql(poor.pathname.slice(1))} with (force)`)
  await assert.rejects(ensureDatabase(demoUrlOf(poor.href)), {
    code: 'forbidden',
    message: /may not make/,
  })
})

test('a name that PostgreSQL would cut is refused: it would be the real one', () => {
  assert.doesNotThrow(() => demoUrlOf(`postgres://a@db/${'n'.repeat(58)}`))
  assert.throws(() => demoUrlOf(`postgres://a@db/${'n'.repeat(59)}`), { code: 'invalid' })
  assert.throws(() => demoUrlOf(`postgres://a@db/${'%C3%A9'.repeat(30)}`), { code: 'invalid' })
})

test('an encoded name is the name it stands for, and two who make it get it', async t => {
  const given = new URL(url)
  given.pathname = `${given.pathname}%20b`
  const own = decodeURIComponent(given.pathname.slice(1))
  t.after(() => sql`drop database if exists ${sql(own)} with (force)`)
  t.after(() => sql`drop database if exists ${sql(`${own}_demo`)} with (force)`)
  await sql`create database ${sql(own)}`
  const there = demoUrlOf(given.href)
  await Promise.all([ensureDatabase(there), ensureDatabase(there), ensureDatabase(there)])
  const demo = openDatabase({ url: there, poolSize: 1, applicationName: 'livecensus tests' })
  const [row] = await demo`select current_database() as name`
  await closeDatabase(demo)
  assert.equal(row?.name, `${own}_demo`)
})
