// Records a sweep: one transaction in which it is wholly there or not at all, one NOTIFY when it
// commits. A plan made against a state that has moved is made again, never written.

import { AppError } from '../domain/error.ts'
import { hasAmbiguousZero, hasSingleBroadcast } from '../domain/platform.ts'
import { type PlatformPolicy, usualPolicyOf } from '../domain/policy.ts'
import { dueAfter, type Sweep } from '../domain/sweep.ts'
import type { SeenColumns } from '../domain/sweep-changes.ts'
import { announceChange } from '../store/announce.ts'
import { claimVersion, readVersion, writeChanges, writeSeen } from '../store/changes.ts'
import { type Queryable, type Sql, sqlStateOf } from '../store/database.ts'
import { type PlatformState, readOpenTexts, readPlatformState } from '../store/open-broadcasts.ts'
import { ensureSumDays } from '../store/partitions.ts'
import {
  believeShrunkSweep,
  insertSweep,
  type SweepFindings,
  updateFindings,
} from '../store/sweeps.ts'
import { withBooking } from './booking.ts'
import { resolveKeys } from './keys.ts'
import type { LiveRows } from './live-rows.ts'
import { type Matches, matchStreams } from './match.ts'
import { cutParts, withTexts } from './parts.ts'
import { planSweep } from './plan.ts'
import type { PlannedSweep } from './plan-context.ts'
import type { NotLive } from './plan-ends.ts'

/** An earlier sweep, held back as shrunk, that this one makes believable. */
export interface BelievedSweep {
  readonly id: number
  readonly collectedAt: number
}

/** What a sweep of streams that are looked up by their ids has beside them. */
export interface TrackedRecord {
  readonly notLive: NotLive
  /** Writes what else it has learned, in the sweep's transaction; `state` is what was open before. */
  readonly write: (tx: Queryable, state: PlatformState) => Promise<void>
}

/** What recording takes beside what was read. */
export interface RecordOptions {
  /** There where streams are looked up by their ids. */
  readonly tracked?: TrackedRecord | undefined
  /** What the platform's terms allow to be worked out; its usual terms unless given. */
  readonly policy?: PlatformPolicy | undefined
}

const maxPlans = 5
const uniqueViolation = '23505'
const nothingFound: SweepFindings = { superseded: 0, startCorrections: 0, clockSkews: 0 }

/**
 * Writes a sweep that read something. `state` is what was open when the sweep began, null = to be
 * read. Throws `conflict` when the state keeps moving or the slot or time is taken.
 */
export async function recordSweep(
  sql: Sql,
  sweep: Sweep,
  list: LiveRows,
  state: PlatformState | null,
  believed: BelievedSweep | null,
  { tracked, policy = usualPolicyOf(sweep.platform) }: RecordOptions = {},
): Promise<void> {
  const { platform, collectedAt, scope, status } = sweep
  const planned = {
    collectedAt,
    absenceScope: status === 'complete' ? scope : null,
    lookedUp: tracked?.notLive ?? null,
    believedAt: believed?.collectedAt ?? null,
    hasAmbiguousZero: hasAmbiguousZero(platform),
    dueAfter: (viewers: number | null) => dueAfter(sweep, viewers),
  }
  for (let plans = 0; plans < maxPlans; plans += 1) {
    const known = plans === 0 ? state : null
    const current = known ?? (await readPlatformState(sql, platform))
    const isSingle = hasSingleBroadcast(platform)
    const matches = matchStreams(current, list.rows, { collectedAt, isSingle })
    if (policy.allowDerived) await ensureSumDays(sql, earliestBooked(sweep, current), collectedAt)
    const isRecorded = await sql.begin(async tx => {
      const version = await claimVersion(tx, platform, current.version)
      if (version === null) return false
      if (believed !== null) await believeShrunkSweep(tx, believed.id)
      const sweepId = await claimSlot(tx, sweep)
      const findings = await withBooking(tx, sweep, policy, booking =>
        writeMatches(tx, sweep, { ...planned, booking }, matches, list.streamOf),
      )
      await updateFindings(tx, sweepId, findings)
      await tracked?.write(tx, current)
      await announceChange(tx, { platform, version, sweepId })
      return true
    })
    if (isRecorded) return
  }
  throw new AppError('conflict', `What is live on ${platform} changed while it was recorded.`)
}

/** The earliest moment at which the sweep may book time; heads are counted up to one cadence back. */
function earliestBooked({ collectedAt, cadence, tiers }: Sweep, { open }: PlatformState): number {
  let earliest = collectedAt - Math.max(cadence, ...(tiers ?? []).map(tier => tier.cadence))
  for (const { lastSampleAt } of open) earliest = Math.min(earliest, lastSampleAt)
  return earliest
}

/** Plans and writes part by part; what they have found together. */
async function writeMatches(
  tx: Queryable,
  sweep: Sweep,
  planned: PlannedSweep,
  matches: Matches,
  streamOf: LiveRows['streamOf'],
): Promise<SweepFindings> {
  let { superseded, startCorrections, clockSkews } = nothingFound
  const seen: SeenColumns[] = []
  for (const cut of cutParts(matches)) {
    const before = await readOpenTexts(
      tx,
      cut.changed.map(({ open }) => open),
    )
    const part = withTexts(cut, streamOf, before)
    const keys = await resolveKeys(tx, sweep.platform, part, sweep.collectedAt)
    const changes = planSweep(planned, part, keys)
    await writeChanges(tx, sweep, changes)
    seen.push(...changes.seen)
    superseded += changes.superseded
    startCorrections += changes.startCorrections
    clockSkews += changes.clockSkews
  }
  await writeSeen(tx, sweep, seen)
  return { superseded, startCorrections, clockSkews }
}

/** Writes the row of a sweep that read nothing. Nobody is seen and nobody is missed by it. */
export async function recordFailedSweep(sql: Sql, sweep: Sweep): Promise<void> {
  await sql.begin(async tx => {
    const { platform } = sweep
    const sweepId = await claimSlot(tx, sweep)
    const version = await readVersion(tx, platform)
    await announceChange(tx, { platform, version, sweepId })
  })
}

/** The sweep's own row: it is what makes a sweep of a slot happen once. */
async function claimSlot(tx: Queryable, sweep: Sweep): Promise<number> {
  try {
    return await insertSweep(tx, sweep, nothingFound)
  } catch (error) {
    if (sqlStateOf(error) !== uniqueViolation) throw error
    throw new AppError('conflict', `Another sweep of ${sweep.platform} has taken this time.`, {
      cause: error,
    })
  }
}
