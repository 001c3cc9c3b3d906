// Works out what a sweep changes: the rules of sessions and segments, pure. It sees the open
// broadcasts, the rows of the sweep and the keys they have, and touches nothing.

import {
  clockSkewSeconds,
  type EndedBroadcast,
  endOfBroadcast,
  isSameSegment,
  type OpenBroadcast,
  type OpenTexts,
  readAmbiguousZero,
  segmentBorder,
  startToleranceSeconds,
} from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { SweepChanges } from '../domain/sweep-changes.ts'
import type { ReadStream } from './live-rows.ts'
import type { KnownRow } from './match.ts'
import type { ChangedStream, SweepPart } from './parts.ts'

/** Our own keys of what the rows name, found or made before the plan. */
export interface SweepKeys {
  readonly channel: (channelId: string) => number
  /** A number for one more broadcast of the channel; each call takes one. */
  readonly nextBroadcastNo: (channelId: string) => number
  readonly category: (categoryId: string) => number
  /** The number of a title in its channel's dictionary; `isNew` = it has to be added, once. */
  readonly title: (channelKey: number, title: string) => { titleNo: number; isNew: boolean }
  readonly ended: (channelKey: number, streamId: string) => EndedBroadcast | null
}

/** What the plan has to know of the sweep. */
export interface PlannedSweep {
  /** Whole epoch seconds. */
  readonly collectedAt: number
  /** Whether being absent from it counts: complete, and everything in scope. */
  readonly absenceCounts: boolean
  /** collected_at of an earlier sweep that is believed only now, null = none. */
  readonly believedAt: number | null
  /** Whether 0 viewers may mean that they are hidden. */
  readonly hasAmbiguousZero: boolean
}

/** The changes of one sweep, or of one part of it. */
export function planSweep(sweep: PlannedSweep, part: SweepPart, keys: SweepKeys): SweepChanges {
  const changes = noChanges()
  const context = { sweep, keys, changes }
  for (const known of part.known) planKnown(context, known)
  for (const changed of part.changed) planChanged(context, changed)
  for (const { open, by } of part.replaced)
    planEnd(context, open, missedBefore(sweep, open) ?? sweep.collectedAt, by.startedAt)
  for (const stream of part.unknown) planUnknown(context, stream)
  if (sweep.absenceCounts) for (const open of part.absent) planAbsent(context, open)
  const skewedAfter = sweep.collectedAt + clockSkewSeconds
  const isSkewed = ({ startedAt }: Pick<LiveStream, 'startedAt'>) => (startedAt ?? 0) > skewedAfter
  const clockSkews =
    part.known.reduce((count, { row }) => count + Number(isSkewed(row)), 0) +
    part.unknown.reduce((count, stream) => count + Number(isSkewed(stream)), 0)
  return { ...changes, clockSkews, superseded: part.superseded }
}

type Draft = { -readonly [K in keyof SweepChanges]: SweepChanges[K] }

interface Context {
  readonly sweep: PlannedSweep
  readonly keys: SweepKeys
  readonly changes: Draft
}

function noChanges(): Draft {
  return {
    titles: [],
    started: [],
    reopened: [],
    corrected: [],
    thumbnails: [],
    fingerprints: [],
    segmentsClosed: [],
    segmentsOpened: [],
    segmentsContinued: [],
    opened: [],
    seen: { channelKeys: [], broadcastNos: [], viewers: [] },
    missed: [],
    ended: [],
    superseded: 0,
    startCorrections: 0,
    clockSkews: 0,
  }
}

function planKnown({ sweep, changes }: Context, { row, open }: KnownRow) {
  const { channelKey, broadcastNo } = open
  changes.seen.channelKeys.push(channelKey)
  changes.seen.broadcastNos.push(broadcastNo)
  const { viewers } = row
  changes.seen.viewers.push(
    sweep.hasAmbiguousZero ? readAmbiguousZero(viewers, open.lastKnownViewers) : viewers,
  )
  if (row.startedAt !== open.startedAt) planStart(changes, open, row.startedAt)
}

function planChanged(context: Context, { stream, open, before, staysInSegment }: ChangedStream) {
  const { sweep, changes } = context
  const { channelKey, broadcastNo, segmentNo } = open
  changes.fingerprints.push({ channelKey, broadcastNo, fingerprint: stream.fingerprint })
  if (stream.thumbnailUrl !== before.thumbnailUrl)
    changes.thumbnails.push({ channelKey, broadcastNo, thumbnailUrl: stream.thumbnailUrl })
  if (staysInSegment) return
  const border = segmentBorder(open.lastSampleAt, sweep.collectedAt)
  changes.segmentsClosed.push({ channelKey, broadcastNo, segmentNo, endedAt: border })
  openSegment(context, stream, channelKey, broadcastNo, {
    segmentNo: segmentNo + 1,
    startedAt: border,
    previous: before,
  })
}

/**
 * The start to keep: the earliest one known. One that moves by more than a minute is counted, less
 * is ignored; one that becomes known is no correction.
 */
