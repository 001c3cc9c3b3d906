import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { aSweep, emptyTables } from '../../test/builders.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { claimForDemo, readDemo, refuseDemo, setReplay } from './demo.ts'
import { insertSweep } from './sweeps.ts'

const { sql } = await createTestDatabase()
const world = { seed: 1, scale: 3_000 }

beforeEach(() => emptyTables(sql))

test('an empty database is marked as a demo, once and for all', async () => {
  assert.equal(await readDemo(sql), null)
  await refuseDemo(sql)
  await Promise.all([claimForDemo(sql, world), claimForDemo(sql, world)])
  assert.deepEqual(await readDemo(sql), { ...world, replay: null })
  await assert.rejects(refuseDemo(sql), { code: 'conflict', message: /invented world of a demo/ })
})

test('a database that holds real sweeps is never marked', async () => {
  await insertSweep(sql, aSweep(), { superseded: 0, startCorrections: 0, clockSkews: 0 })
  await assert.rejects(claimForDemo(sql, world), { code: 'conflict', message: /real sweeps/ })
  assert.equal(await readDemo(sql), null)
})

test('another world is refused, by its scale', async () => {
  await claimForDemo(sql, world)
  const other = claimForDemo(sql, { ...world, scale: 9_000 })
  await assert.rejects(other, { code: 'conflict', message: /DEMO_SCALE=3000/ })
  assert.equal((await readDemo(sql))?.scale, 3_000)
})

test('the stretch that is being replayed is there until it is done', async () => {
  await claimForDemo(sql, world)
  await setReplay(sql, { from: 1_000_000_200, until: 1_000_604_800 })
  assert.deepEqual((await readDemo(sql))?.replay, { from: 1_000_000_200, until: 1_000_604_800 })
  await setReplay(sql, null)
  assert.equal((await readDemo(sql))?.replay, null)
})

test('a world of another version is refused, and what to delete is said', async () => {
  await claimForDemo(sql, world)
  await sql`update demo set version = version - 1`
  await assert.rejects(claimForDemo(sql, world), { code: 'conflict', message: /DATA_DIR\/demo/ })
})
