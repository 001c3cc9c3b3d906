import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordSweeps } from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sweptAt } from '../../test/serve-live-rows.ts'
import { listRollupStates } from './rollup-reads.ts'

const { sql } = await createTestDatabase()

test('rollups begin and end with the sweeps that read anything', async () => {
  await recordSweeps(sql, [sweptAt], { status: 'failed' })
  assert.deepEqual(await listRollupStates(sql, ['twitch']), [])
  await recordSweeps(sql, [sweptAt + 300, sweptAt + 600])
  await recordSweeps(sql, [sweptAt + 900], { status: 'failed' })
  const [state] = await listRollupStates(sql, ['twitch'])
  assert.deepEqual([state?.firstAt, state?.lastAt], [sweptAt + 300, sweptAt + 600])
})
