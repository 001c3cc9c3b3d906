// Plans what a sweep says of broadcasts that are not open: those that begin, and those that had ended.
// Pure.

import {
  type EndedBroadcast,
  isRestart,
  isSameSegment,
  type PreviousBroadcast,
  segmentBorder,
} from '../domain/broadcast.ts'
import { noTime } from '../domain/sums.ts'
import type { BroadcastKey } from '../domain/sweep-changes.ts'
import { bookHead, bookReopening } from './book-ends.ts'
import type { ReadStream } from './live-rows.ts'
import {
  categoryOf,
  type Draft,
  openSegment,
  type PlanContext,
  planStart,
  viewersOf,
} from './plan-context.ts'

/** Tells the end of a channel's previous broadcast once the sweep is recorded; null = it is open. */
export function judgeEnded({ ended, reopened }: Draft) {
  const endedNow = new Map(ended.map(end => [keyOf(end), end.endedAt]))
  const reopenedNow = new Set(reopened.map(keyOf))
  return (previous: PreviousBroadcast): number | null => {
    const key = keyOf(previous)
    return reopenedNow.has(key) ? null : (previous.endedAt ?? endedNow.get(key) ?? null)
  }
}

/** Plans a broadcast that begins. */
export function planStarted(
  context: PlanContext,
  stream: ReadStream,
  endOf: ReturnType<typeof judgeEnded>,
): void {
  const { sweep, keys, changes, books } = context
  const channelKey = keys.channel(stream.channelId)
  const broadcastNo = keys.nextBroadcastNo(stream.channelId)
  const { streamId, startedAt, thumbnailUrl, viewers } = stream
  // What is seen has begun, whatever the platform's clock says.
  const headStartedAt = startedAt === null ? null : Math.min(startedAt, sweep.collectedAt)
  const previous = keys.previous(channelKey, broadcastNo)
  const previousEndedAt = previous === null ? null : endOf(previous)
  const restartOf =
    previous !== null &&
    previousEndedAt !== null &&
    isRestart(previous, { ...stream, startedAt: headStartedAt })
      ? previous.broadcastNo
      : null
  const categoryKey = openSegment(context, stream, channelKey, broadcastNo, {
    segmentNo: 1,
    startedAt: headStartedAt ?? sweep.collectedAt,
    timeBefore: noTime,
    previous: null,
  })
  const due = sweep.dueAfter(viewers)
  const first = { at: sweep.collectedAt, viewers, cadence: due.cadence }
  const opening =
    books === null
      ? { bookedFromAt: null, booked: null }
      : bookHead(
          books,
          { channelKey, broadcastNo },
          {
            first,
            startedAt: headStartedAt,
            firstSweepAt: books.firstSweepAt,
            previousEndedAt: books.isSingle ? previousEndedAt : null,
          },
          { categoryKey, language: stream.language },
        )
  const { bookedFromAt, booked } = opening
  const started = { streamId, startedAt, headStartedAt, bookedFromAt, restartOf, thumbnailUrl }
  changes.started.push({ channelKey, broadcastNo, ...started })
  changes.opened.push({
    channelKey,
    broadcastNo,
    channelId: stream.channelId,
    streamId,
    startedAt,
    firstSampleAt: sweep.collectedAt,
    segmentNo: 1,
    categoryKey,
    language: stream.language,
    viewers,
    lastKnownViewers: viewers,
    ...due,
    fingerprint: stream.fingerprint,
    booked,
  })
}

/** Plans an ended broadcast that is seen again. */
export function planReopened(context: PlanContext, stream: ReadStream, ended: EndedBroadcast) {
  const { sweep, changes, books } = context
  const { channelKey, broadcastNo } = ended
  changes.reopened.push({ channelKey, broadcastNo })
  if (ended.streamId === null && stream.streamId !== null)
    changes.identified.push({ channelKey, broadcastNo, streamId: stream.streamId })
  let segmentNo = ended.segmentNo
  const categoryKey = categoryOf(context, stream)
  const viewers = viewersOf(sweep, stream, ended)
  const border = isSameSegment(stream, ended)
    ? null
    : segmentBorder(ended.lastSampleAt, sweep.collectedAt, ended.endedAt)
  const labels = { categoryKey, language: stream.language }
  const reopening = { endedAt: ended.endedAt, border, before: ended, after: labels }
  const sample = { at: sweep.collectedAt, viewers }
  const booked = books === null ? null : bookReopening(books, ended, reopening, sample)
  if (border === null) {
    changes.segmentsContinued.push({ channelKey, broadcastNo, segmentNo })
  } else {
    const time = booked?.beforeSegment ?? noTime
    changes.segmentsClosed.push({ channelKey, broadcastNo, segmentNo, endedAt: border, time })
    segmentNo += 1
    openSegment(context, stream, channelKey, broadcastNo, {
      segmentNo,
      startedAt: border,
      timeBefore: time,
      previous: ended,
    })
  }
  if (stream.thumbnailUrl !== null)
    changes.thumbnails.push({ channelKey, broadcastNo, thumbnailUrl: stream.thumbnailUrl })
  changes.opened.push({
    channelKey,
    broadcastNo,
    channelId: stream.channelId,
    streamId: ended.streamId ?? stream.streamId,
    startedAt: planStart(changes, ended, stream.startedAt),
    firstSampleAt: ended.firstSampleAt,
    segmentNo,
    categoryKey,
    language: stream.language,
    viewers,
    lastKnownViewers: viewers ?? ended.lastKnownViewers,
    ...sweep.dueAfter(viewers ?? ended.lastKnownViewers),
    fingerprint: stream.fingerprint,
    booked,
  })
}

function keyOf({ channelKey, broadcastNo }: BroadcastKey): string {
  return `${channelKey} ${broadcastNo}`
}
