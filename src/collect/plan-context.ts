// What the parts of a plan share: what they are given, what they gather, and segments.

import {
  type EndedBroadcast,
  type OpenBroadcast,
  type OpenTexts,
  type PreviousBroadcast,
  readAmbiguousZero,
  startToleranceSeconds,
} from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import type { TimeSums } from '../domain/sums.ts'
import type { Due } from '../domain/sweep.ts'
import type { SweepChanges } from '../domain/sweep-changes.ts'
import type { Booking, Books } from './books.ts'
import type { ReadStream } from './live-rows.ts'
import type { EndingSweep } from './plan-ends.ts'

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
  /** null = the platform's terms do not let anything be worked out from its numbers. */
  readonly booking: Booking | null
}

/** Changes that are being gathered. */
export type Draft = { -readonly [K in keyof SweepChanges]: SweepChanges[K] }

/** One part of a sweep as it is being planned. */
export interface PlanContext {
  readonly sweep: PlannedSweep
  readonly keys: SweepKeys
  readonly changes: Draft
  readonly books: Books | null
}

/** The viewers that a row of a known broadcast tells; null = unknown. */
export function viewersOf(
  { hasAmbiguousZero }: PlannedSweep,
  { viewers }: Pick<LiveStream, 'viewers'>,
  known: Pick<OpenBroadcast, 'lastKnownViewers'>,
): number | null {
  return hasAmbiguousZero ? readAmbiguousZero(viewers, known.lastKnownViewers) : viewers
}

/** Our own key of the category that a row shows; null = none. */
export function categoryOf({ keys }: PlanContext, { categoryId }: LiveStream): number | null {
  return categoryId === null ? null : keys.category(categoryId)
}

/**
 * The start to keep: the earliest one known. One that moves by more than a minute is counted, less
 * is ignored; one that becomes known is no correction.
 */
export function planStart(
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

/** Opens a segment, and returns the key of its category; null = it has none. */
export function openSegment(
  context: PlanContext,
  stream: LiveStream,
  channelKey: number,
  broadcastNo: number,
  segment: {
    readonly segmentNo: number
    readonly startedAt: number
    readonly timeBefore: TimeSums
    readonly previous: Pick<OpenTexts, 'title' | 'titleNo'> | null
  },
): number | null {
  const { keys, changes } = context
  const { segmentNo, startedAt, timeBefore, previous } = segment
  const categoryKey = categoryOf(context, stream)
  changes.segmentsOpened.push({
    channelKey,
    broadcastNo,
    segmentNo,
    startedAt,
    timeBefore,
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
