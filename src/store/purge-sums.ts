// Where sums may be kept, those that hold old numbers go as a whole, with the seconds they are divided by:
// what is left says that nothing is known, never zero viewers. A peak goes by its own time.

import type { Queryable } from './database.ts'
import type { Fragment } from './purge-ages.ts'
import type { PurgeBorders } from './purge-borders.ts'
import { isForbidden } from './purge-derived.ts'
import type { ClearingRule } from './purge-rule.ts'

/** Clears the sums of a table whose rows count since a moment. */
export function clearSums(table: string, since: (sql: Queryable) => Fragment): ClearingRule {
  return {
    table,
    limit: 'stats',
    applies: isKept,
    isOld: (sql, borders) => sql`${since(sql)} < to_timestamp(${borders.stats})
      and (
        t.half_viewer_seconds <> 0
        or t.observed_seconds <> 0
        or ${hasOldPeak(sql, '', borders)}
      )`,
    set: (sql, borders) => sql`
      half_viewer_seconds = 0,
      observed_seconds = 0,
      ${withoutOldPeak(sql, '', borders)}`,
  }
}

/**
 * Clears the running sums of what is open. What of them belongs to the open segment and the open day is
 * their difference to those before, which stays: so what was before them falls below zero.
 */
export const clearRunning: ClearingRule = {
  ...clearSums('live_broadcasts', sql => sql`t.first_sample_at`),
  set: (sql, borders) => sql`
    before_segment_half_viewer_seconds
      = t.before_segment_half_viewer_seconds - t.half_viewer_seconds,
    before_segment_observed_seconds = t.before_segment_observed_seconds - t.observed_seconds,
    before_day_half_viewer_seconds = t.before_day_half_viewer_seconds - t.half_viewer_seconds,
    before_day_observed_seconds = t.before_day_observed_seconds - t.observed_seconds,
    half_viewer_seconds = 0,
    observed_seconds = 0,
    ${withoutOldPeak(sql, '', borders)}`,
}

/** Clears what of the running sums belongs to the open segment or day, which counts since a moment. */
export function clearOpen(
  open: 'segment' | 'day',
  since: (sql: Queryable) => Fragment,
): ClearingRule {
  const before = (sql: Queryable, name: string) => sql(`before_${open}_${name}`)
  return {
    table: 'live_broadcasts',
    limit: 'stats',
    applies: isKept,
    isOld: (sql, borders) => sql`${since(sql)} < to_timestamp(${borders.stats})
      and (
        t.half_viewer_seconds <> t.${before(sql, 'half_viewer_seconds')}
        or t.observed_seconds <> t.${before(sql, 'observed_seconds')}
        or ${hasOldPeak(sql, `${open}_`, borders)}
      )`,
    set: (sql, borders) => sql`
      ${before(sql, 'half_viewer_seconds')} = t.half_viewer_seconds,
      ${before(sql, 'observed_seconds')} = t.observed_seconds,
      ${withoutOldPeak(sql, `${open}_`, borders)}`,
  }
}

/** Else all of it goes, by rules of its own. */
function isKept(borders: PurgeBorders): boolean {
  return !isForbidden(borders)
}

function hasYoungPeak(sql: Queryable, prefix: string, { stats }: PurgeBorders) {
  return sql`t.${sql(`${prefix}peak_at`)} >= to_timestamp(${stats})`
}

function hasOldPeak(sql: Queryable, prefix: string, borders: PurgeBorders) {
  return sql`t.${sql(`${prefix}peak_viewers`)} is not null
    and (${hasYoungPeak(sql, prefix, borders)}) is not true`
}

function withoutOldPeak(sql: Queryable, prefix: string, borders: PurgeBorders) {
  const kept = (name: string) => sql`${sql(`${prefix}${name}`)} = case
    when ${hasYoungPeak(sql, prefix, borders)} then t.${sql(`${prefix}${name}`)}
  end`
  return sql`${kept('peak_viewers')}, ${kept('peak_at')}`
}
