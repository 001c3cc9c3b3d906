// Reads the samples that the time of a channel in one span follows from: those inside, and for each
// broadcast that reaches over an end of the span, the nearest one outside.

import type { Platform } from '../domain/platform.ts'
import { type BookedRow, listBookedBroadcasts } from '../store/broadcast-reads.ts'
import { listNeighbours, listSamples, type SampleRun } from '../store/channel-history.ts'
import type { Queryable } from '../store/database.ts'
import { listCadences, type SweepGroup, type SweepTimes } from '../store/sweep-reads.ts'
import { type BookedTime, bookedTimeOf, type SampledBroadcast } from './channel-stretches.ts'
import { plainReader, type SweepReader } from './sweep-memory.ts'
import type { Window } from './window.ts'

export interface SpanSamples {
  readonly span: Window
  readonly broadcasts: readonly SpanBroadcast[]
  /** Samples that were read. */
  readonly rows: number
}

/** A broadcast with the time that its samples book. */
export interface SpanBroadcast extends SampledBroadcast {
  readonly time: BookedTime
}

/** Most neighbours are no farther away; others are looked for one by one. Seconds. */
const margin = 3_600

/** The samples of a channel in a span, with those next to it. */
export async function readSpan(
  sql: Queryable,
  channel: { readonly channelKey: number; readonly platform: Platform },
  span: Window,
  reader: SweepReader = plainReader,
): Promise<SpanSamples> {
  const { channelKey, platform } = channel
  const around = { from: span.from - margin, to: span.to + margin }
  const [booked, near, sweeps] = await Promise.all([
    listBookedBroadcasts(sql, channelKey, span),
    listSamples(sql, { channelKey, platform, ...around }),
    reader.cadences(sql, { platform, ...around }),
  ])
  const far = await readFarNeighbours(sql, channel, span, booked, near)
  const farSweeps = await listFarSweeps(sql, platform, far)
  const cadenceOf = cadences([...sweeps, ...farSweeps])
  const runs = Map.groupBy([...near, ...far], ({ broadcastNo }) => broadcastNo)
  const broadcasts = booked.map(row => ({
    booked: row,
    samples: withCadences(joinRuns(runs.get(row.broadcastNo) ?? [], span), cadenceOf),
  }))
  return {
    span,
    broadcasts: broadcasts
      .filter(({ samples }) => samples.length > 0)
      .map(broadcast => ({ ...broadcast, time: bookedTimeOf(broadcast) })),
    rows: near.reduce((sum, { times }) => sum + times.length, far.length),
  }
}

/** Neighbours that lie beyond the margin, as after a long gap. */
async function readFarNeighbours(
  sql: Queryable,
  channel: { readonly channelKey: number; readonly platform: Platform },
  { from, to }: Window,
  booked: readonly BookedRow[],
  near: readonly SampleRun[],
): Promise<SampleRun[]> {
  const timesOf = new Map(near.map(run => [run.broadcastNo, run.times]))
  const lacksBefore = booked.filter(
    row =>
      row.firstSampleAt < from &&
      endOfTime(row) > from &&
      (timesOf.get(row.broadcastNo)?.[0] ?? from) >= from,
  )
  const lacksAfter = booked.filter(
    row => row.lastSampleAt >= to && (timesOf.get(row.broadcastNo)?.at(-1) ?? 0) < to,
  )
  const before = {
    side: 'before',
    at: from,
    until: Math.min(...lacksBefore.map(row => row.firstSampleAt)),
  } as const
  const after = {
    side: 'from',
    at: to,
    until: Math.max(...lacksAfter.map(row => row.lastSampleAt)),
  } as const
  const numbersOf = (rows: readonly BookedRow[]) => rows.map(({ broadcastNo }) => broadcastNo)
  const found = await Promise.all([
    listNeighbours(sql, { ...channel, ...before, broadcastNos: numbersOf(lacksBefore) }),
    listNeighbours(sql, { ...channel, ...after, broadcastNos: numbersOf(lacksAfter) }),
  ])
  return found.flat()
}

/** Where the booked time of a broadcast ends so far. */
function endOfTime({ lastSampleAt, ends }: BookedRow): number {
  return Math.max(lastSampleAt, ...ends.map(([, endedAt]) => endedAt))
}

async function listFarSweeps(
  sql: Queryable,
  platform: Platform,
  far: readonly SampleRun[],
): Promise<SweepGroup[]> {
  const times = [...new Set(far.flatMap(run => run.times))]
  const groups = await Promise.all(
    times.map(at => listCadences(sql, { platform, from: at, to: at })),
  )
  return groups.flat()
}

/** One run of all, of samples outside the span only the nearest on each side. */
function joinRuns(runs: readonly SampleRun[], { from, to }: Window): SampleRun {
  const [first, second] = runs
  if (first === undefined) return { broadcastNo: 0, times: [], viewers: [], tiers: [] }
  const all = second === undefined ? first : runs.slice(1).reduce(joinTwo, first)
  const begin = Math.max(
    0,
    all.times.findLastIndex(time => time < from),
  )
  const after = all.times.findIndex(time => time >= to)
  const end = after < 0 ? all.times.length : after + 1
  if (begin === 0 && end === all.times.length) return all
  return {
    broadcastNo: all.broadcastNo,
    times: all.times.slice(begin, end),
    viewers: all.viewers.slice(begin, end),
    tiers: all.tiers.slice(begin, end),
  }
}

/** Two runs of one broadcast that do not overlap. */
function joinTwo(a: SampleRun, b: SampleRun): SampleRun {
  const isBefore = (a.times[0] ?? 0) < (b.times[0] ?? 0)
  const [early, late] = isBefore ? [a, b] : [b, a]
  const pad = ({ times, tiers }: SampleRun) =>
    tiers.length === times.length ? tiers : times.map(() => null)
  return {
    broadcastNo: a.broadcastNo,
    times: [...early.times, ...late.times],
    viewers: [...early.viewers, ...late.viewers],
    tiers: [...pad(early), ...pad(late)],
  }
}

function withCadences(
  { times, viewers, tiers }: SampleRun,
  cadenceOf: (at: number, tier: number | null) => number,
): SampledBroadcast['samples'] {
  return times.map((at, i) => {
    const tier = tiers[i] ?? null
    return { at, viewers: viewers[i] ?? null, tier, cadence: cadenceOf(at, tier) }
  })
}

/** Which cadence a sample was taken with: its sweep is in one of the groups. */
function cadences(
  groups: readonly (SweepGroup | SweepTimes)[],
): (at: number, tier: number | null) => number {
  const byTime = new Map<number, SweepGroup>()
  for (const group of groups)
    if ('times' in group) for (const at of group.times) byTime.set(at, group)
  const spans = groups.filter(group => !('times' in group))
  let last = spans[0]
  const covers = (group: SweepGroup, at: number) => group.firstAt <= at && at <= group.lastAt
  return (at, tier) => {
    if (last === undefined || !covers(last, at)) last = spans.find(group => covers(group, at))
    const group = last ?? byTime.get(at)
    if (group === undefined) throw new Error(`a sample of ${at} has no sweep`)
    if (tier === null) return group.cadence
    return group.tiers?.find(one => one.tier === tier)?.cadence ?? group.cadence
  }
}
