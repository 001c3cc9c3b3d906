// The ledger of daily quotas: what every process has spent of each bucket together. It is written
// before a request is sent, so neither a restart nor a second worker can spend what is not there.

import type { Platform } from '../domain/platform.ts'
import type { BucketSpending } from '../domain/quota-standing.ts'
import type { Queryable } from './database.ts'

/** One bucket on one day. */
export interface QuotaDay {
  readonly platform: Platform
  readonly bucket: string
  /** As the platform counts it, such as 2026-03-08. */
  readonly day: string
}

/** Takes units of a bucket that holds `size` a day; false = they are not there any more. */
export async function takeQuota(
  sql: Queryable,
  { platform, bucket, day }: QuotaDay,
  units: number,
  size: number,
): Promise<boolean> {
  if (units > size) return false
  const taken = await sql`
    insert into quota_spending as q (platform, bucket, day, spent)
    values (${platform}, ${bucket}, ${day}, ${units})
    on conflict (platform, bucket, day) do update
    set spent = q.spent + excluded.spent
    where q.spent + excluded.spent <= ${size} and q.closed_at is null
    returning 1`
  return taken.length > 0
}

/** Closes a bucket for the rest of its day; `at` = now, whole epoch seconds. */
export async function closeQuota(
  sql: Queryable,
  { platform, bucket, day }: QuotaDay,
  at: number,
): Promise<void> {
  await sql`
    insert into quota_spending as q (platform, bucket, day, spent, closed_at)
    values (${platform}, ${bucket}, ${day}, 0, to_timestamp(${at}))
    on conflict (platform, bucket, day) do update
    set closed_at = coalesce(q.closed_at, excluded.closed_at)`
}

/** What was spent of a platform's buckets on a day; a bucket nobody has touched is missing. */
export async function listQuotaSpending(
  sql: Queryable,
  platform: Platform,
  day: string,
): Promise<BucketSpending[]> {
  return sql<BucketSpending[]>`
    select bucket, spent, extract(epoch from closed_at)::bigint as "closedAt"
    from quota_spending
    where platform = ${platform} and day = ${day}
    order by bucket`
}
