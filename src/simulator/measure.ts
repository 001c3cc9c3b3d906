// The figures a world is judged by (docs/world.md, section 11), measured from what
// the world answers and from nothing else.

import type { Broadcast } from './broadcast.ts'
import type { World } from './world.ts'

const hourSeconds = 3_600
const daySeconds = 86_400

/** Streams by viewers in percent: 0, 1, 2–4, 5–9, 10–99, 100–999, 1,000–10,000, more. */
export type Bands = readonly number[]

/** Upper ends of all bands but the last. */
const bandEnds = [0, 1, 4, 9, 99, 999, 10_000]

/** The recorded sweep of 2018 (docs/world.md, section 2), percent. */
export const recordedBands: Bands = [16.3, 23.1, 31.9, 14.2, 11.5, 2.45, 0.52, 0.05]

export interface DayFigures {
  readonly bands: Bands
  /** Mean of live channels ÷ the scale. */
  readonly meanLive: number
  /** Live at 20 UTC ÷ live at 09 UTC. */
  readonly eveningOverMorning: number
  /** Mean viewers of those that show them. */
  readonly meanViewers: number
  /** Share of streams that hide them. */
  readonly hiddenShare: number
}

/** A day from midnight UTC on, read at every full hour. */
export function measureDay(world: World, midnight: number): DayFigures {
  const counts = new Float64Array(bandEnds.length + 1)
  const live: number[] = []
  let viewing = 0
  let hidden = 0
  for (let hour = 0; hour < 24; hour += 1) {
    const rows = world.countsAt(midnight + hour * hourSeconds)
    live.push(rows.length)
    for (const { viewers } of rows) {
      if (viewers === null) {
        hidden += 1
        continue
      }
      viewing += viewers
      const band = bandEnds.findIndex(end => viewers <= end)
      const place = band < 0 ? bandEnds.length : band
      counts[place] = (counts[place] ?? 0) + 1
    }
  }
  const total = sumOf(live)
  return {
    bands: Array.from(counts, count => (100 * count) / (total - hidden)),
    meanLive: total / live.length / world.scale,
    eveningOverMorning: (live[20] ?? 0) / (live[9] ?? 1),
    meanViewers: viewing / (total - hidden),
    hiddenShare: hidden / total,
  }
}

/**
 * The median size of a step of ln viewers over 15 minutes, of streams above 1,000 viewers, over
 * half a day.
 */
export function measureSteps(world: World, at: number): number {
  const steps: number[] = []
  for (let hour = 0; hour < 12; hour += 1) {
    const from = at + hour * hourSeconds
    for (const { broadcast, viewers } of world.countsAt(from)) {
      if (viewers === null || viewers <= 1_000 || broadcast.endsAt <= from + 900) continue
      const after = world.viewersAt(broadcast, from + 900).shown
      if (after !== null && after > 0) steps.push(Math.abs(Math.log(after / viewers)))
    }
  }
  return medianOf(steps)
}

/** Channels seen live in a week of hourly looks ÷ the mean of live channels. */
export function measureWeek(world: World, midnight: number): number {
  const seen = new Set<number>()
  let rows = 0
  const looks = (7 * daySeconds) / hourSeconds
  for (let look = 0; look < looks; look += 1)
    for (const { broadcast } of world.countsAt(midnight + look * hourSeconds)) {
      seen.add(broadcast.channelNo)
      rows += 1
    }
  return seen.size / (rows / looks)
}

/**
 * Of the broadcasts that begin in a few hours and have a median above 100 viewers: the share whose
 * first sample in five-minute sweeps is below half that median.
 */
export function measureFirstSamples(world: World, from: number, hours: number): number {
  const sweep = 300
  const samples = new Map<Broadcast, number[]>()
  const to = from + hours * hourSeconds
  for (let at = from; at < to; at += sweep)
    for (const { broadcast } of world.countsAt(at))
      if (broadcast.startedAt > at - sweep && broadcast.level >= 50 && !broadcast.isPermanent)
        samples.set(broadcast, [])
  const last = Math.max(...[...samples.keys()].map(({ endsAt }) => endsAt))
  for (let at = from; at < last; at += sweep)
    for (const [broadcast, shown] of samples)
      if (broadcast.startedAt <= at && at < broadcast.endsAt)
        shown.push(world.viewersAt(broadcast, at).shown ?? 0)
  let all = 0
  let low = 0
  for (const shown of samples.values()) {
    const median = medianOf(shown)
    if (shown.length < 8 || median <= 100) continue
    all += 1
    if ((shown[0] ?? 0) < median / 2) low += 1
  }
  return low / all
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
