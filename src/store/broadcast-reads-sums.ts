// Sums in rows of broadcasts and segments: peaks of which one half stands in the live row, and the sums
// gathered as one value.

import type { Sums } from '../domain/sums.ts'
import type { Queryable } from './database.ts'

/** A row as it comes: its sums as columns. */
export type SummedRow<R extends { readonly sums: Sums }> = Omit<R, 'sums'> & Sums

type Fragment = ReturnType<Queryable>

/** The higher of two peaks with its time, of equal ones the earlier; the second may be missing. */
export function higherPeak(
  sql: Queryable,
  viewers: Fragment,
  at: Fragment,
  more: Fragment,
  moreAt: Fragment,
) {
  return sql`
    greatest(${viewers}, ${more}) as "peakViewers",
    extract(epoch from case
      when ${viewers} is null or ${more} > ${viewers} then ${moreAt}
      when ${more} = ${viewers} then least(${at}, ${moreAt})
      else ${at}
    end)::bigint as "peakAt"`
}

/** A row with its sums apart. */
export function withSums<R extends Sums>(row: R): Omit<R, keyof Sums> & { readonly sums: Sums } {
  const {
    halfViewerSeconds,
    presentSeconds,
    observedSeconds,
    reportedSeconds,
    samples,
    gaps,
    peakViewers,
    peakAt,
    ...rest
  } = row
  const sums: Sums = {
    halfViewerSeconds,
    presentSeconds,
    observedSeconds,
    reportedSeconds,
    samples,
    gaps,
    peakViewers,
    peakAt,
  }
  return { ...rest, sums }
}
