// What draws a crowd now and then: two or three events a month in one category, and one new game a
// month (docs/world.md, section 11).

import type { Broadcast } from './broadcast.ts'
import type { Category } from './categories.ts'
import { hash, purpose, uniform } from './hash.ts'
import { pickEvenly } from './picker.ts'

const daySeconds = 86_400
/** Each stretch of twelve days has one event. */
const stretchSeconds = 12 * daySeconds
const releaseSeconds = 30 * daySeconds
const weekSeconds = 7 * daySeconds

/** What is on at a moment. */
export interface Event {
  readonly category: Category
  /** By how much more are watching it, 1–2.5. */
  readonly factor: number
}

/** The event of a moment, rising and falling over half an hour; null = none is on. */
export function eventAt(seed: number, head: readonly Category[], at: number): Event | null {
  const stretch = Math.floor(at / stretchSeconds)
  const draw = (index: number) => uniform(seed, purpose.event, stretch, index)
  const lengthSeconds = (4 + 4 * draw(0)) * 3_600
  const start = stretch * stretchSeconds + Math.floor(draw(1) * (stretchSeconds - lengthSeconds))
  const edge = Math.min(at - start, start + lengthSeconds - at) / 1_800
  if (edge <= 0) return null
  const most = 0.5 + draw(2)
  return { category: pickEvenly(head, draw(3)), factor: 1 + most * Math.min(1, edge) }
}

const releaseNames =
  'Emberline Northwake Hexfall Tidebound Ostara Vantage Moonrunner Kilnfire'.split(' ')

/** Before the first new game, in months of 30 days from 1970: April 2019. */
const monthZero = 600

/** A broadcast runs for up to 60 days, and takes up what was new within the 60 before it. */
const listedReleases = 4

/** The new game a broadcast takes up; it enters at 1–2 % and halves every week. */
export function releaseFor(seed: number, broadcast: Broadcast): Category | null {
  const draw = uniform(broadcast.seed, purpose.release)
  const month = Math.floor(broadcast.startedAt / releaseSeconds)
  for (const number of [month, month - 1]) {
    const age = broadcast.startedAt - number * releaseSeconds
    const entry = 0.01 + 0.01 * uniform(seed, purpose.release, number)
    if (draw < entry * 0.5 ** (age / weekSeconds)) return releaseOf(seed, number)
  }
  return null
}

/** Every game a broadcast that runs at a moment can have taken up as new. */
export function releasesAt(seed: number, at: number): readonly Category[] {
  const month = Math.floor(at / releaseSeconds)
  return Array.from({ length: listedReleases }, (_, before) => releaseOf(seed, month - before))
}

/** Every new game up to a moment. */
export function releasesUntil(seed: number, at: number): readonly Category[] {
  const months = Math.max(0, Math.floor(at / releaseSeconds) - monthZero)
  return Array.from({ length: months }, (_, month) => releaseOf(seed, monthZero + 1 + month))
}

function releaseOf(seed: number, number: number): Category {
  const name = pickEvenly(releaseNames, uniform(seed, purpose.release, number, 1))
  const id = 1_900_000_000 + (hash(seed, purpose.release, number, 2) % 10_000) * 1_000 + number
  return { id: String(id), name: `${name} ${number - monthZero}`, bias: 1 }
}
