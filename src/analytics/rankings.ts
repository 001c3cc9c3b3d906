// Rankings of channels over 7, 30 and 90 days, as they were prepared after the last closed day.

import type { Platform } from '../domain/platform.ts'
import { averageViewers, coverage, hoursWatched } from '../domain/sum-figures.ts'
import {
  type BoardOf,
  listRanked,
  type RankedChannel,
  type RankedMetric,
  type RankPosition,
  readBoard,
} from '../store/channel-rankings.ts'
import { inSnapshot, type Sql } from '../store/database.ts'
import type { RankedWindow } from '../store/prepare-rankings.ts'

export interface RankingPageQuestion {
  readonly platform: Platform
  readonly windowDays: RankedWindow
  readonly of: BoardOf
  readonly metric: RankedMetric
  readonly limit: number
  /** Rows after this position only; null = from the top. */
  readonly after: RankPosition | null
}

/** A page of a ranking. Times are whole epoch seconds. */
export interface RankingPage {
  /** Whole UTC days, half open. */
  readonly window: { readonly from: number; readonly to: number }
  /** N: how many are ranked, of which a category's or language's board holds the first thousand. */
  readonly ranked: number
  readonly rows: readonly RankingRow[]
  /** The position after the last row; null when no row follows. */
  readonly next: RankPosition | null
}

/** A channel with its figures of the window. */
export interface RankingRow {
  readonly rank: number
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly avatarUrl: string | null
  readonly averageViewers: number | null
  readonly hoursWatched: number | null
  readonly peakViewers: number | null
  readonly peakAt: number | null
  readonly airtimeSeconds: number
  /** Of these, with known viewers. */
  readonly observedSeconds: number
  readonly coverage: number | null
}

/** Reads a page; null = no such ranking is prepared. Equal values share a rank: 1, 2, 2, 4. */
export function readRankingPage(
  sql: Sql,
  question: RankingPageQuestion,
): Promise<RankingPage | null> {
  const { platform, windowDays, of, metric, limit, after } = question
  return inSnapshot(sql, async tx => {
    const board = await readBoard(tx, platform, windowDays, of)
    if (board === null) return null
    const found = await listRanked(tx, board.id, metric, { after, limit: limit + 1 })
    const rows = found.slice(0, limit)
    const last = found.length > limit ? rows.at(-1) : undefined
    return {
      window: { from: board.from, to: board.to },
      ranked: board.ranked,
      rows: rows.map(rowOf),
      next: last === undefined ? null : { rank: last.rank, channelKey: last.channelKey },
    }
  })
}

function rowOf(found: RankedChannel): RankingRow {
  const { channelKey: _, halfViewerSeconds, reportedSeconds, ...row } = found
  const { observedSeconds } = row
  return {
    ...row,
    averageViewers: averageViewers(halfViewerSeconds, observedSeconds),
    hoursWatched: hoursWatched({ halfViewerSeconds, observedSeconds, reportedSeconds }),
    airtimeSeconds: reportedSeconds,
    coverage: coverage(observedSeconds, reportedSeconds),
  }
}
