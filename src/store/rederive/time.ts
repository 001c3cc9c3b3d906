// What of a platform can be derived again: the days whose samples are kept and not sealed, and the
// sweeps that the samples are of.

import type { Platform } from '../../domain/platform.ts'
import type { Due, SweepStatus } from '../../domain/sweep.ts'
import { readBookingState } from '../booking-state.ts'
import type { Queryable } from '../database.ts'

/** A sweep, as far as sums follow from it. */
export interface RederivedSweep {
  /** Its collected_at, whole epoch seconds. */
  readonly at: number
  readonly status: SweepStatus
  /** Seconds, of samples without a tier. */
  readonly cadence: number
  /** Of samples with one; null = the platform had none. */
  readonly tiers: readonly (Due & { readonly tier: number })[] | null
}

/** The time that is derived again. Times are whole epoch seconds. */
export interface RederivedTime {
  readonly platform: Platform
  /** 00:00 UTC of the first of the days, all of whose samples are there. */
  readonly keptFrom: number
  /** How many days have samples. */
  readonly days: number
  /** Whether the platform was swept before, so that earlier samples may be gone. */
  readonly hasEarlier: boolean
  /** collected_at of the platform's first sweep that is known. */
  readonly firstSweepAt: number
  /** Hours before this moment are in rollup_days as well; null = none are. */
  readonly foldedUntil: number | null
  /** In order of time, from two days before on. */
  readonly sweeps: readonly RederivedSweep[]
}

/** What can be derived again; null = there is no day that could. */
export async function readRederivedTime(
  sql: Queryable,
  platform: Platform,
): Promise<RederivedTime | null> {
  const [known] = await sql<{ keptFrom: number; days: number; hasClosed: boolean }[]>`
    select
      extract(epoch from min(d.day)::timestamp at time zone 'UTC')::bigint as "keptFrom",
      count(*)::int as days,
      bool_or(c.day is not null) as "hasClosed"
    from days d
    left join (
      select max(day) as day
      from days
      where platform = ${platform} and state <> 'open'
    ) c on true
    where d.platform = ${platform}
      and d.state = 'open'
      and d.day > coalesce(c.day, '-infinity')
    having count(*) > 0`
  if (known === undefined) return null
  const { keptFrom, days, hasClosed } = known
  const { firstSweepAt, foldedUntil } = await readBookingState(sql, platform, null)
  const sweeps = await sql<RederivedSweep[]>`
    select
      extract(epoch from collected_at)::bigint as at,
      status,
      cadence,
      tiers
    from sweeps
    where platform = ${platform}
      and collected_at >= to_timestamp(${keptFrom}) - interval '2 days'
    order by collected_at`
  const hasEarlier = hasClosed || (firstSweepAt ?? keptFrom) < keptFrom
  return {
    platform,
    keptFrom,
    days,
    hasEarlier,
    firstSweepAt: firstSweepAt ?? keptFrom,
    foldedUntil,
    sweeps,
  }
}
