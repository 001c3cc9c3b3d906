// Which time an answer is about: a window [from, to) as asked, and as it is cut. All times are whole
// epoch seconds. Pure.

import { startOfDay, startOfHour } from '../domain/sum-hours.ts'

/** Half open: `from` is inside, `to` is not. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** A window as a question names it. */
export type AskedWindow =
  | { readonly kind: 'last'; readonly seconds: number }
  | { readonly kind: 'between'; readonly from: number; readonly to: number | null }

/** The time in which a platform was swept. */
export interface SweptSpan {
  /** collected_at of the first sweep that read anything. */
  readonly firstAt: number
  /** collected_at of the last one. */
  readonly lastAt: number
}

const hourSeconds = 3_600
const daySeconds = 86_400

/** The longest windows, in hours and in days. */
export const mostWindowHours = 2_208
export const mostWindowDays = 3_660
export const mostWindowSeconds = mostWindowDays * daySeconds

/** Seconds of a length such as 24h or 30d; null where the text is none, or too long. */
export function readWindowLength(text: string): number | null {
  const [, digits, unit] = /^([1-9]\d{0,3})([hd])$/.exec(text) ?? []
  const count = Number(digits)
  if (unit === 'h' && count <= mostWindowHours) return count * hourSeconds
  if (unit === 'd' && count <= mostWindowDays) return count * daySeconds
  return null
}

/**
 * The window of one channel: every border is exact. Unless an end is named, the last second is that of
 * the last sweep, so that its sample is inside. A named end is no later than `knownTo`, the first
 * moment of which nothing is known. No head is longer than a day, so `from` is at most a day before
 * the first sweep, and never after `to`.
 */
export function cutExact(
  asked: AskedWindow,
  { firstAt, lastAt }: SweptSpan,
  knownTo: number,
): Window {
  const end = lastAt + 1
  if (asked.kind === 'last') return { from: end - asked.seconds, to: end }
  const to = Math.min(asked.to ?? end, knownTo)
  return { from: Math.min(Math.max(asked.from, firstAt - daySeconds), to), to }
}

/**
 * The window of sums over many broadcasts, which are kept by the UTC hour: every hour that the asked
 * one touches, no earlier than the first sweep and no later than the last one; null = none is left.
 * What divides by the window divides by this one.
 */
export function cutToHours(asked: AskedWindow, { firstAt, lastAt }: SweptSpan): Window | null {
  const asIs = asked.kind === 'last' ? { from: lastAt - asked.seconds, to: lastAt } : asked
  const from = Math.max(startOfHour(asIs.from), firstAt)
  const to = Math.min(endOfHour(asIs.to ?? lastAt), lastAt)
  return from < to ? { from, to } : null
}

/** So many whole UTC days, the last of them the last one closed; no earlier than the first sweep. */
export function closedDays(days: number, { firstAt, lastAt }: SweptSpan): Window | null {
  const to = startOfDay(lastAt)
  const from = Math.max(to - days * daySeconds, firstAt)
  return from < to ? { from, to } : null
}

/** The first second after the UTC hour that a moment ends; a full hour is its own. */
function endOfHour(at: number): number {
  return startOfHour(at + hourSeconds - 1)
}

/** The steps in which a series shows its window. */
export type SeriesStep = 'hour' | 'day'

/**
 * Where the points of a series begin and end: both ends of the window and the full UTC hours or days
 * inside it, ascending. A window of no length has none.
 */
export function bordersOf({ from, to }: Window, step: SeriesStep): number[] {
  if (from >= to) return []
  const seconds = step === 'hour' ? hourSeconds : daySeconds
  const borders = [from]
  for (let at = from - (from % seconds) + seconds; at < to; at += seconds) borders.push(at)
  return [...borders, to]
}

/** The whole UTC days inside a window; null = it holds none. */
export function wholeDaysIn({ from, to }: Window): Window | null {
  const days = { from: startOfDay(from + daySeconds - 1), to: startOfDay(to) }
  return days.from < days.to ? days : null
}
