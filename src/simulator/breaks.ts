// Where a broadcast breaks off and comes back under a new id, and how late its end is shown
// (docs/world.md, section 10; the rates are guesses).

import type { TierSeed } from './habits.ts'
import { hash, purpose, uniform } from './hash.ts'

/** An end is shown this much later at most, seconds. */
export const mostLate = 720
const dropShare = 0.02
/** A drop needs so much broadcast before and after it, seconds. */
const leastPiece = 300

/** Times in whole seconds from the midnight the broadcast's own times count from. */
export interface Break {
  readonly endsAt: number
  /** The channel is back, under another id. */
  readonly resumesAt: number
}

/** Seconds between the end of a broadcast and its leaving the list: 60–180, for 5 % up to 720. */
export function latenessOf({ seed }: TierSeed, channel: number, day: number): number {
  const draw = uniform(seed, purpose.late, channel, day)
  if (draw < 0.05) return 180 + Math.floor((draw / 0.05) * (mostLate - 180))
  return 60 + Math.floor(((draw - 0.05) / 0.95) * 120)
}

/**
 * The one break of a day's broadcast, or null: where the platform cuts it (`cutAfter` seconds), or
 * for 2 % somewhere, with a gap of one to six minutes.
 */
export function breakOf(
  { seed }: TierSeed,
  channel: number,
  day: number,
  { begins, ends, cutAfter }: { begins: number; ends: number; cutAfter: number | null },
): Break | null {
  if (cutAfter !== null && ends - begins > cutAfter) {
    const endsAt = begins + cutAfter
    const resumesAt = endsAt + pauseOf(seed, channel, day)
    return resumesAt < ends ? { endsAt, resumesAt } : null
  }
  const draw = uniform(seed, purpose.drop, channel, day)
  if (draw >= dropShare) return null
  const room = ends - begins - 2 * leastPiece - 360
  if (room <= 0) return null
  const endsAt = begins + leastPiece + Math.floor((draw / dropShare) * room)
  return { endsAt, resumesAt: endsAt + 60 + (hash(seed, purpose.drop, channel, day) % 301) }
}

/** Seconds after which a broadcast that was cut goes on: one to five minutes. */
export function pauseOf(seed: number, channel: number, turn: number): number {
  return 60 + (hash(seed, purpose.restart, channel, turn + 2) % 240)
}
