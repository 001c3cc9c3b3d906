// Carries out a sweep's plan: a few statements, each over columns of values. Always inside the
// sweep's transaction, always in this order, so that two writers never wait for each other.

import type { Platform } from '../domain/platform.ts'
import type { SeenAt } from '../domain/sweep.ts'
import type { SweepChanges } from '../domain/sweep-changes.ts'
import {
  correctStarts,
  endBroadcasts,
  insertBroadcasts,
  reopenBroadcasts,
  updateThumbnails,
} from './broadcasts.ts'
import type { Queryable } from './database.ts'
import {
  deleteLiveRows,
  insertLiveRows,
  markMissed,
  moveLiveRows,
  updateLiveRows,
} from './live-broadcasts.ts'
import { insertSamples, sampleColumns } from './samples.ts'
import { closeSegments, continueSegments, insertSegments } from './segments.ts'
import { insertTitles } from './titles.ts'

/** Claims the platform for one change of what is live: its new version; null = the plan is stale. */
export async function claimVersion(
  sql: Queryable,
  platform: Platform,
  version: number,
): Promise<number | null> {
  const [row] = await sql<{ version: number }[]>`
    update platforms
    set version = version + 1
    where platform = ${platform} and version = ${version}
    returning version`
  return row?.version ?? null
}

/** The platform's version as it is. */
export async function readVersion(sql: Queryable, platform: Platform): Promise<number> {
  const [row] = await sql<{ version: number }[]>`
    select version
    from platforms
    where platform = ${platform}`
  return row?.version ?? 0
}

/** Writes all that a sweep changes. */
export async function writeChanges(
  sql: Queryable,
  seenAt: SeenAt,
  changes: SweepChanges,
): Promise<void> {
  await endBroadcasts(sql, changes.ended)
  await closeSegments(sql, changes.ended)
  await deleteLiveRows(sql, changes.ended)

  await insertTitles(sql, changes.titles)
  await insertBroadcasts(sql, seenAt, changes.started)
  await reopenBroadcasts(sql, changes.reopened)
  await continueSegments(sql, changes.segmentsContinued)
  await correctStarts(sql, changes.corrected)
  await updateThumbnails(sql, changes.thumbnails)

  await closeSegments(sql, changes.segmentsClosed)
  await insertSegments(sql, changes.segmentsOpened)
  // A broadcast's first segment is in its live row from the start.
  const moved = changes.segmentsOpened.filter(row => row.segmentNo > 1)
  await moveLiveRows(sql, moved)
  await writeSamples(sql, seenAt, changes)
  await markMissed(sql, changes.missed)
}

/** Nearly all there is to write: one update in place and one insert over the same columns. */
async function writeSamples(
  sql: Queryable,
  seenAt: SeenAt,
  { seen, opened }: SweepChanges,
): Promise<void> {
  const known = sampleColumns(seen.channelKeys, seen.broadcastNos, seen.viewers)
  if (known !== null) {
    await updateLiveRows(sql, seenAt, known)
    await insertSamples(sql, seenAt, known)
  }
  const added = sampleColumns(
    opened.map(row => row.channelKey),
    opened.map(row => row.broadcastNo),
    opened.map(row => row.viewers),
  )
  if (added !== null) {
    await insertLiveRows(sql, seenAt, opened)
    await insertSamples(sql, seenAt, added)
  }
}
