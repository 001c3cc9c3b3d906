// How much of what is live on the simulated YouTube a census of it follows, and how fresh it is.

import type { YouTubeVideos } from '../../src/simulator/youtube-videos.ts'
import type { Sql } from '../../src/store/database.ts'
import { isSeen, seenSince } from '../../src/store/seen-since.ts'

/** A census at one moment. */
export interface Coverage {
  /** Streams that are live in truth, premieres left out, as they are no streams. */
  readonly live: number
  /** Those of them that the census has as live. */
  readonly tracked: number
  /** Of all viewers that are shown, the share that watches these. */
  readonly viewerShare: number
  /** Streams that are known and not live. */
  readonly awaited: number
  readonly tiers: readonly TierCoverage[]
}

/** Ages of last samples and cadences in seconds. */
export interface TierCoverage {
  readonly tier: number
  readonly streams: number
  readonly cadence: number
  readonly medianAge: number
  readonly lateAge: number
}

interface TrackedRow {
  readonly streamId: string
  readonly tier: number
  readonly cadence: number
  readonly lastSampleAt: number
}

/**
 * Holds the census against the world at a moment (whole epoch seconds). Counts that are hidden are in
 * neither sum. Ages are greatest just before a sweep.
 */
export async function measureCoverage(
  sql: Sql,
  videos: YouTubeVideos,
  at: number,
): Promise<Coverage> {
  const rows = await readTracked(sql)
  const ids = new Set(rows.map(row => row.streamId))
  const live = videos.liveAt(at).filter(({ isPremiere }) => !isPremiere)
  const tracked = live.filter(({ id }) => ids.has(id))
  const viewers = (some: typeof live) =>
    some.reduce((sum, video) => sum + (videos.viewersAt(video, at) ?? 0), 0)
  const [awaited] = await sql<{ count: number }[]>`
    select count(*) as count from awaited_streams`
  const numbers = [...new Set(rows.map(row => row.tier))].sort((a, b) => a - b)
  return {
    live: live.length,
    tracked: tracked.length,
    viewerShare: viewers(tracked) / viewers(live),
    awaited: awaited?.count ?? 0,
    tiers: numbers.map(tier =>
      describeTier(
        tier,
        rows.filter(row => row.tier === tier),
        at,
      ),
    ),
  }
}

function describeTier(tier: number, rows: readonly TrackedRow[], at: number): TierCoverage {
  const ages = rows.map(row => at - row.lastSampleAt)
  return {
    tier,
    streams: rows.length,
    cadence: quantile(
      rows.map(row => row.cadence),
      0.5,
    ),
    medianAge: quantile(ages, 0.5),
    lateAge: quantile(ages, 0.9),
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

async function readTracked(sql: Sql): Promise<TrackedRow[]> {
  return sql<TrackedRow[]>`
    with seen_since as materialized (${seenSince(sql)})
    select
      l.stream_id as "streamId",
      l.tier,
      l.cadence,
      extract(epoch from l.last_sample_at)::bigint as "lastSampleAt"
    from live_broadcasts l
    join seen_since f on f.platform = l.platform
    where l.platform = 'youtube' and ${isSeen(sql)}`
}
