// Writes the past of channels as recording leaves it, a channel a call: rows and sums follow from the
// samples by the domain's own functions.

import type { Platform } from '../src/domain/platform.ts'
import { type BookedBroadcast, sumsBy } from '../src/domain/sum-broadcast.ts'
import { startOfDay } from '../src/domain/sum-hours.ts'
import type { SegmentStart } from '../src/domain/sum-places.ts'
import { addSums, noSums, type Sums } from '../src/domain/sums.ts'
import type { Sweep } from '../src/domain/sweep.ts'
import type { Sql } from '../src/store/database.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { aSweep, recordSweepRow } from './serve-live-rows.ts'

/** A sample: its time and its viewers, null = hidden; on tiered platforms its tier. */
export type SampleRow = readonly [at: number, viewers: number | null, tier?: number]

/** A broadcast as a test wants it. Times are whole epoch seconds. */
export interface HistoryBroadcast {
  readonly streamId: string
  /** null = unknown, and there is no head. */
  readonly startedAt: number | null
  /** Where its head may begin at the earliest; else where it starts. */
  readonly headFrom?: number
  readonly samples: readonly SampleRow[]
  /** Last sample and end of each end that was booked; without one after the last sample it is open. */
  readonly ends?: readonly (readonly [lastSampleAt: number, endedAt: number])[]
  readonly segments?: readonly (SegmentStart & { title?: string; language?: string })[]
  readonly restartOf?: number
}

export interface HistoryChannel {
  readonly platform?: Platform
  readonly channelId?: string
  readonly username?: string | null
  readonly cadence?: number
  /** Cadence of each tier; only with it samples have one. */
  readonly tierCadences?: Readonly<Record<number, number>>
  readonly broadcasts: readonly HistoryBroadcast[]
}

/** Samples every so many seconds, the first one at `from`, up to `to`, both inside. */
export function every(
  seconds: number,
  from: number,
  to: number,
  viewers: number | null | ((i: number) => number | null),
): SampleRow[] {
  const count = Math.floor((to - from) / seconds) + 1
  return Array.from({ length: count }, (_, i) => [
    from + i * seconds,
    typeof viewers === 'function' ? viewers(i) : viewers,
  ])
}

/** A broadcast as the domain books it. */
export function bookedOf(
  { samples, startedAt, headFrom, ends = [], segments }: HistoryBroadcast,
  { cadence = 300, tierCadences }: Omit<HistoryChannel, 'broadcasts'> = {},
): BookedBroadcast {
  const [first] = samples
  const bound = headFrom ?? Number.NEGATIVE_INFINITY
  return {
    startedAt,
    firstSweepAt: bound,
    previousEndedAt: bound,
    samples: samples.map(([at, viewers, tier]) => ({
      at,
      viewers,
      cadence: tier === undefined ? cadence : (tierCadences?.[tier] ?? cadence),
    })),
    ends: ends.map(([lastSampleAt, endedAt]) => ({ lastSampleAt, endedAt })),
    segments: segments ?? [{ segmentNo: 1, startedAt: first?.[0] ?? 0 }],
  }
}

/** Adds sweeps at the times that have none yet. */
export async function recordSweeps(
  sql: Sql,
  times: readonly number[],
  given: Partial<Sweep> = {},
): Promise<void> {
  const platform = given.platform ?? 'twitch'
  const known = await sql<{ at: number }[]>`
    select extract(epoch from collected_at)::bigint as at
    from sweeps
    where platform = ${platform}`
  const done = new Set(known.map(({ at }) => at))
  for (const at of [...new Set(times)].sort((a, b) => a - b))
    if (!done.has(at)) await recordSweepRow(sql, aSweep({ ...given, collectedAt: at }))
}

/** Takes away all that `insertHistory` and `recordSweeps` write. */
export async function clearHistory(sql: Sql): Promise<void> {
  await sql`
    truncate
      channels, sweeps, broadcasts, broadcast_ends, channel_titles, segments, live_broadcasts,
      samples, channel_days`
}

/** Writes a channel with its broadcasts and the sweeps of their samples; returns our own key of it. */
export async function insertHistory(sql: Sql, channel: HistoryChannel): Promise<number> {
  const { platform = 'twitch', channelId = '71092938', username = 'mira_plays' } = channel
  const { cadence = 300, tierCadences, broadcasts } = channel
  const [made] = await sql<{ id: number }[]>`
    insert into channels (platform, channel_id, username, created_at, updated_at)
    values (${platform}, ${channelId}, ${username}, now(), now())
    returning id`
  const key = made?.id ?? 0
  const times = broadcasts.flatMap(({ samples }) => samples.map(([at]) => at))
  const tiers =
    tierCadences === undefined
      ? null
      : Object.entries(tierCadences).map(([tier, seconds]) => ({
          tier: Number(tier),
          cadence: seconds,
          leastViewers: 0,
        }))
  await recordSweeps(sql, times, { platform, cadence, tiers })
  const days = new Map<number, Sums>()
  for (const [i, broadcast] of broadcasts.entries()) {
    const booked = bookedOf(broadcast, channel)
    const keys = { key, no: i + 1, platform, channelId, cadence }
    for (const [day, sums] of await insertBroadcast(sql, keys, broadcast, booked))
      days.set(day, addSums(days.get(day) ?? noSums, sums))
  }
  for (const [day, sums] of days) await insertDay(sql, key, platform, day, sums)
  return key
}

interface Keys {
  readonly key: number
  readonly no: number
  readonly platform: Platform
  readonly channelId: string
  readonly cadence: number
}

