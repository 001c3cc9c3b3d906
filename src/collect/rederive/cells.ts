// Gathers sums by hour, category and language until they are written out, so that memory stays small
// however much there is.

import type { RollupLabels } from '../../domain/rollup.ts'
import { addSums, noSums, type Sums } from '../../domain/sums.ts'
import type { CellRow } from '../../store/rederive/rollups.ts'

/** Numbers of categories with a language, in the order they came up. */
export interface LabelNumbers {
  readonly numberOf: (labels: RollupLabels) => number
  /** By their numbers. */
  readonly all: readonly RollupLabels[]
}

export interface Cells {
  /** Adds sums to an hour (by its first second) of labels by their number. */
  readonly add: (hour: number, labelNo: number, sums: Sums, broadcastsStarted: number) => void
  /** How many rows are gathered. */
  readonly size: () => number
  /** Gives the rows out, and begins anew. */
  readonly take: () => CellRow[]
}

export function createLabelNumbers(): LabelNumbers {
  const all: RollupLabels[] = []
  const numbers = new Map<number | null, Map<string | null, number>>()
  return {
    all,
    numberOf({ categoryKey, language }) {
      const languages = numbers.get(categoryKey) ?? new Map<string | null, number>()
      numbers.set(categoryKey, languages)
      const known = languages.get(language)
      if (known !== undefined) return known
      languages.set(language, all.length)
      return all.push({ categoryKey, language }) - 1
    },
  }
}

/** More numbers than there are; times this, an hour is still exact. */
export const manyLabels = 16_777_216

const hourSeconds = 3_600

export function createCells(): Cells {
  let cells = new Map<number, { sums: Sums; broadcastsStarted: number }>()
  return {
    add(hour, labelNo, sums, broadcastsStarted) {
      const key = (hour / hourSeconds) * manyLabels + labelNo
      const cell = cells.get(key) ?? { sums: noSums, broadcastsStarted: 0 }
      cell.sums = addSums(cell.sums, sums)
      cell.broadcastsStarted += broadcastsStarted
      cells.set(key, cell)
    },
    size: () => cells.size,
    take() {
      const rows = [...cells].map(([key, { sums, broadcastsStarted }]) => ({
        hour: Math.floor(key / manyLabels) * hourSeconds,
        labelNo: key % manyLabels,
        ...sums,
        broadcastsStarted,
      }))
      cells = new Map()
      return rows
    },
  }
}
