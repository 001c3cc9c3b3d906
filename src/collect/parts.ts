// Cuts what a sweep has found into parts and gives them their texts: never more than a few thousand
// rows stand in memory with all they say.

import { isSameSegment, type OpenBroadcast, type OpenTexts } from '../domain/broadcast.ts'
import type { LiveRows, ReadStream } from './live-rows.ts'
import type { Matches } from './match.ts'

/** A row of an open broadcast, what that one said before, and whether its open segment goes on. */
export interface ChangedStream {
  readonly stream: ReadStream
  readonly open: OpenBroadcast
  readonly before: OpenTexts
  readonly staysInSegment: boolean
}

/** Matches of which those rows have their texts that are planned by them. */
export interface SweepPart extends Omit<Matches, 'changed' | 'unknown'> {
  readonly changed: readonly ChangedStream[]
  readonly unknown: readonly ReadStream[]
}

/** Of each kind at most; an ordinary sweep of 100 k streams is one part. */
const rowsAPart = 5_000

/** One part or more. All that is known and what is gone is in the first, which is written first. */
export function cutParts(matches: Matches, size = rowsAPart): Matches[] {
  const { changed, unknown } = matches
  const rest = { known: [], replaced: [], absent: [], superseded: 0 }
  const parts: Matches[] = []
  for (let from = 0; from === 0 || from < Math.max(changed.length, unknown.length); from += size)
    parts.push({
      ...(from === 0 ? matches : rest),
      changed: changed.slice(from, from + size),
      unknown: unknown.slice(from, from + size),
    })
  return parts
}

/** The part with its texts; `before` holds those of its `changed`, in their order. */
export function withTexts(
  part: Matches,
  streamOf: LiveRows['streamOf'],
  before: readonly OpenTexts[],
): SweepPart {
  const changed = before.flatMap((texts, i) => {
    const known = part.changed[i]
    if (known === undefined) return []
    const stream = streamOf(known.row)
    const staysInSegment = isSameSegment(stream, texts)
    return [{ stream, open: known.open, before: texts, staysInSegment }]
  })
  return { ...part, changed, unknown: part.unknown.map(streamOf) }
}
