// The worlds of the simulated platforms, one a platform, sized in the proportion of the real ones.

import { createWorld, type World } from './world.ts'

/** Below it the most watched are lifted, so that a small world has stars too. */
const smallScale = 10_000
const fullScale = 100_000
/** Kick's mean of live streams for one on Twitch, in small worlds and at full size. */
const smallKickShare = 800 / 3_000
const fullKickShare = 15_000 / 100_000
/** YouTube's mean of live streams for one on Twitch; a guess, 5,000 beside 100,000. */
const youtubeShare = 0.05

/** The platforms that are simulated. */
export const simulatedPlatforms = ['twitch', 'kick', 'youtube'] as const

/** One of them. */
export type SimulatedPlatform = (typeof simulatedPlatforms)[number]

/** A platform that is not named is not there. */
export type Worlds = Readonly<Partial<Record<SimulatedPlatform, World>>>

export interface WorldsOptions {
  readonly seed: number
  /** Mean of live streams on Twitch, the largest platform. */
  readonly scale: number
  /** Twitch alone unless given. */
  readonly platforms?: readonly SimulatedPlatform[]
}

/** The worlds of one seed. */
export function createWorlds({ seed, scale, platforms = ['twitch'] }: WorldsOptions): Worlds {
  const stretch = scale < smallScale
  const scales = { twitch: scale, kick: kickScale(scale), youtube: youtubeScale(scale) }
  return Object.fromEntries(
    platforms.map(platform => [
      platform,
      createWorld({ seed, scale: scales[platform], stretch, platform }),
    ]),
  )
}

/**
 * Kick's mean of live streams beside Twitch's (docs/world.md, section 11, Constants: 800 to 3,000 and
 * 15,000 to 100,000): the first share below 10,000, the second from 100,000 on, and between them a
 * straight line from 2,667 to 15,000, so that it never falls.
 */
export function kickScale(twitchScale: number): number {
  return Math.max(1, Math.round(kickScaleOf(twitchScale)))
}

/** YouTube's mean of live streams beside Twitch's. */
export function youtubeScale(twitchScale: number): number {
  return Math.max(1, Math.round(twitchScale * youtubeShare))
}

function kickScaleOf(scale: number): number {
  if (scale < smallScale) return scale * smallKickShare
  if (scale >= fullScale) return scale * fullKickShare
  const way = (scale - smallScale) / (fullScale - smallScale)
  const least = smallScale * smallKickShare
  return least + way * (fullScale * fullKickShare - least)
}
