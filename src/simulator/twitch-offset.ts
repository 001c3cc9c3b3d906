// Pages of lists that are no order of viewers: their cursors are offsets, in the wrapping of
// Twitch's own sample, `{"b":null,"a":{"Offset":20}}`.

import { isRefused, type Refused } from './twitch-answer.ts'
import { readFirst, readPosition } from './twitch-query.ts'

export interface OffsetQuestion {
  /** The first row wanted, and the one behind the last. */
  readonly from: number
  readonly to: number
}

interface Sides {
  /** Where the page before ends; null = there is none. */
  readonly b: number | null
  /** Where the page after begins. */
  readonly a: number | null
}

/** The rows a page is asked for. */
export function readOffsets(query: URLSearchParams): OffsetQuestion | Refused {
  const first = readFirst(query)
  const after = readPosition(query, 'after', readSides)
  const before = readPosition(query, 'before', readSides)
  if (isRefused(first)) return first
  if (isRefused(after)) return after
  if (isRefused(before)) return before
  if (before !== null) {
    const to = before.b ?? 0
    return { from: Math.max(0, to - first), to }
  }
  const from = after?.a ?? 0
  return { from, to: from + first }
}

/** The rows and what Helix says of those behind them: nothing at the end. */
export function pageOf<T>(rows: readonly T[], { from, to }: OffsetQuestion) {
  const hasNext = to > from && to < rows.length
  const cursor = writeSides({ b: from === 0 ? null : from, a: to })
  return { data: rows.slice(from, to), pagination: hasNext ? { cursor } : {} }
}

function writeSides({ a, b }: Sides): string {
  const side = (offset: number | null) => (offset === null ? null : { Offset: offset })
  return Buffer.from(JSON.stringify({ b: side(b), a: side(a) })).toString('base64')
}

function readSides(cursor: string): Sides | null {
  const text = Buffer.from(cursor, 'base64').toString()
  const form = /^\{"b":(?:null|\{"Offset":(\d{1,9})\}),"a":(?:null|\{"Offset":(\d{1,9})\})\}$/
  const found = form.exec(text)
  if (found === null) return null
  const [, b, a] = found
  return { b: b === undefined ? null : Number(b), a: a === undefined ? null : Number(a) }
}
