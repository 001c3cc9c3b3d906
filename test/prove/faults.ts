// Proof: 200 sweeps of both platforms with every fault there is at moderate rates. Each row that is
// stored was served, nothing ends too soon or stays open too long, and every sweep says of itself
// what was done to it.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openTestDatabase } from '../postgres.ts'
import { badDay } from '../trial/bad-day.ts'
import { startTrial, type TrialSweep } from '../trial/trial.ts'
import { createBars } from './bars.ts'

const sweeps = 200
const scale = 6_500
/** As many streams are live in these twenty sweeps as in the last ones. */
const alike = 60
/** In these the most are live: from then on the process has all the memory it needs. */
const busiest = 120
const mostGrowth = 1.1

let rejections = 0
process.on('unhandledRejection', error => {
  rejections += 1
  process.stderr.write(`unhandled: ${error instanceof Error ? error.stack : error}\n`)
})
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const { sql, drop } = await openTestDatabase()
const trial = await startTrial({ sql, scale, faults: badDay, timeoutMs: 5_000 })
const done: TrialSweep[] = []
const heap: number[] = []
const rss: number[] = []
for (let round = 1; round <= sweeps; round += 1) {
  const swept = await trial.next()
  done.push(...swept)
  for (const { faults } of swept)
    for (const fault of faults) process.stdout.write(`  ${fault.slice(0, 600)}\n`)
  collectGarbage()
  const memory = process.memoryUsage()
  heap.push(memory.heapUsed / 1_048_576)
  rss.push(memory.rss / 1_048_576)
  if (round % 20 === 0)
    process.stdout.write(
      `${round} of ${sweeps}: heap ${heap.at(-1)?.toFixed(0)} MB, RSS ${rss.at(-1)?.toFixed(0)} MB\n`,
    )
}
await trial.close()

const bar = createBars()
for (const platform of ['twitch', 'kick'] as const) {
  const of = done.filter(({ sweep }) => sweep.platform === platform)
  const sum = (read: (swept: TrialSweep) => number) =>
    of.reduce((total, swept) => total + read(swept), 0)
  const ended = (status: string) => sum(({ sweep }) => Number(sweep.status === status))
  bar(`${platform}: sweeps`, of.length, { least: sweeps })
  bar('  complete', ended('complete'), { least: sweeps / 2 })
  bar('  partial or failed', ended('partial') + ended('failed'), { least: 1 })
  bar(
    '  split by language',
    sum(({ sweep }) => Number(sweep.scope.kind === 'languages')),
    {
      least: platform === 'twitch' ? sweeps / 2 : 0,
    },
  )
  bar(
    '  streams read',
    sum(({ sweep }) => sweep.figures.streams),
    { least: 100_000 },
  )
  bar(
    '  requests',
    sum(({ sweep }) => sweep.figures.requests),
    { least: sweeps },
  )
  bar(
    '  of these sent again',
    sum(({ sweep }) => sweep.figures.retries),
    { least: 50 },
  )
  for (const name of new Set(badDay.map(fault => fault.name)))
    bar(
      `  ${name}, times`,
      sum(({ injected }) => injected[name] ?? 0),
      { least: 1 },
    )
  bar(
    '  what is stored, counted or said otherwise than it should be',
    sum(({ faults }) => faults.length),
    { most: 0 },
  )
}
bar('unhandled rejections', rejections, { most: 0 })
const streams = done
  .filter(({ sweep }) => sweep.platform === 'twitch')
  .map(({ sweep }) => sweep.figures.streams)
bar('streams of the last 20 sweeps to those of 20 before', growthOf(streams, alike), {
  least: 0.9,
  most: 1.1,
})
bar('heap of the last 20 sweeps to that of the same', growthOf(heap, alike), { most: mostGrowth })
bar('RSS of the last 20 sweeps to that of the 20 busiest', growthOf(rss, busiest), {
  most: mostGrowth,
})
await drop()
bar.exit()

/** The middle of the last twenty over the middle of twenty after some. */
function growthOf(values: readonly number[], after: number): number {
  return middle(values.slice(-20)) / middle(values.slice(after, after + 20))
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
