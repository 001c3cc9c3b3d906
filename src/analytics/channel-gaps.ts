// Finds the gaps of a channel in a window and asks what was swept in them.

import { listSegments, type SegmentRow } from '../store/broadcast-reads-segments.ts'
import type { ChannelDay } from '../store/channel-history.ts'
import type { ChannelName } from '../store/channel-reads.ts'
import type { Queryable } from '../store/database.ts'
import { countSweepsBetween } from '../store/sweep-reads.ts'
import { readSpan, type SpanSamples } from './channel-samples.ts'
import { explainGaps, type Gap, type OpenGap } from './gaps.ts'
import type { Window } from './window.ts'

const daySeconds = 86_400
/** Days whose samples are looked through for the gaps that are counted in them. */
const mostDays = 31

/**
 * The gaps that reach into a window, in order of time. Of days that are kept as sums, the samples of
 * the newest that have gaps are read; gaps that ended before `gapsFrom` are not listed.
 */
export async function readGaps(
  sql: Queryable,
  channel: ChannelName,
  window: Window,
  spans: readonly SpanSamples[],
  days: readonly ChannelDay[],
): Promise<{ gaps: Gap[]; gapsFrom: number }> {
  const inDays = daysWithGaps(days)
  const more = inDays === null ? [] : [await readSpan(sql, channel, inDays)]
  const open = gapsOf([...spans, ...more]).filter(
    ({ from, to }) => from < window.to && to > window.from,
  )
  const gaps = await causesOf(sql, channel, open)
  const [oldest] = days.filter(({ sums }) => sums.gaps > 0)
  const isCut = inDays !== null && oldest !== undefined && oldest.day < inDays.from
  return { gaps, gapsFrom: isCut ? inDays.from : window.from }
}

/** The gaps of broadcasts with their causes, by what was swept in them. */
export async function causesOf(
  sql: Queryable,
  { channelKey, platform }: ChannelName,
  found: readonly Omit<OpenGap, 'language'>[],
): Promise<Gap[]> {
  if (found.length === 0) return []
  const numbers = [...new Set(found.map(({ broadcastNo }) => broadcastNo))]
  const stretches = found.map(({ sampleAt, to }) => ({ from: sampleAt, to }))
  const [segments, between] = await Promise.all([
    listSegments(sql, channelKey, numbers),
    countSweepsBetween(sql, platform, stretches),
  ])
  const gaps = found.map(gap => ({ ...gap, language: languageAt(segments, gap) }))
  return explainGaps(gaps, between)
}

/** The gaps between the samples of spans, each once, in order of time. */
export function gapsOf(spans: readonly Pick<SpanSamples, 'broadcasts'>[]) {
  const gaps = new Map<string, Omit<OpenGap, 'language'>>()
  for (const broadcast of spans.flatMap(span => span.broadcasts)) {
    const { broadcastNo } = broadcast.booked
    for (const gap of broadcast.time.gaps)
      gaps.set(`${broadcastNo} ${gap.from}`, { ...gap, broadcastNo })
  }
  return [...gaps.values()].sort((a, b) => a.from - b.from)
}

/** From the first to the last day that has gaps, of the newest ones. */
function daysWithGaps(days: readonly ChannelDay[]): Window | null {
  const found = days.filter(({ sums }) => sums.gaps > 0).map(({ day }) => day)
  const [first] = found
  const last = found.at(-1)
  if (first === undefined || last === undefined) return null
  return { from: Math.max(first, last - (mostDays - 1) * daySeconds), to: last + daySeconds }
}

function languageAt(
  segments: readonly SegmentRow[],
  { broadcastNo, sampleAt }: Omit<OpenGap, 'language'>,
): string | null {
  const own = segments.filter(segment => segment.broadcastNo === broadcastNo)
  const last = own.findLast(({ startedAt }) => startedAt <= sampleAt) ?? own[0]
  return last?.language ?? null
}
