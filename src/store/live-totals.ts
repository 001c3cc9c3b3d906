// How much is live now, by platform.

import type { Platform } from '../domain/platform.ts'
import { texts } from './columns.ts'
import type { Queryable } from './database.ts'
import { isSeen, seenSince } from './seen-since.ts'

/** What is live on one platform. */
export interface LiveTotals {
  readonly platform: Platform
  /** Broadcasts, at least one. */
  readonly streams: number
  /** The known viewers of all of them; null when no count is known, or none may be summed up. */
  readonly viewers: number | null
  /** Broadcasts whose viewers are unknown. */
  readonly hidden: number
}

/** The platforms on which anything is live, in their order; viewers are summed up on some only. */
export async function listLiveTotals(
  sql: Queryable,
  summedPlatforms: readonly Platform[],
): Promise<LiveTotals[]> {
  const rows = await sql<LiveTotals[]>`
    with seen_since as materialized (${seenSince(sql)})
    select
      l.platform,
      count(*) as streams,
      sum(l.viewers) filter (
        where l.platform::text = any(${texts(summedPlatforms)}::text[])
      ) as viewers,
      count(*) filter (where l.viewers is null) as hidden
    from live_broadcasts l
    join seen_since f on f.platform = l.platform
    where ${isSeen(sql)}
    group by l.platform
    order by l.platform`
  return [...rows]
}
