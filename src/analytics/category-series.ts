// A series of a platform, of a category or language of it, or of both, by the UTC hour or day.

import { startOfDay, startOfHour } from '../domain/sum-hours.ts'
import { addSums } from '../domain/sums.ts'
import type { Queryable } from '../store/database.ts'
import {
  listRollupDays,
  listRollupHours,
  listSweptHours,
  type RollupSeriesRow,
  type RollupState,
} from '../store/rollup-reads.ts'
import {
  type CategoryFigures,
  categoryFiguresOf,
  noRollup,
  type RollupSums,
} from './category-figures.ts'
import { askedPairHourDays, planCategories } from './category-plan.ts'
import { type AskedWindow, bordersOf, cutToHours, type SeriesStep, type Window } from './window.ts'

export interface RollupSeriesAsked {
  /** The platform's, as it is in the same snapshot. */
  readonly state: RollupState
  /** Our own key; null = every category. */
  readonly categoryKey: number | null
  /** null = every language. */
  readonly language: string | null
  readonly asked: AskedWindow
  readonly step: SeriesStep
}

/** An hour or day, the first and last as far as the window holds them. */
export interface RollupPoint extends Window {
  /** Zeros where nobody streamed it; null = the platform was not swept. */
  readonly figures: CategoryFigures | null
}

export interface RollupSeries {
  readonly window: Window
  /** The window was cut, since hours by category and language are not kept for ever. */
  readonly isCut: boolean
  readonly points: readonly RollupPoint[]
}

const daySeconds = 86_400

/** Reads a series; null = there is no such time. */
export async function readRollupSeries(
  sql: Queryable,
  question: RollupSeriesAsked,
): Promise<RollupSeries | null> {
  const { state, categoryKey, language, step } = question
  const { platform, lastAt, foldedUntil } = state
  const isPair = categoryKey !== null && language !== null
  const asked = cutToHours(question.asked, state)
  const plan =
    step === 'day' && asked
      ? planCategories({ window: asked, lastAt, foldedUntil, byLanguage: isPair })
      : null
  const window = step === 'day' ? plan?.window : asked && keptHours(asked, lastAt, isPair)
  if (!window || !asked) return null
  const days = plan?.days ?? null
  const hours = plan?.hours ?? bordersOf(window, 'hour').slice(0, -1).map(startOfHour)
  const of = { platform, categoryKey, language }
  const rows = [
    ...(await listRollupHours(sql, { ...of, at: hours })),
    ...(days === null ? [] : await listRollupDays(sql, { ...of, at: daysIn(days) })),
  ]
  // The last sweep stands at the end of its window and is what is known of it.
  const end = window.to === lastAt ? lastAt + 1 : window.to
  const swept = await listSweptHours(sql, platform, { from: window.from, to: end })
  return {
    window,
    isCut: window.from !== asked.from || window.to !== asked.to,
    points: pointsOf(window, step, rows, swept),
  }
}

/** Puts sums and swept hours into the steps of a window. */
export function pointsOf(
  window: Window,
  step: SeriesStep,
  rows: readonly RollupSeriesRow[],
  sweptHours: readonly number[],
): RollupPoint[] {
  const start = step === 'hour' ? startOfHour : startOfDay
  const swept = new Set(sweptHours.map(start))
  const sums = new Map<number, RollupSums>()
  for (const row of rows) {
    const known = sums.get(start(row.at)) ?? noRollup
    const broadcastsStarted = known.broadcastsStarted + row.broadcastsStarted
    sums.set(start(row.at), { ...addSums(known, row), broadcastsStarted })
  }
  const borders = bordersOf(window, step)
  return borders.slice(1).map((to, i) => {
    const from = borders[i] ?? to
    const found = sums.get(start(from)) ?? noRollup
    const figures = swept.has(start(from)) ? categoryFiguresOf(found, to - from) : null
    return { from, to, figures }
  })
}

function keptHours(window: Window, lastAt: number, isPair: boolean): Window | null {
  const since = isPair ? startOfDay(lastAt) - askedPairHourDays * daySeconds : window.from
  const from = Math.max(window.from, since)
  return from < window.to ? { from, to: window.to } : null
}

function daysIn({ from, to }: Window): number[] {
  return Array.from({ length: (to - from) / daySeconds }, (_, i) => from + i * daySeconds)
}
