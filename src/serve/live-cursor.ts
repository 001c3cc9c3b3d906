// The cursor of a live list: where a row stands in its order, as text that says nothing to others.
// What did not come out of writeCursor must never be read as a position.

import { type LiveSort, liveSorts } from '../domain/live-stream.ts'
import type { LivePosition } from '../store/live.ts'

/** A place in a live list. */
export interface LiveCursor {
  readonly sort: LiveSort
  readonly position: LivePosition
}

const version = 1
const mostBroadcasts = 2 ** 31 - 1

/** The text of a place. */
export function writeLiveCursor({ sort, position }: LiveCursor): string {
  const { value, channelKey, broadcastNo } = position
  const parts = [version, liveSorts.indexOf(sort), value, channelKey, broadcastNo]
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The place of a text; null when the text is not one that `writeLiveCursor` writes. */
export function readLiveCursor(text: string): LiveCursor | null {
  const parts = parseList(Buffer.from(text, 'base64url').toString())
  if (parts?.length !== 5 || parts[0] !== version) return null
  const [, order, value, channelKey, broadcastNo] = parts
  const sort = typeof order === 'number' ? liveSorts[order] : undefined
  if (sort === undefined || !isKey(channelKey, Number.MAX_SAFE_INTEGER)) return null
  if (!isKey(broadcastNo, mostBroadcasts)) return null
  if (!isValue(value)) return null
  const cursor = { sort, position: { value, channelKey, broadcastNo } }
  return writeLiveCursor(cursor) === text ? cursor : null
}

function parseList(json: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

function isValue(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value)
}

function isKey(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most
}
