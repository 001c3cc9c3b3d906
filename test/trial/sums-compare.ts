// Holds all sums of a platform in the database against the oracle's of what was served, and those of
// long broadcasts against the world.

import type { Platform } from '../../src/domain/platform.ts'
import type { Sql } from '../../src/store/database.ts'
import { type BroadcastSums, type Census, dayOf, type Result } from '../oracle/census.ts'
import { differencesOf, type ToldResult } from '../oracle/compare.ts'
import { sessionsOf } from '../oracle/sessions.ts'
import { createSummingUp } from '../oracle/sum-up.ts'
import { readRollups } from './sums-rollups.ts'
import type { ServedCensus } from './sums-served.ts'
import { readChannelSums, readGroups, readStatuses } from './sums-tables.ts'

/** What came of it. */
export interface Comparison {
  /** Rows that should be there, by kind. */
  readonly rows: Readonly<Record<keyof Result, number>>
  readonly samples: number
  /** One sentence each. */
  readonly differences: readonly string[]
  /** The broadcasts as they are in the database. */
  readonly broadcasts: readonly Partial<BroadcastSums>[]
}

const none: Result = { broadcasts: [], segments: [], channelDays: [], rollups: [] }

export async function compareSums(
  sql: Sql,
  platform: Platform,
  served: ServedCensus,
): Promise<Comparison> {
  const statusOf = await readStatuses(sql, platform)
  const groups = new Set([...served.groups(), ...(await readGroups(sql, platform))])
  const rows = { broadcasts: 0, segments: 0, channelDays: 0, rollups: 0 }
  const differences: string[] = []
  const broadcasts: Partial<BroadcastSums>[] = []
  let samples = 0

  function compare(expected: Result, actual: ToldResult): void {
    for (const [list, told] of Object.entries(expected)) rows[list as keyof Result] += told.length
    for (const difference of differencesOf(expected, actual)) differences.push(difference)
  }

  let census: Census | null = null
  let summing = null
  for (const group of groups) {
    census = sessionsOf(served.seenOf(group, statusOf)).census
    summing ??= createSummingUp(census)
    const expected = summing.add(census.broadcasts)
    const actual = await readChannelSums(sql, platform, group)
    compare({ ...none, ...expected }, actual)
    for (const row of expected.broadcasts) samples += row.samples
    for (const row of actual.broadcasts ?? []) broadcasts.push(row)
  }
  const rollups = Map.groupBy(summing?.rollups() ?? [], ({ from }) => dayOf(from))
  for (const [day, expected] of rollups) {
    const actual = { rollups: await readRollups(sql, platform, day) }
    compare({ ...none, rollups: expected }, actual)
  }
  return { rows, samples, differences, broadcasts }
}
