// Carries out a sweep's plan: a few statements, each over columns of values. Always inside the
// sweep's transaction, always in this order, so that two writers never wait for each other.

import type { Platform } from '../domain/platform.ts'
import type { SeenAt } from '../domain/sweep.ts'
import type { OpenedLiveRow, SeenColumns, SweepChanges } from '../domain/sweep-changes.ts'
import {
  addOutsideDays,
  correctStarts,
  endBroadcasts,
  identifyBroadcasts,
  insertBroadcasts,
  reopenBroadcasts,
  updateThumbnails,
} from './broadcasts.ts'
import { addDays, closeDays } from './channel-days.ts'
import type { Queryable } from './database.ts'
import {
  deleteLiveRows,
  insertLiveRows,
  markFingerprints,
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

/**
 * Writes all that a sweep changes but the samples of what was open: `writeSeen` follows once every part
 * of the sweep is written. What live rows have gathered is written out first. The statements go out one after the other without a wait between
 * them: a small sweep would spend half of its time on the way to PostgreSQL and back.
 */
export async function writeChanges(
  sql: Queryable,
  seenAt: SeenAt,
  changes: SweepChanges,
): Promise<void> {
  // A broadcast's first segment is in its live row from the start.
  const moved = changes.segmentsOpened.filter(row => row.segmentNo > 1)
  await Promise.all([
    endBroadcasts(sql, seenAt.collectedAt, changes.ended),
    closeSegments(sql, changes.ended),
    closeDays(sql, seenAt.platform, changes.daysClosed),
    addDays(sql, seenAt.platform, changes.daysAdded),
    addOutsideDays(sql, changes.outsideDays),
    deleteLiveRows(sql, changes.ended),

    insertTitles(sql, changes.titles),
    insertBroadcasts(sql, seenAt, changes.started),
    reopenBroadcasts(sql, changes.reopened),
    identifyBroadcasts(sql, changes.identified),
    continueSegments(sql, changes.segmentsContinued),
    correctStarts(sql, changes.corrected),
    updateThumbnails(sql, changes.thumbnails),

    closeSegments(sql, changes.segmentsClosed),
    insertSegments(sql, changes.segmentsOpened),
    moveLiveRows(sql, moved),
    markFingerprints(sql, changes.fingerprints),
    writeNewSamples(sql, seenAt, changes.opened),
    markMissed(sql, changes.missed),
  ])
}

/** Writes the samples of what was open: nearly all there is to write. */
export async function writeSeen(
  sql: Queryable,
  seenAt: SeenAt,
  seen: readonly SeenColumns[],
): Promise<void> {
  await Promise.all(seen.map(columns => writeKnownSamples(sql, seenAt, columns)))
}

/** One update in place and one insert over the same columns. */
async function writeKnownSamples(sql: Queryable, seenAt: SeenAt, seen: SeenColumns): Promise<void> {
  const columns = sampleColumns(seen.channelKeys, seen.broadcastNos, seen.viewers)
  if (columns === null) return
  const sampled = { ...seenAt, tier: seen.tier, cadence: seen.cadence }
  await Promise.all([
    updateLiveRows(sql, sampled, columns, seen.booked),
    insertSamples(sql, sampled, columns),
  ])
}

async function writeNewSamples(
  sql: Queryable,
  seenAt: SeenAt,
  opened: readonly OpenedLiveRow[],
): Promise<void> {
  const samples = [...Map.groupBy(opened, row => row.tier)].map(([tier, rows]) => {
    const columns = sampleColumns(
      rows.map(row => row.channelKey),
      rows.map(row => row.broadcastNo),
      rows.map(row => row.viewers),
    )
    return columns === null ? null : insertSamples(sql, { ...seenAt, tier }, columns)
  })
  await Promise.all([insertLiveRows(sql, seenAt, opened), ...samples])
}
