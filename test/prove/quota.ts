// Proof: a week of YouTube within its daily quota, with the day on which clocks go forward, two days and
// a half with the one on which they go back, and a day and a half with so few units that the less watched
// have to wait. The simulated platform counts what is asked; the collector is a process that is killed
// again and again, and for some hours there are two of it.

import {
  type QuotaSizes,
  usualYoutubeSizes,
  youtubeTimeZone,
} from '../../src/domain/daily-quota.ts'
import { uniform } from '../../src/simulator/hash.ts'
import { createWorlds } from '../../src/simulator/worlds.ts'
import { openTestDatabase } from '../postgres.ts'
import { type Coverage, measureCoverage } from '../trial/tracked-coverage.ts'
import type { SpentDay } from '../trial/tracked-days.ts'
import { runTracked, type TrackedRun } from '../trial/tracked-run.ts'
import type { KillMoment } from '../trial/tracked-trial.ts'
import { createBars } from './bars.ts'

const interval = 300
const slotsAnHour = 3_600 / interval
const leastShares = { search: 0.9, default: 0.95 }
const leastViewerShare = 0.6
const leastFullShare = 0.9
/** Look-ups that are under way together: each may have been booked and not been sent. */
const mostBooked = 4
/** Hours after an empty database at which it is held against the world. */
const measuredHours = [6, 12, 24, 48]
const judgedHours = 24

interface Stretch {
  readonly title: string
  readonly sizes: QuotaSizes
  readonly beginsAt: number
  readonly slots: number
  readonly kills: number
  /** Slots between which there are two collectors. */
  readonly twoFrom: number
  readonly twoUntil: number
}

const spring: Stretch = {
  title: 'a week with the day of 23 hours',
  sizes: usualYoutubeSizes,
  beginsAt: Date.parse('2026-03-04T20:00:00Z') / 1_000,
  slots: 7 * 24 * slotsAnHour,
  kills: 40,
  twoFrom: 1_500,
  twoUntil: 1_572,
}
const autumn: Stretch = {
  title: 'two days and a half with the day of 25 hours',
  sizes: usualYoutubeSizes,
  beginsAt: Date.parse('2026-10-30T19:00:00Z') / 1_000,
  slots: 62 * slotsAnHour,
  kills: 10,
  twoFrom: 0,
  twoUntil: 0,
}

const scarce: Stretch = {
  title: 'a day and a half with few units',
  sizes: { ...usualYoutubeSizes, default: 1_500 },
  beginsAt: Date.parse('2026-05-13T19:00:00Z') / 1_000,
  slots: 37 * slotsAnHour,
  kills: 5,
  twoFrom: 0,
  twoUntil: 0,
}

/** Moments in turn; what is written in front of is what a slot writes, in its order. */
const tables = [
  'quota_spending',
  'searches',
  'awaited_streams',
  'platforms',
  'sweeps',
  'channels',
  'broadcasts',
  'segments',
  'live_broadcasts',
  'samples',
  'followed_channels',
]

const bar = createBars()
for (const stretch of [spring, autumn, scarce]) await prove(stretch)
bar.exit()

async function prove(stretch: Stretch): Promise<void> {
  const { beginsAt, sizes, slots, title, twoFrom, twoUntil } = stretch
  print(`\n${title}`)
  const { youtube: world } = createWorlds({ seed: 1, scale: 100_000, platforms: ['youtube'] })
  if (world === undefined) throw new Error('there is no world')
  const database = await openTestDatabase()
  const killPlan = planKills(stretch)
  const began = performance.now()
  const run = await runTracked({
    database,
    world,
    quota: { timeZone: youtubeTimeZone, sizes },
    interval,
    beginsAt,
    slots,
    before: async (place, trial) => {
      const moment = killPlan.get(place)
      if (moment !== undefined) trial.killAt(moment, 1 + (place % 30))
      if (twoUntil > twoFrom && place === twoFrom) trial.addCollector()
      if (twoUntil > twoFrom && place === twoUntil) await trial.removeCollector()
    },
    after: async (place, { at, kills, videos }) => {
      const done = place + 1
      const hours = done / slotsAnHour
      if (hours % 6 === 0) {
        const seconds = Math.round((performance.now() - began) / 1_000)
        process.stderr.write(`${hours} hours, ${kills} kills, ${seconds} s\n`)
      }
      if (measuredHours.includes(hours) || done === slots)
        showCoverage(hours, await measureCoverage(database.sql, videos, at))
    },
  })
  for (const day of run.days) showDay(stretch, day)
  showRun(stretch, run)
  print(`  ${Math.round((performance.now() - began) / 1_000)} s`)
  await database.drop()
}

