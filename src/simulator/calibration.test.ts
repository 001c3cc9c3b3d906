// The figures of docs/world.md at a size that takes seconds; test/prove/world.ts has the full one.
// A Friday in May is a day on which neither season nor weekday changes how many are live.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Bands,
  measureDay,
  measureFirstSamples,
  measureSteps,
  measureWeek,
  recordedBands,
} from './measure.ts'
import { measureMonth } from './measure-month.ts'
import { createWorld, type World } from './world.ts'

const friday = Date.UTC(2026, 4, 15) / 1_000
const aWorld = (scale: number): World =>
  createWorld({ seed: 1, platform: 'twitch', scale, stretch: false })
const world = aWorld(10_000)
const day = measureDay(world, friday)

function isWithin(value: number, least: number, most: number): void {
  assert.ok(value >= least && value <= most, `${value} is not within ${least} to ${most}`)
}

test('streams have as many viewers as recorded ones', () => {
  for (const [band, recorded] of recordedBands.entries()) {
    const share = shareOf(day.bands, band)
    if (band < 6) isWithin(share, 0.7 * recorded, 1.3 * recorded)
    else isWithin(share, recorded / 3, recorded * 3)
  }
})

test('the mean of a day is the wanted number of live channels', () => {
  isWithin(day.meanLive, 0.95, 1.05)
})

test('twice as many are live at 20 UTC as at 09 UTC', () => {
  isWithin(day.eveningOverMorning, 1.7, 2.3)
})

test('large streams move by 6 to 11 % in a quarter of an hour', () => {
  isWithin(measureSteps(world, friday + 43_200), 0.06, 0.11)
})

test('a week sees 25 to 35 times as many channels as a moment', () => {
  isWithin(measureWeek(aWorld(1_500), friday), 25, 35)
})

test('most broadcasts begin below half of what they reach', () => {
  isWithin(measureFirstSamples(world, friday + 57_600, 4), 0.7, 1)
})

for (const platform of ['kick', 'youtube'] as const)
  test(`the mean of a day on ${platform} is the wanted number of live channels`, () => {
    const other = createWorld({ seed: 1, platform, scale: 3_000, stretch: false })
    isWithin(measureDay(other, friday).meanLive, 0.93, 1.07)
  })

test('a loyal world has as many live and fewer channels', () => {
  const loyal = createWorld({ ...aWorld(1_500), isLoyal: true })
  isWithin(measureDay(loyal, friday).meanLive, 0.93, 1.07)
  isWithin(measureWeek(loyal, friday), 17, 25)
})

test('a tenth of a month is as recorded in how often and how long people broadcast', () => {
  const { broadcastsADay, dayChannels, meanHours } = measureMonth(aWorld(1_000), friday, 3)
  isWithin(broadcastsADay, 5.5, 8.5)
  isWithin(dayChannels, 6.1, 7.8)
  isWithin(meanHours, 2.6, 3.9)
})

function shareOf(bands: Bands, band: number): number {
  return bands[band] ?? 0
}
