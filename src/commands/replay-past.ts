// Fills in the past of a demo: its world is swept as of every moment that is missing.

import { momentsToReplay, type ReplayMoment, replay } from '../collect/replay.ts'
import { sweepPlatform } from '../collect/sweep.ts'
import { systemClock } from '../lib/clock.ts'
import type { SettableClock } from '../lib/settable-clock.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { closeDatabase, openDatabase } from '../store/database.ts'
import { setReplay } from '../store/demo.ts'
import { readPreviousSweeps } from '../store/sweeps.ts'
import type { House } from './house.ts'
import { sendReplayMessage } from './replay-report.ts'
import { sweepDeps } from './sweeping.ts'

/** Connections of the replay, which does one thing after the other. */
const replayPoolSize = 3

/**
 * Sweeps the past that is missing, in order, all platforms of a moment before the next one. A
 * commit does not wait for the disk meanwhile: what a crash takes is replayed again.
 */
export async function replayPast(
  house: House,
  clients: readonly PlatformClient[],
  clock: SettableClock,
): Promise<void> {
  const { sql, shutdown, url } = house
  const now = Math.floor(systemClock.now() / 1_000)
  const lanes = await Promise.all(
    clients.map(async client => {
      const { newest } = await readPreviousSweeps(sql, client.platform)
      return { client, newestAt: newest?.collectedAt ?? 0 }
    }),
  )
  const moments = momentsToReplay(Math.min(...lanes.map(({ newestAt }) => newestAt)), now)
  const [first] = moments
  if (first === undefined) return setReplay(sql, null)
  await setReplay(sql, { from: first.at, until: now })
  const hasty = openDatabase({
    url,
    poolSize: replayPoolSize,
    applicationName: 'livecensus replay',
    waitsForDisk: false,
  })
  const sweepAll = async ({ at, cadence }: ReplayMoment) => {
    clock.set(at * 1_000)
    const due = lanes.filter(({ newestAt }) => at > newestAt)
    await Promise.all(
      due.map(({ client }) => {
        const deps = { ...sweepDeps({ ...house, sql: hasty }, client), clock, cadence }
        return sweepPlatform(deps, { kind: 'grid', slot: at })
      }),
    )
  }
  try {
    await replay(moments, sweepAll, sendReplayMessage, shutdown.signal)
    await setReplay(sql, null)
  } finally {
    clock.reset()
    await closeDatabase(hasty)
  }
}
