// Since when something may still be kept: the limits of a policy as moments.

import type { Platform } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'

/** From when on things are kept, whole epoch seconds; what is earlier has to go. */
export interface PurgeBorders {
  readonly platform: Platform
  /** Counts of viewers and followers, and what was worked out from them. */
  readonly stats: number
  /** All else; -Infinity = for ever. */
  readonly data: number
  /** What is worked out of the numbers by the channel, and over many of them; Infinity = not at all. */
  readonly derived: number
  readonly aggregates: number
  /** Our own figures of what requests were spent. */
  readonly spending: number
}

const daySeconds = 86_400
const spendingDays = 90

/** Whether anything has to go at all. */
export function isLimited({ maxStatDays, maxDataDays }: PlatformPolicy): boolean {
  return maxStatDays !== null || maxDataDays !== null
}

/**
 * The borders at a moment (whole epoch seconds); null = the policy has no limit. They are midnights:
 * samples go by whole UTC days, and a day goes as soon as its first second is as old as the limit, so
 * after a purge nothing is older than the limit, and what is kept is of as many calendar days, today
 * among them. A number says nothing without what it is of, so it is never kept for longer.
 */
export function bordersOf(
  platform: Platform,
  policy: PlatformPolicy,
  at: number,
): PurgeBorders | null {
  if (!isLimited(policy)) return null
  const { maxStatDays, maxDataDays } = policy
  const today = Math.floor(at / daySeconds) * daySeconds
  const data = maxDataDays === null ? -Infinity : firstKept(today, maxDataDays)
  const stats = maxStatDays === null ? data : Math.max(data, firstKept(today, maxStatDays))
  const derived = policy.allowDerived ? stats : Infinity
  const aggregates = policy.allowAggregates ? derived : Infinity
  return { platform, stats, data, derived, aggregates, spending: firstKept(today, spendingDays) }
}

/** The start of the first of so many days that end with today. */
function firstKept(today: number, days: number): number {
  return today - (days - 1) * daySeconds
}
