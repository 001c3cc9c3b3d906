// What is stored of channels whose sums are derived again: their broadcasts, segments, booked ends and
// days, and what the live rows have gathered beside them. Times are whole epoch seconds.

import type { Airtime } from '../../domain/sum-channel.ts'
import type { Sums } from '../../domain/sums.ts'
import type { BroadcastKey, SegmentKey } from '../../domain/sweep-changes.ts'
import { numbers } from '../columns.ts'
import type { Queryable } from '../database.ts'
import { dayOf } from '../partitions.ts'
import { type ChannelRange, inRange } from './samples.ts'
import type { RederivedTime } from './time.ts'

export interface StoredBroadcast extends BroadcastKey, Sums {
  readonly headStartedAt: number | null
  readonly bookedFromAt: number | null
  readonly firstSampleAt: number
  /** The latest end that was booked for another broadcast of the channel before; null = none. */
  readonly previousEndedAt: number | null
  readonly outsideDaysSeconds: number
}

export interface StoredSegment extends SegmentKey, Sums {
  readonly startedAt: number
  readonly categoryKey: number | null
  readonly language: string | null
}

export interface StoredEnd extends BroadcastKey {
  readonly lastSampleAt: number
  readonly endedAt: number
  /** The first proof that it was gone. */
  readonly bookedAt: number
}

export interface StoredDay extends Sums {
  readonly channelKey: number
  /** By its first second. */
  readonly day: number
  readonly broadcastsStarted: number
  /** null = not worked out. */
  readonly airtimeSeconds: number | null
  readonly airtimePresentSeconds: number | null
  readonly airtimeObservedSeconds: number | null
}

/** What a live row has gathered for its broadcast, the open segment or the open day. */
export interface GatheredSums extends SegmentKey, Sums {
  readonly kind: 'broadcast' | 'segment' | 'day'
  readonly lastSampleAt: number
}

/** What is stored of a range of channels; each list in the order of its keys. */
export interface StoredChannels {
  readonly broadcasts: readonly StoredBroadcast[]
  readonly segments: readonly StoredSegment[]
  readonly ends: readonly StoredEnd[]
  readonly gathered: readonly GatheredSums[]
  readonly days: readonly StoredDay[]
}

/** A day with its airtime; null = as the sums are, or not known yet. */
export type DayAirtime = { readonly [K in keyof Airtime]: number | null }

/** Reads what is stored of the gathered broadcasts of a range, and of all its days since `from`. */
export async function readStoredChannels(
  sql: Queryable,
  { platform }: Pick<RederivedTime, 'platform'>,
  range: ChannelRange,
  from: number,
): Promise<StoredChannels> {
  const gathered = sql`
    from rederived_broadcasts r
    join live_broadcasts l
      on l.channel_id = r.channel_id
      and l.broadcast_no = r.broadcast_no
    where ${inRange(sql, sql`r.channel_id`, range)}`
  return {
    broadcasts: await readBroadcasts(sql, range),
    segments: await readSegments(sql, range),
    ends: await readEnds(sql, range),
    gathered: await sql<GatheredSums[]>`
      select 'broadcast' as kind, ${liveKey(sql)}, ${sumsOf(sql, sql`l`)} ${gathered}
      union all
      select 'segment', ${liveKey(sql)}, ${sumsSince(sql, 'segment')} ${gathered}
      union all
      select 'day', ${liveKey(sql)}, ${sumsSince(sql, 'day')} ${gathered}`,
    days: await sql<StoredDay[]>`
      select
        d.channel_id as "channelKey",
        extract(epoch from d.day::timestamp at time zone 'UTC')::bigint as day,
        ${sumsOf(sql, sql`d`)},
        d.broadcasts_started as "broadcastsStarted",
        d.airtime_seconds as "airtimeSeconds",
        d.airtime_present_seconds as "airtimePresentSeconds",
        d.airtime_observed_seconds as "airtimeObservedSeconds"
      from channel_days d
      where d.platform = ${platform}
        and d.day >= ${dayOf(from)}
        and ${inRange(sql, sql`d.channel_id`, range)}
      order by d.channel_id, d.day`,
  }
}

/** The segments of a range of channels that go on in [from, until). */
export async function readSegmentsBetween(
  sql: Queryable,
  range: ChannelRange,
  [from, until]: readonly [from: number, until: number],
): Promise<readonly StoredSegment[]> {
  return readSegments(
    sql,
    range,
    sql`
      and g.started_at < to_timestamp(${until})
      and (g.ended_at is null or g.ended_at >= to_timestamp(${from}))`,
  )
}

