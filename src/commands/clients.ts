// The platforms that can be swept: which client reads each, and what it needs.

import {
  type ApplicationPlatform,
  applicationPlatforms,
  type Config,
  keyNames,
  sweepablePlatforms,
} from '../config.ts'
import { type DailyQuota, type DailyQuotas, youtubeTimeZone } from '../domain/daily-quota.ts'
import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { createPolicies, type Policies } from '../domain/policy.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { AppDeps } from '../platforms/app-requests.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { createKickClient } from '../platforms/kick/client.ts'
import type { QuotaLedger, TrackedClient } from '../platforms/tracked-client.ts'
import { createTwitchClient } from '../platforms/twitch/client.ts'
import { createYoutubeClient } from '../platforms/youtube/client.ts'
import { version } from './version.ts'

const makers: Readonly<Record<ApplicationPlatform, (deps: AppDeps) => PlatformClient>> = {
  twitch: createTwitchClient,
  kick: createKickClient,
}

/** A platform that can be swept now, with what its client is made of. */
export type Gate =
  | { readonly kind: 'listed'; readonly platform: Platform; readonly client: PlatformClient }
  | {
      readonly kind: 'tracked'
      readonly platform: Platform
      readonly quota: DailyQuota
      /** Makes the client, which asks a ledger of the quota. */
      readonly connect: (ledger: QuotaLedger) => TrackedClient
    }

/** The gate of a platform that has keys; throws `invalid` where there are none. */
export function createGate(config: Config, platform: Platform, clock: Clock = systemClock): Gate {
  const { platforms, applications, retryAttempts, youtube } = config
  const shared = {
    retryAttempts,
    clock,
    random: Math.random,
    userAgent: `livecensus/${version}`,
  }
  const isSwept = platforms.includes(platform)
  switch (platform) {
    case 'twitch':
    case 'kick': {
      const keys = applications[platform]
      if (keys === undefined || !isSwept) throw cannotSweep(platform)
      const client = makers[platform]({ config: keys, ...shared })
      return { kind: 'listed', platform, client }
    }
    case 'youtube': {
      const { youtube: quota } = quotasOf(config)
      if (youtube === null || quota === undefined || !isSwept) throw cannotSweep(platform)
      // A large quota would not be spent at the usual pace: twice what a day of it needs.
      const requestsPerMinute = Math.max(300, Math.ceil(youtube.quota.default / 720))
      const connect = (ledger: QuotaLedger) =>
        createYoutubeClient({ config: youtube, requestsPerMinute, ...shared, ...ledger })
      return { kind: 'tracked', platform, quota, connect }
    }
    case 'picarto':
    case 'owncast':
      throw new AppError(
        'invalid',
        `This version cannot sweep ${platform} yet; it can sweep ${sweepablePlatforms.join(', ')}.`,
      )
    default:
      return platform satisfies never
  }
}

/** The client of a platform whose list can be read whole; throws `invalid` where it has no keys. */
export function createClient(
  config: Config,
  platform: ApplicationPlatform,
  clock: Clock = systemClock,
): PlatformClient {
  const gate = createGate(config, platform, clock)
  if (gate.kind !== 'listed') throw new Error(`${platform} has no list`)
  return gate.client
}

/** The daily quotas that the settings grant. */
export function quotasOf({ youtube }: Config): DailyQuotas {
  return youtube === null ? {} : { youtube: { timeZone: youtubeTimeZone, sizes: youtube.quota } }
}

/** What the platforms' terms allow this installation. */
export function policiesOf({ youtubeDerivedMetricsAccepted }: Config): Policies {
  return createPolicies({ youtubeDerivedMetrics: youtubeDerivedMetricsAccepted })
}

/** What to say where no platform can be swept. */
export function missingKeys(): AppError {
  const keys = sweepablePlatforms.map(keyNames).join(', or ')
  return new AppError('invalid', `No platform can be swept: set ${keys}.`)
}

function cannotSweep(platform: (typeof sweepablePlatforms)[number]): AppError {
  return new AppError(
    'invalid',
    `${platform} cannot be swept: set ${keyNames(platform)} (and let PLATFORMS name ${platform} or nothing).`,
  )
}

/** Whether a platform is swept with the keys of an application. */
export function isApplicationPlatform(platform: Platform): platform is ApplicationPlatform {
  return applicationPlatforms.some(known => known === platform)
}
