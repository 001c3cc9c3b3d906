// What is there of an import: the sweeps that it made, and what came of them.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'

/** A sweep that stands where an import wants to be. */
export interface StandingSweep {
  /** Whole epoch seconds. */
  readonly collectedAt: number
  readonly streams: number
  /** Seconds. */
  readonly cadence: number
  /** Whether an import made it: no other sweep tracks without tiers. */
  readonly isImported: boolean
}

/** The sweeps of a platform from a moment on (whole epoch seconds), in their order. */
export async function readStandingSweeps(
  sql: Queryable,
  platform: Platform,
  from: number,
): Promise<readonly StandingSweep[]> {
  return sql<StandingSweep[]>`
    select
      extract(epoch from collected_at)::bigint as "collectedAt",
      streams,
      cadence,
      status = 'complete' and scope = 'tracked' and tiers is null as "isImported"
    from sweeps
    where platform = ${platform} and collected_at >= to_timestamp(${from})
    order by collected_at`
}

/** Broadcasts and what is known of their time; seconds. */
export interface BroadcastTotals {
  readonly broadcasts: number
  readonly presentSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
}

/** The broadcasts of a platform that were seen first within a time, its ends included. */
export async function readBroadcastTotals(
  sql: Queryable,
  platform: Platform,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<BroadcastTotals> {
  const [totals] = await sql<BroadcastTotals[]>`
    select
      count(*) as "broadcasts",
      coalesce(sum(present_seconds), 0)::bigint as "presentSeconds",
      coalesce(sum(observed_seconds), 0)::bigint as "observedSeconds",
      coalesce(sum(reported_seconds), 0)::bigint as "reportedSeconds"
    from broadcasts
    where platform = ${platform}
      and first_sample_at between to_timestamp(${from}) and to_timestamp(${to})`
  if (totals === undefined) throw new Error('a count returned no row')
  return totals
}

/** How addresses of streams are written on each platform, `{username}` or `{stream_id}` in them. */
export async function readStreamUrls(sql: Queryable): Promise<ReadonlyMap<Platform, string>> {
  const rows = await sql<{ platform: Platform; streamUrl: string }[]>`
    select platform, stream_url as "streamUrl"
    from platforms`
  return new Map(rows.map(({ platform, streamUrl }) => [platform, streamUrl]))
}
