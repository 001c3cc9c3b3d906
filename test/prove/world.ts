// Proof: the simulated worlds meet the figures of docs/world.md, Twitch at full size, and serve them
// fast enough. The day is a Friday in May, on which neither season nor weekday changes how many are
// live; the month is that May.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createManualClock } from '../../src/lib/manual-clock.ts'
import {
  type DayFigures,
  measureDay,
  measureFirstSamples,
  measureSteps,
  measureWeek,
  recordedBands,
} from '../../src/simulator/measure.ts'
import { measureMonth } from '../../src/simulator/measure-month.ts'
import { measureWalks } from '../../src/simulator/measure-walk.ts'
import { startSimulator } from '../../src/simulator/server.ts'
import { createWorld, type World, type WorldOptions } from '../../src/simulator/world.ts'

const friday = Date.UTC(2026, 4, 15) / 1_000
const firstOfMay = Date.UTC(2026, 4, 1) / 1_000
const fullScale = 100_000
const bandNames = ['0', '1', '2–4', '5–9', '10–99', '100–999', '1–10 k', '> 10 k']
/** Without it the engine lets the young garbage of the first minute pile up to 100 MB and keeps it. */
const youngFlag = '--max-semi-space-size=8'
let failed = 0

/** What the serving process tells about itself. */
interface Told {
  readonly url: string
  readonly cpuMs: number
  readonly rssMb: number
}

if (process.send === undefined) await prove()
else await serve(process.send.bind(process))

async function prove(): Promise<void> {
  proveDay(aWorld({}))
  proveMonth()
  proveOthers()
  proveWalks()
  await proveSpeed()
  process.exit(failed === 0 ? 0 : 1)
}

function aWorld(options: Partial<WorldOptions>): World {
  return createWorld({ seed: 1, platform: 'twitch', scale: fullScale, stretch: false, ...options })
}

function proveDay(world: World): void {
  const day = measureDay(world, friday)
  for (const [band, recorded] of recordedBands.entries()) {
    const room = band < 6 ? 1.3 : 3
    const least = band < 6 ? 0.7 * recorded : recorded / 3
    print(`streams with ${bandNames[band]} viewers, %`, day.bands[band], least, recorded * room)
  }
  print('mean live ÷ wanted', day.meanLive, 0.95, 1.05)
  print('live at 20 UTC ÷ 09 UTC', day.eveningOverMorning, 1.7, 2.3)
  print('mean viewers, 25 by the table of levels', day.meanViewers, 20, 30)
  print('median ln step, 15 min, > 1,000', measureSteps(world, friday + 43_200), 0.06, 0.11)
  print('begin below half their median', measureFirstSamples(world, friday + 64_800, 1), 0.7, 1)
}

/** At 3,000 live; the loyal world at 2,000. */
function proveMonth(): void {
  print('channels in a week ÷ live', measureWeek(aWorld({ scale: 5_000 }), friday), 25, 35)
  const month = measureMonth(aWorld({ scale: 3_000 }), firstOfMay)
  print('a month: mean live ÷ wanted', month.meanLive, 0.95, 1.05)
  print('a month: channels ÷ live, 72 in fact', month.monthChannels, 60, 80)
  print('a day: channels ÷ live, 6.8', month.dayChannels, 5.8, 7.8)
  print('broadcasts a day ÷ scale, 7', month.broadcastsADay, 5.5, 8.5)
  print('mean hours of a broadcast, 3.5', month.meanHours, 3.2, 3.8)
  print('live at weekends ÷ Mon–Thu, 1.05', month.weekend, 1.02, 1.08)
  print('live again 16 days later, same hour', month.again.sameHour, 0.1, 0.25)
  print('live again 16 days later, 4 h earlier', month.again.otherHour, 0.05, 0.2)
  const shares = { once: 3, rare: 18, weekly: 31, regular: 31, daily: 16 } as const
  for (const [tier, share] of Object.entries(shares)) {
    const found = Object.entries(month.tiers).find(([name]) => name === tier)?.[1]
    print(`live who come ${tier}, %`, 100 * (found ?? 0), share - 2, share + 2)
  }
  const loyal = measureMonth(aWorld({ scale: 2_000, isLoyal: true }), firstOfMay)
  print('loyal: a month: mean live ÷ wanted', loyal.meanLive, 0.95, 1.05)
  print('loyal: a month: channels ÷ live, 36', loyal.monthChannels, 32, 40)
}

/** Means of several worlds: the few largest channels of one make a tenth of its viewing. */
function proveOthers(): void {
  const daysOf = (platform: 'kick' | 'youtube', scale: number, seeds: readonly number[]) =>
    seeds.map(seed => measureDay(aWorld({ platform, scale, seed }), friday))
  const mean = (days: readonly DayFigures[], of: (day: DayFigures) => number) =>
    days.reduce((sum, day) => sum + of(day), 0) / days.length
  const kick = daysOf('kick', 15_000, [1, 2, 3, 4, 5])
  print(
    'Kick: streams with 0 viewers, %',
    mean(kick, day => day.bands[0] ?? 0),
    26,
    32,
  )
  print(
    'Kick: mean viewers, 70–77',
    mean(kick, day => day.meanViewers),
    66,
    81,
  )
  print(
    'Kick: mean live ÷ wanted',
    mean(kick, day => day.meanLive),
    0.95,
    1.05,
  )
  const youtube = daysOf('youtube', 5_000, [1, 2, 3, 4, 5, 6, 7, 8])
  print('YouTube: hidden counts, %', 100 * mean(youtube, day => day.hiddenShare), 2.5, 3.5)
  print(
    'YouTube: mean viewers, 140–160',
    mean(youtube, day => day.meanViewers),
    133,
    167,
  )
  print(
    'YouTube: mean live ÷ wanted',
    mean(youtube, day => day.meanLive),
    0.95,
    1.05,
  )
}

