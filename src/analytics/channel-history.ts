// Answers what a channel's past was like: plans what is read, reads it, and works the figures out.

import type { FigureValues } from '../domain/figure-values.ts'
import { hasSingleBroadcast } from '../domain/platform.ts'
import { listBookedBroadcasts } from '../store/broadcast-reads.ts'
import { listSegments, type SegmentRow } from '../store/broadcast-reads-segments.ts'
import { type ChannelDay, listChannelDays } from '../store/channel-history.ts'
import type { ChannelName } from '../store/channel-reads.ts'
import type { Queryable } from '../store/database.ts'
import { addBuckets, type Bucket, bucketsOf } from './channel-buckets.ts'
import { readGaps } from './channel-gaps.ts'
import { channelPeak } from './channel-peak.ts'
import { listRawPoints, type RawPoint } from './channel-points.ts'
import { readSpan, type SpanSamples } from './channel-samples.ts'
import { type Explanation, explain } from './explain.ts'
import { airtimeOfSums, figuresOf, noFigures } from './figures.ts'
import type { Gap } from './gaps.ts'
import { planHistory } from './plan.ts'
import { type HistoryQuestion, isTooLong, type Resolution, resolutionFor } from './question.ts'
import { plainReader, type SweepReader } from './sweep-memory.ts'
import { bordersOf, cutExact, type SweptSpan, type Window } from './window.ts'

export interface HistoryFacts {
  readonly channel: ChannelName
  /** Whether the platform's terms let anything be worked out. */
  readonly allowsDerived: boolean
  readonly swept: SweptSpan & {
    /** Whether sums are booked for all that is kept of the platform. */
    readonly isBooked: boolean
  }
  /** Asks the database each time unless given. */
  readonly reader?: SweepReader
}

/** An hour or day of a series; at its ends only the part that lies in the window. */
export interface SeriesPoint extends Window {
  readonly figures: FigureValues
}

export interface HistoryAnswer {
  readonly window: Window
  readonly resolution: Resolution
  readonly figures: FigureValues
  /** By the hour or day; empty where samples are shown one by one. */
  readonly points: readonly SeriesPoint[]
  /** Samples one by one; empty at other resolutions. */
  readonly samples: readonly RawPoint[]
  /** The segments that those samples lie in. */
  readonly segments: readonly SegmentRow[]
  /** Gaps that reach into the window; those that ended before `gapsFrom` are counted only. */
  readonly gaps: readonly Gap[]
  readonly gapsFrom: number
  /** UTC hours (days at that resolution) the window touches, and those of them that were swept. */
  readonly steps: number
  readonly sweptSteps: number
  readonly explanation: Explanation | null
}

/** The past of a channel; null = the window is too long for the resolution that was asked for. */
export async function answerHistory(
  sql: Queryable,
  { channel, allowsDerived, swept, reader = plainReader }: HistoryFacts,
  { asked, resolution: named, explains }: HistoryQuestion,
): Promise<HistoryAnswer | null> {
  const knownTo = await readKnownTo(sql, channel, swept)
  const window = cutExact(asked, swept, knownTo)
  const resolution = named ?? resolutionFor(window, allowsDerived)
  if (isTooLong(window, resolution)) return null
  const isSingle = hasSingleBroadcast(channel.platform)
  const hasDays = isSingle && swept.isBooked
  const plan = planHistory({ window, resolution, knownTo, hasDays, allowsDerived })
  const { days: planned } = plan
  const seconds = resolution === 'day' ? 86_400 : 3_600
  const [spans, days, sweptSteps] = await Promise.all([
    Promise.all(plan.spans.map(span => readSpan(sql, channel, span, reader))),
    planned === null ? [] : listChannelDays(sql, channel.channelKey, planned),
    reader.sweptSteps(sql, { platform: channel.platform, ...window }, seconds),
  ])
  const pieces = [
    ...spans.flatMap(span => spanBuckets(span, resolution, isSingle)),
    ...(planned === null ? [] : dayBuckets(planned, days)),
  ].sort((a, b) => a.from - b.from)
  const { sums, airtime } = addBuckets(pieces)
  const { gaps, gapsFrom } = allowsDerived
    ? await readGaps(sql, channel, window, spans, days)
    : { gaps: [], gapsFrom: window.from }
  const raw = resolution === 'raw' ? await readRaw(sql, channel, spans, allowsDerived) : noRaw
  const sweptAt = new Set(sweptSteps)
  const borders = bordersOf(window, resolution === 'day' ? 'day' : 'hour').slice(0, -1)
  const isSwept = (at: number) => sweptAt.has(at - (at % seconds))
  return {
    window,
    resolution,
    figures: allowsDerived ? figuresOf(sums, airtime) : noFigures,
    points: resolution === 'raw' ? [] : pointsOf(window, resolution, pieces, isSwept),
    ...raw,
    gaps,
    gapsFrom,
    steps: borders.length,
    sweptSteps: borders.filter(isSwept).length,
    explanation: explains && allowsDerived ? explain(sums, sourcesOf(spans, planned, days)) : null,
  }
}

