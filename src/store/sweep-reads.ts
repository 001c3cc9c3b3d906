// Sweeps as the study reads them: which cadence a sample was taken with, what time was swept, and what
// was done between two samples.

import type { Platform } from '../domain/platform.ts'
import type { SweepScope, SweepStatus } from '../domain/sweep.ts'
import { numbers } from './columns.ts'
import type { Queryable } from './database.ts'

/** Sweeps that agree on their cadences. Times are whole epoch seconds. */
export interface SweepGroup {
  /** Seconds. */
  readonly cadence: number
  /** null where the platform has none. */
  readonly tiers: readonly { readonly tier: number; readonly cadence: number }[] | null
  readonly firstAt: number
  readonly lastAt: number
}

/** A group with the collected_at of each of its sweeps, in no order. */
export interface SweepTimes extends SweepGroup {
  readonly times: readonly number[]
}

/** A stretch of time on a platform. Whole epoch seconds. */
export interface SweptTime {
  readonly platform: Platform
  /** Both inside. */
  readonly from: number
  readonly to: number
}

/**
 * The cadences of sweeps between two moments, in order. Groups of which one begins before another has
 * ended come with their times: mostly there is one group, and its thousands of times need not be read.
 */
export async function listCadences(
  sql: Queryable,
  asked: SweptTime,
): Promise<(SweepGroup | SweepTimes)[]> {
  const groups = await sql<SweepGroup[]>`
    select
      w.cadence,
      w.tiers,
      extract(epoch from min(w.collected_at))::bigint as "firstAt",
      extract(epoch from max(w.collected_at))::bigint as "lastAt"
    from sweeps w
    where ${isSwept(sql, asked)}
    group by w.cadence, w.tiers
    order by min(w.collected_at)`
  const isApart = groups.every(
    ({ firstAt }, i) => i === 0 || firstAt > (groups[i - 1]?.lastAt ?? 0),
  )
  return isApart ? [...groups] : listSweepTimes(sql, asked)
}

async function listSweepTimes(sql: Queryable, asked: SweptTime): Promise<SweepTimes[]> {
  const groups = await sql<(SweepGroup & { all: string })[]>`
    select
      w.cadence,
      w.tiers,
      extract(epoch from min(w.collected_at))::bigint as "firstAt",
      extract(epoch from max(w.collected_at))::bigint as "lastAt",
      string_agg(date_part('epoch', w.collected_at)::bigint::text, ',') as all
    from sweeps w
    where ${isSwept(sql, asked)}
    group by w.cadence, w.tiers
    order by min(w.collected_at)`
  return groups.map(({ all, ...group }) => ({ ...group, times: all.split(',').map(Number) }))
}

function isSwept(sql: Queryable, { platform, from, to }: SweptTime) {
  return sql`w.platform = ${platform}
    and w.collected_at between to_timestamp(${from}) and to_timestamp(${to})`
}

/** The first seconds of the UTC hours or days between two moments in which a sweep read anything. */
export async function listSweptSteps(
  sql: Queryable,
  { platform, from, to }: SweptTime,
  seconds: 3_600 | 86_400,
): Promise<number[]> {
  const [row] = await sql<{ steps: string | null }[]>`
    select string_agg(s.at::text, ',') as steps
    from generate_series(${from - (from % seconds)}::bigint, ${to}::bigint, ${seconds}::bigint) as s (at)
    where exists (
      select 1
      from sweeps w
      where w.platform = ${platform}
        and w.collected_at >= to_timestamp(s.at)
        and w.collected_at < to_timestamp(s.at + ${seconds}::bigint)
        and w.status <> 'failed'
    )`
  return row?.steps?.split(',').map(Number) ?? []
}

/**
 * When a platform was swept with anything read for the first and the last time, its version, which
 * moves with every sweep, and whether sums are booked for all that is kept of it.
 */
export async function readSweptSpan(
  sql: Queryable,
  platform: Platform,
): Promise<{ firstAt: number; lastAt: number; version: number; isBooked: boolean } | null> {
  const [row] = await sql<
    { firstAt: number | null; lastAt: number | null; version: number; isBooked: boolean }[]
  >`
    select
      p.version,
      p.is_booked as "isBooked",
      (
        select extract(epoch from min(f.collected_at))::bigint
        from sweeps f
        where f.platform = p.platform and f.status <> 'failed'
      ) as "firstAt",
      (
        select extract(epoch from max(r.collected_at))::bigint
        from sweeps r
        where r.platform = p.platform and r.status <> 'failed'
      ) as "lastAt"
    from platforms p
    where p.platform = ${platform}`
  if (row === undefined || row.firstAt === null || row.lastAt === null) return null
  const { firstAt, lastAt, version, isBooked } = row
  return { firstAt, lastAt, version, isBooked }
}

/** Sweeps of one kind inside one of the stretches asked about. */
export interface SweepsBetween {
  /** Which stretch: its place in the question. */
  readonly place: number
  readonly status: SweepStatus
  readonly scope: SweepScope
  readonly sweeps: number
}

/** What was swept inside stretches of time, their ends left out. */
export async function countSweepsBetween(
  sql: Queryable,
  platform: Platform,
  stretches: readonly { readonly from: number; readonly to: number }[],
): Promise<SweepsBetween[]> {
  if (stretches.length === 0) return []
  const rows = await sql<
    (Omit<SweepsBetween, 'scope'> & {
      kind: SweepScope['kind']
      languages: string[] | null
      scopeLimit: number | null
    })[]
  >`
    select
      (g.place - 1)::int as place,
      w.status,
      w.scope as kind,
      w.scope_languages as languages,
      w.scope_limit as "scopeLimit",
      count(*)::int as sweeps
    from unnest(
      ${numbers(stretches.map(({ from }) => from))}::bigint[],
      ${numbers(stretches.map(({ to }) => to))}::bigint[]
    ) with ordinality as g (from_at, to_at, place)
    join sweeps w
      on w.platform = ${platform}
      and w.collected_at > to_timestamp(g.from_at)
      and w.collected_at < to_timestamp(g.to_at)
    group by g.place, w.status, w.scope, w.scope_languages, w.scope_limit
    order by g.place`
  return rows.map(({ kind, languages, scopeLimit, ...row }) => ({
    ...row,
    scope: scopeOf(kind, languages ?? [], scopeLimit ?? 0),
  }))
}

function scopeOf(
  kind: SweepScope['kind'],
  languages: readonly string[],
  limit: number,
): SweepScope {
  switch (kind) {
    case 'languages':
      return { kind, languages }
    case 'top':
      return { kind, limit }
    case 'all':
    case 'tracked':
      return { kind }
    default:
      return kind satisfies never
  }
}
