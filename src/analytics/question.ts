// What the study is asked of one channel, and in which steps it answers. Pure.

import { type AskedWindow, mostWindowSeconds, type Window } from './window.ts'

/** The steps of an answer: single samples, or full UTC hours or days. */
export const resolutions = ['raw', 'hour', 'day'] as const

export type Resolution = (typeof resolutions)[number]

export interface HistoryQuestion {
  readonly asked: AskedWindow
  /** null = by the window's length. */
  readonly resolution: Resolution | null
  /** Whether the answer tells what it is made of. */
  readonly explains: boolean
}

const hour = 3_600
const day = 86_400

/** The longest window of each resolution, seconds. */
export const mostSecondsOf = {
  raw: 31 * day,
  hour: 92 * day,
  day: mostWindowSeconds,
} as const satisfies Record<Resolution, number>

/**
 * Up to here samples are shown one by one, and up to there by the hour, unless asked otherwise: 720 hours
 * are more than a chart of a month can show, and take three times as long as its days.
 */
const autoRawSeconds = 48 * hour
const autoHourSeconds = 14 * day

/**
 * The resolution of a window that names none. Where nothing may be worked out there are only samples
 * to show.
 */
export function resolutionFor({ from, to }: Window, allowsDerived: boolean): Resolution {
  const seconds = to - from
  if (!allowsDerived && seconds <= mostSecondsOf.raw) return 'raw'
  if (seconds <= autoRawSeconds) return 'raw'
  return seconds <= autoHourSeconds ? 'hour' : 'day'
}

/** Whether a window has more points in a resolution than an answer may have. */
export function isTooLong({ from, to }: Window, resolution: Resolution): boolean {
  return to - from > mostSecondsOf[resolution]
}
