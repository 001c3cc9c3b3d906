// Raids from nowhere: crowds that no other broadcast of the world sent, by a hash of broadcast and
// hour. They are worked out when asked for, since a list of them would cost more memory than all else.

import type { Broadcast } from './broadcast.ts'
import { purpose, uniform } from './hash.ts'

/** Viewers another channel sent over. */
export interface Raid {
  /** Whole epoch seconds. */
  readonly at: number
  readonly viewers: number
}

const hourSeconds = 3_600
const minute = 60
/** Nobody is left of a raid after this, seconds. */
export const raidSeconds = 7_200
const raidsPerHour = 0.05
const mostRaiders = 8_000

/** How many of a raid are there at a moment: most leave within minutes, 8 % over two hours. */
export function raidersOf({ at: raidedAt, viewers }: Raid, at: number): number {
  const age = at - raidedAt
  if (age < 0 || age >= raidSeconds) return 0
  return viewers * (0.08 * (1 - age / raidSeconds) + 0.92 * Math.exp(-age / (12 * minute)))
}

/**
 * The raiders on a broadcast: 0.05 raids an hour of 0.3–3 × its level, 3 % of them of 10–80 ×
 * (docs/world.md, section 11).
 */
export function passingRaiders(broadcast: Broadcast, at: number): number {
  const { isPermanent, level, seed, startedAt } = broadcast
  if (isPermanent) return 0
  const last = Math.floor((at - startedAt) / hourSeconds)
  let sum = 0
  for (let hour = Math.max(0, last - raidSeconds / hourSeconds); hour <= last; hour += 1) {
    const draw = uniform(seed, purpose.raid, hour)
    if (draw >= raidsPerHour) continue
    const size = uniform(seed, purpose.raidSize, hour)
    const times = size < 0.03 ? 10 + 70 * (size / 0.03) : 0.3 * 10 ** ((size - 0.03) / 0.97)
    const raidedAt = startedAt + Math.floor((hour + draw / raidsPerHour) * hourSeconds)
    sum += raidersOf({ at: raidedAt, viewers: Math.min(times * level, mostRaiders) }, at)
  }
  return sum
}
