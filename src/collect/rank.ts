// Ranks a platform's channels anew once another day is closed.

import type { Platform } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'
import type { Sql } from '../store/database.ts'
import { dayOf } from '../store/partitions.ts'
import { prepareRankings, rankedWindows, readRankedDay } from '../store/prepare-rankings.ts'
import { bordersOf } from '../store/purge-borders.ts'
import { dropRetiredRankings } from '../store/retired-rankings.ts'

export interface RankQuestion {
  readonly sql: Sql
  readonly platform: Platform
  readonly policy: PlatformPolicy
  /** The coverage below which nobody is ranked, 0..1. */
  readonly leastCoverage: number
  /** First second of the last closed day, whole epoch seconds. */
  readonly lastDay: number
  /** Now, whole epoch seconds: what may not be kept any longer is not ranked. */
  readonly at: number
  readonly signal: AbortSignal
}

/** Channels on the board of all, by the days of its window; windows that stood already are left out. */
export type Ranked = Readonly<Record<string, number>>

/** It can be broken off and run again at any time: each window is done wholly or not at all. */
export async function rankClosedDays(question: RankQuestion): Promise<Ranked> {
  const { sql, platform, policy, leastCoverage, lastDay, at, signal } = question
  const keptFrom = bordersOf(platform, policy, at)?.stats ?? -Infinity
  const ranked: Record<string, number> = {}
  await dropRetiredRankings(sql, platform, signal)
  for (const windowDays of rankedWindows) {
    const day = await readRankedDay(sql, platform, windowDays)
    if (day !== null && day >= dayOf(lastDay)) continue
    const wanted = { platform, windowDays, leastCoverage, lastDay, keptFrom, signal }
    ranked[windowDays] = (await prepareRankings(sql, wanted)).ranked
    await dropRetiredRankings(sql, platform, signal)
  }
  return ranked
}
