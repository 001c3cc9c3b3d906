// Reads the sums of a platform's categories in a window, and in the one just before.

import type { Platform } from '../domain/platform.ts'
import { startOfHour } from '../domain/sum-hours.ts'
import { type CategorySums, type RollupSpans, readCategorySums } from '../store/category-sums.ts'
import type { Queryable } from '../store/database.ts'
import { listFoldedSpans, quarterSeconds, weekSeconds } from '../store/fold-spans.ts'
import { type RollupState, wasSwept } from '../store/rollup-reads.ts'
import { type CategoryPlan, foldableIn, planCategories, spansOf } from './category-plan.ts'
import type { CategoryTable } from './category-ranking.ts'
import { type AskedWindow, cutToHours, type Window } from './window.ts'

export interface CategoryWindowQuestion {
  /** The platform's, as it is in the same snapshot. */
  readonly state: RollupState
  /** Streams in this language only; null = in any. */
  readonly language: string | null
  readonly asked: AskedWindow
}

/** A window of a platform as it was read. */
export interface CategoryWindow extends CategoryTable {
  readonly platform: Platform
  readonly isCutToDays: boolean
  readonly spans: RollupSpans
}

/** Reads all categories of a window; `before` is null. Null = there is no such time. */
export async function readCategoryWindow(
  sql: Queryable,
  question: CategoryWindowQuestion,
): Promise<CategoryWindow | null> {
  const { state, language, asked } = question
  const window = cutToHours(asked, state)
  const plan = window && planOf(window, question)
  if (plan === null) return null
  const spans = await chooseSpans(sql, { state, language }, plan)
  const { platform } = state
  const sums = await readCategorySums(sql, { platform, language, keys: null, ...spans })
  return {
    platform,
    window: plan.window,
    isCutToDays: plan.isCutToDays,
    spans,
    sums,
    before: null,
  }
}

/** The same window with the one before, of some categories or (null) all. */
export async function addWindowBefore(
  sql: Queryable,
  { state, language }: CategoryWindowQuestion,
  read: CategoryWindow,
  keys: readonly number[] | null,
): Promise<CategoryWindow> {
  const window = windowBefore(read.window, state)
  const plan = window && planOf(window, { state, language })
  if (plan === null || plan.isCutToDays) return read
  // What nobody looked at is unknown, not nothing.
  if (!(await wasSwept(sql, state.platform, plan.window))) return read
  const spans = await chooseSpans(sql, { state, language }, plan)
  const sums: CategorySums = await readCategorySums(sql, {
    platform: state.platform,
    language,
    keys,
    ...spans,
  })
  return { ...read, before: { window: plan.window, sums } }
}

/** The window of the same length just before, on full hours; null = the census does not reach back. */
export function windowBefore(
  { from, to }: Window,
  { firstAt }: Pick<RollupState, 'firstAt'>,
): Window | null {
  const before = { from: startOfHour(from - (to - from)), to: startOfHour(from) }
  return before.from >= firstAt && before.from < before.to ? before : null
}

function planOf(
  window: Window,
  { state, language }: Pick<CategoryWindowQuestion, 'state' | 'language'>,
): CategoryPlan | null {
  const { lastAt, foldedUntil } = state
  return planCategories({ window, lastAt, foldedUntil, byLanguage: language !== null })
}

async function chooseSpans(
  sql: Queryable,
  { state, language }: Pick<CategoryWindowQuestion, 'state' | 'language'>,
  plan: CategoryPlan,
): Promise<RollupSpans> {
  const { platform } = state
  const foldable = foldableIn(plan)
  // By language there are no quarters.
  const [weeks, ...quarters] = await Promise.all([
    foldable.weeks === null ? [] : listFoldedSpans(sql, platform, weekSeconds, foldable.weeks),
    ...(language === null ? foldable.quarters : []).map(window =>
      listFoldedSpans(sql, platform, quarterSeconds, window),
    ),
  ])
  return spansOf(plan, { weeks, quarters: quarters.flat() })
}
