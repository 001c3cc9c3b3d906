// Writes what was derived again of channels: the whole sums, so that live rows have gathered nothing
// beside them. Times are whole epoch seconds.

import type { Platform } from '../../domain/platform.ts'
import type { Sums } from '../../domain/sums.ts'
import type { BroadcastKey, SegmentKey } from '../../domain/sweep-changes.ts'
import { broadcastKeys, numbers } from '../columns.ts'
import type { Queryable } from '../database.ts'
import { dayOf } from '../partitions.ts'
import type { DayAirtime } from './channels.ts'

export interface WrittenBroadcast extends BroadcastKey {
  readonly sums: Sums
  readonly bookedFromAt: number | null
  readonly outsideDaysSeconds: number
}

export interface WrittenSegment extends SegmentKey {
  readonly sums: Sums
}

/** A channel's UTC day, by its first second. */
export interface ChannelDayKey {
  readonly channelKey: number
  readonly day: number
}

export interface WrittenDay extends ChannelDayKey, Sums, DayAirtime {
  readonly broadcastsStarted: number
}

/** All rows of channels that differ. */
export interface WrittenChannel {
  readonly broadcasts: readonly WrittenBroadcast[]
  readonly segments: readonly WrittenSegment[]
  readonly days: readonly WrittenDay[]
  /** Days that have a row and should have none. */
  readonly daysGone: readonly ChannelDayKey[]
  /** Live rows whose sums are all in the rows above. */
  readonly live: readonly BroadcastKey[]
}

export async function writeRederived(
  sql: Queryable,
  platform: Platform,
  channels: readonly WrittenChannel[],
): Promise<void> {
  await writeBroadcasts(
    sql,
    channels.flatMap(channel => channel.broadcasts),
  )
  await writeSegments(
    sql,
    channels.flatMap(channel => channel.segments),
  )
  await deleteDays(
    sql,
    channels.flatMap(channel => channel.daysGone),
  )
  await writeDays(
    sql,
    platform,
    channels.flatMap(channel => channel.days),
  )
  await emptyLiveRows(
    sql,
    channels.flatMap(channel => channel.live),
  )
}

