// What a sweep of tracked streams looks up: as much of what is due as its share of the day's units
// allows, and how soon each stream is due again.

import type { DailyQuota } from '../../domain/daily-quota.ts'
import { type PlannedTier, planTiers } from '../../domain/tiers.ts'
import type { TrackedClient } from '../../platforms/tracked-client.ts'
import { type AwaitedStream, countAwaited, listAwaited } from '../../store/awaited-streams.ts'
import type { Sql } from '../../store/database.ts'
import { type PlatformState, readPlatformState } from '../../store/open-broadcasts.ts'
import { allowanceAt, type BucketDay } from './allowance.ts'
import { chooseStreams } from './choose-streams.ts'
import { readBucketDay } from './ledger.ts'

export interface LookUpPlanDeps {
  readonly sql: Sql
  /** It asks a ledger of the same quota before each request. */
  readonly client: TrackedClient
  readonly quota: DailyQuota
  /** Seconds from one sweep to the next. */
  readonly interval: number
}

export interface LookUpPlan {
  readonly streamIds: readonly string[]
  /** Streams that are due and have to wait, since there is no unit for them. */
  readonly left: number
  readonly tiers: readonly PlannedTier[]
  /** Those that may be among the streams to look up. */
  readonly awaited: readonly AwaitedStream[]
  readonly state: PlatformState
  /** The bucket of look-ups, before any of them. */
  readonly bucket: BucketDay
  /** Units that each sweep has from now to the end of the day. */
  readonly aSweep: number
}

/** Of what a sweep may spend, what looks up streams at most; the rest finds and describes. */
const lookUpShare = 0.95
/** Of these, what may go to streams that are awaited: what is live must not wait for them. */
const awaitedShare = 0.5
const daySeconds = 86_400

/** Plans the look-ups of a sweep at a moment, whole epoch seconds. */
export async function planLookUps(
  { sql, client, quota, interval }: LookUpPlanDeps,
  at: number,
): Promise<LookUpPlan> {
  const { platform, mostIds } = client
  const state = await readPlatformState(sql, platform)
  const bucket = await readBucketDay({ sql, platform, quota }, 'default', at)
  const { units, aSweep } = allowanceAt(bucket, at, interval)
  const calls = Math.max(Math.min(units, 1), Math.floor(units * lookUpShare))
  const mostAwaited = Math.ceil(calls * awaitedShare * mostIds)
  const awaited = await listAwaited(sql, platform, at, mostAwaited)
  const awaitedDue = await countAwaited(sql, platform, at)
  const { open } = state
  const viewers = open.map(row => row.lastKnownViewers)
  // Where nothing is left, the tiers are those of a whole day: they say when who is seen next is due.
  const unitsADay = aSweep === 0 ? bucket.size : (aSweep * daySeconds) / interval
  const tiers = planTiers(viewers, unitsADay, interval)
  const { streamIds, left } = chooseStreams({ open, awaited, at, interval, calls })
  const unasked = awaitedDue - awaited.length
  return { streamIds, left: left + unasked, tiers, awaited, state, bucket, aSweep }
}
