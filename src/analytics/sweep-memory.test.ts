import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordSweeps } from '../../test/history-rows.ts'
import { createTestDatabase } from '../../test/postgres.ts'
import { sweptAt } from '../../test/serve-live-rows.ts'
import { createSweepMemory } from './sweep-memory.ts'

const { sql } = await createTestDatabase()
const asked = { platform: 'twitch', from: sweptAt, to: sweptAt + 9_000 } as const

test('what was swept is read once a version of the platform', async () => {
  const memory = createSweepMemory()
  await recordSweeps(sql, [sweptAt])
  const first = await memory('twitch', 1).sweptSteps(sql, asked, 3_600)
  const cadences = await memory('twitch', 1).cadences(sql, asked)
  assert.deepEqual([first, cadences.length], [[sweptAt], 1])
  await recordSweeps(sql, [sweptAt + 3_600], { cadence: 600 })
  assert.equal(await memory('twitch', 1).sweptSteps(sql, asked, 3_600), first)
  assert.equal(await memory('twitch', 1).cadences(sql, asked), cadences)
  const days = await memory('twitch', 1).sweptSteps(sql, asked, 86_400)
  assert.equal(days.length, 1, 'another question is another answer')
  assert.deepEqual(await memory('twitch', 2).sweptSteps(sql, asked, 3_600), [
    sweptAt,
    sweptAt + 3_600,
  ])
  assert.equal((await memory('twitch', 2).cadences(sql, asked)).length, 2)
  assert.equal((await memory('kick', 1).cadences(sql, { ...asked, platform: 'kick' })).length, 0)
})