/** The ends of a range of channels, as they were booked. */
export async function readEnds(sql: Queryable, range: ChannelRange): Promise<readonly StoredEnd[]> {
  return sql<StoredEnd[]>`
    select
      e.channel_id as "channelKey",
      e.broadcast_no as "broadcastNo",
      date_part('epoch', e.last_sample_at)::bigint as "lastSampleAt",
      date_part('epoch', e.ended_at)::bigint as "endedAt",
      date_part('epoch', coalesce(e.booked_at, e.gone_at))::bigint as "bookedAt"
    from rederived_broadcasts r
    join broadcast_ends e
      on e.channel_id = r.channel_id
      and e.broadcast_no = r.broadcast_no
    where ${inRange(sql, sql`r.channel_id`, range)}
    order by e.channel_id, e.broadcast_no, e.last_sample_at`
}

/** The platform's own ids of channels, to speak of them. */
export async function readChannelIds(
  sql: Queryable,
  channelKeys: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await sql<{ key: number; channelId: string }[]>`
    select id as key, channel_id as "channelId"
    from channels
    where id = any (${numbers(channelKeys)}::bigint[])`
  return new Map(rows.map(({ key, channelId }) => [key, channelId]))
}

async function readBroadcasts(sql: Queryable, range: ChannelRange) {
  return sql<StoredBroadcast[]>`
    select
      b.channel_id as "channelKey",
      b.broadcast_no as "broadcastNo",
      date_part('epoch', b.head_started_at)::bigint as "headStartedAt",
      date_part('epoch', b.booked_from_at)::bigint as "bookedFromAt",
      date_part('epoch', b.first_sample_at)::bigint as "firstSampleAt",
      case when b.booked_from_at is null then (
        select date_part('epoch', max(e.ended_at))::bigint
        from broadcast_ends e
        where e.channel_id = b.channel_id
          and e.broadcast_no <> b.broadcast_no
          and e.last_sample_at < b.first_sample_at
      ) end as "previousEndedAt",
      b.outside_days_seconds as "outsideDaysSeconds",
      ${sumsOf(sql, sql`b`)}
    from rederived_broadcasts r
    join broadcasts b
      on b.channel_id = r.channel_id
      and b.broadcast_no = r.broadcast_no
    where ${inRange(sql, sql`r.channel_id`, range)}
    order by b.channel_id, b.broadcast_no`
}

async function readSegments(sql: Queryable, range: ChannelRange, only = sql``) {
  return sql<StoredSegment[]>`
    select
      g.channel_id as "channelKey",
      g.broadcast_no as "broadcastNo",
      g.segment_no as "segmentNo",
      date_part('epoch', g.started_at)::bigint as "startedAt",
      g.category_key as "categoryKey",
      g.language,
      ${sumsOf(sql, sql`g`)}
    from rederived_broadcasts r
    join segments g
      on g.channel_id = r.channel_id
      and g.broadcast_no = r.broadcast_no
    where ${inRange(sql, sql`r.channel_id`, range)} ${only}
    order by g.channel_id, g.broadcast_no, g.segment_no`
}

function liveKey(sql: Queryable) {
  return sql`
    l.channel_id as "channelKey",
    l.broadcast_no as "broadcastNo",
    l.segment_no as "segmentNo",
    date_part('epoch', l.last_sample_at)::bigint as "lastSampleAt"`
}

function sumsOf(sql: Queryable, table: ReturnType<Queryable>) {
  return sql`
    ${table}.half_viewer_seconds as "halfViewerSeconds",
    ${table}.present_seconds as "presentSeconds",
    ${table}.observed_seconds as "observedSeconds",
    ${table}.reported_seconds as "reportedSeconds",
    ${table}.samples,
    ${table}.gaps,
    ${table}.peak_viewers as "peakViewers",
    date_part('epoch', ${table}.peak_at)::bigint as "peakAt"`
}

/** What a live row has gathered since its open segment or day began. */
function sumsSince(sql: Queryable, open: 'segment' | 'day') {
  const before = (name: string) => sql(`before_${open}_${name}`)
  return sql`
    l.half_viewer_seconds - l.${before('half_viewer_seconds')},
    l.present_seconds - l.${before('present_seconds')},
    l.observed_seconds - l.${before('observed_seconds')},
    l.reported_seconds - l.${before('reported_seconds')},
    l.samples - l.${before('samples')},
    l.gaps - l.${before('gaps')},
    l.${sql(`${open}_peak_viewers`)},
    date_part('epoch', l.${sql(`${open}_peak_at`)})::bigint`
}
