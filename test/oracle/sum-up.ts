// The oracle: METRICS, Sums, told anew with plain loops over plain lists. It is meant to be seen to
// be right, and fast enough for a month of a small platform.

import assert from 'node:assert/strict'
import {
  type Broadcast,
  type Census,
  type ChannelDaySums,
  dayOf,
  hourOf,
  hourSeconds,
  type Result,
  type RollupSums,
  type Sums,
} from './census.ts'
import { type Counted, createCounting, createTotals, raisePeak, type Totals } from './peaks.ts'
import {
  countedStartOf,
  doubledArea,
  endOf,
  endsAfter,
  gapSamplesOf,
  type HeadBounds,
  type Stretch,
  segmentNosOf,
  stretchesOf,
} from './stretches.ts'
import {
  type ChannelTables,
  createChannelTables,
  createRollupTables,
  type RollupTables,
} from './tables.ts'

/** A platform that is summed up some channels at a time. */
export interface SummingUp {
  /** Takes all broadcasts of some channels and tells their sums. */
  readonly add: (broadcasts: readonly Broadcast[]) => Omit<Result, 'rollups'>
  /** The sums over all channels; asked for once, at the end. */
  readonly rollups: () => readonly RollupSums[]
}

/** All sums of what a census has seen of one platform. */
export function sumUp(census: Census): Result {
  const { add, rollups } = createSummingUp(census)
  return { ...add(census.broadcasts), rollups: rollups() }
}

/** Begins with the sums of a census; its broadcasts are told afterwards. */
export function createSummingUp(census: Omit<Census, 'broadcasts'>): SummingUp {
  const rollups = createRollupTables()
  const shared = {
    census,
    firstSweepAt: Math.min(
      ...census.sweeps.flatMap(({ collectedAt, status }) =>
        status === 'failed' ? [] : collectedAt,
      ),
    ),
    countedOf: createCounting(census),
    rollups,
    totals: createTotals(census, rollups),
  }
  return {
    add(broadcasts) {
      const tables = createChannelTables()
      for (const own of Map.groupBy(broadcasts, ({ channelId }) => channelId).values())
        sumChannel({ ...shared, tables, own })
      return {
        broadcasts: tables.broadcasts(),
        segments: tables.segments(),
        channelDays: tables.channelDays(),
      }
    },
    rollups() {
      shared.totals.raisePeaks()
      return rollups.rows()
    },
  }
}

/** What the sums of a channel are made of and where they go. */
interface Channel {
  readonly census: Omit<Census, 'broadcasts'>
  readonly firstSweepAt: number
  readonly countedOf: (broadcast: Broadcast) => Counted[]
  readonly rollups: RollupTables
  readonly totals: Totals
  readonly tables: ChannelTables
  /** All its broadcasts. */
  readonly own: readonly Broadcast[]
}

function sumChannel(channel: Channel): void {
  const stretchesOfDay = new Map<ChannelDaySums, Stretch[]>()
  for (const broadcast of channel.own) {
    const bounds = headBoundsOf(channel, broadcast)
    sumTimes(channel, broadcast, bounds, stretchesOfDay)
    countMoments(channel, broadcast, bounds)
  }
  for (const [row, stretches] of stretchesOfDay) sumAirtimes(row, stretches)
  raiseSumPeaks(channel)
}

function sumTimes(
  { census, rollups, tables }: Channel,
  broadcast: Broadcast,
  bounds: HeadBounds,
  stretchesOfDay: Map<ChannelDaySums, Stretch[]>,
): void {
  const numbers = segmentNosOf(broadcast)
  const labelsOf = new Map(broadcast.samples.map((sample, i) => [numbers[i], sample]))
  const row = tables.broadcast(broadcast.id)
  for (const whole of stretchesOf(broadcast, bounds)) {
    const labels = labelsOf.get(whole.segmentNo)
    assert(labels !== undefined)
    const own = [row, tables.segment(broadcast.id, whole.segmentNo)]
    for (const stretch of cutAtHours(whole)) {
      if (isFinal(census, stretch.from, stretch.bookedAt)) {
        addTime(own, stretch)
        row.outsideDaysSeconds += stretch.to - stretch.from
        continue
      }
      const day = tables.channelDay(broadcast.channelId, dayOf(stretch.from))
      const { days, hours } = rollups.cell(labels, stretch.from)
      addTime([...own, day, ...hours, ...days], stretch)
      const others = stretchesOfDay.get(day) ?? []
      stretchesOfDay.set(day, others)
      others.push(stretch)
    }
  }
}

