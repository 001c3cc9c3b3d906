// Rollups that are derived again: gathered in tables that end with the transaction, held against those
// that are stored, and written in their place. Times are whole epoch seconds.

import type { RollupGrain, RollupLabels } from '../../domain/rollup.ts'
import type { Sums } from '../../domain/sums.ts'
import { numbers, texts } from '../columns.ts'
import type { Queryable } from '../database.ts'

/** Sums of some broadcasts in one hour, of a category with a language by their number. */
export interface CellRow extends Sums {
  readonly hour: number
  readonly labelNo: number
  readonly broadcastsStarted: number
}

/** The most viewers of an hour in one sweep. */
export interface PeakRow extends RollupLabels {
  readonly hour: number
  readonly grain: RollupGrain
  readonly peakViewers: number
  readonly peakAt: number
}

/** Makes the tables in which rollups are gathered. */
export async function createRollupTables(sql: Queryable): Promise<void> {
  await sql`
    create temporary table rederived_labels (
      label_no integer primary key,
      category_key integer,
      language text
    ) on commit drop`
  await sql`
    create temporary table rederived_cells (
      hour bigint not null,
      label_no integer not null,
      half_viewer_seconds bigint not null,
      present_seconds bigint not null,
      observed_seconds bigint not null,
      reported_seconds bigint not null,
      samples integer not null,
      gaps integer not null,
      broadcasts_started integer not null
    ) on commit drop`
  await sql`
    create temporary table rederived_peaks (
      hour bigint not null,
      grain rollup_grain not null,
      category_key integer,
      language text,
      peak_viewers bigint not null,
      peak_at bigint not null
    ) on commit drop`
  for (const table of ['rederived_hours', 'rederived_days'])
    await sql`
      create temporary table ${sql(table)} (
        at timestamptz not null,
        grain rollup_grain not null,
        category_key integer,
        language text,
        half_viewer_seconds bigint not null,
        present_seconds bigint not null,
        observed_seconds bigint not null,
        reported_seconds bigint not null,
        samples bigint not null,
        gaps bigint not null,
        broadcasts_started bigint not null,
        peak_viewers bigint,
        peak_at timestamptz
      ) on commit drop`
}

export async function addCells(sql: Queryable, rows: readonly CellRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into rederived_cells (
      hour, label_no,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started
    )
    select
      hour, label_no,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started
    from unnest(
      ${numbers(rows.map(row => row.hour))}::bigint[],
      ${numbers(rows.map(row => row.labelNo))}::int[],
      ${numbers(rows.map(row => row.halfViewerSeconds))}::bigint[],
      ${numbers(rows.map(row => row.presentSeconds))}::bigint[],
      ${numbers(rows.map(row => row.observedSeconds))}::bigint[],
      ${numbers(rows.map(row => row.reportedSeconds))}::bigint[],
      ${numbers(rows.map(row => row.samples))}::int[],
      ${numbers(rows.map(row => row.gaps))}::int[],
      ${numbers(rows.map(row => row.broadcastsStarted))}::int[]
    ) as i (
      hour, label_no,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started
    )`
}

export async function addPeaks(sql: Queryable, rows: readonly PeakRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into rederived_peaks (hour, grain, category_key, language, peak_viewers, peak_at)
    select hour, grain::rollup_grain, category_key, language, peak_viewers, peak_at
    from unnest(
      ${numbers(rows.map(row => row.hour))}::bigint[],
      ${texts(rows.map(row => row.grain))}::text[],
      ${numbers(rows.map(row => row.categoryKey))}::int[],
      ${texts(rows.map(row => row.language))}::text[],
      ${numbers(rows.map(row => row.peakViewers))}::bigint[],
      ${numbers(rows.map(row => row.peakAt))}::bigint[]
    ) as i (hour, grain, category_key, language, peak_viewers, peak_at)`
}

