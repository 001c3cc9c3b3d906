// Rollups as they are written: sums over all channels of a platform by category and language, by UTC
// hour, and by UTC day once an hour is over.

import type { Platform } from '../domain/platform.ts'
import { createRollup, type RollupRow } from '../domain/rollup.ts'
import { startOfDay, startOfHour } from '../domain/sum-hours.ts'
import type { SeenAt } from '../domain/sweep.ts'
import { numbers, texts, timeColumns } from './columns.ts'
import type { Queryable } from './database.ts'
import { ensureSumDaysWithin, pairHourDays } from './partitions.ts'

type Fragment = ReturnType<Queryable>

const daySeconds = 86_400
const pairHourSeconds = pairHourDays * daySeconds

/** What was booked before, as far as it decides what is booked next. Whole epoch seconds. */
export interface BookingState {
  /** collected_at of the platform's first sweep that did not fail; null = it has none. */
  readonly firstSweepAt: number | null
  /** The first moment after the sealed days; null = none is sealed. */
  readonly sealedUntil: number | null
  /** Hours before this moment are in the days as well; null = none are. */
  readonly foldedUntil: number | null
  /** collected_at of the sweep before; null = there is none. */
  readonly previousSweepAt: number | null
}

/** The state as a sweep or look-up of a moment finds it; null = as it is after the newest sweep. */
export async function readBookingState(
  sql: Queryable,
  platform: Platform,
  at: number | null,
): Promise<BookingState> {
  const [state] = await sql<BookingState[]>`
    select
      extract(epoch from p.folded_until)::bigint as "foldedUntil",
      (
        select extract(epoch from min(s.collected_at))::bigint
        from sweeps s
        where s.platform = p.platform and s.status <> 'failed'
      ) as "firstSweepAt",
      (
        select extract(epoch from max(s.collected_at))::bigint
        from sweeps s
        where s.platform = p.platform
          and s.collected_at < coalesce(to_timestamp(${at}), 'infinity')
      ) as "previousSweepAt",
      (
        select extract(epoch from (max(d.day) + 1)::timestamp at time zone 'UTC')::bigint
        from days d
        where d.platform = p.platform and d.state = 'sealed'
      ) as "sealedUntil"
    from platforms p
    where p.platform = ${platform}`
  return (
    state ?? { firstSweepAt: null, sealedUntil: null, foldedUntil: null, previousSweepAt: null }
  )
}

/**
 * Adds a sweep's rows (by hour) to the hours, and to the days what lies in hours that are added up
 * there; in a transaction. Hours that were over at the sweep before are added up: so an hour's first
 * sweep, which has twice the rows to write, leaves that to the next one.
 */
export async function writeRollups(
  sql: Queryable,
  { platform, collectedAt }: SeenAt,
  { foldedUntil, previousSweepAt }: Pick<BookingState, 'foldedUntil' | 'previousSweepAt'>,
  rows: readonly RollupRow[],
): Promise<void> {
  const hour = startOfHour(previousSweepAt ?? collectedAt)
  const today = startOfDay(collectedAt)
  // Nobody asks for pairs by the hour that are so old: they are added to their days at once.
  const isOldPair = (row: RollupRow) => isPair(row) && row.from < today - pairHourSeconds
  const isFolded = ({ from }: RollupRow) => foldedUntil !== null && from < foldedUntil
  const hours = rows.filter(row => !isOldPair(row))
  const late = hours.filter(({ from }) => from < today - daySeconds)
  if (late.length > 0)
    await ensureSumDaysWithin(
      sql,
      late.map(({ from }) => from),
    )
  const inDays = [
    ...byDay(rows.filter(isFolded)),
    ...byDay(rows.filter(row => isOldPair(row) && !isFolded(row))).filter(isPair),
  ]
  await Promise.all([
    addPairHours(sql, platform, collectedAt, hours.filter(isPair)),
    addHours(
      sql,
      platform,
      collectedAt,
      hours.filter(row => !isPair(row)),
    ),
    addToDays(sql, platform, collectedAt, inDays),
    foldedUntil === null || foldedUntil < hour ? foldHours(sql, platform, foldedUntil, hour) : null,
  ])
}

/**
 * Adds up hours in the days: those from `from` (null = the first) until `until`. The rows of one language
 * lie together then, as they are asked for.
 */
export async function foldHours(
  sql: Queryable,
  platform: Platform,
  from: number | null,
  until: number,
): Promise<void> {
  const isDue = sql`
    platform = ${platform}
    and hour >= coalesce(to_timestamp(${from}), '-infinity')
    and hour < to_timestamp(${until})`
  await addDays(
    sql,
    sql`
      select
        h.platform,
        (h.hour at time zone 'UTC')::date as day,
        h.grain, h.category_key, h.language,
        sum(h.half_viewer_seconds)::bigint, sum(h.present_seconds)::bigint,
        sum(h.observed_seconds)::bigint, sum(h.reported_seconds)::bigint,
        max((h.peak_viewers::bigint << 32) + 4294967295 - extract(epoch from h.peak_at)::bigint),
        sum(h.samples), sum(h.gaps), sum(h.broadcasts_started)
      from (
        select *
        from rollup_hours
        where ${isDue}
        union all
        select
          half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
          hour, peak_at, platform, 'category_language', category_key, peak_viewers,
          samples, gaps, broadcasts_started, language
        from rollup_pair_hours
        where ${isDue}
      ) h
      group by 1, 2, 3, 4, 5
      order by 3, 5, 4`,
  )
  await sql`
    update platforms
    set folded_until = to_timestamp(${until})
    where platform = ${platform}`
}

function isPair({ grain }: RollupRow): boolean {
  return grain === 'category_language'
}

