// Imports older data: each time of the source goes the way of an ordinary sweep. Begun again, it goes
// on where it stopped.

import { AppError } from '../../domain/error.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Policies } from '../../domain/policy.ts'
import type { Sweep } from '../../domain/sweep.ts'
import { findCategoryIds } from '../../store/import-categories.ts'
import { vacuumLiveRows } from '../../store/live-broadcasts.ts'
import { dayOf, ensurePartition } from '../../store/partitions.ts'
import { withSweepLocks } from '../../store/sweep-lock.ts'
import { readNewestSweep } from '../../store/sweeps.ts'
import { packStreams } from '../live-rows.ts'
import { endImported } from './end.ts'
import { recordImported } from './record.ts'
import type { ImportRow } from './row.ts'
import type { Lane, Survey, SurveyDeps } from './survey.ts'
import { readSweeps, type SourceSweep } from './sweeps.ts'

export interface ImportDeps extends SurveyDeps {
  /** What a survey of the same source has found. */
  readonly survey: Survey
  /** What may be worked out from a platform's numbers. */
  readonly policyOf: Policies
}

/** What one run has brought in. */
export interface Imported {
  readonly sweeps: number
  readonly streams: number
}

/** Live rows are vacuumed after so many of them were written and so many sweeps were made. */
const rowsAVacuum = 20_000
const sweepsAVacuum = 10

/**
 * Records all that is not imported yet, then ends what is still open of it. Throws `conflict` when
 * something else was swept since the survey, or is being swept now.
 */
export async function importSource(deps: ImportDeps): Promise<Imported> {
  const platforms = deps.survey.lanes.map(({ platform }) => platform)
  const imported = await withSweepLocks(deps.sql, platforms, () => importLocked(deps))
  if (imported !== 'busy') return imported
  throw new AppError('conflict', 'A sweep is running: stop the collector before an import.')
}

async function importLocked(deps: ImportDeps): Promise<Imported> {
  const { sql, source, cadence, survey, policyOf, signal, onProgress } = deps
  const lanes = new Map(survey.lanes.map(lane => [lane.platform, lane]))
  await Promise.all(survey.lanes.map(lane => refuseMoved(deps, lane)))
  const until = Math.max(...survey.lanes.map(({ to }) => to))
  const tally = { rows: 0, skipped: 0 }
  const read = new Map<Platform, number>()
  const days = new Map<Platform, string>()
  const categories = createCategories(deps)
  let sweeps = 0
  let streams = 0
  let vacuumed = { sweeps, streams }
  for await (const found of readSweeps(source, { ...deps, until, onFault: () => {} }, tally)) {
    const { platform, collectedAt } = found
    const place = read.get(platform) ?? 0
    read.set(platform, place + 1)
    if (place < (lanes.get(platform)?.done ?? 0)) continue
    signal.throwIfAborted()
    const day = dayOf(collectedAt)
    if (days.get(platform) !== day) await ensurePartition(sql, platform, day)
    days.set(platform, day)
    const list = packStreams(await categories.name(platform, found.rows))
    const from = lanes.get(platform)?.from ?? collectedAt
    await recordImported(sql, sweepOf(found, cadence), list, { from, policy: policyOf(platform) })
    sweeps += 1
    streams += found.rows.length
    if (sweeps - vacuumed.sweeps >= sweepsAVacuum && streams - vacuumed.streams >= rowsAVacuum) {
      await vacuumLiveRows(sql)
      vacuumed = { sweeps, streams }
    }
    onProgress(tally.rows)
  }
  signal.throwIfAborted()
  for (const lane of survey.lanes)
    await endImported(sql, lane, { cadence, policy: policyOf(lane.platform) })
  return { sweeps, streams }
}

/** Between the survey and the lock somebody may have swept. */
async function refuseMoved({ sql }: ImportDeps, lane: Lane): Promise<void> {
  const newest = await readNewestSweep(sql, lane.platform)
  const isMoved = lane.done === 0 && (newest?.collectedAt ?? 0) >= lane.from
  if (isMoved || (newest?.collectedAt ?? 0) > lane.to)
    throw new AppError('conflict', `${lane.platform} was swept just now: stop the collector first.`)
}

/** A complete sweep of what the source tracks: absence means something where one was due. */
function sweepOf({ platform, collectedAt, rows, duplicates }: SourceSweep, cadence: number): Sweep {
  const none = { pages: 0, requests: 0, retries: 0, skipped: 0 }
  return {
    platform,
    slot: collectedAt,
    collectedAt,
    status: 'complete',
    reason: null,
    error: null,
    scope: { kind: 'tracked' },
    walkedWhole: false,
    cadence,
    tiers: null,
    figures: { ...none, streams: rows.length, duplicates },
    durationMs: 0,
  }
}

/** Ids that stand for a name begin so; such a category takes the true id once that is told. */
const namedPrefix = 'name:'

/** Gives rows that tell only the name of their category its id. */
function createCategories({ sql }: Pick<ImportDeps, 'sql'>) {
  const known = new Map<Platform, Map<string, string>>()
  return {
    async name(platform: Platform, rows: readonly ImportRow[]) {
      const ids = known.get(platform) ?? new Map<string, string>()
      known.set(platform, ids)
      const names = rows.flatMap(({ stream: { gameName } }) =>
        gameName && !ids.has(gameName) ? [gameName] : [],
      )
      const found = await findCategoryIds(sql, platform, [...new Set(names)])
      for (const [name, id] of found) if (!id.startsWith(namedPrefix)) ids.set(name, id)
      for (const { stream } of rows) {
        const { categoryId, gameName } = stream
        if (categoryId && gameName && !ids.has(gameName)) ids.set(gameName, categoryId)
      }
      const idOf = (name: string | null) =>
        name ? (ids.get(name) ?? found.get(name) ?? null) : null
      return rows.map(({ stream }) => ({
        ...stream,
        categoryId: stream.categoryId ?? idOf(stream.gameName),
      }))
    },
  }
}
