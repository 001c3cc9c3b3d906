// Pages of lists as platforms send them: rows that can be read, and where the next page begins.

import type { ReadRows } from './client.ts'

/** One page of a list. */
export interface ListPage<T> extends ReadRows<T> {
  /** Null at the end. */
  readonly nextCursor: string | null
}

/** Reads rows one by one; what `readRow` answers null for is counted and left out. */
export function readRows<T>(
  values: readonly unknown[],
  readRow: (value: unknown) => T | null,
): ReadRows<T> {
  const rows = values.map(readRow).filter(row => row !== null)
  return { rows, skipped: values.length - rows.length }
}

/** The rows of several answers together. */
export function joinRows<T>(answers: readonly ReadRows<T>[]): ReadRows<T> {
  return {
    rows: answers.flatMap(({ rows }) => rows),
    skipped: answers.reduce((sum, { skipped }) => sum + skipped, 0),
  }
}

/** Cuts values into lists of `size` at most. */
export function inBatches<T>(values: readonly T[], size: number): T[][] {
  const count = Math.ceil(values.length / size)
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size))
}
