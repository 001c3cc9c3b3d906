// The past of one channel: its samples in some time, and its days with what live rows add.

import { capabilitiesOf, type Platform } from '../domain/platform.ts'
import type { Airtime } from '../domain/sum-channel.ts'
import { addSums, noSums, type Sums } from '../domain/sums.ts'
import { numbers } from './columns.ts'
import type { Queryable } from './database.ts'
import { dayOf } from './partitions.ts'

const comma = 0x2c
const zero = 0x30

/** Samples of one broadcast, in order of time, as columns of one length. */
export interface SampleRun {
  readonly broadcastNo: number
  /** collected_at, whole epoch seconds. */
  readonly times: number[]
  /** null = unknown. */
  readonly viewers: (number | null)[]
  /** null = its sweep had none. */
  readonly tiers: (number | null)[]
}

export interface SamplesQuestion {
  readonly channelKey: number
  readonly platform: Platform
  /** Both inside. */
  readonly from: number
  readonly to: number
}

/** The samples of a channel between two moments, a run a broadcast. */
export async function listSamples(
  sql: Queryable,
  { channelKey, platform, from, to }: SamplesQuestion,
): Promise<SampleRun[]> {
  // Only tracked platforms have tiers. A month of samples as rows takes the driver four times as long
  // as whole runs in texts do.
  const hasTiers = !capabilitiesOf(platform).hasFullList
  const rows = await sql<
    { broadcastNo: number; times: string; viewers: string; tiers: string | null }[]
  >`
    select
      s.broadcast_no as "broadcastNo",
      array_agg(date_part('epoch', s.collected_at)::bigint)::text as times,
      array_agg(s.viewers)::text as viewers,
      ${hasTiers ? sql`array_agg(s.tier)::text` : sql`null`} as tiers
    from samples s
    where s.channel_id = ${channelKey}
      and s.collected_on between ${dayOf(from)} and ${dayOf(to)}
      and s.platform = ${platform}
      and s.collected_at between to_timestamp(${from}) and to_timestamp(${to})
    group by s.broadcast_no`
  return rows.map(({ broadcastNo, times, viewers, tiers }) =>
    inOrder(broadcastNo, readList(times), readList(viewers), tiers === null ? [] : readList(tiers)),
  )
}

/** A sample that lies next to a stretch of time, its broadcast still on air there. */
export interface NeighbourQuestion {
  readonly channelKey: number
  readonly platform: Platform
  readonly broadcastNos: readonly number[]
  /** Which side: the last ones before a moment, or the first ones from it on. */
  readonly side: 'before' | 'from'
  readonly at: number
  /** The farthest moment to look at. */
  readonly until: number
}

/** The nearest sample of each broadcast, where there is one. */
export async function listNeighbours(
  sql: Queryable,
  { channelKey, platform, broadcastNos, side, at, until }: NeighbourQuestion,
): Promise<SampleRun[]> {
  if (broadcastNos.length === 0) return []
  const isBefore = side === 'before'
  const rows = await sql<
    { broadcastNo: number; time: number; viewers: number | null; tier: number | null }[]
  >`
    select distinct on (s.broadcast_no)
      s.broadcast_no as "broadcastNo",
      extract(epoch from s.collected_at)::bigint as time,
      s.viewers,
      s.tier
    from samples s
    where s.channel_id = ${channelKey}
      and s.broadcast_no = any(${numbers(broadcastNos)}::int[])
      and s.platform = ${platform}
      and s.collected_on between ${dayOf(Math.min(at, until))} and ${dayOf(Math.max(at, until))}
      and ${
        isBefore
          ? sql`s.collected_at < to_timestamp(${at})`
          : sql`s.collected_at >= to_timestamp(${at})`
      }
    order by s.broadcast_no, ${isBefore ? sql`s.collected_at desc` : sql`s.collected_at`}`
  return rows.map(({ broadcastNo, time, viewers, tier }) => ({
    broadcastNo,
    times: [time],
    viewers: [viewers],
    tiers: [tier],
  }))
}

/** A UTC day of a channel with its sums. */
export interface ChannelDay {
  /** Its first second. */
  readonly day: number
  readonly sums: Sums
  /** null = as the sums are, or not worked out yet where a channel can have several broadcasts at once. */
  readonly airtime: Airtime | null
}

