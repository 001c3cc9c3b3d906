// Which rows hold the sums of a window over many broadcasts: folded weeks and days where it holds
// whole ones, and hours for the rest. All times are whole epoch seconds. Pure.

import { startOfDay, startOfHour } from '../domain/sum-hours.ts'
import type { RollupSpans } from '../store/category-sums.ts'
import { quarterSeconds, weekSeconds } from '../store/fold-spans.ts'
import { pairHourDays } from '../store/partitions.ts'
import { type Window, wholeDaysIn } from './window.ts'

export interface CategoryPlanFacts {
  /** As `cutToHours` cuts it. */
  readonly window: Window
  /** collected_at of the platform's last sweep that read anything. */
  readonly lastAt: number
  /** The hours before it are added up in days; null = none are. */
  readonly foldedUntil: number | null
  /** Sums by category and language are asked, whose hours are not kept for ever. */
  readonly byLanguage: boolean
}

export interface CategoryPlan {
  /** The window that the days and hours make. */
  readonly window: Window
  /** Its hours are not kept any more, so that it was cut to whole days. */
  readonly isCutToDays: boolean
  /** Whole days; of the day of the last sweep, what is booked so far. */
  readonly days: Window | null
  /** The first seconds of the hours that are added to the days. */
  readonly hours: readonly number[]
}

const hourSeconds = 3_600
const daySeconds = 86_400
/** The first Monday after the epoch, which began on a Thursday. */
const firstMonday = 4 * daySeconds

/**
 * Whole days whose hours by category and language are read. They are counted back from the day of the
 * platform's last sweep that read anything, however long ago it was, as what is kept of them is: one day
 * more, so that a day that goes is never asked for.
 */
export const askedPairHourDays = pairHourDays - 1

/** The plan of a window; null = of its time nothing is kept that finely. */
export function planCategories(facts: CategoryPlanFacts): CategoryPlan | null {
  const { window, lastAt, byLanguage } = facts
  const days = daysOf(facts)
  const margins =
    days === null
      ? [window]
      : [
          { from: window.from, to: days.from },
          { from: days.to, to: window.to },
        ].filter(({ from, to }) => from < to)
  const keptSince = byLanguage ? startOfDay(lastAt) - askedPairHourDays * daySeconds : 0
  const isKept = margins.every(({ from }) => from >= keptSince)
  if (isKept) return { window, isCutToDays: false, days, hours: hoursOf(margins, days, facts) }
  const kept = margins.filter(({ from }) => from >= keptSince)
  const first = days ?? kept[0]
  if (first === undefined) return null
  return {
    window: { from: first.from, to: kept.at(-1)?.to ?? Math.min(first.to, window.to) },
    isCutToDays: true,
    days,
    hours: hoursOf(kept, days, facts),
  }
}

/** Weeks and quarters of days that are added up and may be read instead, by their first seconds. */
export interface FoldedTimes {
  readonly weeks: readonly number[]
  readonly quarters: readonly number[]
}

/** What of a plan's time can be read as one where it is folded, ascending; null = nothing. */
export function foldableIn({ days, hours }: CategoryPlan): {
  readonly weeks: Window | null
  readonly quarters: readonly Window[]
} {
  const quarters: Window[] = []
  for (const hour of hours) {
    const last = quarters.at(-1)
    if (last?.to === hour) quarters[quarters.length - 1] = { ...last, to: hour + hourSeconds }
    else quarters.push({ from: hour, to: hour + hourSeconds })
  }
  return {
    weeks: days !== null && days.to - days.from >= weekSeconds ? days : null,
    quarters: quarters.filter(({ from, to }) => to - from >= quarterSeconds),
  }
}

/** The rows of a plan: as few as those that are folded allow. */
export function spansOf({ days, hours }: CategoryPlan, folded: FoldedTimes): RollupSpans {
  const inHours = new Set(hours)
  const quarters = folded.quarters.filter(quarter =>
    hoursFrom(quarter, quarter + quarterSeconds).every(hour => inHours.has(hour)),
  )
  const inQuarters = new Set(
    quarters.flatMap(quarter => hoursFrom(quarter, quarter + quarterSeconds)),
  )
  const weeks =
    days === null
      ? []
      : folded.weeks.filter(week => week >= days.from && week + weekSeconds <= days.to)
  const inWeeks = new Set(weeks)
  const single: number[] = []
  if (days !== null)
    for (let day = days.from; day < days.to; day += daySeconds)
      if (!inWeeks.has(mondayOf(day))) single.push(day)
  return { weeks, quarters, days: single, hours: hours.filter(hour => !inQuarters.has(hour)) }
}

/** The first second of the week of a day. */
function mondayOf(day: number): number {
  return day - ((day - firstMonday) % weekSeconds)
}

/**
 * The whole days of a window. One that ends with the last sweep holds its day wholly, unless later hours
 * are added up in it: ends may be booked after the last sweep.
 */
function daysOf({ window: { from, to }, lastAt, foldedUntil }: CategoryPlanFacts): Window | null {
  const isWhole = to >= lastAt && (foldedUntil ?? 0) <= endOfKnown(lastAt)
  return wholeDaysIn({ from, to: isWhole ? startOfDay(lastAt) + daySeconds : to })
}

/** The end of the last hour that is read: that of the last sweep. */
function endOfKnown(lastAt: number): number {
  return startOfHour(lastAt) + hourSeconds
}

function hoursOf(
  margins: readonly Window[],
  days: Window | null,
  { foldedUntil, lastAt }: CategoryPlanFacts,
): number[] {
  const knownTo = endOfKnown(lastAt)
  const unfolded =
    days === null
      ? []
      : [{ from: Math.max(days.from, foldedUntil ?? 0), to: Math.min(days.to, knownTo) }]
  return [...margins, ...unfolded].flatMap(({ from, to }) => hoursFrom(startOfHour(from), to))
}

function hoursFrom(first: number, to: number): number[] {
  const hours: number[] = []
  for (let hour = first; hour < to; hour += hourSeconds) hours.push(hour)
  return hours
}
