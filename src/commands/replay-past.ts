// Fills in the past of a demo: its world is swept as of every moment that is missing.

import { readLive } from '../collect/read-live.ts'
import { wholeList } from '../collect/reading-plan.ts'
import {
  momentsToReplay,
  type ReplayMoment,
  type ReplayProgress,
  replay,
} from '../collect/replay.ts'
import { type SweepDeps, sweepLocked } from '../collect/sweep.ts'
import { AppError } from '../domain/error.ts'
import { openPolicies } from '../domain/policy.ts'
import { systemClock } from '../lib/clock.ts'
import { createSettableClock, type SettableClock } from '../lib/settable-clock.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { analyzeGrown } from '../store/analyze-grown.ts'
import { closeDatabase, openDatabase } from '../store/database.ts'
import { setReplay } from '../store/demo.ts'
import { vacuumLiveRows } from '../store/live-broadcasts.ts'
import { withSweepLocks } from '../store/sweep-lock.ts'
import { readNewestSweep } from '../store/sweeps.ts'
import type { House } from './house.ts'
import { type ReplayMessage, sendReplayMessage } from './replay-report.ts'
import { sweepDeps } from './sweeping.ts'

/** Connections of the replay, which does one thing after the other. */
const replayPoolSize = 3
/** How soon a lock that another process holds is asked for again. Milliseconds. */
const busyMs = 1_000
/** Longer than any moment takes to be read. */
const momentLimitMs = 300_000
/** Live rows are vacuumed after so many sweeps, each of which rewrites them all. */
const sweepsAVacuum = 10

/** Whether so many are four times as many as when it was so before: 1, 4, 16 and so on. */
function hasQuadrupled(count: number): boolean {
  return Number.isInteger(Math.log2(count) / 2)
}

/** A platform with the newest sweep it has, 0 = none. */
interface Lane {
  readonly client: PlatformClient
  readonly newestAt: number
}

/**
 * Sweeps the past that is missing, in order, all platforms of a moment before the next one. A
 * commit does not wait for the disk meanwhile: what a crash takes is replayed again. Where another
 * process is at it, what that one leaves is done after it. Throws `unavailable` when a moment
 * cannot be read: it would be missing for ever.
 */
export async function replayPast(
  house: House,
  clients: readonly PlatformClient[],
  clock: SettableClock,
): Promise<void> {
  const platforms = clients.map(({ platform }) => platform)
  const attempt = () =>
    withSweepLocks(house.sql, platforms, () => replayMissing(house, clients, clock))
  while ((await attempt()) === 'busy') await systemClock.sleep(busyMs, house.shutdown.signal)
}

async function replayMissing(
  house: House,
  clients: readonly PlatformClient[],
  clock: SettableClock,
): Promise<void> {
  const lanes = await Promise.all(clients.map(client => readLane(house, client)))
  const now = Math.floor(systemClock.now() / 1_000)
  const moments = momentsToReplay(Math.min(...lanes.map(({ newestAt }) => newestAt)), now)
  const [first] = moments
  if (first === undefined) return setReplay(house.sql, null)
  await setReplay(house.sql, { from: first.at, until: now })
  const last = await withHastyPool(house, hasty => sweepMoments(hasty, lanes, moments, clock))
  await setReplay(house.sql, null)
  // Whoever hears that it is done finds it done.
  if (last !== null) sendReplayMessage(last)
}

async function readLane({ sql }: House, client: PlatformClient): Promise<Lane> {
  const newest = await readNewestSweep(sql, client.platform)
  return { client, newestAt: newest?.collectedAt ?? 0 }
}

async function withHastyPool<T>(house: House, work: (hasty: House) => Promise<T>): Promise<T> {
  const sql = openDatabase({
    url: house.url,
    poolSize: replayPoolSize,
    applicationName: 'livecensus replay',
    waitsForDisk: false,
  })
  try {
    return await work({ ...house, sql })
  } finally {
    await closeDatabase(sql)
  }
}

/** Tells of all but the last moment, which it answers with. */
async function sweepMoments(
  house: House,
  lanes: readonly Lane[],
  moments: readonly ReplayMoment[],
  clock: SettableClock,
): Promise<ReplayMessage | null> {
  const beganMs = systemClock.now()
  let last: ReplayMessage | null = null
  const tell = (progress: ReplayProgress) => {
    last = { ...progress, elapsedMs: systemClock.now() - beganMs }
    if (progress.done < progress.total) sendReplayMessage(last)
  }
  let sweeps = 0
  const read = ({ at }: ReplayMoment) => {
    clock.set(at * 1_000)
    return Promise.all(
      lanes
        .filter(({ newestAt }) => at > newestAt)
        .map(async ({ client }) => {
          const deps = sweepDeps(house, client, openPolicies)
          const list = await readLive(client, {
            ...deps,
            plan: wholeList,
            timeLimitMs: momentLimitMs,
          })
          if (list.failure !== null) throw new AppError('unavailable', list.failure.error)
          return { ...deps, list }
        }),
    )
  }
  const record = async ({ at, cadence }: ReplayMoment, found: readonly SweepDeps[]) => {
    sweeps += 1
    if (sweeps % sweepsAVacuum === 0) await vacuumLiveRows(house.sql)
    if (hasQuadrupled(sweeps)) await analyzeGrown(house.sql)
    const then = createSettableClock(systemClock)
    then.set(at * 1_000)
    await Promise.all(
      found.map(deps => sweepLocked({ ...deps, clock: then, cadence }, { kind: 'grid', slot: at })),
    )
  }
  try {
    await replay(moments, { read, record }, tell, house.shutdown.signal)
    return last
  } finally {
    clock.reset()
  }
}
