// Looks a source through before anything is written: what it holds, and whether it may go in. Older
// data enters in time order into days that have none; what is there already must be its own beginning.

import { AppError } from '../../domain/error.ts'
import type { Platform } from '../../domain/platform.ts'
import { writeRfc3339 } from '../../domain/rfc3339.ts'
import { startOfDay } from '../../domain/sum-hours.ts'
import type { Sql } from '../../store/database.ts'
import { readStandingSweeps, type StandingSweep } from '../../store/import-sweeps.ts'
import type { RowRules } from './row.ts'
import type { ImportSource } from './source.ts'
import { type RowTally, readSweeps } from './sweeps.ts'

/** What a source holds of one platform. Times whole epoch seconds. */
export interface Lane {
  readonly platform: Platform
  readonly from: number
  readonly to: number
  readonly sweeps: number
  /** How many of its sweeps are imported already: the first ones. */
  readonly done: number
  /** Streams in them. */
  readonly doneStreams: number
}

/** A source looked through. */
export interface Survey extends Readonly<RowTally> {
  readonly duplicates: number
  readonly lanes: readonly Lane[]
}

export interface SurveyDeps extends RowRules {
  readonly sql: Sql
  readonly source: ImportSource
  /** Seconds. */
  readonly cadence: number
  readonly signal: AbortSignal
  readonly onFault: (place: string, fault: string) => void
  /** Told now and then how many rows were looked at. */
  readonly onProgress: (rows: number) => void
}

type Draft = { -readonly [K in keyof Lane]: Lane[K] } & {
  readonly standing: readonly StandingSweep[]
}

/**
 * Reads all of a source. Throws `conflict` where a platform has sweeps from the source's first day on that
 * are not the source's own first ones, `invalid` where no row can be read.
 */
export async function surveySource(deps: SurveyDeps): Promise<Survey> {
  const { sql, source, signal, onProgress } = deps
  const tally = { rows: 0, skipped: 0 }
  const lanes = new Map<Platform, Draft>()
  let duplicates = 0
  for await (const sweep of readSweeps(source, { ...deps, until: deps.now }, tally)) {
    signal.throwIfAborted()
    onProgress(tally.rows)
    const { platform, collectedAt } = sweep
    const lane = lanes.get(platform) ?? (await beginLane(sql, platform, collectedAt))
    lanes.set(platform, lane)
    const standing = lane.standing[lane.sweeps]
    const streams = sweep.rows.length
    if (standing !== undefined) {
      refuseOther(deps.cadence, lane, standing, { collectedAt, streams })
      lane.done += 1
      lane.doneStreams += streams
    }
    lane.sweeps += 1
    lane.to = collectedAt
    duplicates += sweep.duplicates
  }
  for (const lane of lanes.values()) {
    const standing = lane.standing[lane.sweeps]
    if (standing !== undefined) refuseOther(deps.cadence, lane, standing, null)
  }
  if (lanes.size === 0)
    throw new AppError(
      'invalid',
      tally.rows === 0 ? 'There are no rows to import.' : 'None of the rows can be read.',
    )
  return {
    ...tally,
    duplicates,
    lanes: [...lanes.values()].map(({ standing: _, ...lane }) => lane),
  }
}

async function beginLane(sql: Sql, platform: Platform, from: number): Promise<Draft> {
  const standing = await readStandingSweeps(sql, platform, startOfDay(from))
  return { platform, from, to: from, sweeps: 0, done: 0, doneStreams: 0, standing }
}

/** Throws where a sweep that is there is not the one that the source has in its place; null = none. */
function refuseOther(
  cadence: number,
  { platform, from }: Lane,
  standing: StandingSweep,
  own: Pick<StandingSweep, 'collectedAt' | 'streams'> | null,
): void {
  const { collectedAt, streams, isImported } = standing
  const at = writeRfc3339(collectedAt)
  if (!isImported)
    throw new AppError(
      'conflict',
      `${platform} was swept at ${at}, and the source begins at ${writeRfc3339(from)}: older data goes only into days that have none, before what comes later. Import into a new database, then collect.`,
    )
  if (own === null || own.collectedAt !== collectedAt || own.streams !== streams)
    throw new AppError(
      'conflict',
      `The sweep of ${platform} at ${at} was imported from something else: an import goes on only with the source that it began with.`,
    )
  if (standing.cadence !== cadence)
    throw new AppError(
      'conflict',
      `This import was begun with --cadence ${standing.cadence}s and goes on only with the same.`,
    )
}
