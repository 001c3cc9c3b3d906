// The sweeps' own rows: what was done, when and how it went.

import type { Platform } from '../domain/platform.ts'
import type { Sweep, SweepReason, SweepScope, SweepStatus } from '../domain/sweep.ts'
import type { Queryable } from './database.ts'

/** What the next sweep of a platform has to know of the ones before. Times whole epoch seconds. */
export interface PreviousSweeps {
  readonly newest: NewestSweep | null
  /** The newest complete one that covered all of the platform, or all its known languages. */
  readonly newestWhole: { readonly streams: number } | null
}

/** The newest sweep of a platform, whatever came of it. */
export interface NewestSweep {
  readonly id: number
  readonly collectedAt: number
  readonly status: SweepStatus
  readonly reason: SweepReason | null
  readonly scope: SweepScope['kind']
  readonly streams: number
}

/** What was read before, as far as it decides how to read next. Times whole epoch seconds. */
export interface ReadingHistory {
  /** When all of the list was walked last, however far that came; null = not in the last two hours. */
  readonly wholeAt: number | null
  /** Of the streams of that sweep, the share that its split missed; null = there was none. */
  readonly missedShare: number | null
  /** The languages of the newest sweep that was split; none before any was. */
  readonly languages: readonly string[]
}

export async function readPreviousSweeps(
  sql: Queryable,
  platform: Platform,
): Promise<PreviousSweeps> {
  const newest = await readNewestSweep(sql, platform)
  const [newestWhole] = await sql<NonNullable<PreviousSweeps['newestWhole']>[]>`
    select streams
    from sweeps
    where platform = ${platform}
      and status = 'complete'
      and scope in ('all', 'languages')
    order by collected_at desc
    limit 1`
  return { newest, newestWhole: newestWhole ?? null }
}

/** The newest sweep of a platform; null = there is none yet. */
export async function readNewestSweep(
  sql: Queryable,
  platform: Platform,
): Promise<NewestSweep | null> {
  const [newest] = await sql<NewestSweep[]>`
    select id, extract(epoch from collected_at)::bigint as "collectedAt", status, reason, scope, streams
    from sweeps
    where platform = ${platform}
    order by collected_at desc
    limit 1`
  return newest ?? null
}

/** `at` = now, whole epoch seconds. */
export async function readReadingHistory(
  sql: Queryable,
  platform: Platform,
  at: number,
): Promise<ReadingHistory> {
  const [whole] = await sql<Omit<ReadingHistory, 'languages'>[]>`
    select
      extract(epoch from collected_at)::bigint as "wholeAt",
      split_missed::float8 / nullif(streams, 0) as "missedShare"
    from sweeps
    where platform = ${platform}
      and collected_at > to_timestamp(${at}) - interval '2 hours'
      and walked_whole
      and status <> 'failed'
    order by collected_at desc
    limit 1`
  const [split] = await sql<Pick<ReadingHistory, 'languages'>[]>`
    select scope_languages as "languages"
    from sweeps
    where platform = ${platform} and scope = 'languages'
    order by collected_at desc
    limit 1`
  const { wholeAt = null, missedShare = null } = whole ?? {}
  return { wholeAt, missedShare, languages: split?.languages ?? [] }
}

/** Whether the platform's sweep of a slot is recorded, whatever came of it. */
export async function isSlotSwept(
  sql: Queryable,
  platform: Platform,
  slot: number,
): Promise<boolean> {
  const [row] = await sql`
    select 1
    from sweeps
    where platform = ${platform} and slot = to_timestamp(${slot})`
  return row !== undefined
}

/** Counts that only the plan of a sweep knows. */
export interface SweepFindings {
  readonly superseded: number
  readonly startCorrections: number
  readonly clockSkews: number
}

