// What a platform grants a day where it rations requests: so many units of each bucket, whole again at
// the midnight of its own time zone. Pure data.

import type { Platform } from './platform.ts'

/** Quotas that are counted apart: searches, and everything else together. */
export const quotaBuckets = ['search', 'default'] as const

export type QuotaBucket = (typeof quotaBuckets)[number]

/** Units a day by bucket. */
export type QuotaSizes = Readonly<Record<QuotaBucket, number>>

/** The quota of one platform. */
export interface DailyQuota {
  /** IANA name of the zone at whose midnight the buckets are whole again. */
  readonly timeZone: string
  readonly sizes: QuotaSizes
}

/**
 * What YouTube grants a project that has not asked for more
 * (https://developers.google.com/youtube/v3/determine_quota_cost, since June 2026).
 */
export const usualYoutubeSizes: QuotaSizes = Object.freeze({ search: 100, default: 10_000 })

/** Its buckets are whole again at midnight, Pacific time. */
export const youtubeTimeZone = 'America/Los_Angeles'

/** The quotas of the platforms that have one, with the sizes that are set. */
export type DailyQuotas = Readonly<Partial<Record<Platform, DailyQuota>>>
