// One sweep of a platform that shows no list of all that is live: it searches for streams, looks up
// those that are due, and records what they are. It asks for no more than its share of the day's quota.

import type { AppError } from '../../domain/error.ts'
import type { PlatformPolicy } from '../../domain/policy.ts'
import type { Sweep } from '../../domain/sweep.ts'
import { hasRoom } from '../../domain/tiers.ts'
import type { Clock } from '../../lib/clock.ts'
import { changeAwaited } from '../../store/awaited-streams.ts'
import type { Queryable } from '../../store/database.ts'
import { followEnded } from '../../store/followed-channels.ts'
import { countOpen, type PlatformState } from '../../store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../../store/partitions.ts'
import { creditSearches } from '../../store/searches.ts'
import { isSlotSwept, readNewestSweep } from '../../store/sweeps.ts'
import { packStreams } from '../live-rows.ts'
import { recordFailedSweep, recordSweep, type TrackedRecord } from '../record.ts'
import { isAway, recordOften } from '../record-often.ts'
import { sweepAlone } from '../sweep.ts'
import { chooseTime, type SweepTime } from '../sweep-time.ts'
import { allowanceAt, type BucketDay } from './allowance.ts'
import { discover } from './discover.ts'
import { readBucketDay } from './ledger.ts'
import { lookUpStreams, type StreamsFound } from './look-up.ts'
import { type LookUpPlan, type LookUpPlanDeps, planLookUps } from './plan-look-ups.ts'
import { settleAwaited } from './settle-awaited.ts'
import { judgeTracked } from './verdict.ts'

export interface TrackedSweepDeps extends LookUpPlanDeps {
  readonly clock: Clock
  /** What the platform's terms allow to be worked out; its usual terms unless given. */
  readonly policy?: PlatformPolicy | undefined
  readonly signal: AbortSignal
  /** Told after each call how far it has come. */
  readonly onProgress: (progress: { streams: number; pages: number }) => void
}

/** Searches that are left to the operator: four of a hundred. */
const spareShare = 0.04
/** What a sweep may take of its interval to look up in; the rest is for recording. */
const lookUpTimeShare = 0.9

/**
 * Sweeps and records. Null: the grid's slot is swept already, or by somebody else just now. Throws
 * `conflict` when another sweep of the platform is running or the time is not later than the newest
 * sweep's.
 */
export async function sweepTracked(deps: TrackedSweepDeps, time: SweepTime): Promise<Sweep | null> {
  const { sql, client } = deps
  return sweepAlone(sql, client.platform, time, () => sweepLocked(deps, time))
}

async function sweepLocked(deps: TrackedSweepDeps, time: SweepTime): Promise<Sweep | null> {
  const { sql, client, clock, interval } = deps
  const { platform } = client
  if (time.kind === 'grid' && (await isSlotSwept(sql, platform, time.slot))) return null
  const searchFailure = await searchOn(deps)

  const newest = await readNewestSweep(sql, platform)
  const collectedAt = chooseTime(platform, time, clock.now(), newest)
  await ensurePartition(sql, platform, dayOf(collectedAt))
  const beganMs = clock.now()
  const plan = await planLookUps(deps, collectedAt)
  const { signal, onProgress } = deps
  const endsMs = beganMs + lookUpTimeShare * interval * 1_000
  const hasTime = () => clock.now() < endsMs
  const found = await lookUpStreams(client, plan.streamIds, { signal, hasTime, onProgress })
  const bucket = await readBucketNow(deps, plan.bucket)
  const sweep: Sweep = {
    platform,
    slot: time.kind === 'grid' ? time.slot : collectedAt,
    collectedAt,
    ...judgeTracked({ found, left: plan.left, aSweep: plan.aSweep, bucket, searchFailure }),
    scope: { kind: 'tracked' },
    walkedWhole: false,
    cadence: interval,
    tiers: plan.tiers,
    figures: found.figures,
    durationMs: clock.now() - beganMs,
  }
  await recordOften(deps, sweep, isAgain =>
    sweep.status === 'failed'
      ? recordFailedSweep(sql, sweep)
      : recordTracked(deps, sweep, found, plan, isAgain ? null : plan.state),
  )
  return sweep
}

/** How the bucket of look-ups stands after them; as before where the database is away. */
async function readBucketNow(
  { sql, client: { platform }, quota, clock }: TrackedSweepDeps,
  before: BucketDay,
): Promise<BucketDay> {
  try {
    return await readBucketDay({ sql, platform, quota }, 'default', nowOf(clock))
  } catch (error) {
    if (isAway(error)) return before
    throw error
  }
}

/**
 * Makes the searches whose time has come, where what they find can be followed; what broke them off,
 * null = nothing did.
 */
async function searchOn(deps: TrackedSweepDeps): Promise<AppError | null> {
  const { sql, client, quota, clock, interval, signal } = deps
  const { platform } = client
  const at = nowOf(clock)
  const bucket = await readBucketDay({ sql, platform, quota }, 'search', at)
  const size = bucket.size - Math.floor(bucket.size * spareShare)
  const { units } = allowanceAt({ ...bucket, size }, at, interval)
  if (units === 0) return null
  const open = await countOpen(sql, platform)
  if (!hasRoom(open, quota.sizes.default, interval)) return null
  const context = { signal, tally: { requests: 0, retries: 0 } }
  return discover({ sql, client, clock, context }, units)
}

async function recordTracked(
  { sql, interval, policy }: TrackedSweepDeps,
  sweep: Sweep,
  found: StreamsFound,
  { awaited }: LookUpPlan,
  state: PlatformState | null,
): Promise<void> {
  const { platform, collectedAt } = sweep
  const isComplete = sweep.status === 'complete'
  const notLive = isComplete ? found.notLive : { ...found.notLive, missing: new Set<string>() }
  const settled = settleAwaited(awaited, found, collectedAt, interval)
  const tracked: TrackedRecord = {
    notLive,
    write: async (tx: Queryable, { open }) => {
      await changeAwaited(tx, platform, settled)
      await creditSearches(tx, settled.credits)
      const gone = open.filter(
        ({ streamId, missedAt }) =>
          streamId !== null &&
          (notLive.ended.has(streamId) || (missedAt !== null && notLive.missing.has(streamId))),
      )
      const ended = gone.map(row => ({
        channelKey: row.channelKey,
        viewers: row.lastKnownViewers,
      }))
      await followEnded(tx, platform, ended, collectedAt)
    },
  }
  await recordSweep(sql, sweep, packStreams(found.live), state, null, { tracked, policy })
}

function nowOf(clock: Clock): number {
  return Math.floor(clock.now() / 1_000)
}
