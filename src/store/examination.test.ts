import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEmptyDatabase, createTestDatabase } from '../../test/postgres.ts'
import { aSweep, recordSweepRow, sweptAt } from '../../test/serve-live-rows.ts'
import { countSweeps, readSchemaStanding, readServerFacts } from './examination.ts'
import { migrate, readMigrations } from './migrate.ts'

const { sql } = await createTestDatabase()
const empty = await createEmptyDatabase()
const migrations = await readMigrations()

test('the server tells its version, its encoding, its size and its clock', async () => {
  const beforeMs = Date.now()
  const facts = await readServerFacts(sql)
  assert.match(facts.version, /^\d+(\.\d+)?$/)
  assert.deepEqual([facts.isNewEnough, facts.encoding, facts.isReadOnly], [true, 'UTF8', false])
  assert.ok(facts.bytes > 1_000_000)
  assert.ok(Math.abs(facts.clockMs - beforeMs) < 60_000)
})

test('an empty database is empty, and looking at it leaves it so', async () => {
  assert.deepEqual(await readSchemaStanding(empty.sql, migrations), { kind: 'empty' })
  assert.deepEqual(await readSchemaStanding(empty.sql, migrations), { kind: 'empty' })
})

test('a schema is current, behind, ahead or changed', async () => {
  const last = migrations.at(-1)
  assert.ok(last)
  const current = { kind: 'current', version: last.version }
  assert.deepEqual(await readSchemaStanding(sql, migrations), current)
  const fewer = migrations.slice(0, -1)
  const ahead = { kind: 'ahead', version: last.version, known: last.version - 1 }
  assert.deepEqual(await readSchemaStanding(sql, fewer), ahead)
  await migrate(empty.sql, fewer)
  const behind = { kind: 'behind', missing: [last.name] }
  assert.deepEqual(await readSchemaStanding(empty.sql, migrations), behind)
  const edited = [...fewer, { ...last, checksum: 'another' }]
  const changed = { kind: 'changed', name: last.name }
  assert.deepEqual(await readSchemaStanding(sql, edited), changed)
})

test('sweeps are counted by platform and how they went, from a moment on', async () => {
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt - 1 }))
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt }))
  await recordSweepRow(sql, aSweep({ collectedAt: sweptAt + 300 }))
  await recordSweepRow(sql, aSweep({ platform: 'kick', status: 'failed', reason: 'unreachable' }))
  assert.deepEqual(
    (await countSweeps(sql, sweptAt)).map(row => ({ ...row })),
    [
      { platform: 'twitch', status: 'complete', sweeps: 2 },
      { platform: 'kick', status: 'failed', sweeps: 1 },
    ],
  )
})
