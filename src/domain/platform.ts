// The platforms the census knows. Their order is the order of the SQL type `platform`
// and must never change; new ones are added at the end.

import { AppError } from './error.ts'

/** Every platform by the name it has in SQL, the API and the settings. */
export const platforms = ['twitch', 'kick', 'youtube', 'picarto', 'owncast'] as const

/** One live-streaming platform. */
export type Platform = (typeof platforms)[number]

/** Whether a text names a platform. */
export function isPlatform(text: string): text is Platform {
  return (platforms as readonly string[]).includes(text)
}

/** The platform a text names; throws `invalid`. */
export function readPlatform(text: string): Platform {
  if (isPlatform(text)) return text
  throw new AppError('invalid', `${text} is no platform; there are ${platforms.join(', ')}.`)
}

/** What a platform tells of what is live, where the platforms differ. */
export interface PlatformCapabilities {
  /** Its list holds everything that is live; else streams are tracked that are known. */
  readonly hasFullList: boolean
  readonly hasStartTimes: boolean
  readonly hasFollowers: boolean
  /** It shows 0 viewers also where a channel hides its count. */
  readonly hasAmbiguousZero: boolean
  /** A channel has one broadcast at a time. */
  readonly hasSingleBroadcast: boolean
}

const usual = {
  hasFullList: true,
  hasStartTimes: true,
  hasFollowers: true,
  hasAmbiguousZero: false,
  hasSingleBroadcast: true,
} satisfies PlatformCapabilities

const capabilities: Readonly<Record<Platform, PlatformCapabilities>> = {
  twitch: usual,
  kick: { ...usual, hasFollowers: false, hasAmbiguousZero: true },
  youtube: { ...usual, hasFullList: false, hasSingleBroadcast: false },
  picarto: { ...usual, hasStartTimes: false },
  owncast: { ...usual, hasFollowers: false },
}

export function capabilitiesOf(platform: Platform): PlatformCapabilities {
  return capabilities[platform]
}

/** Whether a channel of the platform has one broadcast at a time. */
export function hasSingleBroadcast(platform: Platform): boolean {
  return capabilities[platform].hasSingleBroadcast
}

/** Whether the platform shows 0 viewers also where a channel hides its count. */
export function hasAmbiguousZero(platform: Platform): boolean {
  return capabilities[platform].hasAmbiguousZero
}
