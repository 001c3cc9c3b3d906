// Keeps the last orders of categories that were asked for: to put 12,000 of them in order takes as
// long as all the rest of an answer.

import type { CategorySort } from '../analytics/category-figures.ts'
import {
  type CategoryRanking,
  type CategoryTable,
  rankCategories,
} from '../analytics/category-ranking.ts'

const mostKept = 24

/** Ranks tables as `rankCategories` does; the same tables in the same order only once. */
export function createRankings(): (
  tables: readonly CategoryTable[],
  sort: CategorySort,
) => CategoryRanking {
  const kept: {
    readonly tables: readonly CategoryTable[]
    readonly sort: CategorySort
    readonly ranking: CategoryRanking
  }[] = []
  return (tables, sort) => {
    const known = kept.find(
      other =>
        other.sort === sort &&
        other.tables.length === tables.length &&
        other.tables.every((table, i) => table === tables[i]),
    )
    if (known !== undefined) return known.ranking
    const ranking = rankCategories(tables, sort)
    kept.push({ tables, sort, ranking })
    if (kept.length > mostKept) kept.shift()
    return ranking
  }
}
