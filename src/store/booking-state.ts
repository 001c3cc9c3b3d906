// What was booked of a platform before, as far as it decides what is booked next.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'

/** What was booked before, as far as it decides what is booked next. Whole epoch seconds. */
export interface BookingState {
  /** collected_at of the platform's first sweep that did not fail; null = it has none. */
  readonly firstSweepAt: number | null
  /** The first moment after the sealed days; null = none is sealed. */
  readonly sealedUntil: number | null
  /** Hours before this moment are in the days as well; null = none are. */
  readonly foldedUntil: number | null
  /** collected_at of the sweep before; null = there is none. */
  readonly previousSweepAt: number | null
}

/** The state as a sweep or look-up of a moment finds it; null = as it is after the newest sweep. */
export async function readBookingState(
  sql: Queryable,
  platform: Platform,
  at: number | null,
): Promise<BookingState> {
  const [state] = await sql<BookingState[]>`
    select
      extract(epoch from p.folded_until)::bigint as "foldedUntil",
      (
        select extract(epoch from min(s.collected_at))::bigint
        from sweeps s
        where s.platform = p.platform and s.status <> 'failed'
      ) as "firstSweepAt",
      (
        select extract(epoch from max(s.collected_at))::bigint
        from sweeps s
        where s.platform = p.platform
          and s.collected_at < coalesce(to_timestamp(${at}), 'infinity')
      ) as "previousSweepAt",
      (
        select extract(epoch from (max(d.day) + 1)::timestamp at time zone 'UTC')::bigint
        from days d
        where d.platform = p.platform and d.state = 'sealed'
      ) as "sealedUntil"
    from platforms p
    where p.platform = ${platform}`
  return (
    state ?? { firstSweepAt: null, sealedUntil: null, foldedUntil: null, previousSweepAt: null }
  )
}
