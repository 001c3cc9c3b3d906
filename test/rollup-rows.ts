// Fills the tables of rollups, a row a call, with the margins that belong to it.

import type { Platform } from '../src/domain/platform.ts'
import type { Sql } from '../src/store/database.ts'

/** Sums of one hour, or of one day, as a test wants them. Times are whole epoch seconds. */
export interface RollupRowGiven {
  readonly platform: Platform
  /** First second of the hour or day. */
  readonly at: number
  /** Our own key; null = no category. */
  readonly categoryKey: number | null
  readonly language: string | null
  readonly viewerSeconds: number
  readonly presentSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
  readonly peakViewers: number | null
  readonly peakAt: number | null
  readonly samples: number
  readonly gaps: number
  readonly broadcastsStarted: number
}

/** An hour of one stream with 100 viewers; what is given is changed. */
export function aRollup(given: Partial<RollupRowGiven> & { at: number }): RollupRowGiven {
  const present = given.presentSeconds ?? 3_600
  return {
    platform: 'twitch',
    categoryKey: null,
    language: 'en',
    viewerSeconds: 100 * present,
    presentSeconds: present,
    observedSeconds: present,
    reportedSeconds: present,
    peakViewers: 100,
    peakAt: given.at,
    samples: 12,
    gaps: 0,
    broadcastsStarted: 0,
    ...given,
  }
}

/** Books an hour: the pair and its margins. Peaks are those of the row, as if it were alone. */
export async function bookHour(sql: Sql, row: RollupRowGiven): Promise<void> {
  const day = new Date(row.at * 1_000).toISOString().slice(0, 10)
  const next = new Date((row.at + 86_400) * 1_000).toISOString().slice(0, 10)
  await sql.unsafe(
    `create table if not exists rollup_pair_hours_${day.replaceAll('-', '')}
    partition of rollup_pair_hours for values from ('${day}T00:00:00Z') to ('${next}T00:00:00Z')`,
  )
  await sql`
    insert into rollup_pair_hours ${sql({
      ...columnsOf(row),
      hour: new Date(row.at * 1_000),
      category_key: row.categoryKey,
      language: row.language,
    })}`
  for (const margin of marginsOf(row).slice(1)) await add(sql, 'rollup_hours', 'hour', row, margin)
}

/** Books a day that is folded, in all its grains. */
export async function bookDay(sql: Sql, row: RollupRowGiven): Promise<void> {
  for (const margin of marginsOf(row)) await add(sql, 'rollup_days', 'day', row, margin)
}

/** Says up to where hours are folded into days. */
export async function setFolded(sql: Sql, platform: Platform, until: number): Promise<void> {
  await sql`
    update platforms
    set folded_until = to_timestamp(${until}), version = version + 1
    where platform = ${platform}`
}

interface Margin {
  readonly grain: string
  readonly category_key: number | null
  readonly language: string | null
}

function marginsOf({ categoryKey, language }: RollupRowGiven): Margin[] {
  return [
    { grain: 'category_language', category_key: categoryKey, language },
    { grain: 'category', category_key: categoryKey, language: null },
    { grain: 'language', category_key: null, language },
    { grain: 'platform', category_key: null, language: null },
  ]
}

function columnsOf(row: RollupRowGiven) {
  return {
    platform: row.platform,
    half_viewer_seconds: 2 * row.viewerSeconds,
    present_seconds: row.presentSeconds,
    observed_seconds: row.observedSeconds,
    reported_seconds: row.reportedSeconds,
    peak_viewers: row.peakViewers,
    peak_at: row.peakAt === null ? null : new Date(row.peakAt * 1_000),
    samples: row.samples,
    gaps: row.gaps,
    broadcasts_started: row.broadcastsStarted,
  }
}

async function add(
  sql: Sql,
  table: 'rollup_hours' | 'rollup_days',
  time: 'hour' | 'day',
  row: RollupRowGiven,
  margin: Margin,
): Promise<void> {
  const at = new Date(row.at * 1_000)
  const values = { ...columnsOf(row), ...margin, [time]: at }
  const old = sql(table)
  await sql`
    insert into ${sql(table)} ${sql(values)}
    on conflict (platform, ${sql(time)}, grain, category_key, language) do update
    set
      half_viewer_seconds = ${old}.half_viewer_seconds + excluded.half_viewer_seconds,
      present_seconds = ${old}.present_seconds + excluded.present_seconds,
      observed_seconds = ${old}.observed_seconds + excluded.observed_seconds,
      reported_seconds = ${old}.reported_seconds + excluded.reported_seconds,
      peak_viewers = greatest(${old}.peak_viewers, excluded.peak_viewers),
      samples = ${old}.samples + excluded.samples,
      gaps = ${old}.gaps + excluded.gaps,
      broadcasts_started = ${old}.broadcasts_started + excluded.broadcasts_started`
}

/** Makes a category and returns our own key of it. */
export async function insertCategory(
  sql: Sql,
  categoryId: string,
  name: string | null,
  platform: Platform = 'twitch',
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into categories (platform, category_id, name, created_at, updated_at)
    values (${platform}, ${categoryId}, ${name}, now(), now())
    returning id`
  return row?.id ?? 0
}

/** Takes all of them away. */
export async function clearRollups(sql: Sql): Promise<void> {
  await sql`
    truncate
      rollup_hours, rollup_pair_hours, rollup_days, rollup_spans, rollup_span_totals, categories,
      sweeps`
  await sql`update platforms set folded_until = null, version = version + 1`
}
