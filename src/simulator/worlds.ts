// The worlds of the simulated platforms, one a platform, sized in the proportion of the real ones.

import { createWorld, type World } from './world.ts'

/** Below it the most watched are lifted, so that a small world has stars too. */
const smallScale = 10_000

export interface WorldsOptions {
  readonly seed: number
  /** Mean of live streams on Twitch, the largest platform. */
  readonly scale: number
}

/** All simulated platforms of one seed. */
export function createWorlds({ seed, scale }: WorldsOptions): { readonly twitch: World } {
  const stretch = scale < smallScale
  return { twitch: createWorld({ seed, scale, stretch, platform: 'twitch' }) }
}