async function writeBroadcasts(sql: Queryable, rows: readonly WrittenBroadcast[]): Promise<void> {
  if (rows.length === 0) return
  const keys = broadcastKeys(rows)
  await sql`
    update broadcasts b
    set
      ${assignments(sql)},
      booked_from_at = to_timestamp(i.booked_from_at),
      outside_days_seconds = i.outside_days_seconds
    from unnest(
      ${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[],
      ${sumArrays(
        sql,
        rows.map(row => row.sums),
      )},
      ${numbers(rows.map(row => row.bookedFromAt))}::bigint[],
      ${numbers(rows.map(row => row.outsideDaysSeconds))}::bigint[]
    ) as i (channel_id, broadcast_no, ${sumNames(sql)}, booked_from_at, outside_days_seconds)
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
}

async function writeSegments(sql: Queryable, rows: readonly WrittenSegment[]): Promise<void> {
  if (rows.length === 0) return
  const keys = broadcastKeys(rows)
  await sql`
    update segments g
    set ${assignments(sql)}
    from unnest(
      ${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[],
      ${numbers(rows.map(row => row.segmentNo))}::int[],
      ${sumArrays(
        sql,
        rows.map(row => row.sums),
      )}
    ) as i (channel_id, broadcast_no, segment_no, ${sumNames(sql)})
    where g.channel_id = i.channel_id
      and g.broadcast_no = i.broadcast_no
      and g.segment_no = i.segment_no`
}

async function deleteDays(sql: Queryable, rows: readonly ChannelDayKey[]): Promise<void> {
  if (rows.length === 0) return
  const keys = dayKeys(rows)
  await sql`
    delete from channel_days d
    using unnest(${keys.channelKeys}::bigint[], ${keys.days}::date[]) as i (channel_id, day)
    where d.channel_id = i.channel_id and d.day = i.day`
}

async function writeDays(
  sql: Queryable,
  platform: Platform,
  rows: readonly WrittenDay[],
): Promise<void> {
  if (rows.length === 0) return
  const keys = dayKeys(rows)
  await sql`
    insert into channel_days (
      channel_id, day, platform, ${sumNames(sql)},
      broadcasts_started, airtime_seconds, airtime_present_seconds, airtime_observed_seconds
    )
    select
      i.channel_id, i.day, ${platform}::platform, ${sumValues(sql)},
      i.broadcasts_started, i.airtime, i.airtime_present, i.airtime_observed
    from unnest(
      ${keys.channelKeys}::bigint[], ${keys.days}::date[], ${sumArrays(sql, rows)},
      ${numbers(rows.map(row => row.broadcastsStarted))}::int[],
      ${numbers(rows.map(row => row.airtimeSeconds))}::int[],
      ${numbers(rows.map(row => row.airtimePresentSeconds))}::int[],
      ${numbers(rows.map(row => row.airtimeObservedSeconds))}::int[]
    ) as i (
      channel_id, day, ${sumNames(sql)},
      broadcasts_started, airtime, airtime_present, airtime_observed
    )
    on conflict (channel_id, day) do update set
      half_viewer_seconds = excluded.half_viewer_seconds,
      present_seconds = excluded.present_seconds,
      observed_seconds = excluded.observed_seconds,
      reported_seconds = excluded.reported_seconds,
      peak_viewers = excluded.peak_viewers,
      peak_at = excluded.peak_at,
      samples = excluded.samples,
      gaps = excluded.gaps,
      broadcasts_started = excluded.broadcasts_started,
      airtime_seconds = excluded.airtime_seconds,
      airtime_present_seconds = excluded.airtime_present_seconds,
      airtime_observed_seconds = excluded.airtime_observed_seconds`
}

/** Live rows that have gathered nothing since their sums were written out. */
async function emptyLiveRows(sql: Queryable, rows: readonly BroadcastKey[]): Promise<void> {
  if (rows.length === 0) return
  const keys = broadcastKeys(rows)
  const sums = [
    'half_viewer_seconds',
    'present_seconds',
    'observed_seconds',
    'reported_seconds',
    'samples',
    'gaps',
  ]
  const zeros = ['', 'before_segment_', 'before_day_'].flatMap(prefix =>
    sums.map(name => [`${prefix}${name}`, 0]),
  )
  const nulls = ['', 'segment_', 'day_'].flatMap(prefix => [
    [`${prefix}peak_viewers`, null],
    [`${prefix}peak_at`, null],
  ])
  await sql`
    update live_broadcasts l
    set ${sql(Object.fromEntries([...zeros, ...nulls]))}
    from unnest(${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[])
      as i (channel_id, broadcast_no)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

function dayKeys(rows: readonly ChannelDayKey[]) {
  return {
    channelKeys: numbers(rows.map(row => row.channelKey)),
    days: `{${rows.map(row => dayOf(row.day)).join(',')}}`,
  }
}

function sumNames(sql: Queryable) {
  return sql`
    half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
    samples, gaps, peak_viewers, peak_at`
}

function sumValues(sql: Queryable) {
  return sql`
    i.half_viewer_seconds, i.present_seconds, i.observed_seconds, i.reported_seconds,
    i.samples, i.gaps, i.peak_viewers, to_timestamp(i.peak_at)`
}

function assignments(sql: Queryable) {
  return sql`
    half_viewer_seconds = i.half_viewer_seconds,
    present_seconds = i.present_seconds,
    observed_seconds = i.observed_seconds,
    reported_seconds = i.reported_seconds,
    samples = i.samples,
    gaps = i.gaps,
    peak_viewers = i.peak_viewers,
    peak_at = to_timestamp(i.peak_at)`
}

function sumArrays(sql: Queryable, rows: readonly Sums[]) {
  return sql`
    ${numbers(rows.map(row => row.halfViewerSeconds))}::bigint[],
    ${numbers(rows.map(row => row.presentSeconds))}::bigint[],
    ${numbers(rows.map(row => row.observedSeconds))}::bigint[],
    ${numbers(rows.map(row => row.reportedSeconds))}::bigint[],
    ${numbers(rows.map(row => row.samples))}::int[],
    ${numbers(rows.map(row => row.gaps))}::int[],
    ${numbers(rows.map(row => row.peakViewers))}::int[],
    ${numbers(rows.map(row => row.peakAt))}::bigint[]`
}
