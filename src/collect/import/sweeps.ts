// Makes sweeps of older rows: those of one platform and one second are one sweep.

import type { Platform } from '../../domain/platform.ts'
import { type ImportRow, type RowRules, readImportRow } from './row.ts'
import type { ImportSource } from './source.ts'

/** A sweep as its source tells it: every stream once. */
export interface SourceSweep {
  readonly platform: Platform
  /** Whole epoch seconds. */
  readonly collectedAt: number
  readonly rows: readonly ImportRow[]
  /** Rows whose stream it held already. */
  readonly duplicates: number
}

/** How far the reading has come. */
export interface RowTally {
  /** Rows of the platforms that are taken. */
  rows: number
  /** Those of them that could not be read or were out of order. */
  skipped: number
}

export interface ReadingRules extends RowRules {
  /** Rows later than this are left alone: what grows is read as it was at first. */
  readonly until: number
  readonly onFault: (place: string, fault: string) => void
}

interface Draft {
  readonly collectedAt: number
  readonly rows: Map<string, ImportRow>
  duplicates: number
}

/**
 * The sweeps of a source, those of one platform in the order of their times. A row that is earlier
 * than the one before it of its platform is skipped. `tally` runs ahead of what is handed over by the
 * rows of sweeps that may still go on.
 */
export async function* readSweeps(
  source: ImportSource,
  rules: ReadingRules,
  tally: RowTally,
): AsyncGenerator<SourceSweep> {
  const drafts = new Map<Platform, Draft>()
  const skip = (place: string, fault: string) => {
    tally.rows += 1
    tally.skipped += 1
    rules.onFault(place, fault)
  }
  for await (const rows of source.read())
    for (const { place, fields } of rows) {
      const row = typeof fields === 'string' ? fields : readImportRow(fields, rules)
      if (row === null) continue
      if (typeof row === 'string') {
        skip(place, row)
        continue
      }
      if (row.collectedAt > rules.until) continue
      const { platform, collectedAt } = row
      const draft = drafts.get(platform)
      if (draft !== undefined && collectedAt < draft.collectedAt) {
        skip(place, `collected_at is earlier than in a row of ${platform} before it`)
        continue
      }
      tally.rows += 1
      if (draft?.collectedAt === collectedAt) addRow(draft, row)
      else {
        drafts.set(platform, addRow({ collectedAt, rows: new Map(), duplicates: 0 }, row))
        if (draft !== undefined) yield finish(platform, draft)
      }
    }
  for (const [platform, draft] of drafts) yield finish(platform, draft)
}

function addRow(draft: Draft, row: ImportRow): Draft {
  const { streamId, channelId, startedAt } = row.stream
  const key = streamId ?? `channel ${channelId} ${startedAt}`
  if (draft.rows.has(key)) draft.duplicates += 1
  else draft.rows.set(key, row)
  return draft
}

function finish(platform: Platform, { collectedAt, rows, duplicates }: Draft): SourceSweep {
  return { platform, collectedAt, rows: [...rows.values()], duplicates }
}
