// Closed days: UTC days of which nothing more is to be expected.

import type { Platform } from '../domain/platform.ts'
import { startOfDay } from '../domain/sum-hours.ts'
import type { Queryable } from './database.ts'

const daySeconds = 86_400
const closedAfterSeconds = 3_600

/**
 * The first second of a platform's last closed day at a moment (whole epoch seconds): one that ended an
 * hour ago or more, with a complete sweep later than its end. Null = none since its first sweep.
 */
export async function readClosedDay(
  sql: Queryable,
  platform: Platform,
  at: number,
): Promise<number | null> {
  const [row] = await sql<{ first: number | null; complete: number | null }[]>`
    select
      (
        select extract(epoch from min(f.collected_at))::bigint
        from sweeps f
        where f.platform = ${platform} and f.status <> 'failed'
      ) as first,
      (
        select extract(epoch from max(c.collected_at))::bigint
        from sweeps c
        where c.platform = ${platform} and c.status = 'complete'
      ) as complete`
  const { first = null, complete = null } = row ?? {}
  if (first === null || complete === null) return null
  // A sweep on a day's very end is none later than it.
  const end = startOfDay(Math.min(complete - 1, at - closedAfterSeconds))
  return end > first ? end - daySeconds : null
}
