// How many watch a broadcast at a moment: the level of the day, the curve of a broadcast, the hour,
// a wandering noise, raids, and the chance of counting (docs/world.md, section 11, "Viewers").

import type { Broadcast } from './broadcast.ts'
import { normal, poissonQuantile, purpose, uniform } from './hash.ts'
import { audience, localHour, viewerSeason } from './seasons.ts'

const minute = 60

/** Periods in seconds and amplitudes in ln; 0.037 at 5 min, 0.080 at 15 min, 0.148 at an hour. */
const octaves = [
  [11 * minute, 0.048],
  [37 * minute, 0.082],
  [127 * minute, 0.137],
] as const

export interface Viewers {
  /** The mean the count is drawn around, at this very second; never negative. */
  readonly expected: number
  /** What the platform shows, the same all minute; null = hidden. */
  readonly shown: number | null
}

/** Viewers of a broadcast while it runs; whole epoch seconds. */
export function viewersOf(broadcast: Broadcast, at: number, event = 1): Viewers {
  const { isHidden, seed } = broadcast
  const shownAt = Math.floor(at / minute) * minute
  const mean = expectedViewers(broadcast, shownAt) * event
  const expected = shownAt === at ? mean : expectedViewers(broadcast, at) * event
  return { expected, shown: isHidden ? null : countAround(mean, seed, shownAt / minute) }
}

/** What is shown alone; the cheaper half. */
export function shownViewers(broadcast: Broadcast, at: number, event: number): number | null {
  if (broadcast.isHidden) return null
  const minuteNo = Math.floor(at / minute)
  const mean = expectedViewers(broadcast, minuteNo * minute) * event
  return countAround(mean, broadcast.seed, minuteNo)
}

function expectedViewers(broadcast: Broadcast, at: number): number {
  const { isPermanent, level, zone } = broadcast
  const watching = audience(localHour(at, zone))
  const base = level * viewerSeason(at) * Math.exp(noise(broadcast, at))
  if (isPermanent) return base * watching
  return base * Math.sqrt(watching) * curve(broadcast, at) + raided(broadcast, at)
}

/** Ramp in the first half hour, a flat hump, a short fade; a guess for small channels. */
function curve({ startedAt, endsAt }: Broadcast, at: number): number {
  const age = Math.max(0, at - startedAt)
  const left = Math.max(0, endsAt - at)
  const ramp = 1 - 0.9 * Math.exp(-age / (27 * minute))
  const hump = 1 + 0.06 * Math.sin((Math.PI * age) / (age + left))
  return ramp * hump * (1 - 0.14 * Math.exp(-left / (20 * minute)))
}

/** Smoothstep between hashed normals: it wanders, its steps are uncorrelated. */
function noise({ isPermanent, level, seed }: Broadcast, at: number): number {
  let sum = 0
  for (const [period, amplitude] of octaves) {
    const place = Math.floor(at / period)
    const share = at / period - place
    const left = normal(seed, purpose.noise, place, period)
    const right = normal(seed, purpose.noise, place + 1, period)
    sum += amplitude * (left + (right - left) * share * share * (3 - 2 * share))
  }
  if (isPermanent) return 0.5 * sum
  return sum * (level < 100 ? 1.3 : level < 1_000 ? 1.15 : 1)
}

/** Most raiders leave within minutes, 8 % stay. */
function raided({ raids }: Broadcast, at: number): number {
  let sum = 0
  for (const raid of raids)
    if (raid.at <= at)
      sum += raid.viewers * (0.08 + 0.92 * Math.exp((raid.at - at) / (12 * minute)))
  return sum
}

function countAround(mean: number, seed: number, minuteNo: number): number {
  if (mean < 30) return poissonQuantile(mean, uniform(seed, purpose.count, minuteNo))
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(seed, purpose.count, minuteNo)))
}
