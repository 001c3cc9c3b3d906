// How a daily quota stands: what is left of each bucket, when it is whole again, and how much of the
// platform it can follow. Pure.

import { type DailyQuota, type QuotaBucket, quotaBuckets } from './daily-quota.ts'
import { endOfQuotaDay } from './quota-day.ts'
import { followableStreams } from './tiers.ts'

/** What was taken of a bucket on a day, as the ledger has it. */
export interface BucketSpending {
  readonly bucket: string
  readonly spent: number
  /** When the platform closed it, whole epoch seconds; null = it has not. */
  readonly closedAt: number | null
}

/** One bucket today. */
export interface BucketStanding extends BucketSpending {
  readonly bucket: QuotaBucket
  /** Units a day. */
  readonly size: number
  /** Nothing where the platform closed it, whatever was counted. */
  readonly left: number
}

export interface QuotaStanding {
  /** When all buckets are whole again, whole epoch seconds. */
  readonly resetsAt: number
  readonly buckets: readonly BucketStanding[]
  /** Streams that units of this number can follow at the wanted cadences. */
  readonly followsAtMost: number
}

/** How a quota stands now (whole epoch seconds); a bucket without spending is whole. */
export function quotaStandingOf(
  { timeZone, sizes }: DailyQuota,
  spending: readonly BucketSpending[],
  now: number,
): QuotaStanding {
  return {
    resetsAt: endOfQuotaDay(now, timeZone),
    followsAtMost: followableStreams(sizes.default),
    buckets: quotaBuckets.map(bucket => {
      const found = spending.find(row => row.bucket === bucket)
      const { spent = 0, closedAt = null } = found ?? {}
      const size = sizes[bucket]
      const left = closedAt === null ? Math.max(0, size - spent) : 0
      return { bucket, size, spent, left, closedAt }
    }),
  }
}
