// Sums of a platform whose terms let nothing be worked out, as when their acceptance was withdrawn: they
// go at once, however young. What they followed from stays as long as it may, so they can be worked out again.

import type { PurgeBorders } from './purge-borders.ts'
import type { ClearingRule } from './purge-rule.ts'
import { liveSumColumns, ownSumColumns, type SumColumns } from './sum-columns.ts'

/** Whether nothing of what was worked out may be kept. */
export function isForbidden({ derived }: PurgeBorders): boolean {
  return derived === Number.POSITIVE_INFINITY
}

/** All columns of sums in rows that stay. */
export const derivedClearings: readonly ClearingRule[] = [
  clearDerived('broadcasts', {
    ...ownSumColumns,
    numbers: [...ownSumColumns.numbers, 'outside_days_seconds'],
  }),
  clearDerived('segments', ownSumColumns),
  clearDerived('live_broadcasts', liveSumColumns),
]

function clearDerived(table: string, { numbers, peaks }: SumColumns): ClearingRule {
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