/** The first moment of which nothing is known of a channel: its tails may end after the last sweep. */
async function readKnownTo(
  sql: Queryable,
  { channelKey }: ChannelName,
  { lastAt }: SweptSpan,
): Promise<number> {
  const end = lastAt + 1
  const booked = await listBookedBroadcasts(sql, channelKey, { from: end, to: end })
  return Math.max(end, ...booked.flatMap(({ ends }) => ends.map(([, endedAt]) => endedAt)))
}

/** The sums of a span from its samples, cut as the series shows it. */
function spanBuckets(span: SpanSamples, resolution: Resolution, isSingle: boolean): Bucket[] {
  const { from, to } = span.span
  const borders = resolution === 'raw' ? [from, to] : bordersOf(span.span, resolution)
  const buckets = bucketsOf(
    borders,
    span.broadcasts.map(({ time }) => time),
    isSingle,
  )
  if (isSingle) return buckets
  return buckets.map(bucket => ({
    ...bucket,
    sums: { ...bucket.sums, ...channelPeak(span.broadcasts, bucket) },
  }))
}

/** Whole days as they are kept. */
function dayBuckets(planned: Window, days: readonly ChannelDay[]): Bucket[] {
  const borders = bordersOf(planned, 'day')
  const kept = new Map(days.map(day => [day.day, day]))
  const empty = bucketsOf(borders, [], true)
  return empty.map(bucket => {
    const day = kept.get(bucket.from)
    if (day === undefined) return bucket
    return { ...bucket, sums: day.sums, airtime: day.airtime ?? airtimeOfSums(day.sums) }
  })
}

/** The series; a step in which nothing was swept and nothing is known is null throughout. */
function pointsOf(
  window: Window,
  resolution: 'hour' | 'day',
  pieces: readonly Bucket[],
  isSwept: (at: number) => boolean,
): SeriesPoint[] {
  if (pieces.length === 0)
    return bucketsOf(bordersOf(window, resolution), [], true).map(({ from, to }) => ({
      from,
      to,
      figures: noFigures,
    }))
  return pieces.map(({ from, to, sums, airtime }) => {
    const isKnown = isSwept(from) || airtime.airtimeSeconds > 0
    return { from, to, figures: isKnown ? figuresOf(sums, airtime) : noFigures }
  })
}

const noRaw = { samples: [], segments: [] } as const

async function readRaw(
  sql: Queryable,
  { channelKey }: ChannelName,
  spans: readonly SpanSamples[],
  showsGaps: boolean,
) {
  const broadcasts = spans.flatMap(span => span.broadcasts)
  const numbers = broadcasts.map(({ booked }) => booked.broadcastNo)
  const segments = await listSegments(sql, channelKey, numbers)
  return { segments, samples: spans.flatMap(span => listRawPoints(span, segments, showsGaps)) }
}

function sourcesOf(
  spans: readonly SpanSamples[],
  planned: Window | null,
  days: readonly ChannelDay[],
) {
  const ofSpans = spans.map(({ span, rows }) => ({ table: 'samples' as const, ...span, rows }))
  if (planned === null) return ofSpans
  return [...ofSpans, { table: 'channel_days' as const, ...planned, rows: days.length }].sort(
    (a, b) => a.from - b.from,
  )
}
