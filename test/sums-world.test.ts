// A day and a bit of each simulated platform, with faults: all sums in the database are those that the
// oracle works out of what was served. The whole month is `npm run prove -- sums`.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorlds, simulatedPlatforms } from '../src/simulator/worlds.ts'
import { createTestDatabase } from './postgres.ts'
import { busyFaults } from './trial/sums-faults.ts'
import { proveSums } from './trial/sums-proof.ts'

/** Of each world; with so few units YouTube's streams are in all tiers. */
const scales = { twitch: 60, kick: 200, youtube: 1_000 }
const quota = { search: 100, default: 60 }
const interval = 900
/** Over two midnights. */
const beginsAt = Date.parse('2026-03-30T22:40:00Z') / 1_000
const sweeps = (26 * 3_600) / interval

const { sql, url } = await createTestDatabase()

for (const platform of simulatedPlatforms)
  test(`all sums of a day of ${platform} are the oracle's of what was served`, async () => {
    const { [platform]: world } = createWorlds({
      seed: 1,
      scale: scales[platform],
      platforms: [platform],
    })
    assert.ok(world !== undefined)
    const outcome = await proveSums({
      databaseUrl: url,
      world,
      faults: busyFaults,
      beginsAt,
      sweeps,
      interval,
      quota,
    })
    assert.deepEqual(outcome.differences.slice(0, 20), [])
    assert.ok(outcome.sweeps.complete < sweeps, 'no sweep was struck')
    assert.ok(outcome.samples > 10 * sweeps, `${outcome.samples} samples`)
  })

test('the streams of YouTube were in all tiers', async () => {
  const tiers = await sql`
    select distinct tier
    from samples
    where platform = 'youtube'`
  assert.equal(tiers.length, 3)
})
