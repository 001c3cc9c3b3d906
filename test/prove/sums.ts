// Proof: a simulated month of all platforms, a sweep each five minutes, with faults at low rates. All
// sums in the database are those that the oracle works out of what was served, and hours watched are
// those of the world. Each platform has a process of its own, all of them one database.
// Options: --days, --scale (streams on Twitch), --units (of YouTube's quota), --platforms.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { usualYoutubeSizes } from '../../src/domain/daily-quota.ts'
import { usualDemoScale } from '../../src/domain/demo.ts'
import {
  createWorlds,
  type SimulatedPlatform,
  simulatedPlatforms,
} from '../../src/simulator/worlds.ts'
import { openTestDatabase } from '../postgres.ts'
import {
  type Accuracies,
  type Accuracy,
  quantile,
  quantileOfHours,
} from '../trial/sums-accuracy.ts'
import { quietFaults } from '../trial/sums-faults.ts'
import { proveSums, type SumsOutcome } from '../trial/sums-proof.ts'
import { createBars } from './bars.ts'

const interval = 300
const daySeconds = 86_400
/** In the evening, so that the first day is no whole one; a month ends on the way. */
const beginsAt = Date.parse('2026-03-05T18:00:00Z') / 1_000
/** A month of the largest platform is held in memory. */
const childFlags = ['--max-old-space-size=8192']
const mostShown = 20
const mostOff = { each: 0.03, sum: 0.005 }

/** What a platform's process is told. */
interface Task {
  readonly platform: SimulatedPlatform
  readonly databaseUrl: string
  readonly days: number
  readonly scale: number
  readonly units: number
}

/** What it tells when it has ended. */
interface Told extends Pick<SumsOutcome, 'rows' | 'samples' | 'sweeps'> {
  readonly differences: number
  /** The first of them. */
  readonly shown: readonly string[]
  readonly accuracies: Accuracies
  readonly seconds: { readonly swept: number; readonly compared: number; readonly world: number }
}

if (process.send === undefined) await prove()
else await serve(process.send.bind(process), JSON.parse(process.argv[2] ?? '{}') as Task)

async function prove(): Promise<void> {
  const { values } = parseArgs({
    options: {
      days: { type: 'string', default: '30' },
      scale: { type: 'string', default: String(usualDemoScale) },
      units: { type: 'string', default: String(usualYoutubeSizes.default) },
      platforms: { type: 'string', default: simulatedPlatforms.join(',') },
    },
  })
  const database = await openTestDatabase()
  const wanted = simulatedPlatforms.filter(name => values.platforms.split(',').includes(name))
  const tasks = wanted.map(
    (platform): Task => ({
      platform,
      databaseUrl: database.url,
      days: Number(values.days),
      scale: Number(values.scale),
      units: Number(values.units),
    }),
  )
  const told = await Promise.all(tasks.map(runApart))
  await database.drop()
  const bar = createBars()
  for (const [i, task] of tasks.entries()) {
    const outcome = told[i]
    if (outcome !== undefined) show(bar, task, outcome)
  }
  bar.exit()
}

