// The oracle: METRICS, Sums, told anew with plain loops over plain lists. Slow, and meant to be
// seen to be right.

import assert from 'node:assert/strict'
import {
  type Broadcast,
  type Census,
  type ChannelDaySums,
  dayOf,
  hourOf,
  hourSeconds,
  type Labels,
  type Result,
  type Sums,
} from './census.ts'
import { seenAt } from './peaks.ts'
import {
  countedStartOf,
  doubledArea,
  gapSamplesOf,
  type HeadBounds,
  type Stretch,
  segmentNosOf,
  stretchesOf,
} from './stretches.ts'
import { createTables, type Tables } from './tables.ts'

/** A part of the time of a channel. */
interface Piece {
  readonly row: ChannelDaySums
  readonly stretch: Stretch
}

/** All sums of what a census has seen of one platform. */
export function sumUp(census: Census): Result {
  const tables = createTables()
  const pieces: Piece[] = []
  for (const broadcast of census.broadcasts) {
    for (const { at } of broadcast.samples)
      assert(
        census.sweeps.some(sweep => sweep.collectedAt === at),
        'a sample is of a sweep',
      )
    pieces.push(...sumTimes(census, broadcast, tables))
    countMoments(census, broadcast, tables)
  }
  sumAirtimes(pieces)
  raiseSumPeaks(census, tables)
  return tables.result()
}

function sumTimes(census: Census, broadcast: Broadcast, tables: Tables): Piece[] {
  const numbers = segmentNosOf(broadcast)
  const pieces: Piece[] = []
  for (const whole of stretchesOf(broadcast, headBoundsOf(census, broadcast))) {
    const labels = broadcast.samples[numbers.indexOf(whole.segmentNo)]
    assert(labels !== undefined)
    for (const stretch of cutAtHours(whole)) {
      const row = tables.broadcast(broadcast.id)
      addTime(row, stretch)
      addTime(tables.segment(broadcast.id, stretch.segmentNo), stretch)
      if (isFinal(census, stretch.from, stretch.bookedAt)) {
        row.outsideDaysSeconds += stretch.to - stretch.from
        continue
      }
      for (const group of groupsOf(tables, broadcast.channelId, labels, stretch.from))
        addTime(group, stretch)
      const day = tables.channelDay(broadcast.channelId, dayOf(stretch.from))
      pieces.push({ row: day, stretch })
    }
  }
  return pieces
}

function countMoments(census: Census, broadcast: Broadcast, tables: Tables): void {
  const { id, channelId, samples } = broadcast
  const numbers = segmentNosOf(broadcast)
  const gapSamples = gapSamplesOf(broadcast)
  for (const [i, sample] of samples.entries()) {
    const own = [tables.broadcast(id), tables.segment(id, numbers[i] ?? 1)]
    for (const row of own) raisePeak(row, sample.viewers, sample.at)
    for (const row of [...own, ...groupsOf(tables, channelId, sample, sample.at)]) {
      row.samples += 1
      if (gapSamples.includes(sample)) row.gaps += 1
    }
  }
  const start = countedStartOf(broadcast, headBoundsOf(census, broadcast))
  const [first] = samples
  if (start === null || first === undefined) return
  tables.broadcast(id).broadcastsStarted += 1
  tables.segment(id, 1).broadcastsStarted += 1
  if (isFinal(census, start, first.at)) return
  for (const row of groupsOf(tables, channelId, first, start)) row.broadcastsStarted += 1
}

/** Airtime is the union over the channel's broadcasts: a second counts once. */
function sumAirtimes(pieces: readonly Piece[]): void {
  const rows = new Set(pieces.map(({ row }) => row))
  for (const row of rows) {
    const stretches = pieces.filter(piece => piece.row === row).map(({ stretch }) => stretch)
    row.airtimeSeconds = unionSeconds(stretches)
    row.airtimePresentSeconds = unionSeconds(stretches.filter(({ isPresent }) => isPresent))
    row.airtimeObservedSeconds = unionSeconds(stretches.filter(({ line }) => line !== null))
  }
}

/**
 * Peaks of channels and groups: the largest of the sums at each sweep. Unknown counts are left out;
 * where all are unknown there is no sum, and a failed sweep has none.
 */
function raiseSumPeaks(census: Census, tables: Tables): void {
  for (const { collectedAt, status } of census.sweeps) {
    if (status === 'failed') continue
    const sums = new Map<Sums, number>()
    for (const { channelId, sample } of seenAt(census, collectedAt)) {
      if (sample.viewers === null) continue
      for (const row of groupsOf(tables, channelId, sample, collectedAt))
        sums.set(row, (sums.get(row) ?? 0) + sample.viewers)
    }
    for (const [row, viewers] of sums) raisePeak(row, viewers, collectedAt)
  }
}

function groupsOf(tables: Tables, channelId: string, labels: Labels, at: number): Sums[] {
  return [tables.channelDay(channelId, dayOf(at)), ...tables.rollups(labels, at)]
}

function headBoundsOf(census: Census, broadcast: Broadcast): HeadBounds {
  const firstAt = broadcast.samples[0]?.at ?? 0
  const earlier = census.broadcasts
    .filter(other => other !== broadcast && other.channelId === broadcast.channelId)
    .flatMap(other => other.samples.map(({ at }) => at))
    .filter(at => at <= firstAt)
  return {
    firstSweepAt: Math.min(...census.sweeps.map(sweep => sweep.collectedAt)),
    previousSampleAt: census.hasSingleBroadcast && earlier.length > 0 ? Math.max(...earlier) : null,
  }
}

/** Whether the day of a moment was sealed before this was booked. */
function isFinal(census: Census, at: number, bookedAt: number): boolean {
  return census.seals.some(seal => seal.day === dayOf(at) && seal.sealedAt < bookedAt)
}

/** A stretch in parts of one hour each; days begin with hours. */
function cutAtHours(stretch: Stretch): Stretch[] {
  const parts: Stretch[] = []
  let from = stretch.from
  while (from < stretch.to) {
    const to = Math.min(stretch.to, hourOf(from) + hourSeconds)
    parts.push({ ...stretch, from, to })
    from = to
  }
  return parts
}

function addTime(row: Sums, { from, to, isPresent, line }: Stretch): void {
  row.reportedSeconds += to - from
  if (isPresent) row.presentSeconds += to - from
  if (line === null) return
  row.observedSeconds += to - from
  row.halfViewerSeconds += doubledArea(line, to) - doubledArea(line, from)
}

function raisePeak(row: Sums, viewers: number | null, at: number): void {
  if (viewers === null || (row.peakViewers !== null && viewers <= row.peakViewers)) return
  row.peakViewers = viewers
  row.peakAt = at
}

function unionSeconds(stretches: readonly Stretch[]): number {
  let seconds = 0
  let upTo = Number.NEGATIVE_INFINITY
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    if (to <= upTo) continue
    seconds += to - Math.max(from, upTo)
    upTo = to
  }
  return seconds
}