/** Writes a sweep's row and returns its id. A slot or time that is taken fails with 23505. */
export async function insertSweep(
  sql: Queryable,
  sweep: Sweep,
  findings: SweepFindings,
): Promise<number> {
  const { figures, scope } = sweep
  const [row] = await sql<{ id: number }[]>`
    insert into sweeps (
      platform, slot, collected_at, status, reason, error,
      scope, scope_languages, scope_limit, cadence, tiers,
      streams, pages, requests, retries, duplicates, skipped,
      superseded, start_corrections, clock_skews,
      walked_whole, split_missed, whole_missed, duration_ms
    )
    values (
      ${sweep.platform}, to_timestamp(${sweep.slot}), to_timestamp(${sweep.collectedAt}),
      ${sweep.status}, ${sweep.reason}, ${sweep.error},
      ${scope.kind}, ${languagesOf(scope)}, ${scope.kind === 'top' ? scope.limit : null},
      ${sweep.cadence}, ${writeTiers(sql, sweep.tiers)},
      ${figures.streams}, ${figures.pages}, ${figures.requests}, ${figures.retries},
      ${figures.duplicates}, ${figures.skipped},
      ${findings.superseded}, ${findings.startCorrections}, ${findings.clockSkews},
      ${sweep.walkedWhole}, ${figures.missed?.bySplit ?? null}, ${figures.missed?.byWhole ?? null},
      ${sweep.durationMs}
    )
    returning id`
  if (row === undefined) throw new Error('an insert that cannot be skipped returned no row')
  return row.id
}

/** Tells what the plan of a sweep has found, once it is planned to its end. */
export async function updateFindings(
  sql: Queryable,
  sweepId: number,
  { superseded, startCorrections, clockSkews }: SweepFindings,
): Promise<void> {
  if (superseded + startCorrections + clockSkews === 0) return
  await sql`
    update sweeps
    set
      superseded = ${superseded},
      start_corrections = ${startCorrections},
      clock_skews = ${clockSkews}
    where id = ${sweepId}`
}

/** Believes a sweep that was held back as `shrunk`, now that the next one agreed with it. */
export async function believeShrunkSweep(sql: Queryable, sweepId: number): Promise<void> {
  await sql`
    update sweeps
    set status = 'complete', reason = null, error = null
    where id = ${sweepId} and reason = 'shrunk'`
}

/** One platform as its sweeps show it. Times whole epoch seconds. */
export interface PlatformSweeps {
  readonly platform: Platform
  readonly newest: {
    readonly id: number
    readonly slot: number
    readonly collectedAt: number
    readonly status: SweepStatus
    readonly reason: SweepReason | null
    readonly error: string | null
    readonly scope: SweepScope['kind']
    readonly streams: number
    readonly durationMs: number
    readonly cadence: number
  } | null
  /** collected_at of the last complete sweep. */
  readonly completeAt: number | null
  /** collected_at of the last sweep that read anything: complete or partial. */
  readonly readAt: number | null
}

/** The last sweeps of every platform that has any, in the order of the platforms. */
export async function listPlatformSweeps(sql: Queryable): Promise<PlatformSweeps[]> {
  const rows = await sql<
    (NonNullable<PlatformSweeps['newest']> & {
      platform: Platform
      completeAt: number | null
      readAt: number | null
    })[]
  >`
    select
      p.platform,
      s.id,
      extract(epoch from s.slot)::bigint as "slot",
      extract(epoch from s.collected_at)::bigint as "collectedAt",
      s.status,
      s.reason,
      s.error,
      s.scope,
      s.streams,
      s.duration_ms as "durationMs",
      s.cadence,
      (
        select extract(epoch from max(f.collected_at))::bigint
        from sweeps f
        where f.platform = p.platform and f.status = 'complete'
      ) as "completeAt",
      (
        select extract(epoch from max(r.collected_at))::bigint
        from sweeps r
        where r.platform = p.platform and r.status <> 'failed'
      ) as "readAt"
    from platforms p
    join sweeps s
      on s.platform = p.platform
      and s.collected_at = (
        select max(n.collected_at)
        from sweeps n
        where n.platform = p.platform
      )
    order by p.platform`
  return rows.map(({ platform, completeAt, readAt, ...newest }) => ({
    platform,
    completeAt,
    readAt,
    newest,
  }))
}

/** The tiers as SQL users read them: their numbers, cadences in seconds, and least viewers. */
function writeTiers(sql: Queryable, tiers: Sweep['tiers']) {
  if (tiers === null) return null
  const rows = tiers.map(({ tier, cadence, leastViewers }) => ({
    tier,
    cadence,
    least_viewers: leastViewers,
  }))
  return sql.json(rows)
}

function languagesOf(scope: SweepScope): string[] | null {
  return scope.kind === 'languages' ? [...scope.languages] : null
}
