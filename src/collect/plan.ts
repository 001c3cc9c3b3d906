// Works out what a sweep changes: the rules of sessions and segments, pure. It sees the open
// broadcasts, the rows of the sweep and the keys they have, and touches nothing.

import {
  clockSkewSeconds,
  type EndedBroadcast,
  isRestart,
  isSameSegment,
  type OpenTexts,
  type PreviousBroadcast,
  readAmbiguousZero,
  segmentBorder,
  startToleranceSeconds,
} from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { Due } from '../domain/sweep.ts'
import type { BroadcastKey, SeenColumns, SweepChanges } from '../domain/sweep-changes.ts'
import type { ReadStream } from './live-rows.ts'
import type { KnownRow } from './match.ts'
import type { ChangedStream, SweepPart } from './parts.ts'
import { type EndingSweep, planEnds } from './plan-ends.ts'

/** Our own keys of what the rows name, found or made before the plan. */
export interface SweepKeys {
  readonly channel: (channelId: string) => number
  /** A number for one more broadcast of the channel; each call takes one. */
  readonly nextBroadcastNo: (channelId: string) => number
  readonly category: (categoryId: string) => number
  /** The number of a title in its channel's dictionary; `isNew` = it has to be added, once. */
  readonly title: (channelKey: number, title: string) => { titleNo: number; isNew: boolean }
  /** The ended broadcast that a row of the sweep is of; each is of one row. */
  readonly ended: (stream: ReadStream) => EndedBroadcast | null
  /** The channel's broadcast before this new one, as it was before the sweep; null = none near. */
  readonly previous: (channelKey: number, broadcastNo: number) => PreviousBroadcast | null
}

/** What the plan has to know of the sweep. */
export interface PlannedSweep extends EndingSweep {
  /** Whether 0 viewers may mean that they are hidden. */
  readonly hasAmbiguousZero: boolean
  /** How soon a broadcast is due again whose last known viewers are these. */
  readonly dueAfter: (viewers: number | null) => Due
}

/** The changes of one sweep, or of one part of it. */
export function planSweep(sweep: PlannedSweep, part: SweepPart, keys: SweepKeys): SweepChanges {
  const changes = noChanges()
  const context = { sweep, keys, changes }
  for (const known of part.known) planKnown(context, known)
  for (const changed of part.changed) planChanged(context, changed)
  planEnds(sweep, part, changes)
  const begun: ReadStream[] = []
  for (const stream of part.unknown) {
    const ended = keys.ended(stream)
    if (ended === null) begun.push(stream)
    else planReopened(context, stream, ended)
  }
  const hasEnded = judgeEnded(changes)
  for (const stream of begun) planStarted(context, stream, hasEnded)
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
    identified: [],
    corrected: [],
    thumbnails: [],
    fingerprints: [],
    segmentsClosed: [],
    segmentsOpened: [],
    segmentsContinued: [],
    opened: [],
    seen: [],
    missed: [],
    ended: [],
    superseded: 0,
    startCorrections: 0,
    clockSkews: 0,
  }
}

function planKnown({ sweep, changes }: Context, { row, open }: KnownRow) {
  const { channelKey, broadcastNo } = open
  const viewers = sweep.hasAmbiguousZero
    ? readAmbiguousZero(row.viewers, open.lastKnownViewers)
    : row.viewers
  const seen = seenColumns(changes, sweep.dueAfter(viewers ?? open.lastKnownViewers))
  seen.channelKeys.push(channelKey)
  seen.broadcastNos.push(broadcastNo)
  seen.viewers.push(viewers)
  if (row.startedAt !== open.startedAt) planStart(changes, open, row.startedAt)
  if (open.streamId === null && row.streamId !== null)
    changes.identified.push({ channelKey, broadcastNo, streamId: row.streamId })
}

/** The columns of a tier, which are there once it has a row. */
function seenColumns({ seen }: Draft, { tier, cadence }: Due): SeenColumns {
  for (const columns of seen) if (columns.tier === tier) return columns
  const columns = { tier, cadence, channelKeys: [], broadcastNos: [], viewers: [] }
  seen.push(columns)
  return columns
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

/** Tells of a channel's previous broadcast whether it is over once the sweep is recorded. */
function judgeEnded({ ended, reopened }: Draft) {
  const endedNow = new Set(ended.map(keyOf))
  const reopenedNow = new Set(reopened.map(keyOf))
  return (previous: PreviousBroadcast) =>
    previous.isOpen ? endedNow.has(keyOf(previous)) : !reopenedNow.has(keyOf(previous))
}

function planStarted(
  context: Context,
  stream: ReadStream,
  hasEnded: ReturnType<typeof judgeEnded>,
): void {
  const { sweep, keys, changes } = context
  const channelKey = keys.channel(stream.channelId)
  const broadcastNo = keys.nextBroadcastNo(stream.channelId)
  const { streamId, startedAt, thumbnailUrl, viewers } = stream
  // What is seen has begun, whatever the platform's clock says.
  const headStartedAt = startedAt === null ? null : Math.min(startedAt, sweep.collectedAt)
  const previous = keys.previous(channelKey, broadcastNo)
  const restartOf =
    previous !== null &&
    hasEnded(previous) &&
    isRestart(previous, { ...stream, startedAt: headStartedAt })
      ? previous.broadcastNo
      : null
  const started = { streamId, startedAt, headStartedAt, restartOf, thumbnailUrl }
  changes.started.push({ channelKey, broadcastNo, ...started })
  const categoryKey = openSegment(context, stream, channelKey, broadcastNo, {
    segmentNo: 1,
    startedAt: headStartedAt ?? sweep.collectedAt,
    previous: null,
  })
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
    ...sweep.dueAfter(viewers),
    fingerprint: stream.fingerprint,
  })
}

function keyOf({ channelKey, broadcastNo }: BroadcastKey): string {
  return `${channelKey} ${broadcastNo}`
}

function planReopened(context: Context, stream: ReadStream, ended: EndedBroadcast) {
  const { sweep, changes, keys } = context
  const { channelKey, broadcastNo } = ended
  changes.reopened.push({ channelKey, broadcastNo })
  if (ended.streamId === null && stream.streamId !== null)
    changes.identified.push({ channelKey, broadcastNo, streamId: stream.streamId })
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
  const viewers = sweep.hasAmbiguousZero
    ? readAmbiguousZero(stream.viewers, ended.lastKnownViewers)
    : stream.viewers
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
