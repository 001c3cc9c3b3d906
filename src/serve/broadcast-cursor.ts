// The cursor of a list of broadcasts: where a row stands in its order, as text that says nothing to
// others. What did not come out of writeBroadcastCursor must never be read as a position.

import type { BroadcastPosition } from '../store/broadcast-reads.ts'

const version = 1
const mostBroadcasts = 2 ** 31 - 1
/** Year 9999: the last one that is written as RFC 3339. */
const mostSeconds = 253_402_300_799

/** The text of a place. */
export function writeBroadcastCursor({ firstSampleAt, broadcastNo }: BroadcastPosition): string {
  return Buffer.from(JSON.stringify([version, firstSampleAt, broadcastNo])).toString('base64url')
}

/** The place of a text; null when the text is not one that `writeBroadcastCursor` writes. */
export function readBroadcastCursor(text: string): BroadcastPosition | null {
  const json = Buffer.from(text, 'base64url').toString()
  const [, first, number] = /^\[1,(\d{1,12}),(\d{1,10})\]$/.exec(json) ?? []
  if (first === undefined || number === undefined) return null
  const position = { firstSampleAt: Number(first), broadcastNo: Number(number) }
  if (position.firstSampleAt > mostSeconds || position.broadcastNo > mostBroadcasts) return null
  return writeBroadcastCursor(position) === text ? position : null
}
