// Sums as a reader finds them: what is stored and what live rows add. It shares no code with src/.

import type { Platform } from '../src/domain/platform.ts'
import type { Sql } from '../src/store/database.ts'

/** Sums of some time. */
export interface GoldenSums {
  readonly viewerSeconds: number
  readonly present: number
  readonly observed: number
  readonly reported: number
  readonly samples: number
  readonly gaps: number
  /** Viewers, and when: whole epoch seconds. */
  readonly peak: readonly [viewers: number, at: number] | null
  readonly started: number
}

/** Sums as a test writes them down: so many seconds, all observed unless told otherwise. */
export function sums(
  viewerSeconds: number,
  seconds: number,
  told: Partial<GoldenSums> = {},
): GoldenSums {
  const time = { viewerSeconds, present: seconds, observed: seconds, reported: seconds }
  return { ...time, samples: 0, gaps: 0, peak: null, started: 0, ...told }
}

/** A broadcast or segment: from when to when, null = open, and its sums. */
export interface GoldenStretch {
  readonly from: number
  readonly to: number | null
  readonly sums: GoldenSums
}

interface SumsRow {
  readonly half: number
  readonly present: number
  readonly observed: number
  readonly reported: number
  readonly samples: number
  readonly gaps: number
  readonly peak: number | null
  readonly peakAt: number | null
  readonly started?: number
}

/** A broadcast, its sums without a count of starts. */
export async function readBroadcast(
  sql: Sql,
  streamId: string,
): Promise<GoldenStretch & { readonly outsideDays: number; readonly restartOf: string | null }> {
  const [found, more] = await sql<(SumsRow & Omit<GoldenStretch, 'sums'> & Told)[]>`
    select
      ${columnsOf(sql, 'b')},
      extract(epoch from b.started_at)::bigint as "from",
      extract(epoch from b.ended_at)::bigint as "to",
      b.outside_days_seconds as "outsideDays",
      r.stream_id as "restartOf"
    from broadcasts b
    left join broadcasts r
      on r.channel_id = b.channel_id
      and r.broadcast_no = b.restart_of
    where b.stream_id = ${streamId}`
  if (found === undefined || more !== undefined) throw new Error(`not one broadcast ${streamId}`)
  const live = await sql<SumsRow[]>`
    select ${columnsOf(sql, 'l')}
    from live_broadcasts l
    where l.stream_id = ${streamId}`
  const { from, to, outsideDays, restartOf } = found
  return { from, to, outsideDays, restartOf, sums: addUp([found, ...live]) }
}

interface Told {
  readonly outsideDays: number
  readonly restartOf: string | null
}

/** The segments of a broadcast in order. */
export async function readSegments(sql: Sql, streamId: string): Promise<GoldenStretch[]> {
  const stored = await sql<(SumsRow & Omit<GoldenStretch, 'sums'> & { no: number })[]>`
    select
      ${columnsOf(sql, 'g')},
      g.segment_no as no,
      extract(epoch from g.started_at)::bigint as "from",
      extract(epoch from g.ended_at)::bigint as "to"
    from segments g
    join broadcasts b using (channel_id, broadcast_no)
    where b.stream_id = ${streamId}
    order by g.segment_no`
  const live = await sql<(SumsRow & { no: number })[]>`
    select ${openColumns(sql, 'segment')}, l.segment_no as no
    from live_broadcasts l
    where l.stream_id = ${streamId}`
  return stored.map(row => {
    const open = live.filter(({ no }) => no === row.no)
    return { from: row.from, to: row.to, sums: addUp([row, ...open]) }
  })
}

/** The days of a channel that have a row, by their first second. */
export async function readChannelDays(
  sql: Sql,
  platform: Platform,
  channelId: string,
): Promise<Map<number, GoldenSums>> {
  const rows = await sql<(SumsRow & { from: number })[]>`
    select
      ${columnsOf(sql, 'd')},
      d.broadcasts_started as started,
      extract(epoch from d.day)::bigint as "from"
    from channel_days d
    join channels c on c.id = d.channel_id
    where c.platform = ${platform} and c.channel_id = ${channelId}
    union all
    select
      ${openColumns(sql, 'day')},
      0,
      extract(epoch from date_trunc('day', l.last_sample_at, 'UTC'))::bigint
    from live_broadcasts l
    where l.platform = ${platform} and l.platform_channel_id = ${channelId}`
  return bySpan(rows)
}

/** What rows of rollups are of; what is not named is all there is, a category by the platform's id. */
export interface RollupOf {
  readonly category?: string
  readonly language?: string
}

