// The samples that sums are derived from again, some channels at a time: one row a broadcast, since a
// row a sample would cost the driver more than all that follows.

import type { BroadcastKey } from '../../domain/sweep-changes.ts'
import type { Queryable } from '../database.ts'
import { dayOf } from '../partitions.ts'
import type { RederivedTime } from './time.ts'

/** Channels by their keys: those after `after`, up to `upTo`; null = without a bound. */
export interface ChannelRange {
  readonly after: number
  readonly upTo: number | null
}

/** Samples of one broadcast as array literals of the same length, mostly in order of time. */
export interface SampleRow extends BroadcastKey {
  /** Whole epoch seconds. */
  readonly times: string
  readonly viewers: string
  /** null = its sweep had none. */
  readonly tiers: string | null
}

/** How much there is to derive from. */
export interface KeptSamples {
  readonly broadcasts: number
  readonly samples: number
  /** Broadcasts that began before the time: their first samples are gone. */
  readonly partly: number
}

/**
 * Notes every broadcast that has samples in the time, or an end in it whose samples are gone, in a
 * table that ends with the transaction.
 */
export async function gatherBroadcasts(
  sql: Queryable,
  { platform, keptFrom }: RederivedTime,
): Promise<KeptSamples> {
  await sql`set local work_mem = '64MB'`
  await sql`
    create temporary table rederived_broadcasts (
      channel_id bigint not null,
      broadcast_no integer not null,
      samples bigint not null,
      primary key (channel_id, broadcast_no)
    ) on commit drop`
  await sql`
    insert into rederived_broadcasts (channel_id, broadcast_no, samples)
    select channel_id, broadcast_no, count(*)
    from samples
    where platform = ${platform} and collected_on >= ${dayOf(keptFrom)}
    group by channel_id, broadcast_no`
  await sql`
    insert into rederived_broadcasts (channel_id, broadcast_no, samples)
    select distinct e.channel_id, e.broadcast_no, 0
    from broadcast_ends e
    join broadcasts b
      on b.channel_id = e.channel_id
      and b.broadcast_no = e.broadcast_no
    where b.platform = ${platform}
      and e.ended_at > to_timestamp(${keptFrom})
      and e.last_sample_at < to_timestamp(${keptFrom})
    on conflict do nothing`
  await sql`analyze rederived_broadcasts`
  const [kept] = await sql<KeptSamples[]>`
    select
      count(*)::int as broadcasts,
      coalesce(sum(r.samples), 0)::bigint as samples,
      (count(*) filter (where b.first_sample_at < to_timestamp(${keptFrom})))::int as partly
    from rederived_broadcasts r
    join broadcasts b
      on b.channel_id = r.channel_id
      and b.broadcast_no = r.broadcast_no`
  return kept ?? { broadcasts: 0, samples: 0, partly: 0 }
}

/** All channels in ranges of about so many samples each, in the order of their keys. */
export async function listRanges(sql: Queryable, samples: number): Promise<ChannelRange[]> {
  const borders = await sql<{ upTo: number }[]>`
    select max(channel_id) as "upTo"
    from (
      select
        channel_id,
        floor(sum(sum(samples) + 20 * count(*)) over (order by channel_id) / ${samples}) as range
      from rederived_broadcasts
      group by channel_id
    ) r
    group by range
    order by 1`
  const last = borders.length - 1
  return borders.length === 0
    ? [{ after: 0, upTo: null }]
    : borders.map(({ upTo }, i) => ({
        after: borders[i - 1]?.upTo ?? 0,
        upTo: i === last ? null : upTo,
      }))
}

/** The samples of a range of channels, [from, until) in whole epoch seconds. */
export async function readSamples(
  sql: Queryable,
  { platform, sweeps }: Pick<RederivedTime, 'platform' | 'sweeps'>,
  range: ChannelRange,
  [from, until]: readonly [from: number, until: number],
): Promise<readonly SampleRow[]> {
  const isTiered = sweeps.some(({ tiers }) => tiers !== null)
  // date_part gives a double, extract a numeric, which takes three times as long.
  return sql<SampleRow[]>`
    select
      channel_id as "channelKey",
      broadcast_no as "broadcastNo",
      array_agg(date_part('epoch', collected_at)::bigint)::text as times,
      array_agg(viewers)::text as viewers,
      ${isTiered ? sql`array_agg(tier)::text` : sql`null`} as tiers
    from samples
    where platform = ${platform}
      and collected_on between ${dayOf(from)} and ${dayOf(until - 1)}
      and collected_at >= to_timestamp(${from})
      and collected_at < to_timestamp(${until})
      and ${inRange(sql, sql`channel_id`, range)}
    group by channel_id, broadcast_no`
}

/** Whether a column holds the key of a channel of a range. */
export function inRange(
  sql: Queryable,
  column: ReturnType<Queryable>,
  { after, upTo }: ChannelRange,
) {
  const most = upTo ?? Number.MAX_SAFE_INTEGER
  return sql`${column} > ${after}::bigint and ${column} <= ${most}::bigint`
}
