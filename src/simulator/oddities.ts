// What a plain day has of oddities: streams the list leaves out for a while, and counts that stand
// still (docs/world.md, section 10). Outright faults are no part of the world.

import type { Broadcast } from './broadcast.ts'
import { hash, purpose, uniform } from './hash.ts'

const minute = 60
const hourSeconds = 3_600
/** Of the starts, those that are gone again a minute after they were first listed. */
const flickerShare = 0.005
/** Of the small streams, those that are missing at a moment; small is below ten viewers. */
const missingShare = 0.005
const smallLevel = 10
const missingSeconds = 20 * minute

/**
 * Whether the list of a moment has a broadcast that runs; whole epoch seconds. The list is renewed
 * every minute, so a start that flickers is listed for one, gone for one, and back.
 */
export function isListed({ level, seed, startedAt }: Broadcast, at: number): boolean {
  const age = at - Math.ceil(startedAt / minute) * minute
  if (age >= minute && age < 2 * minute && uniform(seed, purpose.flicker) < flickerShare)
    return false
  if (level >= smallLevel) return true
  const turn = Math.floor((at + ((seed >>> 0) % missingSeconds)) / missingSeconds)
  return uniform(seed, purpose.missing, turn) >= missingShare
}

/** A count that is not what it should be. */
export interface OddCount {
  /** Whole epoch seconds, a full minute. */
  readonly since: number
  /** What is shown; null = what was shown when it began. */
  readonly shows: 0 | 1 | null
}

/** The odd count in a minute, for 10 to 30 minutes of a `share` of stream-hours; else null. */
export function oddCountAt(
  { seed, startedAt }: Broadcast,
  at: number,
  share: number,
): OddCount | null {
  const shift = (seed >>> 0) % hourSeconds
  const hour = Math.floor((at + shift) / hourSeconds)
  const draw = uniform(seed, purpose.spell, hour)
  if (draw >= share) return null
  const begins = hour * hourSeconds - shift + (hash(seed, purpose.spell, hour, 1) % 1_800)
  const since = Math.ceil(Math.max(begins, startedAt) / minute) * minute
  const lasts = 600 + (hash(seed, purpose.spell, hour, 2) % 1_200)
  if (at < since || at >= begins + lasts) return null
  return { since, shows: draw < share / 2 ? null : draw < 0.8 * share ? 1 : 0 }
}
