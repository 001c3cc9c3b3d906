// A simulated stretch of time of one platform, with its sums: swept, held against the oracle and, where
// that is asked for, against the world.

import type { Sweep, SweepStatus } from '../../src/domain/sweep.ts'
import { openDatabase } from '../../src/store/database.ts'
import { type Accuracies, measureAccuracy } from './sums-accuracy.ts'
import { type Comparison, compareSums } from './sums-compare.ts'
import { type CensusOptions, runCensus } from './sums-run.ts'

export interface SumsOptions extends Omit<CensusOptions, 'sql' | 'onSweep'> {
  readonly databaseUrl: string
  /** Told of each sweep, with its place among them from 0 on. */
  readonly onSweep?: (sweep: Sweep, place: number) => void
}

/** What came of it. */
export interface SumsOutcome extends Comparison {
  readonly sweeps: Readonly<Record<SweepStatus, number>>
  /** Of the whole stretch. */
  readonly measureAccuracy: () => Accuracies
}

export async function proveSums(options: SumsOptions): Promise<SumsOutcome> {
  const { beginsAt, databaseUrl, interval, onSweep, world } = options
  const sweeps = { complete: 0, partial: 0, failed: 0 }
  let place = 0
  // What is lost in a crash is lost with all the rest: the disk need not be waited for.
  const sql = openDatabase({
    url: databaseUrl,
    poolSize: 4,
    applicationName: 'livecensus trial',
    waitsForDisk: false,
  })
  try {
    const served = await runCensus({
      ...options,
      sql,
      onSweep: sweep => {
        sweeps[sweep.status] += 1
        onSweep?.(sweep, place)
        place += 1
      },
    })
    const comparison = await compareSums(sql, world.platform, served)
    const until = beginsAt + options.sweeps * interval
    return {
      ...comparison,
      sweeps,
      measureAccuracy: () => measureAccuracy(world, comparison.broadcasts, beginsAt, until),
    }
  } finally {
    await sql.end({ timeout: 2 })
  }
}