/** The hours of a day (its first second) that have a row. */
export async function readHours(
  sql: Sql,
  platform: Platform,
  day: number,
  of: RollupOf,
): Promise<Map<number, GoldenSums>> {
  return bySpan(await hourRows(sql, platform, day, of))
}

/** A day: what is folded into it, and its hours that are not; null = nothing. */
export async function readDay(
  sql: Sql,
  platform: Platform,
  day: number,
  of: RollupOf,
): Promise<GoldenSums | null> {
  const folded = await sql<SumsRow[]>`
    select ${columnsOf(sql, 'r')}, r.broadcasts_started as started
    from rollup_days r
    left join categories k on k.id = r.category_key
    where r.platform = ${platform}
      and r.day = (to_timestamp(${day}) at time zone 'UTC')::date
      and ${isOf(sql, of)}`
  const [state] = await sql<{ until: number }[]>`
    select coalesce(extract(epoch from folded_until)::bigint, 0) as until
    from platforms
    where platform = ${platform}`
  const hours = await hourRows(sql, platform, day, of)
  const rows = [...folded, ...hours.filter(({ from }) => from >= (state?.until ?? 0))]
  return rows.length === 0 ? null : addUp(rows)
}

async function hourRows(
  sql: Sql,
  platform: Platform,
  day: number,
  of: RollupOf,
): Promise<(SumsRow & { from: number })[]> {
  // Pairs stand in a table of their own, which has no grain.
  const isPair = of.category !== undefined && of.language !== undefined
  const hours = isPair
    ? sql`(select *, 'category_language'::rollup_grain as grain from rollup_pair_hours)`
    : sql`rollup_hours`
  return sql<(SumsRow & { from: number })[]>`
    select
      ${columnsOf(sql, 'r')},
      r.broadcasts_started as started,
      extract(epoch from r.hour)::bigint as "from"
    from ${hours} r
    left join categories k on k.id = r.category_key
    where r.platform = ${platform}
      and r.hour >= to_timestamp(${day})
      and r.hour < to_timestamp(${day + 86_400})
      and ${isOf(sql, of)}
    order by r.hour`
}

function isOf(sql: Sql, { category, language }: RollupOf) {
  const names = Object.entries({ category, language }).filter(([, value]) => value !== undefined)
  const grain = names.map(([name]) => name).join('_') || 'platform'
  return sql`
    r.grain = ${grain}::rollup_grain
    and k.category_id is not distinct from ${category ?? null}
    and r.language is not distinct from ${language ?? null}`
}

function columnsOf(sql: Sql, table: string) {
  const of = sql(table)
  return sql`
    ${of}.half_viewer_seconds as half,
    ${of}.present_seconds as present,
    ${of}.observed_seconds as observed,
    ${of}.reported_seconds as reported,
    ${of}.samples,
    ${of}.gaps,
    ${of}.peak_viewers as peak,
    extract(epoch from ${of}.peak_at)::bigint as "peakAt"`
}

/** What live rows `l` have gathered since their open segment or day began. */
function openColumns(sql: Sql, span: 'segment' | 'day') {
  const before = (column: string) => sql(`before_${span}_${column}`)
  return sql`
    l.half_viewer_seconds - l.${before('half_viewer_seconds')} as half,
    l.present_seconds - l.${before('present_seconds')} as present,
    l.observed_seconds - l.${before('observed_seconds')} as observed,
    l.reported_seconds - l.${before('reported_seconds')} as reported,
    l.samples - l.${before('samples')} as samples,
    l.gaps - l.${before('gaps')} as gaps,
    l.${sql(`${span}_peak_viewers`)} as peak,
    extract(epoch from l.${sql(`${span}_peak_at`)})::bigint as "peakAt"`
}

function bySpan(rows: readonly (SumsRow & { from: number })[]): Map<number, GoldenSums> {
  const spans = [...Map.groupBy(rows, ({ from }) => from)].sort(([a], [b]) => a - b)
  return new Map(spans.map(([from, same]) => [from, addUp(same)]))
}

/** Of equal peaks the earlier one counts. */
function addUp(rows: readonly SumsRow[]): GoldenSums {
  const total = (of: (row: SumsRow) => number) => rows.reduce((sum, row) => sum + of(row), 0)
  const peaks = rows.flatMap(({ peak, peakAt }) =>
    peak === null || peakAt === null ? [] : [[peak, peakAt] as const],
  )
  const [highest] = peaks.sort(([a, at], [b, other]) => b - a || at - other)
  return {
    viewerSeconds: total(row => row.half) / 2,
    present: total(row => row.present),
    observed: total(row => row.observed),
    reported: total(row => row.reported),
    samples: total(row => row.samples),
    gaps: total(row => row.gaps),
    peak: highest ?? null,
    started: total(row => row.started ?? 0),
  }
}
