// Records a sweep: one transaction in which it is wholly there or not at all, one NOTIFY when it
// commits. A plan made against a state that has moved is made again, never written.

import { AppError } from '../domain/error.ts'
import type { LiveStream } from '../domain/live-stream.ts'
import { hasSingleBroadcast } from '../domain/platform.ts'
import type { Sweep } from '../domain/sweep.ts'
import { claimVersion, writeChanges } from '../store/changes.ts'
import type { Sql } from '../store/database.ts'
import { type PlatformState, readPlatformState } from '../store/open-broadcasts.ts'
import { announceSweep, believeShrunkSweep, insertSweep } from '../store/sweeps.ts'
import { resolveKeys } from './keys.ts'
import { matchStreams } from './match.ts'
import { planSweep } from './plan.ts'

/** An earlier sweep, held back as shrunk, that this one makes believable. */
export interface BelievedSweep {
  readonly id: number
  readonly collectedAt: number
}

const maxPlans = 5

/**
 * Writes a sweep that read something. `state` is what was open when the sweep began. Throws
 * `conflict` when the state keeps moving.
 */
export async function recordSweep(
  sql: Sql,
  sweep: Sweep,
  streams: readonly LiveStream[],
  state: PlatformState,
  believed: BelievedSweep | null,
): Promise<void> {
  const { platform, collectedAt, scope, status } = sweep
  const planned = {
    collectedAt,
    absenceCounts: status === 'complete' && scope.kind === 'all',
    believedAt: believed?.collectedAt ?? null,
  }
  for (let plans = 0; plans < maxPlans; plans += 1) {
    const current = plans === 0 ? state : await readPlatformState(sql, platform)
    const matches = matchStreams(current, streams, hasSingleBroadcast(platform))
    const isRecorded = await sql.begin(async tx => {
      if (!(await claimVersion(tx, platform, current.version))) return false
      const keys = await resolveKeys(tx, platform, matches, collectedAt)
      const changes = planSweep(planned, matches, keys)
      await writeChanges(tx, sweep, changes)
      if (believed !== null) await believeShrunkSweep(tx, believed.id)
      await announceSweep(tx, platform, await insertSweep(tx, sweep, changes))
      return true
    })
    if (isRecorded) return
  }
  throw new AppError('conflict', `What is live on ${platform} changed while it was recorded.`)
}

/** Writes the row of a sweep that read nothing. Nobody is seen and nobody is missed by it. */
export async function recordFailedSweep(sql: Sql, sweep: Sweep): Promise<void> {
  await sql.begin(async tx => {
    const sweepId = await insertSweep(tx, sweep, { startCorrections: 0, clockSkews: 0 })
    await announceSweep(tx, sweep.platform, sweepId)
  })
}