/** Writes one broadcast; returns what of its days is kept in channel_days. */
async function insertBroadcast(
  sql: Sql,
  { key, no, platform, channelId, cadence }: Keys,
  broadcast: HistoryBroadcast,
  booked: BookedBroadcast,
): Promise<Map<number, Sums>> {
  const { samples, startedAt, headFrom, ends = [], segments = [], streamId } = broadcast
  const [firstAt = 0] = samples[0] ?? []
  const [lastAt = 0, viewers = null, tier] = samples.at(-1) ?? []
  const endedAt = ends.find(([at]) => at === lastAt)?.[1] ?? null
  const all = sumsBy(booked, () => 0).get(0) ?? noSums
  const days = sumsBy(booked, ({ day }) => day)
  const bySegment = sumsBy(booked, ({ segmentNo }) => segmentNo)
  const bookedFrom = startedAt === null ? firstAt : Math.max(startedAt, headFrom ?? startedAt)
  const kept = endedAt === null ? noSums : all
  await sql`
    insert into broadcasts ${sql({
      channel_id: key,
      broadcast_no: no,
      platform,
      stream_id: streamId,
      started_at: at(startedAt),
      head_started_at: at(startedAt === null ? null : Math.min(startedAt, firstAt)),
      booked_from_at: at(Math.min(bookedFrom, firstAt)),
      first_sample_at: at(firstAt),
      last_sample_at: at(endedAt === null ? null : lastAt),
      ended_at: at(endedAt),
      restart_of: broadcast.restartOf ?? null,
      ...columnsOf(kept),
    })}`
  for (const [lastSampleAt, end] of ends)
    await sql`
      insert into broadcast_ends (channel_id, broadcast_no, ended_at, gone_at, last_sample_at)
      values (${key}, ${no}, ${at(end)}, ${at(end)}, ${at(lastSampleAt)})`
  const [openSegment] = booked.segments.slice(-1)
  const openDay = startOfDay(lastAt)
  for (const [i, segment] of booked.segments.entries()) {
    const title = segments[i]?.title ?? null
    if (title !== null)
      await sql`
        insert into channel_titles (channel_id, title_no, title)
        values (${key}, ${100 * no + i}, ${title})`
    const isOpen = endedAt === null && segment === openSegment
    await sql`
      insert into segments ${sql({
        channel_id: key,
        broadcast_no: no,
        segment_no: segment.segmentNo,
        started_at: at(segment.startedAt),
        ended_at: isOpen ? null : at(booked.segments[i + 1]?.startedAt ?? endedAt),
        title_no: title === null ? null : 100 * no + i,
        language: segments[i]?.language ?? 'en',
        tags: [],
        ...columnsOf(isOpen ? noSums : (bySegment.get(segment.segmentNo) ?? noSums)),
      })}`
  }
  for (const day of new Set([...samples.map(([time]) => startOfDay(time)), ...days.keys()]))
    await ensurePartition(sql, platform, dayOf(day))
  await sql`
    insert into samples ${sql(
      samples.map(([time, count, ofTier]) => ({
        channel_id: key,
        broadcast_no: no,
        collected_at: at(time),
        collected_on: dayOf(time),
        viewers: count,
        platform,
        tier: ofTier ?? null,
      })),
    )}`
  if (endedAt !== null) return days
  const ofDay = days.get(openDay) ?? noSums
  const ofSegment = bySegment.get(openSegment?.segmentNo ?? 0) ?? noSums
  await sql`
    insert into live_broadcasts ${sql({
      channel_id: key,
      broadcast_no: no,
      platform,
      started_at: at(startedAt),
      first_sample_at: at(firstAt),
      last_sample_at: at(lastAt),
      viewers,
      cadence,
      tier: tier ?? null,
      segment_no: openSegment?.segmentNo ?? 1,
      stream_id: streamId,
      language: 'en',
      platform_channel_id: channelId,
      ...columnsOf(all),
      ...beforeOf('before_day', all, ofDay),
      ...beforeOf('before_segment', all, ofSegment),
      day_peak_viewers: ofDay.peakViewers,
      day_peak_at: at(ofDay.peakAt),
      segment_peak_viewers: ofSegment.peakViewers,
      segment_peak_at: at(ofSegment.peakAt),
    })}`
  days.delete(openDay)
  return days
}

async function insertDay(
  sql: Sql,
  key: number,
  platform: Platform,
  day: number,
  sums: Sums,
): Promise<void> {
  await sql`
    insert into channel_days ${sql({
      channel_id: key,
      platform,
      day: dayOf(day),
      ...columnsOf(sums),
    })}`
}

function columnsOf(sums: Sums) {
  return {
    half_viewer_seconds: sums.halfViewerSeconds,
    present_seconds: sums.presentSeconds,
    observed_seconds: sums.observedSeconds,
    reported_seconds: sums.reportedSeconds,
    samples: sums.samples,
    gaps: sums.gaps,
    peak_viewers: sums.peakViewers,
    peak_at: at(sums.peakAt),
  }
}

/** What lies before the open day or segment: all but its own. */
function beforeOf(prefix: 'before_day' | 'before_segment', all: Sums, own: Sums) {
  return {
    [`${prefix}_half_viewer_seconds`]: all.halfViewerSeconds - own.halfViewerSeconds,
    [`${prefix}_present_seconds`]: all.presentSeconds - own.presentSeconds,
    [`${prefix}_observed_seconds`]: all.observedSeconds - own.observedSeconds,
    [`${prefix}_reported_seconds`]: all.reportedSeconds - own.reportedSeconds,
    [`${prefix}_samples`]: all.samples - own.samples,
    [`${prefix}_gaps`]: all.gaps - own.gaps,
  }
}

function at(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1_000)
}
