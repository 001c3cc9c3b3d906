// Rollups as they are written: sums over all channels of a platform by category and language, by UTC
// hour, and by UTC day once an hour is over. Rows come added up: in SQL that took 61 ms more at 100 k.

import { addToCell, createRollup, type RollupRow } from '../domain/rollup.ts'
import { startOfDay, startOfHour } from '../domain/sum-hours.ts'
import type { SeenAt } from '../domain/sweep.ts'
import { addHours, addPairHours, addToRollupDays } from './add-rollups.ts'
import type { BookingState } from './booking-state.ts'
import type { Queryable } from './database.ts'
import { foldHours } from './fold-hours.ts'
import { ensureSumDaysWithin, pairHourDays } from './partitions.ts'

const daySeconds = 86_400
const pairHourSeconds = pairHourDays * daySeconds
/** What is added up together where each sweep is the first of its hour, seconds. */
const foldedTogether = 6 * 3_600

/**
 * Adds a sweep's rows (by hour) to the hours, and to the days what lies in hours that are added up
 * there; in a transaction. Hours that were over at the sweep before are added up, but not by an hour's
 * first sweep, which has twice the rows to write: it leaves that to the next one, or where each sweep is
 * the first of its hour, to the sixth.
 */
export async function writeRollups(
  sql: Queryable,
  { platform, collectedAt }: SeenAt,
  { foldedUntil, previousSweepAt }: Pick<BookingState, 'foldedUntil' | 'previousSweepAt'>,
  rows: readonly RollupRow[],
): Promise<void> {
  const hour = startOfHour(previousSweepAt ?? collectedAt)
  const waiting = hour - (foldedUntil ?? 0)
  const isFirstOfHour = startOfHour(collectedAt) > hour
  const today = startOfDay(collectedAt)
  // Nobody asks for pairs by the hour that are so old: they are added to their days at once.
  const isOldPair = (row: RollupRow) => isPair(row) && row.from < today - pairHourSeconds
  const isFolded = ({ from }: RollupRow) => foldedUntil !== null && from < foldedUntil
  const hours = rows.filter(row => !isOldPair(row))
  const late = hours.filter(({ from }) => from < today - daySeconds)
  if (late.length > 0)
    await ensureSumDaysWithin(
      sql,
      late.map(({ from }) => from),
    )
  const inDays = [
    ...byDay(rows.filter(isFolded)),
    ...byDay(rows.filter(row => isOldPair(row) && !isFolded(row))).filter(isPair),
  ]
  await Promise.all([
    addPairHours(sql, platform, collectedAt, hours.filter(isPair)),
    addHours(
      sql,
      platform,
      collectedAt,
      hours.filter(row => !isPair(row)),
    ),
    addToRollupDays(sql, platform, collectedAt, inDays),
    waiting >= (isFirstOfHour ? foldedTogether : 1)
      ? foldHours(sql, platform, foldedUntil, hour)
      : null,
  ])
}

function isPair({ grain }: RollupRow): boolean {
  return grain === 'category_language'
}

/** The rows of each day added up; what a row is of stays. */
function byDay(rows: readonly RollupRow[]): RollupRow[] {
  const days = createRollup()
  for (const row of rows.filter(isPair)) {
    const cell = days.cell(startOfDay(row.from), row)
    addToCell(cell, row)
    cell.samples += row.samples
    cell.gaps += row.gaps
    cell.broadcastsStarted += row.broadcastsStarted
    if (row.viewers !== null) cell.viewers = Math.max(cell.viewers ?? 0, row.viewers)
  }
  return days.rows()
}
