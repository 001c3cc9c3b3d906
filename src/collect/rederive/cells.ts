// Gathers sums by hour, category and language until they are written out, so that memory stays small
// however much there is.

import type { RollupLabels } from '../../domain/rollup.ts'
import { addSums, noSums, type Sums } from '../../domain/sums.ts'
import type { CellRow } from '../../store/rederive/rollups.ts'

/** Numbers of the pairs of category and language, in the order they came up. */
export interface PairNumbers {
  readonly numberOf: (labels: RollupLabels) => number
  readonly labels: readonly RollupLabels[]
}

export interface Cells {
  /** Adds sums to an hour (by its first second) of a pair. */
  readonly add: (hour: number, pairNo: number, sums: Sums, broadcastsStarted: number) => void
  /** How many rows are gathered. */
  readonly size: () => number
  /** Gives the rows out, and begins anew. */
  readonly take: () => CellRow[]
}

export function createPairNumbers(): PairNumbers {
  const labels: RollupLabels[] = []
  const numbers = new Map<number | null, Map<string | null, number>>()
  return {
    labels,
    numberOf({ categoryKey, language }) {
      const languages = numbers.get(categoryKey) ?? new Map<string | null, number>()
      numbers.set(categoryKey, languages)
      const known = languages.get(language)
      if (known !== undefined) return known
      languages.set(language, labels.length)
      return labels.push({ categoryKey, language }) - 1
    },
  }
}

/** More pairs than there are; times this, an hour is still exact. */
export const manyPairs = 16_777_216

const hourSeconds = 3_600

export function createCells(): Cells {
  let cells = new Map<number, { sums: Sums; broadcastsStarted: number }>()
  return {
    add(hour, pairNo, sums, broadcastsStarted) {
      const key = (hour / hourSeconds) * manyPairs + pairNo
      const cell = cells.get(key) ?? { sums: noSums, broadcastsStarted: 0 }
      cell.sums = addSums(cell.sums, sums)
      cell.broadcastsStarted += broadcastsStarted
      cells.set(key, cell)
    },
    size: () => cells.size,
    take() {
      const rows = [...cells].map(([key, { sums, broadcastsStarted }]) => ({
        hour: Math.floor(key / manyPairs) * hourSeconds,
        pairNo: key % manyPairs,
        ...sums,
        broadcastsStarted,
      }))
      cells = new Map()
      return rows
    },
  }
}
