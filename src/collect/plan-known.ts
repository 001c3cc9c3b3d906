// Plans what a sweep says of broadcasts that are open. Pure.

import { type OpenBroadcast, segmentBorder } from '../domain/broadcast.ts'
import { noTime } from '../domain/sums.ts'
import type { Due } from '../domain/sweep.ts'
import type { SeenColumns } from '../domain/sweep-changes.ts'
import { bookPair, bookRollupPair, createPairs, isSamePair } from './book-pairs.ts'
import type { KnownRow } from './match.ts'
import type { ChangedStream } from './parts.ts'
import { categoryOf, openSegment, type PlanContext, planStart, viewersOf } from './plan-context.ts'

/** Plans the sample of an open broadcast. */
export function planKnown(context: PlanContext, { row, open }: KnownRow) {
  const { sweep, changes, books } = context
  const { channelKey, broadcastNo } = open
  const viewers = viewersOf(sweep, row, open)
  const seen = seenColumns(context, sweep.dueAfter(viewers ?? open.lastKnownViewers), open)
  seen.channelKeys.push(channelKey)
  seen.broadcastNos.push(broadcastNo)
  seen.viewers.push(viewers)
  if (books !== null && seen.booked !== null) {
    const sample = { at: sweep.collectedAt, viewers }
    bookPair(books, open, sample, seen.booked)
    // What says something else than before may be in another segment: it has its turn there.
    if (row.fingerprint === open.fingerprint) bookRollupPair(books, open, sample, null, open)
  }
  if (row.startedAt !== open.startedAt) planStart(changes, open, row.startedAt)
  if (open.streamId === null && row.streamId !== null)
    changes.identified.push({ channelKey, broadcastNo, streamId: row.streamId })
}

/** Plans what else an open broadcast says now; its sample is planned already. */
export function planChanged(
  context: PlanContext,
  { stream, open, before, staysInSegment }: ChangedStream,
) {
  const { sweep, changes, books } = context
  const { channelKey, broadcastNo, segmentNo } = open
  const sample = { at: sweep.collectedAt, viewers: viewersOf(sweep, stream, open) }
  changes.fingerprints.push({ channelKey, broadcastNo, fingerprint: stream.fingerprint })
  if (stream.thumbnailUrl !== before.thumbnailUrl)
    changes.thumbnails.push({ channelKey, broadcastNo, thumbnailUrl: stream.thumbnailUrl })
  if (staysInSegment) {
    if (books !== null) bookRollupPair(books, open, sample, null, open)
    return
  }
  const border = segmentBorder(open.lastSampleAt, sweep.collectedAt)
  const labels = { categoryKey: categoryOf(context, stream), language: stream.language }
  const time = books === null ? noTime : bookRollupPair(books, open, sample, border, labels)
  changes.segmentsClosed.push({ channelKey, broadcastNo, segmentNo, endedAt: border, time })
  openSegment(context, stream, channelKey, broadcastNo, {
    segmentNo: segmentNo + 1,
    startedAt: border,
    timeBefore: time,
    previous: before,
  })
}

/** The columns of a tier and of what was seen in the same sweep before, once they have a row. */
function seenColumns(
  { changes: { seen }, sweep, books }: PlanContext,
  { tier, cadence }: Due,
  open: OpenBroadcast,
): SeenColumns {
  const at = sweep.collectedAt
  for (const columns of seen)
    if (columns.tier === tier && (columns.booked === null || isSamePair(columns.booked, open, at)))
      return columns
  const booked = books === null ? null : createPairs(open, at)
  const columns = { tier, cadence, channelKeys: [], broadcastNos: [], viewers: [], booked }
  seen.push(columns)
  return columns
}
