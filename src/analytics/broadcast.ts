// Answers how one broadcast went: its sums as they are kept, its gaps, and a series if it is asked for;
// and what a list of broadcasts is made of.

import { addSums, noSums } from '../domain/sums.ts'
import { type BroadcastRow, listRestarts } from '../store/broadcast-reads.ts'
import { listSegments, type SegmentRow } from '../store/broadcast-reads-segments.ts'
import type { ChannelName } from '../store/channel-reads.ts'
import type { Queryable } from '../store/database.ts'
import { type Bucket, bucketsOf } from './channel-buckets.ts'
import { causesOf, gapsOf } from './channel-gaps.ts'
import { listRawPoints, type RawPoint } from './channel-points.ts'
import { readSpan, type SpanSamples } from './channel-samples.ts'
import { type Explanation, explain } from './explain.ts'
import type { Gap } from './gaps.ts'
import { resolutionFor } from './question.ts'
import { bordersOf, type Window } from './window.ts'

export interface BroadcastQuestion {
  readonly hasSeries: boolean
  readonly explains: boolean
  /** Whether the platform's terms let anything be worked out; else there are samples only. */
  readonly allowsDerived: boolean
}

export interface BroadcastAnswer {
  readonly segments: readonly SegmentRow[]
  /** Stream ids of the broadcasts that go on with it. */
  readonly restartedAs: readonly string[]
  /** The newest 31 days of it: what gaps and series are of. */
  readonly window: Window
  readonly gaps: readonly Gap[]
  /** Samples one by one, up to 48 hours or where they are all there is; null = not asked for, or longer. */
  readonly samples: readonly RawPoint[] | null
  /** By the hour; null = not asked for, or not longer. */
  readonly hours: readonly Bucket[] | null
  readonly explanation: Explanation
}

const mostSeconds = 31 * 86_400

/** All of a broadcast of a channel beyond its own row. */
export async function answerBroadcast(
  sql: Queryable,
  channel: ChannelName,
  row: BroadcastRow,
  { hasSeries, explains, allowsDerived }: BroadcastQuestion,
): Promise<BroadcastAnswer> {
  const window = seriesWindow(row)
  const isRead = hasSeries || row.sums.gaps > 0
  const [segments, restartedAs, span] = await Promise.all([
    listSegments(sql, channel.channelKey, [row.broadcastNo]),
    listRestarts(sql, row),
    isRead ? readSpan(sql, channel, window) : null,
  ])
  const own = ownOf(span, row)
  const isRaw = resolutionFor(window, allowsDerived) === 'raw'
  return {
    segments,
    restartedAs,
    window,
    gaps: allowsDerived ? await causesOf(sql, channel, gapsOf([own])) : [],
    samples:
      hasSeries && isRaw ? listRawPoints({ ...own, span: window }, segments, allowsDerived) : null,
    hours:
      hasSeries && !isRaw
        ? bucketsOf(
            bordersOf(window, 'hour'),
            own.broadcasts.map(({ time }) => time),
            true,
          )
        : null,
    explanation: explain(row.sums, explains ? sourcesOf(row, window, span) : []),
  }
}

/** What the figures of a list were worked out of: the sums are those of all its rows together. */
export function explainBroadcasts(rows: readonly BroadcastRow[]): Explanation {
  const sums = rows.reduce((all, row) => addSums(all, row.sums), noSums)
  const sourceOf = (table: 'broadcasts' | 'live_broadcasts', of: readonly BroadcastRow[]) => {
    const windows = of.map(bookedWindow)
    const from = Math.min(...windows.map(window => window.from))
    return { table, from, to: Math.max(...windows.map(({ to }) => to)), rows: of.length }
  }
  const open = rows.filter(({ endedAt }) => endedAt === null)
  return explain(sums, [sourceOf('broadcasts', rows), sourceOf('live_broadcasts', open)])
}

/** From where its time was booked to its last sample or end, both inside. */
function bookedWindow({ bookedFromAt, firstSampleAt, lastSampleAt, ends }: BroadcastRow): Window {
  const to = Math.max(lastSampleAt, ...ends.map(([, endedAt]) => endedAt)) + 1
  return { from: bookedFromAt ?? firstSampleAt, to }
}

/** The newest part of its time. */
function seriesWindow(row: BroadcastRow): Window {
  const { from, to } = bookedWindow(row)
  return { from: Math.max(from, to - mostSeconds), to }
}

/** What was read of this broadcast alone: its channel may have others. */
function ownOf(span: SpanSamples | null, { broadcastNo }: BroadcastRow) {
  const all = span?.broadcasts ?? []
  return { broadcasts: all.filter(({ booked }) => booked.broadcastNo === broadcastNo) }
}

function sourcesOf(row: BroadcastRow, window: Window, span: SpanSamples | null) {
  const booked = bookedWindow(row)
  const isOpen = row.endedAt === null
  return [
    { table: 'broadcasts' as const, ...booked, rows: 1 },
    { table: 'live_broadcasts' as const, ...booked, rows: isOpen ? 1 : 0 },
    { table: 'samples' as const, ...window, rows: span?.rows ?? 0 },
  ]
}
