// The sums as they are in the database, in the oracle's words: what is stored, with the live rows added.

import type { Platform } from '../../src/domain/platform.ts'
import type { SweepStatus } from '../../src/domain/sweep.ts'
import type { Sql } from '../../src/store/database.ts'
import type { Result } from '../oracle/census.ts'
import type { Told, ToldResult } from '../oracle/compare.ts'

type Row<List extends keyof Result> = Told<Result[List][number]>

/** Figures of a row; areas come as text, since sums may grow beyond what a number holds. */
interface Figures {
  readonly area: string
  readonly presentSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
  readonly peakViewers: number | null
  readonly peakAt: number | null
  readonly samples: number
  readonly gaps: number
}

/** The sums of the channels of a group, the last character of their ids. */
export async function readChannelSums(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<ToldResult> {
  return {
    broadcasts: await readBroadcasts(sql, platform, group),
    segments: await readSegments(sql, platform, group),
    channelDays: await readChannelDays(sql, platform, group),
  }
}

/** The groups of the channels that have sums. */
export async function readGroups(sql: Sql, platform: Platform): Promise<string[]> {
  const rows = await sql<{ group: string }[]>`
    select distinct right(channel_id, 1) as group
    from channels
    where platform = ${platform}`
  return rows.map(({ group }) => group)
}

/** How each sweep is believed in the end, by slot. */
export async function readStatuses(
  sql: Sql,
  platform: Platform,
): Promise<Map<number, SweepStatus>> {
  const rows = await sql<{ slot: number; status: SweepStatus }[]>`
    select extract(epoch from slot)::bigint as slot, status
    from sweeps
    where platform = ${platform}`
  return new Map(rows.map(({ slot, status }) => [slot, status]))
}

async function readBroadcasts(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<Row<'broadcasts'>[]> {
  const rows = await sql<(Figures & { broadcastId: string; outsideDaysSeconds: number })[]>`
    select
      s.stream_id as "broadcastId",
      s.outside_days_seconds as "outsideDaysSeconds",
      ${figures(sql)}
    from channels c
    join broadcasts s on s.channel_id = c.id
    left join live_broadcasts l
      on l.channel_id = s.channel_id
      and l.broadcast_no = s.broadcast_no
    where c.platform = ${platform} and right(c.channel_id, 1) = ${group}`
  return rows.map(asSums)
}

async function readSegments(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<Row<'segments'>[]> {
  const rows = await sql<(Figures & { broadcastId: string; segmentNo: number })[]>`
    select
      b.stream_id as "broadcastId",
      s.segment_no as "segmentNo",
      ${figures(sql)}
    from channels c
    join broadcasts b on b.channel_id = c.id
    join segments s
      on s.channel_id = b.channel_id
      and s.broadcast_no = b.broadcast_no
    left join (
      select channel_id, broadcast_no, segment_no, ${since(sql, 'segment')}
      from live_broadcasts
    ) l
      on l.channel_id = s.channel_id
      and l.broadcast_no = s.broadcast_no
      and l.segment_no = s.segment_no
    where c.platform = ${platform} and right(c.channel_id, 1) = ${group}`
  return rows.map(asSums)
}

/** Where an airtime is null, it is as the sums are, or not worked out where several may be open. */
async function readChannelDays(
  sql: Sql,
  platform: Platform,
  group: string,
): Promise<Row<'channelDays'>[]> {
  const rows = await sql<(Figures & ChannelDayFigures)[]>`
    with open as (
      select
        channel_id, (last_sample_at at time zone 'UTC')::date as day, ${since(sql, 'day')}
      from live_broadcasts
      where platform = ${platform}
    ),
    live as (
      select
        channel_id, day,
        sum(half_viewer_seconds) as half_viewer_seconds,
        sum(present_seconds) as present_seconds,
        sum(observed_seconds) as observed_seconds,
        sum(reported_seconds) as reported_seconds,
        sum(samples) as samples,
        sum(gaps) as gaps,
        max(peak_viewers) as peak_viewers,
        (array_agg(peak_at order by peak_viewers desc nulls last, peak_at))[1] as peak_at
      from open
      group by 1, 2
    )
    select
      c.channel_id as "channelId",
      extract(epoch from day at time zone 'UTC')::bigint as day,
      coalesce(s.broadcasts_started, 0) as "broadcastsStarted",
      s.airtime_seconds as "airtimeSeconds",
      s.airtime_present_seconds as "airtimePresentSeconds",
      s.airtime_observed_seconds as "airtimeObservedSeconds",
      ${figures(sql)}
    from channel_days s
    full join live l using (channel_id, day)
    join channels c on c.id = coalesce(s.channel_id, l.channel_id)
    where c.platform = ${platform} and right(c.channel_id, 1) = ${group}`
  return rows.map(row => {
    const { airtimeObservedSeconds, airtimePresentSeconds, airtimeSeconds, ...sums } = row
    const isAsSums = airtimeSeconds === null && platform !== 'youtube'
    return {
      ...asSums(sums),
      ...(isAsSums && {
        airtimeSeconds: row.reportedSeconds,
        airtimePresentSeconds: row.presentSeconds,
        airtimeObservedSeconds: row.observedSeconds,
      }),
      ...(airtimeSeconds !== null && {
        airtimeSeconds,
        airtimePresentSeconds: airtimePresentSeconds ?? 0,
        airtimeObservedSeconds: airtimeObservedSeconds ?? 0,
      }),
    }
  })
}

interface ChannelDayFigures {
  readonly channelId: string
  readonly day: number
  readonly broadcastsStarted: number
  readonly airtimeSeconds: number | null
  readonly airtimePresentSeconds: number | null
  readonly airtimeObservedSeconds: number | null
}

/** What stored rows `s` and live rows `l` hold together; of equal peaks the earlier one counts. */
function figures(sql: Sql) {
  const both = (column: string) =>
    sql`coalesce(s.${sql(column)}, 0)::bigint + coalesce(l.${sql(column)}, 0)::bigint`
  return sql`
    (${both('half_viewer_seconds')})::text as area,
    ${both('present_seconds')} as "presentSeconds",
    ${both('observed_seconds')} as "observedSeconds",
    ${both('reported_seconds')} as "reportedSeconds",
    ${both('samples')} as samples,
    ${both('gaps')} as gaps,
    greatest(s.peak_viewers, l.peak_viewers) as "peakViewers",
    extract(epoch from case
      when l.peak_viewers > s.peak_viewers then l.peak_at
      when l.peak_viewers = s.peak_viewers then least(l.peak_at, s.peak_at)
      else coalesce(s.peak_at, l.peak_at)
    end)::bigint as "peakAt"`
}

/** What live rows have gathered since their open segment or day began. */
function since(sql: Sql, span: 'segment' | 'day') {
  const gathered = (column: string) => {
    const name = sql(column)
    return sql`${name} - ${sql(`before_${span}_${column}`)} as ${name}`
  }
  return sql`
    ${gathered('half_viewer_seconds')}, ${gathered('present_seconds')},
    ${gathered('observed_seconds')}, ${gathered('reported_seconds')},
    ${gathered('samples')}, ${gathered('gaps')},
    ${sql(`${span}_peak_viewers`)} as peak_viewers,
    ${sql(`${span}_peak_at`)} as peak_at`
}

function asSums<R extends Figures>({ area, ...row }: R) {
  return { ...row, halfViewerSeconds: BigInt(area) }
}
