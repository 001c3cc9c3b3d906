// The platforms that can be swept: which client reads each, and what it needs.

import {
  type ApplicationPlatform,
  applicationPlatforms,
  type Config,
  isApplicationPlatform,
  keyNames,
} from '../config.ts'
import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { AppDeps } from '../platforms/app-requests.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { createKickClient } from '../platforms/kick/client.ts'
import { createTwitchClient } from '../platforms/twitch/client.ts'
import { version } from './version.ts'

const makers: Readonly<Record<ApplicationPlatform, (deps: AppDeps) => PlatformClient>> = {
  twitch: createTwitchClient,
  kick: createKickClient,
}

/** The client of a platform that has keys; throws `invalid` where there are none. */
export function createClient(
  { platforms, applications, retryAttempts }: Config,
  platform: Platform,
  clock: Clock = systemClock,
): PlatformClient {
  if (!isApplicationPlatform(platform))
    throw new AppError(
      'invalid',
      `This version cannot sweep ${platform} yet; it can sweep ${applicationPlatforms.join(', ')}.`,
    )
  const config = applications[platform]
  if (config === undefined || !platforms.includes(platform))
    throw new AppError(
      'invalid',
      `${platform} cannot be swept: set ${keyNames(platform)} (and let PLATFORMS name ${platform} or nothing).`,
    )
  return makers[platform]({
    config,
    retryAttempts,
    clock,
    random: Math.random,
    userAgent: `livecensus/${version}`,
  })
}

/** What to say where no platform can be swept. */
export function missingKeys(): AppError {
  const keys = applicationPlatforms.map(keyNames).join(', or ')
  return new AppError('invalid', `No platform can be swept: set ${keys}.`)
}
