// The chance of counting: who of the expected viewers is there. A platform's small counts hold for
// minutes, so a draw does too; drawn anew every minute, a walk of the list would see 7 % of its rows
// twice for each full minute it crosses.

import type { Broadcast } from './broadcast.ts'
import { normalQuantile, poissonQuantile, purpose, uniform } from './hash.ts'

/** Viewers of a small broadcast: there people stay, and their coming and going is all the noise. */
const smallLevel = 10
/** A draw holds so many minutes; each broadcast has its own minute for a new one. */
const minutesHeld = { small: 45, other: 15 } as const

/** The count around a mean in a minute counted from 1970; Poisson below 30, normal above. */
export function countAround(mean: number, { level, seed }: Broadcast, minuteNo: number): number {
  const held = level < smallLevel ? minutesHeld.small : minutesHeld.other
  const share = uniform(seed, purpose.count, Math.floor((minuteNo + ((seed >>> 0) % held)) / held))
  if (mean < 30) return poissonQuantile(mean, share)
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(share)))
}
