// Which platforms an answer about what is live rests on.

import { type Platform, platforms } from '../domain/platform.ts'
import type { PlatformSweeps } from '../store/sweeps.ts'

/** The sweeps of the platform named, or of all that were ever swept or are swept here (null). */
export function sweepsAsked(
  asked: Platform | null,
  sweptPlatforms: readonly Platform[],
  sweeps: readonly PlatformSweeps[],
): PlatformSweeps[] {
  const isAsked = (platform: Platform) =>
    asked === null
      ? sweptPlatforms.includes(platform) || sweeps.some(row => row.platform === platform)
      : asked === platform
  return platforms.filter(isAsked).map(
    platform =>
      sweeps.find(row => row.platform === platform) ?? {
        platform,
        newest: null,
        completeAt: null,
        readAt: null,
      },
  )
}
