// The purge that platforms' terms ask for: what is older than a policy allows goes, whatever table it
// is in. It can be broken off and run again at any time; the next run finds what is left.

import type { Platform } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'
import { announceChange } from './announce.ts'
import { claimVersion } from './changes.ts'
import type { Sql } from './database.ts'
import { withPlatformTurn } from './platform-turn.ts'
import { bordersOf } from './purge-borders.ts'
import { purgeCategories } from './purge-categories.ts'
import { isForbidden } from './purge-derived.ts'
import { purgeUnseenOpen } from './purge-open.ts'
import { countSamples, dropDay, listDaysBefore } from './purge-samples.ts'
import { type PurgeWork, purgeChannels, purgePlatformTables } from './purge-tables.ts'
import { markUnbooked } from './unbooked.ts'

export interface PurgeQuestion {
  readonly sql: Sql
  readonly platform: Platform
  readonly policy: PlatformPolicy
  /** Now, whole epoch seconds. */
  readonly at: number
  readonly signal: AbortSignal
  /** Nothing is touched: the report says what would go. */
  readonly isDryRun?: boolean
}

/** What became of the rows of one table. */
export interface PurgedRows {
  readonly deleted: number
  /** Rows that stay and lost values that may not be kept, once for each kind of these. */
  readonly cleared: number
  /** Rows of the platform that are there afterwards. */
  readonly kept: number
}

/** What a purge has deleted and what it has left. */
export interface PurgeReport {
  readonly platform: Platform
  readonly isDryRun: boolean
  /** From when on numbers are kept, and all else (null = for ever); whole epoch seconds. */
  readonly statsFrom: number
  readonly dataFrom: number | null
  readonly tables: Readonly<Record<PurgedTable, PurgedRows>>
  /** Days (yyyy-mm-dd) whose samples are too old and still there: somebody was using them. */
  readonly stuckDays: readonly string[]
}

/** Every table with something of a platform's in it, and by what column it is a platform's. */
export const purgedTables = {
  samples: 'platform',
  days: 'platform',
  live_broadcasts: 'platform',
  broadcast_ends: 'channel',
  segments: 'channel',
  channel_titles: 'channel',
  broadcasts: 'platform',
  follower_readings: 'channel',
  followed_channels: 'platform',
  channel_days: 'platform',
  channel_rankings: 'channel',
  channels: 'platform',
  directory_readings: 'category',
  categories: 'platform',
  awaited_streams: 'platform',
  searches: 'platform',
  rollup_hours: 'platform',
  rollup_pair_hours: 'platform',
  rollup_days: 'platform',
  rollup_spans: 'platform',
  rollup_span_totals: 'platform',
  ranking_boards: 'platform',
  sweeps: 'platform',
  quota_spending: 'platform',
} as const satisfies Readonly<Record<string, 'platform' | 'channel' | 'category'>>

export type PurgedTable = keyof typeof purgedTables

/**
 * Deletes what a platform's policy does not allow to be kept any longer; null = the policy has no
 * limit, and nothing is touched. Afterwards nothing is older than the limit but what is of
 * `stuckDays`: their samples, and the broadcasts, channels and titles since then, without which they
 * could not be read. Throws the signal's reason.
 */
export async function purgePlatform(question: PurgeQuestion): Promise<PurgeReport | null> {
  const { sql, platform, policy, at, signal, isDryRun = false } = question
  const borders = bordersOf(platform, policy, at)
  if (borders === null) return null
  const tally = new Map<string, { deleted: number; cleared: number }>()
  const note: PurgeWork['note'] = (table, what, rows) => {
    const counts = tally.get(table) ?? { deleted: 0, cleared: 0 }
    counts[what] += rows
    tally.set(table, counts)
  }
  const stuckDays = await purgeSamples({ sql, borders, isDryRun, signal, note })
  // A broadcast goes after its samples: its number is given again once none of the channel is left.
  const oldest = stuckDays.map(day => Date.parse(day) / 1_000)
  const data = Math.min(borders.data, ...oldest)
  const work = { sql, borders: { ...borders, data }, isDryRun, signal, note }
  // First: a purge that is broken off has taken sums as well.
  if (isForbidden(borders) && !isDryRun) await markUnbooked(sql, platform)
  if (!isDryRun) await purgeUnseenOpen(work)
  await purgeChannels(work)
  await purgePlatformTables(work)
  if (data > -Infinity) await purgeCategories(work)
  const hasChanged = [...tally.values()].some(({ deleted, cleared }) => deleted + cleared > 0)
  if (hasChanged && !isDryRun) await announcePurge(sql, platform)
  return {
    platform,
    isDryRun,
    statsFrom: borders.stats,
    dataFrom: borders.data > -Infinity ? borders.data : null,
    tables: await countTables(sql, platform, isDryRun, tally),
    stuckDays,
  }
}

/** Drops the days that are over; answers those that could not be. */
async function purgeSamples({ sql, borders, isDryRun, signal, note }: PurgeWork) {
  const { platform, stats } = borders
  const stuck: string[] = []
  for (const day of await listDaysBefore(sql, platform, stats)) {
    signal.throwIfAborted()
    const samples = await countSamples(sql, platform, day.day)
    if (isDryRun || (await dropDay(sql, platform, day))) {
      note('samples', 'deleted', samples)
      note('days', 'deleted', 1)
    } else stuck.push(day.day)
  }
  return stuck
}

/** Answers that are kept by the platform's version hold what is gone: they are to be made anew. */
async function announcePurge(sql: Sql, platform: Platform): Promise<void> {
  await withPlatformTurn(sql, platform, async (tx, current) => {
    const version = await claimVersion(tx, platform, current)
    if (version !== null) await announceChange(tx, { platform, version })
  })
}

async function countTables(
  sql: Sql,
  platform: Platform,
  isDryRun: boolean,
  tally: ReadonlyMap<string, { readonly deleted: number; readonly cleared: number }>,
): Promise<PurgeReport['tables']> {
  const counted: [string, PurgedRows][] = []
  for (const [table, by] of Object.entries(purgedTables)) {
    const { deleted, cleared } = tally.get(table) ?? { deleted: 0, cleared: 0 }
    const there = await countRows(sql, table, by, platform)
    counted.push([table, { deleted, cleared, kept: isDryRun ? there - deleted : there }])
  }
  return Object.fromEntries(counted) as Record<PurgedTable, PurgedRows>
}

async function countRows(
  sql: Sql,
  table: string,
  by: (typeof purgedTables)[PurgedTable],
  platform: Platform,
): Promise<number> {
  const owners = {
    platform: sql``,
    channel: sql`join channels o on o.id = t.channel_id`,
    category: sql`join categories o on o.id = t.category_key`,
  }
  const [row] = await sql<{ rows: number }[]>`
    select count(*) as rows
    from ${sql(table)} t
    ${owners[by]}
    where ${by === 'platform' ? sql`t` : sql`o`}.platform = ${platform}`
  return row?.rows ?? 0
}