/** The rows of each day added up; what a row is of stays. */
function byDay(rows: readonly RollupRow[]): RollupRow[] {
  const days = createRollup()
  for (const row of rows.filter(isPair)) {
    const cell = days.cell(startOfDay(row.from), row)
    cell.halfViewerSeconds += row.halfViewerSeconds
    cell.presentSeconds += row.presentSeconds
    cell.observedSeconds += row.observedSeconds
    cell.reportedSeconds += row.reportedSeconds
    cell.samples += row.samples
    cell.gaps += row.gaps
    cell.broadcastsStarted += row.broadcastsStarted
    if (row.viewers !== null) cell.viewers = Math.max(cell.viewers ?? 0, row.viewers)
  }
  return days.rows()
}

async function addHours(
  sql: Queryable,
  platform: Platform,
  at: number,
  rows: readonly RollupRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into rollup_hours as r (
      platform, hour, grain, category_key, language, ${sumNames(sql)}
    )
    select
      ${platform}::platform, to_timestamp(i.from_at), i.grain::rollup_grain,
      i.category_key, i.language, ${sumValues(sql, at)}
    from ${unnested(sql, rows)}
    on conflict (platform, hour, grain, category_key, language) do update set ${added(sql)}`
}

async function addPairHours(
  sql: Queryable,
  platform: Platform,
  at: number,
  rows: readonly RollupRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into rollup_pair_hours as r (
      platform, hour, category_key, language, ${sumNames(sql)}
    )
    select
      ${platform}::platform, to_timestamp(i.from_at),
      i.category_key, i.language, ${sumValues(sql, at)}
    from ${unnested(sql, rows)}
    on conflict (platform, hour, category_key, language) do update set ${added(sql)}`
}

async function addToDays(
  sql: Queryable,
  platform: Platform,
  at: number,
  rows: readonly RollupRow[],
): Promise<void> {
  if (rows.length === 0) return
  await addDays(
    sql,
    sql`
      select
        ${platform}::platform, (to_timestamp(i.from_at) at time zone 'UTC')::date,
        i.grain::rollup_grain, i.category_key, i.language,
        i.half_viewer_seconds, i.present_seconds, i.observed_seconds, i.reported_seconds,
        (i.viewers::bigint << 32) + 4294967295 - ${at}::bigint,
        i.samples, i.gaps, i.broadcasts_started
      from ${unnested(sql, rows)}`,
  )
}

/**
 * Adds rows to the days. Their peak and its time are one number, so that of equal peaks the earlier one
 * counts: the viewers above the seconds that are left until 2106.
 */
async function addDays(sql: Queryable, rows: Fragment): Promise<void> {
  await sql`
    insert into rollup_days as r (
      platform, day, grain, category_key, language, ${sumNames(sql)}
    )
    select
      s.platform, s.day, s.grain, s.category_key, s.language,
      s.half_viewer_seconds, s.present_seconds, s.observed_seconds, s.reported_seconds,
      s.peak >> 32, to_timestamp(4294967295 - (s.peak & 4294967295)),
      s.samples, s.gaps, s.broadcasts_started
    from (${rows}) as s (
      platform, day, grain, category_key, language,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      peak, samples, gaps, broadcasts_started
    )
    on conflict (platform, day, grain, category_key, language) do update set ${added(sql)}`
}

function sumNames(sql: Queryable) {
  return sql`
    half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
    peak_viewers, peak_at, samples, gaps, broadcasts_started`
}

/** The values of rows `i` that a sweep of a moment brings. */
function sumValues(sql: Queryable, at: number) {
  return sql`
    i.half_viewer_seconds, i.present_seconds, i.observed_seconds, i.reported_seconds,
    i.viewers, case when i.viewers is not null then to_timestamp(${at}) end,
    i.samples, i.gaps, i.broadcasts_started`
}

/** Adds what would have been inserted to the row `r` that is there; of equal peaks the older one stays. */
function added(sql: Queryable) {
  return sql`
    half_viewer_seconds = r.half_viewer_seconds + excluded.half_viewer_seconds,
    present_seconds = r.present_seconds + excluded.present_seconds,
    observed_seconds = r.observed_seconds + excluded.observed_seconds,
    reported_seconds = r.reported_seconds + excluded.reported_seconds,
    peak_at = case
      when r.peak_viewers >= excluded.peak_viewers or excluded.peak_viewers is null then r.peak_at
      else excluded.peak_at
    end,
    peak_viewers = greatest(r.peak_viewers, excluded.peak_viewers),
    samples = r.samples + excluded.samples,
    gaps = r.gaps + excluded.gaps,
    broadcasts_started = r.broadcasts_started + excluded.broadcasts_started`
}

function unnested(sql: Queryable, rows: readonly RollupRow[]) {
  const time = timeColumns(rows)
  return sql`
    unnest(
      ${texts(rows.map(row => row.grain))}::text[],
      ${numbers(rows.map(row => row.from))}::bigint[],
      ${numbers(rows.map(row => row.categoryKey))}::int[],
      ${texts(rows.map(row => row.language))}::text[],
      ${time.halfViewerSeconds}::bigint[], ${time.presentSeconds}::bigint[],
      ${time.observedSeconds}::bigint[], ${time.reportedSeconds}::bigint[],
      ${numbers(rows.map(row => row.viewers))}::int[],
      ${numbers(rows.map(row => row.samples))}::int[],
      ${numbers(rows.map(row => row.gaps))}::int[],
      ${numbers(rows.map(row => row.broadcastsStarted))}::int[]
    ) as i (
      grain, from_at, category_key, language,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      viewers, samples, gaps, broadcasts_started
    )`
}