function countMoments(
  { census, rollups, tables, totals }: Channel,
  broadcast: Broadcast,
  bounds: HeadBounds,
): void {
  const { channelId, id, samples } = broadcast
  const numbers = segmentNosOf(broadcast)
  const gapSamples = gapSamplesOf(broadcast)
  for (const [i, sample] of samples.entries()) {
    assert(totals.hasSweep(sample.at), 'a sample is of a sweep')
    const own = [tables.broadcast(id), tables.segment(id, numbers[i] ?? 1)]
    for (const row of own) raisePeak(row, sample.viewers, sample.at)
    const { days, hours } = rollups.cell(sample, sample.at)
    const day = tables.channelDay(channelId, dayOf(sample.at))
    for (const row of [...own, day, ...hours, ...days]) {
      row.samples += 1
      if (gapSamples.has(sample)) row.gaps += 1
    }
  }
  const start = countedStartOf(broadcast, bounds)
  const [first] = samples
  if (start === null || first === undefined) return
  tables.broadcast(id).broadcastsStarted += 1
  tables.segment(id, 1).broadcastsStarted += 1
  if (isFinal(census, start, first.at)) return
  const { days, hours } = rollups.cell(first, start)
  const day = tables.channelDay(channelId, dayOf(start))
  for (const row of [day, ...hours, ...days]) row.broadcastsStarted += 1
}

/**
 * Peaks of channels and groups: the largest of the sums at each sweep. Unknown counts are left out;
 * where all are unknown there is no sum, and a failed sweep has none.
 */
function raiseSumPeaks({ countedOf, own, tables, totals }: Channel): void {
  const sums = new Map<number, { readonly channelId: string; viewers: number }>()
  for (const broadcast of own)
    for (const { at, sample } of countedOf(broadcast)) {
      if (sample.viewers === null) continue
      const sum = sums.get(at) ?? { channelId: broadcast.channelId, viewers: 0 }
      sums.set(at, sum)
      sum.viewers += sample.viewers
      totals.add(sample, at, sample.viewers)
    }
  // A channel has a sum only at sweeps that saw one of its broadcasts.
  const seen = new Set(own.flatMap(({ samples }) => samples.map(({ at }) => at)))
  const inOrder = [...sums].filter(([at]) => seen.has(at)).sort(([a], [b]) => a - b)
  for (const [at, { channelId, viewers }] of inOrder)
    raisePeak(tables.channelDay(channelId, dayOf(at)), viewers, at)
}

function headBoundsOf({ census, firstSweepAt, own }: Channel, broadcast: Broadcast): HeadBounds {
  const firstAt = broadcast.samples[0]?.at ?? 0
  const earlier = own
    .filter(other => other !== broadcast)
    .flatMap(bookedEndsOf)
    .filter(({ bookedAt }) => bookedAt <= firstAt)
    .map(({ endedAt }) => endedAt)
  const isBound = census.hasSingleBroadcast && earlier.length > 0
  return { firstSweepAt, previousEndAt: isBound ? Math.max(...earlier) : null }
}

function bookedEndsOf(broadcast: Broadcast): { bookedAt: number; endedAt: number }[] {
  return endsAfter(broadcast).flatMap((end, i) => {
    const last = broadcast.samples[i]
    if (end === null || last === undefined) return []
    return [{ bookedAt: end.bookedAt, endedAt: endOf(last, end) }]
  })
}

/** Whether the day of a moment was sealed before this was booked. */
function isFinal({ seals }: Channel['census'], at: number, bookedAt: number): boolean {
  return seals.some(seal => seal.day === dayOf(at) && seal.sealedAt < bookedAt)
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

function addTime(rows: readonly Sums[], { from, to, isPresent, line }: Stretch): void {
  const area = line === null ? 0n : doubledArea(line, to) - doubledArea(line, from)
  for (const row of rows) {
    row.reportedSeconds += to - from
    if (isPresent) row.presentSeconds += to - from
    if (line === null) continue
    row.observedSeconds += to - from
    row.halfViewerSeconds += area
  }
}

/** Airtime is the union over the channel's broadcasts: a second counts once. */
function sumAirtimes(row: ChannelDaySums, stretches: readonly Stretch[]): void {
  row.airtimeSeconds = unionSeconds(stretches)
  row.airtimePresentSeconds = unionSeconds(stretches.filter(({ isPresent }) => isPresent))
  row.airtimeObservedSeconds = unionSeconds(stretches.filter(({ line }) => line !== null))
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