/** The days of a channel in a stretch of whole days that have anything, in order, live rows added. */
export async function listChannelDays(
  sql: Queryable,
  channelKey: number,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ChannelDay[]> {
  const stored = sql<DayRow[]>`
    select
      extract(epoch from d.day)::bigint as day,
      d.half_viewer_seconds as "halfViewerSeconds",
      d.present_seconds as "presentSeconds",
      d.observed_seconds as "observedSeconds",
      d.reported_seconds as "reportedSeconds",
      d.samples,
      d.gaps,
      d.peak_viewers as "peakViewers",
      extract(epoch from d.peak_at)::bigint as "peakAt",
      d.airtime_seconds as "airtimeSeconds",
      d.airtime_present_seconds as "airtimePresentSeconds",
      d.airtime_observed_seconds as "airtimeObservedSeconds"
    from channel_days d
    where d.channel_id = ${channelKey}
      and d.day between ${dayOf(from)} and ${dayOf(to - 1)}
    order by d.day`
  const open = sql<DayRow[]>`
    select
      extract(epoch from date_trunc('day', l.last_sample_at, 'UTC'))::bigint as day,
      l.half_viewer_seconds - l.before_day_half_viewer_seconds as "halfViewerSeconds",
      l.present_seconds - l.before_day_present_seconds as "presentSeconds",
      l.observed_seconds - l.before_day_observed_seconds as "observedSeconds",
      l.reported_seconds - l.before_day_reported_seconds as "reportedSeconds",
      l.samples - l.before_day_samples as samples,
      l.gaps - l.before_day_gaps as gaps,
      l.day_peak_viewers as "peakViewers",
      extract(epoch from l.day_peak_at)::bigint as "peakAt",
      null::int as "airtimeSeconds",
      null::int as "airtimePresentSeconds",
      null::int as "airtimeObservedSeconds"
    from live_broadcasts l
    where l.channel_id = ${channelKey}
      and l.last_sample_at >= to_timestamp(${from})
      and l.last_sample_at < to_timestamp(${to})`
  return mergeDays([...(await stored), ...(await open)])
}

type DayRow = Sums & { readonly [K in keyof Airtime]: number | null } & { readonly day: number }

function mergeDays(rows: readonly DayRow[]): ChannelDay[] {
  const days = new Map<number, ChannelDay>()
  for (const row of rows) {
    const known = days.get(row.day)
    const sums = addSums(known?.sums ?? noSums, row)
    days.set(row.day, { day: row.day, sums, airtime: known?.airtime ?? airtimeOfRow(row) })
  }
  return [...days.values()].sort((a, b) => a.day - b.day)
}

function airtimeOfRow(row: DayRow): Airtime | null {
  const { airtimeSeconds, airtimePresentSeconds, airtimeObservedSeconds } = row
  if (airtimeSeconds === null || airtimePresentSeconds === null) return null
  if (airtimeObservedSeconds === null) return null
  return { airtimeSeconds, airtimePresentSeconds, airtimeObservedSeconds }
}

/** The whole numbers of an array literal, not negative. */
function readList(literal: string): (number | null)[] {
  // Digit by digit: a text for each of thousands of numbers takes the longer part of it.
  const list: (number | null)[] = []
  let value: number | null = 0
  for (let i = 1; i < literal.length; i += 1) {
    const code = literal.charCodeAt(i)
    if (code >= zero && code <= zero + 9) value = (value ?? 0) * 10 + code - zero
    else if (code === comma || i === literal.length - 1) {
      list.push(value)
      value = 0
    } else value = null
  }
  return list
}

/** The run with its samples sorted; partitions come in order of time already, mostly. */
function inOrder(
  broadcastNo: number,
  unsorted: readonly (number | null)[],
  viewers: (number | null)[],
  tiers: (number | null)[],
): SampleRun {
  const times = unsorted.map(time => time ?? 0)
  const run = { broadcastNo, times, viewers, tiers }
  if (times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))) return run
  const order = [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0))
  return {
    broadcastNo,
    times: order.map(i => times[i] ?? 0),
    viewers: order.map(i => viewers[i] ?? null),
    tiers: order.map(i => tiers[i] ?? null),
  }
}
