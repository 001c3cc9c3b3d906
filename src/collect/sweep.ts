// One sweep of one platform: its time, its walk, its verdict, its record.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'
import type { Sweep } from '../domain/sweep.ts'
import type { Clock } from '../lib/clock.ts'
import type { PlatformClient } from '../platforms/client.ts'
import type { Sql } from '../store/database.ts'
import { countOpenByLanguage } from '../store/live-languages.ts'
import { readPlatformState } from '../store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../store/partitions.ts'
import { withSweepLock } from '../store/sweep-lock.ts'
import {
  isSlotSwept,
  type PreviousSweeps,
  readPreviousSweeps,
  readReadingHistory,
} from '../store/sweeps.ts'
import { type LiveList, readLive } from './read-live.ts'
import { planReading, type ReadingPlan } from './reading-plan.ts'
import { recordFailedSweep, recordSweep } from './record.ts'
import { isAway, recordOften } from './record-often.ts'
import { chooseTime, type SweepTime } from './sweep-time.ts'
import { judge } from './verdict.ts'

export interface SweepDeps {
  readonly sql: Sql
  readonly client: PlatformClient
  readonly clock: Clock
  /** Seconds from one sweep to the next. */
  readonly cadence: number
  readonly maxStreams: number | null
  readonly signal: AbortSignal
  /** Told after each page how far the walk has come. */
  readonly onProgress: (progress: { streams: number; pages: number }) => void
  /** What the platform's terms allow to be worked out; its usual terms unless given. */
  readonly policy?: PlatformPolicy | undefined
  /** The live list where it was read ahead; read by the sweep itself unless given. */
  readonly list?: LiveList
}

/**
 * Sweeps and records. Null: the grid's slot is swept already, or by somebody else
 * just now. Throws `conflict` when another
 * sweep of the platform is running or the time is not later than the newest sweep's.
 */
export async function sweepPlatform(deps: SweepDeps, time: SweepTime): Promise<Sweep | null> {
  const { sql, client } = deps
  return sweepAlone(sql, client.platform, time, () => sweepLocked(deps, time))
}

/**
 * Runs a sweep of a platform while no other one of it runs anywhere. Null: another worker has the
 * grid's slot, which is how workers share the grid. Throws `conflict` for one by hand.
 */
export async function sweepAlone<T>(
  sql: Sql,
  platform: Platform,
  time: SweepTime,
  sweep: () => Promise<T>,
): Promise<T | null> {
  const outcome = await withSweepLock(sql, platform, sweep)
  if (outcome !== 'busy') return outcome
  if (time.kind === 'grid') return null
  throw new AppError('conflict', `A sweep of ${platform} is running already.`)
}

/** The same for who holds the platform's lock over many sweeps. */
export async function sweepLocked(deps: SweepDeps, time: SweepTime): Promise<Sweep | null> {
  const { sql, client, clock } = deps
  const { platform } = client
  if (time.kind === 'grid' && (await isSlotSwept(sql, platform, time.slot))) return null
  const previous = await readPreviousSweeps(sql, platform)
  const collectedAt = chooseTime(platform, time, clock.now(), previous.newest)
  await ensurePartition(sql, platform, dayOf(collectedAt))

  const beganMs = clock.now()
  const { list, state } = await readBoth(deps, previous, collectedAt)
  const { verdict, believed } = judge(list, previous)
  const sweep: Sweep = {
    platform,
    slot: time.kind === 'grid' ? time.slot : collectedAt,
    collectedAt,
    ...verdict,
    scope: list.scope,
    walkedWhole: list.walkedWhole,
    cadence: deps.cadence,
    tiers: null,
    figures: list.figures,
    durationMs: clock.now() - beganMs,
  }
  await recordOften(deps, sweep, isAgain =>
    sweep.status === 'failed'
      ? recordFailedSweep(sql, sweep)
      : recordSweep(sql, sweep, list, isAgain ? null : state, believed, { policy: deps.policy }),
  )
  return sweep
}

/** How the list is to be read, by what the sweeps before have found. */
async function planOf(
  { sql, client, maxStreams, cadence }: SweepDeps,
  { newestWhole }: PreviousSweeps,
  at: number,
): Promise<ReadingPlan> {
  const { platform } = client
  const canSplit = client.split !== undefined && maxStreams === null
  const history = canSplit ? await readReadingHistory(sql, platform, at) : neverRead
  const openByLanguage = canSplit ? await countOpenByLanguage(sql, platform) : new Map()
  const before = { ...history, openByLanguage, streams: newestWhole?.streams ?? null }
  return planReading(client, maxStreams, before, at, cadence)
}

const neverRead = { wholeAt: null, missedShare: null, languages: [] }

/** What a sweep may take of its cadence to read in; the rest is for recording. */
const readingShare = 0.9
/** It never has less than this. */
const leastTimeLimitMs = 270_000

/** Reads the platform and, meanwhile, what the last sweep left open. One failing ends the other. */
async function readBoth(deps: SweepDeps, previous: PreviousSweeps, collectedAt: number) {
  const { sql, client, signal } = deps
  const halt = new AbortController()
  const until = AbortSignal.any([signal, halt.signal])
  try {
    const [list, state] = await Promise.all([
      deps.list ?? readPlatform(deps, previous, collectedAt, until),
      // What is open can be read again when it is recorded; what the platform says cannot.
      readPlatformState(sql, client.platform).catch((error: unknown) => {
        if (!isAway(error)) throw error
        return null
      }),
    ])
    signal.throwIfAborted()
    return { list, state }
  } finally {
    halt.abort()
  }
}

async function readPlatform(
  deps: SweepDeps,
  previous: PreviousSweeps,
  collectedAt: number,
  signal: AbortSignal,
): Promise<LiveList> {
  const { client, cadence, onProgress } = deps
  const plan = await planOf(deps, previous, collectedAt)
  const timeLimitMs = Math.max(readingShare * cadence * 1_000, leastTimeLimitMs)
  return readLive(client, { plan, signal, timeLimitMs, onProgress })
}
