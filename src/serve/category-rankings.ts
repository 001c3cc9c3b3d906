// Keeps the orders of categories that were asked for, and all of those that are read ahead, as long as the
// sums are kept that they are of: to put 12,000 in order takes as long as all the rest of an answer.

import { setImmediate } from 'node:timers/promises'
import {
  type CategoryRanking,
  type CategoryTable,
  mergeRanked,
  type RankedTable,
  rankTable,
} from '../analytics/category-ranking.ts'
import { type CategorySort, categorySorts } from '../domain/category-sort.ts'

export interface CategoryRankings {
  /** The categories of all tables in order; each table is put in an order only once. */
  rank(tables: readonly CategoryTable[], sort: CategorySort): CategoryRanking
  /** Puts a table in every order, with room for other work between them. */
  prepare(table: CategoryTable): Promise<void>
}

/** Below `leastCoverage` (0..1) nothing has a rank. */
export function createRankings(leastCoverage: number): CategoryRankings {
  const known = new WeakMap<CategoryTable, Map<CategorySort, RankedTable>>()

  function rankOne(table: CategoryTable, sort: CategorySort): RankedTable {
    const orders = known.get(table) ?? new Map<CategorySort, RankedTable>()
    known.set(table, orders)
    const ranked = orders.get(sort) ?? rankTable(table, sort, leastCoverage)
    orders.set(sort, ranked)
    return ranked
  }

  return {
    rank: (tables, sort) => mergeRanked(tables.map(table => rankOne(table, sort))),

    async prepare(table) {
      for (const sort of categorySorts) {
        await setImmediate()
        rankOne(table, sort)
      }
    },
  }
}
