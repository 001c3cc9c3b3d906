// The census on a bad day, in small: `npm run prove -- faults` is the same at full size.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabase } from './postgres.ts'
import { shortBadDay } from './trial/bad-day.ts'
import { startTrial } from './trial/trial.ts'

const sweeps = 24
const { sql } = await createTestDatabase()
/** Without bodies that never end, of which each costs a real timeout. */
const faults = shortBadDay.filter(fault => !('ends' in fault))
const trial = await startTrial({ sql, scale: 1_500, faults, timeoutMs: 30_000 })
after(() => trial.close())

test('with every fault at once all that is stored was served, and sweeps say what befell them', async () => {
  let retries = 0
  for (let round = 1; round <= sweeps; round += 1)
    for (const { faults: found, sweep } of await trial.next()) {
      assert.deepEqual(found, [])
      retries += sweep.figures.retries
    }
  assert.ok(retries > 10, `${retries} requests were sent again`)
})
