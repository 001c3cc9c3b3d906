// Reads what GET /stats/categories is asked.

import type { AskedWindow } from '../analytics/window.ts'
import { categoryParameters, usualCategoryWindow } from '../contract/category-parameters.ts'
import { readAs } from '../contract/parameter.ts'
import { type GivenQuery, readQuery, wrongValue } from '../contract/query.ts'
import type { CategorySort } from '../domain/category-sort.ts'
import type { Platform } from '../domain/platform.ts'
import type { CategoryFilter } from '../store/category-names.ts'
import { type CategoryCursor, readCategoryCursor } from './category-cursor.ts'
import { QueryError } from './query-error.ts'
import { readAskedWindow, type WindowValues } from './window-question.ts'

export interface CategoryQuestion extends CategoryFilter {
  /** As it was given. */
  readonly window: WindowValues
  readonly asked: AskedWindow
  readonly platform: Platform | null
  readonly language: string | null
  readonly sort: CategorySort
  readonly limit: number
  readonly after: CategoryCursor | null
  readonly explains: boolean
}

const parameters = {
  ...categoryParameters,
  cursor: readAs(categoryParameters.cursor, readCategoryCursor),
}

/** The question of a query; throws a `QueryError` with everything that is wrong with it. */
export function readCategoryQuestion(given: GivenQuery): CategoryQuestion {
  const { values, faults } = readQuery(parameters, given)
  const { window, from, to, platform, language, category, q, sort, limit, cursor } = values
  const windowValues = { window, from, to }
  const reading = readAskedWindow(windowValues, usualCategoryWindow)
  const named = new Set(faults.map(({ parameter }) => parameter))
  const all = [...faults, ...reading.faults.filter(({ parameter }) => !named.has(parameter))]
  if (cursor !== null && !named.has('sort') && cursor.sort !== sort)
    all.push({ parameter: 'cursor', ...wrongValue(parameters.cursor, given.cursor ?? '') })
  if (all.length > 0) throw new QueryError(all)
  return {
    window: windowValues,
    asked: reading.asked,
    platform,
    language: language?.toLowerCase() ?? null,
    category,
    part: q,
    sort,
    limit,
    after: cursor,
    explains: values.explain === '1',
  }
}