/** Adds up what was gathered: the hours with their margins and peaks, in rederived_hours. */
export async function combineHours(sql: Queryable, labels: readonly RollupLabels[]): Promise<void> {
  await sql`
    insert into rederived_labels (label_no, category_key, language)
    select i.no - 1, i.category_key, i.language
    from unnest(
      ${numbers(labels.map(({ categoryKey }) => categoryKey))}::int[],
      ${texts(labels.map(({ language }) => language))}::text[]
    ) with ordinality as i (category_key, language, no)`
  await sql`analyze rederived_cells, rederived_labels, rederived_peaks`
  // A group of every category tells itself from that of no category by what is grouped.
  await sql`
    insert into rederived_hours (
      at, grain, category_key, language,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started, peak_viewers, peak_at
    )
    select
      to_timestamp(hour), grain, category_key, language,
      sum(half_viewer_seconds), sum(present_seconds), sum(observed_seconds), sum(reported_seconds),
      sum(samples), sum(gaps), sum(broadcasts_started),
      max(peak_viewers), to_timestamp(max(peak_at))
    from (
      select
        c.hour,
        (array['category_language', 'category', 'language', 'platform']::rollup_grain[])
          [grouping(p.category_key, p.language) + 1] as grain,
        p.category_key,
        p.language,
        sum(c.half_viewer_seconds) as half_viewer_seconds,
        sum(c.present_seconds) as present_seconds,
        sum(c.observed_seconds) as observed_seconds,
        sum(c.reported_seconds) as reported_seconds,
        sum(c.samples) as samples,
        sum(c.gaps) as gaps,
        sum(c.broadcasts_started) as broadcasts_started,
        null::bigint as peak_viewers,
        null::bigint as peak_at
      from rederived_cells c
      join rederived_labels p on p.label_no = c.label_no
      group by c.hour, grouping sets (
        (p.category_key, p.language), (p.category_key), (p.language), ()
      )
      union all
      select hour, grain, category_key, language, 0, 0, 0, 0, 0, 0, 0, peak_viewers, peak_at
      from rederived_peaks
    ) r
    group by hour, grain, category_key, language`
}

/** Adds up the days of hours in rederived_days. */
export async function combineDays(
  sql: Queryable,
  platform: string,
  { from, foldedUntil }: { readonly from: number; readonly foldedUntil: number },
): Promise<void> {
  await sql`
    insert into rederived_days (
      at, grain, category_key, language,
      half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
      samples, gaps, broadcasts_started, peak_viewers, peak_at
    )
    select
      date_trunc('day', at, 'UTC'), grain, category_key, language,
      sum(half_viewer_seconds), sum(present_seconds), sum(observed_seconds), sum(reported_seconds),
      sum(samples), sum(gaps), sum(broadcasts_started),
      max(peak) >> 32, to_timestamp(4294967295 - (max(peak) & 4294967295))
    from (
      select
        at, grain, category_key, language,
        half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
        samples, gaps, broadcasts_started,
        (peak_viewers << 32) + 4294967295 - extract(epoch from peak_at)::bigint as peak
      from rederived_hours
      where at >= to_timestamp(${from}) and at < to_timestamp(${foldedUntil})
      union all
      select
        at, grain, category_key, language,
        half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
        samples, gaps, broadcasts_started,
        (peak_viewers::bigint << 32) + 4294967295 - extract(epoch from peak_at)::bigint
      from (${storedHours(sql, platform)}) s
      where at >= date_trunc('day', to_timestamp(${from}), 'UTC')
        and at < to_timestamp(${from})
        and at < to_timestamp(${foldedUntil})
    ) h
    group by 1, 2, 3, 4`
}

/** All hours of a platform as they are stored, as rows of one shape. */
export function storedHours(sql: Queryable, platform: string) {
  const columns = sql`
    half_viewer_seconds, present_seconds, observed_seconds, reported_seconds,
    samples, gaps, broadcasts_started, peak_viewers, peak_at`
  return sql`
    select hour as at, grain, category_key, language, ${columns}
    from rollup_hours
    where platform = ${platform}
    union all
    select hour, 'category_language', category_key, language, ${columns}
    from rollup_pair_hours
    where platform = ${platform}`
}