function planStart(
  changes: Draft,
  known: { channelKey: number; broadcastNo: number; startedAt: number | null },
  startedAt: number | null,
): number | null {
  const { channelKey, broadcastNo } = known
  if (startedAt === null) return known.startedAt
  if (known.startedAt !== null) {
    if (Math.abs(startedAt - known.startedAt) <= startToleranceSeconds) return known.startedAt
    changes.startCorrections += 1
    if (startedAt > known.startedAt) return known.startedAt
  }
  changes.corrected.push({ channelKey, broadcastNo, startedAt })
  return startedAt
}

function planUnknown(context: Context, stream: ReadStream) {
  const { sweep, keys, changes } = context
  const channelKey = keys.channel(stream.channelId)
  const ended = keys.ended(channelKey, stream.streamId)
  if (ended !== null) return planReopened(context, stream, ended)
  const broadcastNo = keys.nextBroadcastNo(stream.channelId)
  const { streamId, startedAt, thumbnailUrl } = stream
  changes.started.push({ channelKey, broadcastNo, streamId, startedAt, thumbnailUrl })
  const categoryKey = openSegment(context, stream, channelKey, broadcastNo, {
    segmentNo: 1,
    startedAt: Math.min(startedAt ?? sweep.collectedAt, sweep.collectedAt),
    previous: null,
  })
  changes.opened.push({
    channelKey,
    broadcastNo,
    streamId,
    startedAt,
    firstSampleAt: sweep.collectedAt,
    segmentNo: 1,
    categoryKey,
    language: stream.language,
    viewers: stream.viewers,
    fingerprint: stream.fingerprint,
  })
}

function planReopened(context: Context, stream: ReadStream, ended: EndedBroadcast) {
  const { sweep, changes, keys } = context
  const { channelKey, broadcastNo } = ended
  changes.reopened.push({ channelKey, broadcastNo })
  let segmentNo = ended.segmentNo
  let categoryKey = stream.categoryId === null ? null : keys.category(stream.categoryId)
  if (isSameSegment(stream, ended)) {
    changes.segmentsContinued.push({ channelKey, broadcastNo, segmentNo })
  } else {
    const border = segmentBorder(ended.lastSampleAt, sweep.collectedAt)
    changes.segmentsClosed.push({ channelKey, broadcastNo, segmentNo, endedAt: border })
    segmentNo += 1
    categoryKey = openSegment(context, stream, channelKey, broadcastNo, {
      segmentNo,
      startedAt: border,
      previous: ended,
    })
  }
  if (stream.thumbnailUrl !== null)
    changes.thumbnails.push({ channelKey, broadcastNo, thumbnailUrl: stream.thumbnailUrl })
  changes.opened.push({
    channelKey,
    broadcastNo,
    streamId: stream.streamId,
    startedAt: planStart(changes, ended, stream.startedAt),
    firstSampleAt: ended.firstSampleAt,
    segmentNo,
    categoryKey,
    language: stream.language,
    viewers: stream.viewers,
    fingerprint: stream.fingerprint,
  })
}

function openSegment(
  { keys, changes }: Context,
  stream: LiveStream,
  channelKey: number,
  broadcastNo: number,
  segment: {
    readonly segmentNo: number
    readonly startedAt: number
    readonly previous: Pick<OpenTexts, 'title' | 'titleNo'> | null
  },
): number | null {
  const { segmentNo, startedAt, previous } = segment
  const categoryKey = stream.categoryId === null ? null : keys.category(stream.categoryId)
  changes.segmentsOpened.push({
    channelKey,
    broadcastNo,
    segmentNo,
    startedAt,
    titleNo:
      previous !== null && previous.title === stream.title
        ? previous.titleNo
        : titleNumber(keys, changes, channelKey, stream.title),
    categoryKey,
    gameName: categoryKey === null ? stream.gameName : null,
    language: stream.language,
    tags: stream.tags,
  })
  return categoryKey
}

function titleNumber(
  keys: SweepKeys,
  changes: Draft,
  channelKey: number,
  title: string | null,
): number | null {
  if (title === null) return null
  const { titleNo, isNew } = keys.title(channelKey, title)
  if (isNew) changes.titles.push({ channelKey, titleNo, title })
  return titleNo
}

function planAbsent(context: Context, open: OpenBroadcast) {
  const { sweep, changes } = context
  const goneAt = missedBefore(sweep, open)
  if (goneAt !== null) return planEnd(context, open, goneAt, null)
  const { channelKey, broadcastNo } = open
  changes.missed.push({ channelKey, broadcastNo, missedAt: sweep.collectedAt })
}

/** The first complete sweep before this one that did not hold the broadcast. */
function missedBefore({ believedAt }: PlannedSweep, open: OpenBroadcast): number | null {
  if (open.missedAt !== null) return open.missedAt
  return believedAt !== null && open.lastSampleAt < believedAt ? believedAt : null
}

function planEnd(
  { changes }: Context,
  open: OpenBroadcast,
  goneAt: number,
  nextStartedAt: number | null,
) {
  const { channelKey, broadcastNo, segmentNo, lastSampleAt } = open
  const endedAt = endOfBroadcast(lastSampleAt, goneAt, nextStartedAt)
  changes.ended.push({ channelKey, broadcastNo, segmentNo, lastSampleAt, goneAt, endedAt })
}
