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

/** Whether a channel of the platform has one broadcast at a time. */
export function hasSingleBroadcast(platform: Platform): boolean {
  return platform !== 'youtube'
}

/** Whether the platform shows 0 viewers also where a channel hides its count. */
export function hasAmbiguousZero(platform: Platform): boolean {
  return platform === 'kick'
}
