// How many follow a channel. An invention: it follows from who watches it and how old it is, and grows
// slowly.

import type { Channel } from './channels.ts'
import { normal, purpose } from './hash.ts'

const daySeconds = 86_400
/**
 * Followers for each mean viewer after eight years: half of all channels have more, two thirds lie
 * from 30 to 100. A guess; what comes of it beside recorded figures: docs/world.md, section 9.
 */
const usualRatio = 55
const ratioSigma = 0.6
const ripeSeconds = 8 * 365.25 * daySeconds
/** How a count grows with age: below 1 it slows down. A guess. */
const usualGrowth = 0.9
const growthSigma = 0.25
/** Those that come and go, in square roots of the count; a guess. */
const restlessness = 0.15

/** The followers of a channel at a moment, whole epoch seconds; never negative. */
export function followersAt({ channelSeed, joinedAt, usualLevel }: Channel, at: number): number {
  const age = Math.max(0, at - joinedAt) / ripeSeconds
  const ratio = usualRatio * Math.exp(ratioSigma * normal(channelSeed, purpose.followers))
  const growth = usualGrowth * Math.exp(growthSigma * normal(channelSeed, purpose.followers, 1))
  const grown = usualLevel * ratio * age ** growth
  return Math.max(0, Math.round(grown + restlessness * Math.sqrt(grown) * moodAt(channelSeed, at)))
}

/** Wanders from day to day around 0, in a straight line from one midnight to the next. */
function moodAt(channelSeed: number, at: number): number {
  const day = Math.floor(at / daySeconds)
  const share = at / daySeconds - day
  const drawOf = (which: number) => normal(channelSeed, purpose.followers, 2, which)
  return drawOf(day) * (1 - share) + drawOf(day + 1) * share
}