function proveWalks(): void {
  for (const [scale, seconds, walks] of [
    [3_000, 60, 24],
    [3_000, 100, 24],
    [fullScale, 75, 4],
  ] as const) {
    const { missed, twice } = measureWalks(aWorld({ scale }), friday, { seconds, walks })
    const what = `walk of ${seconds} s at ${scale} live`
    print(`${what}: rows twice, %`, 100 * twice, 0.05, 0.8)
    print(`${what}: rows missed, %`, 100 * missed, 0.05, 0.8)
  }
}

/** Pages of the full size, by the server's own CPU time, at an hour that has 100,000 live. */
async function proveSpeed(): Promise<void> {
  const child = fork(import.meta.filename, { execArgv: [youngFlag] })
  await once(child, 'message')
  const { url } = await tell(child, 0)
  const granted = await fetch(`${url}/twitch/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: 'any',
      client_secret: 'any',
      grant_type: 'client_credentials',
    }),
  })
  const token = /"access_token":"([^"]+)"/.exec(await granted.text())?.[1]
  const headers = { authorization: `Bearer ${token}`, 'client-id': 'any' }
  await walk(child, url, headers, 0)
  const still = await walk(child, url, headers, 0)
  print('pages a second, the minute standing', still.pagesASecond, 1_500, Number.MAX_VALUE)
  // Every 250 pages the clock goes on by 15 s: a walk of 75 s crosses one full minute or two.
  await walk(child, url, headers, 15_000)
  const moving = [1, 2, 3, 4].map(() => () => walk(child, url, headers, 15_000))
  let cpuMs = 0
  let pages = 0
  let longestMs = 0
  for (const go of moving) {
    const found = await go()
    cpuMs += found.cpuMs
    pages += found.pages
    longestMs = Math.max(longestMs, found.longestMs)
  }
  print('pages a second, the clock going on', (1_000 * pages) / cpuMs, 1_200, Number.MAX_VALUE)
  print('longest wait for a page, ms', longestMs, 0, 250)
  const { rssMb } = await tell(child, 0)
  print(`memory of the serving process with ${youngFlag}, MB`, rssMb, 0, 350)
  child.kill()
}

async function walk(
  child: ChildProcess,
  url: string,
  headers: Readonly<Record<string, string>>,
  advanceMs: number,
) {
  const before = await tell(child, 0)
  let after = ''
  let pages = 0
  let longestMs = 0
  do {
    if (advanceMs > 0 && pages % 250 === 0) await tell(child, advanceMs)
    const begun = performance.now()
    const reply = await fetch(`${url}/twitch/helix/streams?first=100${after}`, { headers })
    const body = await reply.text()
    longestMs = Math.max(longestMs, performance.now() - begun)
    const cursor = /"cursor":"([^"]+)"\}\}$/.exec(body)?.[1]
    after = cursor === undefined ? '' : `&after=${encodeURIComponent(cursor)}`
    pages += 1
  } while (after !== '')
  const cpuMs = (await tell(child, 0)).cpuMs - before.cpuMs
  return { pages, cpuMs, longestMs, pagesASecond: (1_000 * pages) / cpuMs }
}

/** Moves the child's clock on and reads what it tells. */
async function tell(child: ChildProcess, advanceMs: number): Promise<Told> {
  const told = once(child, 'message')
  child.send(advanceMs)
  const [answer] = await told
  return answer as Told
}

/** The child: serves the full size until its parent is gone. */
async function serve(send: (message: unknown) => void): Promise<void> {
  const clock = createManualClock(Date.UTC(2026, 4, 15, 15, 28))
  const { url } = await startSimulator({
    worlds: { twitch: aWorld({}) },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
  })
  process.on('disconnect', () => process.exit())
  process.on('message', advanceMs => {
    clock.advance(Number(advanceMs))
    const { system, user } = process.cpuUsage()
    const told: Told = {
      url,
      cpuMs: (system + user) / 1_000,
      rssMb: process.memoryUsage.rss() / 1e6,
    }
    send(told)
  })
  send('ready')
}

function print(what: string, value = Number.NaN, least: number, most: number): void {
  const isMet = value >= least && value <= most
  if (!isMet) failed += 1
  const measured = value.toPrecision(3)
  const range =
    most === Number.MAX_VALUE ? `at least ${least}` : `${short(least)} to ${short(most)}`
  process.stdout.write(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${measured} (${range})\n`)
}

function short(figure: number): string {
  return String(Number(figure.toPrecision(3)))
}
