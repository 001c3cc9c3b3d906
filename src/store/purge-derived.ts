// Sums of a platform whose terms let nothing be worked out, as when their acceptance was withdrawn: they
// go at once, however young. What they followed from stays as long as it may, so they can be worked out again.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'
import type { PurgeBorders } from './purge-borders.ts'
import type { ClearingRule } from './purge-rule.ts'

/** Whether nothing of what was worked out may be kept. */
export function isForbidden({ derived }: PurgeBorders): boolean {
  return derived === Number.POSITIVE_INFINITY
}

/** All columns of sums in rows that stay. */
export const derivedClearings: readonly ClearingRule[] = [
  clearDerived('broadcasts', {
    numbers: [...sumsOf(''), 'outside_days_seconds'],
    peaks: peaksOf(''),
  }),
  clearDerived('segments', { numbers: sumsOf(''), peaks: peaksOf('') }),
  clearDerived('live_broadcasts', {
    numbers: ['', 'before_segment_', 'before_day_'].flatMap(sumsOf),
    peaks: ['', 'segment_', 'day_'].flatMap(peaksOf),
  }),
]

/** Notes that what is kept of a platform has no sums: once they are allowed again they are missing. */
export async function markUnbooked(sql: Queryable, platform: Platform): Promise<void> {
  await sql`
    update platforms p
    set is_booked = false
    where p.platform = ${platform}
      and p.is_booked
      and exists (
        select 1
        from broadcasts b
        where b.platform = p.platform
      )`
}

interface DerivedColumns {
  /** Not null, 0 where there is nothing. */
  readonly numbers: readonly string[]
  /** Null where there is nothing. */
  readonly peaks: readonly string[]
}

function clearDerived(table: string, { numbers, peaks }: DerivedColumns): ClearingRule {
  const columns = [...numbers, ...peaks]
  const empty = (name: string) => (peaks.includes(name) ? null : 0)
  return {
    table,
    limit: 'stats',
    applies: isForbidden,
    isOld: sql => sql`(
      false
      ${numbers.map(name => sql`or t.${sql(name)} <> 0`)}
      ${peaks.map(name => sql`or t.${sql(name)} is not null`)}
    )`,
    set: sql =>
      sql`${columns.map((name, i) => sql`${i === 0 ? sql`` : sql`, `}${sql(name)} = ${empty(name)}`)}`,
  }
}

function sumsOf(prefix: string): string[] {
  return [
    'half_viewer_seconds',
    'present_seconds',
    'observed_seconds',
    'reported_seconds',
    'samples',
    'gaps',
  ].map(name => `${prefix}${name}`)
}

function peaksOf(prefix: string): string[] {
  return [`${prefix}peak_viewers`, `${prefix}peak_at`]
}
