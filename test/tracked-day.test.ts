// A day of 25 hours of a small YouTube within a small quota: a collector that is killed in the midst of
// it, and for some hours two of them. The whole week is `npm run prove -- quota`.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { youtubeTimeZone } from '../src/domain/daily-quota.ts'
import { createWorlds } from '../src/simulator/worlds.ts'
import { createTestDatabase } from './postgres.ts'
import { type Coverage, measureCoverage } from './trial/tracked-coverage.ts'
import { runTracked } from './trial/tracked-run.ts'
import type { KillMoment } from './trial/tracked-trial.ts'

const sizes = { search: 12, default: 600 }
const interval = 1_200
/** Of the day on which clocks go back. */
const beginsAt = Date.parse('2026-11-01T07:00:00Z') / 1_000
const slots = (25 * 3_600) / interval

/** While it searches, looks up, records, and reads in between. */
const killMoments = new Map<number, KillMoment>([
  [9, { kind: 'page', nth: 1 }],
  [24, { kind: 'lookup', nth: 1 }],
  [39, { table: 'samples' }],
  [54, { kind: 'other', nth: 1 }],
])
/** One of them is killed meanwhile. */
const twoCollectors = { from: 50, until: slots }

const database = await createTestDatabase()
const { youtube: world } = createWorlds({ seed: 1, scale: 6_000, platforms: ['youtube'] })
assert.ok(world !== undefined)
let coverage: Coverage | undefined
const run = await runTracked({
  database,
  world,
  quota: { timeZone: youtubeTimeZone, sizes },
  interval,
  beginsAt,
  slots,
  before: async (place, trial) => {
    const moment = killMoments.get(place)
    if (moment !== undefined) trial.killAt(moment, 20)
    if (place === twoCollectors.from) trial.addCollector()
    if (place === twoCollectors.until) await trial.removeCollector()
  },
  after: async (place, { at, videos }) => {
    if (place + 1 === slots) coverage = await measureCoverage(database.sql, videos, at)
  },
})
const [day] = run.days

test('a day of 25 hours uses its quota, and never more than that', () => {
  assert.ok(day !== undefined)
  assert.deepEqual(
    [day.day, day.hours, day.isWhole, day.refused, run.days.length],
    ['2026-11-01', 25, true, 0, 1],
  )
  assert.ok(day.searches >= 0.9 * sizes.search && day.searches <= sizes.search, `${day.searches}`)
  assert.ok(day.units >= 0.95 * sizes.default && day.units <= sizes.default, `${day.units}`)
})

test('the ledger holds what was asked for, but for what a killed collector had just booked', () => {
  assert.ok(day !== undefined)
  assert.equal(run.kills, killMoments.size)
  const { beyond } = day
  assert.ok(beyond.search >= 0 && beyond.default >= 0, JSON.stringify(beyond))
  // Four look-ups are under way together.
  assert.ok(beyond.search + beyond.default <= 4 * run.kills, JSON.stringify(beyond))
})

test('each slot is swept once, whoever is killed and however many sweep', () => {
  const { numbersLeftOut, outOfOrder, slots: swept, sweeps } = run.whole
  assert.deepEqual([sweeps, swept, outOfOrder], [slots, slots, 0])
  assert.ok(numbersLeftOut <= run.kills, `${numbersLeftOut}`)
})

test('what is stored is what was served, each stream once a sweep', () => {
  assert.deepEqual(run.faults, [])
  assert.ok(run.lostSearches <= run.kills, `${run.lostSearches}`)
  assert.ok(run.served > 10 * slots, `${run.served}`)
  assert.deepEqual([run.whole.samples, run.whole.strayedSamples], [run.served, 0])
})

test('broadcasts end between their last sample and the proof, none of them too soon', () => {
  const { booked, exact, outside, tooSoon } = run.ends
  assert.ok(booked > slots / 2, `${booked}`)
  assert.deepEqual([outside, tooSoon], [0, 0])
  assert.ok(exact > 0.9 * booked, `${exact} of ${booked}`)
})

test('most of the true viewers are tracked after a day, and seen in time', () => {
  assert.ok(coverage !== undefined)
  assert.ok(coverage.viewerShare >= 0.6, `${coverage.viewerShare}`)
  for (const { cadence, medianAge, tier } of coverage.tiers)
    assert.ok(medianAge <= cadence, `tier ${tier}: ${medianAge} s of ${cadence} s`)
})