async function runApart(task: Task): Promise<Told> {
  const child: ChildProcess = fork(import.meta.filename, [JSON.stringify(task)], {
    execArgv: childFlags,
    serialization: 'advanced',
  })
  const message = once(child, 'message')
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The process of ${task.platform} has ended.`)
  })
  const [told] = await Promise.race([message, ended])
  ended.catch(() => undefined)
  child.disconnect()
  return told as Told
}

function show(bar: ReturnType<typeof createBars>, { days, platform }: Task, told: Told): void {
  const { accuracies, differences, rows, samples, seconds, shown, sweeps } = told
  const { complete, failed, partial } = sweeps
  print(`\n${platform}: ${days} days in ${seconds.swept} s`)
  print(`  compared in ${seconds.compared} s, the world summed up in ${seconds.world} s`)
  bar('sweeps', complete + partial + failed, { least: (days * daySeconds) / interval })
  bar('  partial or failed', partial + failed, { least: 1 })
  bar('samples', samples, { least: 10 * complete })
  for (const [kind, count] of Object.entries(rows)) bar(`  ${kind} with sums`, count, { least: 1 })
  for (const difference of shown) print(`  ${difference}`)
  bar('figures in the database that are not the oracle’s', differences, { most: 0 })
  print('hours watched of broadcasts of two hours and more, against what the platform shows')
  // Who comes or goes between two sweeps did so at any time in them: the area is off by his share x
  // 300 s / sqrt(12), and no reading of samples knows better. A count of m viewers that is drawn anew
  // each 45 min steps by sqrt(2 m), so that in two hours 19 of 20 are off by up to
  // 1.96 x sqrt(0.0278^2 / m + 0.012^2), the second term from the end: 5.0 % at 1.5 viewers, and 3 % at
  // 9. That is the world's smallest broadcasts, over half of all; the bar is for the others.
  const { expected, shown: all, watched } = accuracies
  print(`  all: ${describe(all)}`)
  print(`  of more than three viewers in the mean: ${describe(watched)}`)
  bar('  of these there are', watched.each.length, { least: 10 })
  bar('  of these, 19 of 20 are not farther off', quantile(watched, 0.95), { most: mostOff.each })
  const ofHours = quantileOfHours(all, 0.95)
  bar('  of all, 19 of 20 hours watched are in such', ofHours, { most: mostOff.each })
  bar('  together, whichever way', Math.abs(all.sum), { most: mostOff.sum })
  for (const { shown: of, upTo } of accuracies.byViewers)
    print(`  of ${upTo === null ? 'more' : `up to ${upTo}`} viewers in the mean: ${describe(of)}`)
  for (const { shown: of, upTo } of accuracies.byLength)
    print(`  of ${upTo === null ? 'more' : `up to ${upTo}`} hours: ${describe(of)}`)
  print(`  against the mean that counts are drawn around: ${describe(expected)}`)
}

function describe(accuracy: Accuracy): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  const { each, sum } = accuracy
  if (each.length === 0) return 'none'
  const within = [0.5, 0.9, 0.95].map(share => percent(quantile(accuracy, share))).join(', ')
  const hours = [0.9, 0.95].map(share => percent(quantileOfHours(accuracy, share))).join(', ')
  return `${each.length} broadcasts, 50, 90 and 95 of 100 within ${within}, 90 and 95 of 100 hours watched within ${hours}, together ${percent(sum)}`
}

/** The child: one platform, from its first sweep to its figures. It ends with its parent. */
async function serve(send: (message: unknown) => void, task: Task): Promise<void> {
  process.once('disconnect', () => process.exit())
  const { databaseUrl, days, platform, scale, units } = task
  const { [platform]: world } = createWorlds({ seed: 1, scale, platforms: [platform] })
  if (world === undefined) throw new Error('there is no world')
  const sweepsADay = daySeconds / interval
  const secondsFrom = (began: number) => Math.round((performance.now() - began) / 1_000)
  const began = performance.now()
  let swept = 0
  const outcome = await proveSums({
    databaseUrl,
    world,
    faults: quietFaults,
    beginsAt,
    sweeps: days * sweepsADay,
    interval,
    quota: { ...usualYoutubeSizes, default: units },
    onSweep: ({ figures }, place) => {
      swept = secondsFrom(began)
      if ((place + 1) % sweepsADay !== 0) return
      const memory = Math.round(process.memoryUsage.rss() / 1_048_576)
      process.stderr.write(
        `${platform}: ${(place + 1) / sweepsADay} days, ${figures.streams} streams, ${swept} s, ${memory} MB\n`,
      )
    },
  })
  const compared = secondsFrom(began) - swept
  const { differences, rows, samples, sweeps } = outcome
  const worldBegan = performance.now()
  const accuracies = outcome.measureAccuracy()
  const told: Told = {
    rows,
    samples,
    sweeps,
    differences: differences.length,
    shown: differences.slice(0, mostShown),
    accuracies,
    seconds: { swept, compared, world: secondsFrom(worldBegan) },
  }
  send(told)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
