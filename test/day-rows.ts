// Rows of sums as tests of rankings and of the chores of a day want them.

import type { Platform } from '../src/domain/platform.ts'
import type { Sql } from '../src/store/database.ts'
import { dayOf, ensureSumDays } from '../src/store/partitions.ts'

/** Sums of some time that is wholly observed unless told; the average is `viewers`. */
export interface SumsRow {
  readonly viewers: number
  readonly observed: number
  readonly present?: number
  readonly reported?: number
  readonly peak?: number
  readonly peakAt?: number
}

/** A channel with a key of its own. */
export async function addChannel(sql: Sql, platform: Platform, key: number, at: number) {
  await sql`
    insert into channels (id, platform, channel_id, username, created_at, updated_at)
    values (
      ${key}, ${platform}, ${`c${key}`}, ${`name${key}`}, to_timestamp(${at}), to_timestamp(${at})
    )`
}

export async function addCategory(sql: Sql, platform: Platform, key: number, at: number) {
  await sql`
    insert into categories (id, platform, category_id, name, created_at, updated_at)
    values (
      ${key}, ${platform}, ${`k${key}`}, ${`Game ${key}`}, to_timestamp(${at}), to_timestamp(${at})
    )`
}

/** Sums of a channel on a day (its first second); makes the partition. */
export async function addChannelDay(
  sql: Sql,
  platform: Platform,
  key: number,
  day: number,
  {
    viewers,
    observed,
    present = observed,
    reported = observed,
    peak = viewers,
    peakAt = day,
  }: SumsRow,
) {
  await ensureSumDays(sql, day, day)
  await sql`
    insert into channel_days (
      channel_id, day, platform, half_viewer_seconds, observed_seconds, present_seconds,
      reported_seconds, peak_viewers, peak_at
    )
    values (
      ${key}, ${dayOf(day)}, ${platform}, ${2 * viewers * observed}, ${observed}, ${present},
      ${reported}, ${peak}, to_timestamp(${peakAt})
    )`
}

/** A segment of a broadcast that is over, or is open where `endedAt` is null. */
export async function addSegment(
  sql: Sql,
  key: number,
  no: number,
  segment: {
    readonly startedAt: number
    readonly endedAt: number | null
    readonly categoryKey: number | null
    readonly language: string | null
    readonly halfViewerSeconds: number
    readonly reported?: number
  },
) {
  const { startedAt, endedAt, categoryKey, language, halfViewerSeconds, reported = 0 } = segment
  await sql`
    insert into segments (
      channel_id, broadcast_no, segment_no, started_at, ended_at, category_key, language, tags,
      half_viewer_seconds, reported_seconds
    )
    values (
      ${key}, 1, ${no}, to_timestamp(${startedAt}), to_timestamp(${endedAt}), ${categoryKey},
      ${language}, '{}', ${halfViewerSeconds}, ${reported}
    )`
}
