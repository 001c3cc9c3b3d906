// One sweep of one platform: its time, its walk, its verdict, its record.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { Sweep, SweepScope } from '../domain/sweep.ts'
import type { Clock } from '../lib/clock.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { type Sql, sqlStateOf } from '../store/database.ts'
import { readPlatformState } from '../store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../store/partitions.ts'
import { withSweepLock } from '../store/sweep-lock.ts'
import { isSlotSwept, type PreviousSweeps, readPreviousSweeps } from '../store/sweeps.ts'
import { type LiveList, readLive } from './read-live.ts'
import { type BelievedSweep, recordFailedSweep, recordSweep } from './record.ts'
import type { SweepTime } from './sweep-time.ts'

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
}

/**
 * Sweeps and records. Null: the grid's slot was swept already. Throws `conflict` when another
 * sweep of the platform is running or the time is not later than the newest sweep's.
 */
export async function sweepPlatform(deps: SweepDeps, time: SweepTime): Promise<Sweep | null> {
  const { sql, client } = deps
  const { platform } = client
  const outcome = await withSweepLock(sql, platform, () => sweepLocked(deps, time))
  if (outcome === 'busy')
    throw new AppError('conflict', `A sweep of ${platform} is running already.`)
  return outcome
}

async function sweepLocked(deps: SweepDeps, time: SweepTime): Promise<Sweep | null> {
  const { sql, client, clock, maxStreams } = deps
  const { platform } = client
  if (time.kind === 'grid' && (await isSlotSwept(sql, platform, time.slot))) return null
  const previous = await readPreviousSweeps(sql, platform)
  const collectedAt = chooseTime(platform, time, clock.now(), previous)
  await ensurePartition(sql, platform, dayOf(collectedAt))

  const beganMs = clock.now()
  const { list, state } = await readBoth(deps)
  const { verdict, believed } = judge(list, scopeOf(maxStreams), previous)
  const sweep: Sweep = {
    platform,
    slot: time.kind === 'grid' ? time.slot : collectedAt,
    collectedAt,
    ...verdict,
    scope: scopeOf(maxStreams),
    cadence: deps.cadence,
    figures: list.figures,
    durationMs: clock.now() - beganMs,
  }
  try {
    if (sweep.status === 'failed') await recordFailedSweep(sql, sweep)
    else await recordSweep(sql, sweep, list.streams, state, believed)
  } catch (error) {
    if (sqlStateOf(error) !== '23505') throw error
    throw new AppError('conflict', `Another sweep of ${platform} has taken this time.`, {
      cause: error,
    })
  }
  return sweep
}

/** Reads the platform and, meanwhile, what the last sweep left open. One failing ends the other. */
async function readBoth({ sql, client, maxStreams, signal, onProgress }: SweepDeps) {
  const halt = new AbortController()
  try {
    const [list, state] = await Promise.all([
      readLive(client, { signal: AbortSignal.any([signal, halt.signal]), maxStreams, onProgress }),
      readPlatformState(sql, client.platform),
    ])
    signal.throwIfAborted()
    return { list, state }
  } finally {
    halt.abort()
  }
}

/** How far the clock may lag behind the newest sweep before something is wrong. Seconds. */
const clockLagSeconds = 5

function chooseTime(
  platform: Platform,
  time: SweepTime,
  nowMs: number,
  { newest }: PreviousSweeps,
): number {
  const wanted = time.kind === 'at' ? time.at : Math.floor(nowMs / 1_000)
  if (newest === null || wanted > newest.collectedAt) return wanted
  const newestText = writeRfc3339(newest.collectedAt)
  if (time.kind === 'at')
    throw new AppError(
      'conflict',
      `--at must be later than the newest sweep of ${platform}, ${newestText}.`,
    )
  if (newest.collectedAt - wanted > clockLagSeconds)
    throw new AppError(
      'conflict',
      `The newest sweep of ${platform} is of ${newestText}, later than this machine's clock.`,
    )
  return newest.collectedAt + 1
}

function scopeOf(maxStreams: number | null): SweepScope {
  return maxStreams === null ? { kind: 'all' } : { kind: 'top', limit: maxStreams }
}

/** A platform this small may lose more than half of its streams without a doubt. */
const doubtfulFrom = 200

/** Complete, partial or failed; and whether an earlier doubtful sweep is believed by this one. */
export function judge(
  { streams, figures, failure }: LiveList,
  scope: SweepScope,
  { newest, newestComplete }: PreviousSweeps,
): { verdict: Pick<Sweep, 'status' | 'reason' | 'error'>; believed: BelievedSweep | null } {
  if (failure !== null)
    return {
      verdict: { status: figures.pages === 0 ? 'failed' : 'partial', ...failure },
      believed: null,
    }
  const complete = { status: 'complete', reason: null, error: null } as const
  const expected = scope.kind === 'all' && newestComplete?.scope === 'all' ? newestComplete : null
  if (
    expected === null ||
    expected.streams < doubtfulFrom ||
    streams.length * 2 >= expected.streams
  )
    return { verdict: complete, believed: null }
  if (newest?.reason === 'shrunk' && areClose(streams.length, newest.streams))
    return { verdict: complete, believed: newest }
  const error = `It held ${streams.length} streams, the last complete sweep ${expected.streams}.`
  return { verdict: { status: 'partial', reason: 'shrunk', error }, believed: null }
}

/** Whether of two counts neither is more than twice the other. */
function areClose(a: number, b: number): boolean {
  return a <= b * 2 && b <= a * 2
}
