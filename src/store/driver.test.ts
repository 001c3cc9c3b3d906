import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as untilIdle } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createTestDatabase } from '../../test/postgres.ts'
import { closeDatabase, openDatabase, type Sql, withSession } from './database.ts'

const { sql, url } = await createTestDatabase()

/** Ends the connections of a pool from outside, as a restart of PostgreSQL does. */
async function breakConnections(applicationName: string): Promise<void> {
  await sql`
    select pg_terminate_backend(pid, 5000)
    from pg_stat_activity
    where application_name = ${applicationName}`
}

/** The refusal of a broken connection: it comes once our end has noticed. */
async function untilRefused(ask: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      await ask()
    } catch (error) {
      return error
    }
  }
}

async function withPool(name: string, run: (pool: Sql) => Promise<void>): Promise<void> {
  const pool = openDatabase({ url, poolSize: 2, applicationName: name })
  try {
    await run(pool)
    const [row] = await pool`select 1 as answer`
    assert.equal(row?.answer, 1, 'the pool goes on')
  } finally {
    await closeDatabase(pool)
  }
}

test('a transaction whose connection broke between two statements is refused', () =>
  withPool('begun', async pool => {
    await assert.rejects(
      pool.begin(async tx => {
        await tx`select 1`
        await breakConnections('begun')
        throw await untilRefused(() => tx`select 1`)
      }),
    )
  }))

test('a session whose connection broke is made anew, without its lock', () =>
  withPool('session', pool =>
    withSession(pool, async session => {
      await session`select pg_advisory_lock(1)`
      await breakConnections('session')
      const [row] = await sql`select pg_try_advisory_lock(1) as is_free`
      assert.equal(row?.is_free, true)
      await session`select 1`.catch(() => session`select 1`)
    }),
  ))

test('a transaction that is over holds nothing it had in hand', () =>
  withPool('over', async pool => {
    const inHand = await recordSomething(pool)
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    await untilIdle()
    collectGarbage()
    assert.equal(inHand.deref(), undefined)
  }))

/** What a transaction has read and had in hand; nobody else holds it. */
async function recordSomething(pool: Sql): Promise<WeakRef<object>> {
  const rows = { many: Array.from({ length: 1_000 }, (_, i) => `row ${i}`) }
  await pool.begin(async tx => {
    await tx`select ${rows.many.length}::int as never_asked_before`
  })
  return new WeakRef(rows)
}