/** Spread over the slots, at any moment of them; by the slot before which they are planned. */
function planKills({ beginsAt, kills, sizes, slots }: Stretch): ReadonlyMap<number, KillMoment> {
  const usual = (sizes.default * interval) / 86_400
  return new Map(
    Array.from({ length: kills }, (_, i) => {
      const draw = (index: number) => uniform(beginsAt, i, index)
      const place = Math.floor(((i + 0.7 * draw(0)) * slots) / kills)
      const moments: readonly KillMoment[] = [
        { kind: 'any', nth: 1 + Math.floor(0.9 * usual * draw(1)) },
        { table: tables[Math.floor(i / 5) % tables.length] ?? 'samples' },
        { kind: 'lookup', nth: 'last', delayMs: 1 + Math.floor(80 * draw(1)) },
        { kind: 'page', nth: 1, delayMs: Math.floor(6 * draw(1)) },
        { kind: 'other', nth: 1, delayMs: Math.floor(6 * draw(1)) },
      ]
      return [place, moments[i % moments.length] ?? { kind: 'any', nth: 1 }]
    }),
  )
}

function showCoverage(hours: number, { awaited, live, tiers, tracked, viewerShare }: Coverage) {
  const what = `after ${hours} hours: share of the true viewers that is tracked`
  if (hours === judgedHours) bar(what, viewerShare, { least: leastViewerShare })
  else print(`${what}: ${viewerShare.toFixed(3)}`)
  print(`  ${tracked} of ${live} live streams, ${awaited} awaited`)
  for (const { cadence, lateAge, medianAge, streams, tier } of tiers) {
    const most = tier === 1 ? 300 : tier === 2 ? 600 : cadence
    bar(`  tier ${tier}, ${streams} streams, every ${cadence} s: median age`, medianAge, { most })
    print(`    nine tenths are no older than ${lateAge} s`)
  }
}

function showDay({ sizes }: Stretch, told: SpentDay): void {
  const { beyond, day, hours, isWhole, longestGap, refused, searches, units, unitsAnHour } = told
  const limits = (size: number, share: number) => ({
    ...(isWhole && { least: size * share }),
    most: size,
  })
  print(`${day}, ${hours} hours${isWhole ? '' : ', in part'}`)
  bar('  searches', searches, limits(sizes.search, leastShares.search))
  bar('  units', units, limits(sizes.default, leastShares.default))
  bar('  refused', refused, { most: 0 })
  const { least, most } = unitsAnHour
  print(`  ${Math.round(longestGap / 60)} min between two searches at most`)
  print(`  ${least} to ${most} units an hour`)
  print(`  in the ledger beyond: ${beyond.search} searches, ${beyond.default} units`)
}

function showRun({ kills, slots }: Stretch, run: TrackedRun): void {
  const { ends, faults, whole } = run
  for (const fault of faults.slice(0, 20)) print(`  ${fault.slice(0, 600)}`)
  bar('collectors killed', run.kills, { least: 0.9 * kills })
  bar('  slots without a sweep', slots - whole.slots, { most: 0 })
  bar('  sweeps of a slot that had one', whole.sweeps - whole.slots, { most: 0 })
  bar('  numbers of sweeps left out', whole.numbersLeftOut, { most: run.kills })
  bar('  numbers of sweeps out of order', whole.outOfOrder, { most: 0 })
  bar('  searches lost', run.lostSearches, { most: run.kills })
  const beyond = run.days.map(day => day.beyond.search + day.beyond.default)
  bar('  units booked and not asked for, least of a day', Math.min(...beyond), { least: 0 })
  const sum = beyond.reduce((total, units) => total + units, 0)
  bar('  units booked and not asked for', sum, { most: mostBooked * run.kills })
  bar('samples', whole.samples, { least: slots })
  bar('  beyond those that were served', whole.samples - run.served, { most: 0 })
  bar('  of no sweep', whole.strayedSamples, { most: 0 })
  bar('  what is stored otherwise than it was served', faults.length, { most: 0 })
  bar('share of look-ups that name 50 streams', run.fullCalls / run.calls, {
    least: leastFullShare,
  })
  bar('broadcasts that ended', ends.booked, { least: slots })
  bar('  not between their last sample and the proof', ends.outside, { most: 0 })
  bar('  while they went on', ends.tooSoon, { most: 0 })
  print(`  share at the very second: ${(ends.exact / ends.booked).toFixed(4)}`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
