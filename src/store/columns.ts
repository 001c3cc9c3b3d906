// Columns of values as array literals: a sweep sends its rows as a few arrays that PostgreSQL
// unnests. The driver would escape each element on its own; numbers need no escape.

import type { TimeSums } from '../domain/sums.ts'

/** A literal of a whole-number array, nulls kept. */
export function numbers(values: readonly (number | null)[]): string {
  return `{${values.map(value => value ?? 'null').join(',')}}`
}

/** A literal of a text array, nulls kept. */
export function texts(values: readonly (string | null)[]): string {
  return `{${values.map(quote).join(',')}}`
}

/** A literal of an array of text arrays, each as its own literal: cast the element to text[]. */
export function textLists(values: readonly (readonly string[])[]): string {
  return texts(values.map(texts))
}

const special = /["\\]/

function quote(value: string | null): string {
  if (value === null) return 'null'
  return special.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `"${value}"`
}

/** The four columns of booked time, as literals. */
export function timeColumns(rows: readonly TimeSums[]): Record<keyof TimeSums, string> {
  return {
    halfViewerSeconds: numbers(rows.map(row => row.halfViewerSeconds)),
    presentSeconds: numbers(rows.map(row => row.presentSeconds)),
    observedSeconds: numbers(rows.map(row => row.observedSeconds)),
    reportedSeconds: numbers(rows.map(row => row.reportedSeconds)),
  }
}

/** The two columns that say which broadcasts rows are about, as literals. */
export function broadcastKeys(
  rows: readonly { readonly channelKey: number; readonly broadcastNo: number }[],
): { channelKeys: string; broadcastNos: string } {
  return {
    channelKeys: numbers(rows.map(row => row.channelKey)),
    broadcastNos: numbers(rows.map(row => row.broadcastNo)),
  }
}
