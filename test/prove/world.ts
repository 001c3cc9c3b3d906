// Proof: the simulated Twitch at full size meets the figures of docs/world.md, and how fast it is.
// The day is a Friday in May, on which neither season nor weekday changes how many are live.

import {
  measureDay,
  measureFirstSamples,
  measureSteps,
  measureWeek,
  recordedBands,
} from '../../src/simulator/measure.ts'
import { createWorld } from '../../src/simulator/world.ts'

const friday = Date.UTC(2026, 4, 15) / 1_000
const bandNames = ['0', '1', '2–4', '5–9', '10–99', '100–999', '1–10 k', '> 10 k']
const aWorld = (scale: number) =>
  createWorld({ seed: 1, platform: 'twitch', scale, stretch: false })
let failed = 0

const world = aWorld(100_000)
const day = measureDay(world, friday)
for (const [band, recorded] of recordedBands.entries()) {
  const room = band < 6 ? 1.3 : 3
  const least = band < 6 ? 0.7 * recorded : recorded / 3
  print(`streams with ${bandNames[band]} viewers, %`, day.bands[band], least, recorded * room)
}
print('mean live ÷ wanted', day.meanLive, 0.95, 1.05)
print('live at 20 UTC ÷ 09 UTC', day.eveningOverMorning, 1.7, 2.3)
print('median ln step, 15 min, > 1,000', measureSteps(world, friday + 43_200), 0.06, 0.11)
print('begin below half their median', measureFirstSamples(world, friday + 64_800, 1), 0.7, 1)
print('channels in a week ÷ live', measureWeek(aWorld(20_000), friday), 25, 35)
printSpeed(3_000)
printSpeed(100_000)
process.exit(failed === 0 ? 0 : 1)

function print(what: string, value = Number.NaN, least: number, most: number): void {
  const isMet = value >= least && value <= most
  if (!isMet) failed += 1
  const figures = [value, least, most].map(figure => figure.toPrecision(3))
  const [measured, from, to] = figures
  process.stdout.write(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${measured} (${from} to ${to})\n`)
}

/** A list after five minutes, all plans being there, and one a day later. */
function printSpeed(scale: number): void {
  const { liveAt } = aWorld(scale)
  const first = timed(() => liveAt(friday))
  const warm = Array.from({ length: 12 }, (_, step) =>
    timed(() => liveAt(friday + 300 * (step + 1))),
  ).toSorted((a, b) => a - b)
  const nextDay = timed(() => liveAt(friday + 86_400))
  process.stdout.write(
    `${scale} live: first list ${Math.round(first)} ms, five minutes later ${Math.round(warm[6] ?? 0)} ms, a day later ${Math.round(nextDay)} ms\n`,
  )
}

function timed(run: () => unknown): number {
  const begun = performance.now()
  run()
  return performance.now() - begun
}
