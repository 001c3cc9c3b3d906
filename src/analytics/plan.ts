// Which rows answer a question about one channel: its days where the window holds whole ones, and its
// samples for the rest. Pure.

import { startOfDay } from '../domain/sum-hours.ts'
import type { Resolution } from './question.ts'
import { type Window, wholeDaysIn } from './window.ts'

/** Where the time of a window is read; together the parts are the window. */
export interface HistoryPlan {
  /** Whole UTC days that are read from channel_days and live rows; null = none. */
  readonly days: Window | null
  /** What is read from samples, in order. */
  readonly spans: readonly Window[]
}

export interface PlanFacts {
  readonly window: Window
  readonly resolution: Resolution
  /** The first moment of which nothing is known: after the last sweep, and all that is booked. */
  readonly knownTo: number
  /**
   * Whether what is kept of days answers for them: a channel has one broadcast at a time (else airtime and
   * peaks follow from samples only), and sums are booked for all of it.
   */
  readonly hasDays: boolean
  /** Whether anything may be worked out; else there are samples to show, and nothing beside them. */
  readonly allowsDerived: boolean
}

const daySeconds = 86_400

/** The plan of a question about one channel. */
export function planHistory(facts: PlanFacts): HistoryPlan {
  const { window, resolution, hasDays, allowsDerived } = facts
  if (!allowsDerived && resolution !== 'raw') return { days: null, spans: [] }
  const days = resolution === 'day' && hasDays ? daysOf(facts) : null
  const spans =
    days === null
      ? [window]
      : [
          { from: window.from, to: days.from },
          { from: days.to, to: window.to },
        ]
  return { days, spans: spans.filter(({ from, to }) => from < to) }
}

/** The whole days of a window. One that reaches over all that is known holds the last day wholly. */
function daysOf({ window, knownTo }: PlanFacts): Window | null {
  const lastDay = startOfDay(knownTo - 1)
  const reaches = window.to >= knownTo && window.from <= lastDay
  if (!reaches) return wholeDaysIn(window)
  const end = lastDay + daySeconds
  const days = wholeDaysIn({ from: window.from, to: end })
  return days === null ? null : { from: days.from, to: Math.min(days.to, window.to) }
}
