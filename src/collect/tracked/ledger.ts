// The ledger of a platform's daily quota, kept in the database: what every process asks before it
// sends anything, and what is left.

import type { DailyQuota, QuotaBucket } from '../../domain/daily-quota.ts'
import type { Platform } from '../../domain/platform.ts'
import { endOfQuotaDay, quotaDayOf, startOfQuotaDay } from '../../domain/quota-day.ts'
import type { Clock } from '../../lib/clock.ts'
import type { QuotaLedger } from '../../platforms/tracked-client.ts'
import type { Sql } from '../../store/database.ts'
import { closeQuota, listQuotaSpending, takeQuota } from '../../store/quota.ts'
import type { BucketDay } from './allowance.ts'

export interface LedgerDeps {
  readonly sql: Sql
  readonly platform: Platform
  readonly quota: DailyQuota
  readonly clock: Clock
}

/** So soon after midnight a refusal may be of the day before: clocks differ. Seconds. */
const earlySeconds = 900

/** The ledger that a client asks. */
export function createLedger({ sql, platform, quota, clock }: LedgerDeps): QuotaLedger {
  const now = () => Math.floor(clock.now() / 1_000)
  const dayOf = (bucket: QuotaBucket, at: number) => ({
    platform,
    bucket,
    day: quotaDayOf(at, quota.timeZone),
  })
  return {
    spend: (bucket, units) => takeQuota(sql, dayOf(bucket, now()), units, quota.sizes[bucket]),
    onExhausted: async bucket => {
      const at = now()
      if (at - startOfQuotaDay(at, quota.timeZone) < earlySeconds) return
      await closeQuota(sql, dayOf(bucket, at), at)
    },
  }
}

/** How a bucket stands on the day of a moment (whole epoch seconds). */
export async function readBucketDay(
  { sql, platform, quota }: Omit<LedgerDeps, 'clock'>,
  bucket: QuotaBucket,
  at: number,
): Promise<BucketDay> {
  const { sizes, timeZone } = quota
  const rows = await listQuotaSpending(sql, platform, quotaDayOf(at, timeZone))
  const found = rows.find(row => row.bucket === bucket)
  return {
    size: sizes[bucket],
    spent: found?.spent ?? 0,
    isClosed: found !== undefined && found.closedAt !== null,
    beginsAt: startOfQuotaDay(at, timeZone),
    endsAt: endOfQuotaDay(at, timeZone),
  }
}
