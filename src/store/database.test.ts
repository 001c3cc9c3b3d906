import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../../test/postgres.ts'
import { AppError } from '../domain/error.ts'
import {
  closeDatabase,
  isDatabaseUp,
  openDatabase,
  sqlStateOf,
  toDatabaseError,
} from './database.ts'

const { sql, url } = await createTestDatabase()

test('whole numbers of eight bytes come as numbers', async () => {
  const [row] = await sql`select 9007199254740991::bigint as a, -1::bigint as b, null::bigint as c`
  assert.deepEqual({ ...row }, { a: Number.MAX_SAFE_INTEGER, b: -1, c: null })
})

test('a whole number that a number cannot hold is refused, never rounded', () =>
  assert.rejects(Promise.resolve(sql`select 9007199254740993::bigint as a`), RangeError))

test('a session is in UTC and bears its name', async () => {
  const [row] = await sql`
    select current_setting('TimeZone') as zone, current_setting('application_name') as name`
  assert.deepEqual({ ...row }, { zone: 'UTC', name: 'livecensus tests' })
})

test('a database that answers is up, one that is closed is not', async () => {
  const other = openDatabase({ url, poolSize: 1, applicationName: 'other' })
  assert.equal(await isDatabaseUp(other), true)
  await closeDatabase(other)
  assert.equal(await isDatabaseUp(other), false)
})

test('what PostgreSQL answers has a state, other errors have none', async () => {
  const error = await sql`select 1 / 0`.catch((failure: unknown) => failure)
  assert.equal(sqlStateOf(error), '22012')
  assert.equal(sqlStateOf(new Error('x')), null)
  assert.equal(sqlStateOf(null), null)
})

const wrongs: [string, (address: URL) => void][] = [
  [
    'that is not there',
    address => {
      address.pathname = '/no_such_database'
    },
  ],
  [
    'on a port where nobody listens',
    address => {
      address.port = '1'
    },
  ],
]

for (const [what, change] of wrongs)
  test(`a database ${what} is a sentence for the operator that names no secret`, async () => {
    const wrong = new URL(url)
    wrong.password = 'secret-word'
    change(wrong)
    const other = openDatabase({ url: wrong.href, poolSize: 1, applicationName: 'other' })
    const error = toDatabaseError(await other`select 1`.catch((failure: unknown) => failure))
    await closeDatabase(other)
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'unavailable')
    assert.match(error.message, /DATABASE_URL/)
    assert.doesNotMatch(error.message, /secret-word/)
  })

test('a connection that breaks in a transaction fails that transaction and nothing else', async () => {
  const broken = openDatabase({ url, poolSize: 1, applicationName: 'to be broken' })
  await sql.begin(async holder => {
    await holder`select pg_advisory_xact_lock(1)`
    const failure = broken
      .begin(tx => tx`select pg_advisory_xact_lock(1)`)
      .then(
        () => null,
        (error: unknown) => error,
      )
    let gone: readonly unknown[] = []
    while (gone.length === 0)
      gone = await sql`
        select pg_terminate_backend(pid, 5000)
        from pg_stat_activity
        where application_name = 'to be broken' and wait_event_type = 'Lock'`
    const error = toDatabaseError(await failure)
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'unavailable')
  })
  // A question that is asked before the break is noticed may fail too, but only once.
  const isUp = (await isDatabaseUp(broken)) || (await isDatabaseUp(broken))
  assert.equal(isUp, true)
  await closeDatabase(broken)
})

test('errors that are not of the connection pass as they are', () => {
  for (const error of [new AppError('conflict', 'x'), new Error('x'), 'x', null])
    assert.equal(toDatabaseError(error), error)
})
