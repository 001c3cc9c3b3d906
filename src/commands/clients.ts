// The platforms that can be swept: which client reads each, and what it needs.

import type { Config } from '../config.ts'
import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { createTwitchClient } from '../platforms/twitch/client.ts'
import { version } from './version.ts'

/** The client of a platform that has keys; throws `invalid` where there are none. */
export function createClient(
  { platforms, twitch, retryAttempts }: Config,
  platform: Platform,
  clock: Clock = systemClock,
): PlatformClient {
  if (platform !== 'twitch' || twitch === null || !platforms.includes(platform))
    throw missingKeys(platform)
  return createTwitchClient({
    config: twitch,
    retryAttempts,
    clock,
    random: Math.random,
    userAgent: `livecensus/${version}`,
  })
}

/** What to say where a platform cannot be swept. */
export function missingKeys(platform: Platform = 'twitch'): AppError {
  return platform === 'twitch'
    ? new AppError(
        'invalid',
        'No platform can be swept: set TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET (and let PLATFORMS name twitch or nothing).',
      )
    : new AppError('invalid', `This version cannot sweep ${platform} yet; it can sweep twitch.`)
}
