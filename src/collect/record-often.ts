// Records what was read, again where the database is away for a while.

import { AppError } from '../domain/error.ts'
import type { Sweep } from '../domain/sweep.ts'
import type { Clock } from '../lib/clock.ts'
import { type Sql, toDatabaseError } from '../store/database.ts'
import { isSlotSwept } from '../store/sweeps.ts'

export interface RecordOftenDeps {
  readonly sql: Sql
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Half a minute in all: PostgreSQL has restarted by then, or somebody has to look. */
const recordTries = 6
const firstWaitMs = 1_000

/**
 * Records a sweep, again where the database could not be reached: minutes of reading are not given up
 * for a restart. A try that was committed and never heard of is found by its slot.
 */
export async function recordOften(
  { sql, clock, signal }: RecordOftenDeps,
  { platform, slot }: Pick<Sweep, 'platform' | 'slot'>,
  record: (isAgain: boolean) => Promise<void>,
): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      if (tried > 1 && (await isSlotSwept(sql, platform, slot))) return
      return await record(tried > 1)
    } catch (error) {
      if (!isAway(error) || tried >= recordTries) throw error
      await clock.sleep(firstWaitMs * 2 ** (tried - 1), signal)
    }
  }
}

/** Whether the database could not be reached, which trying again may mend. */
export function isAway(error: unknown): boolean {
  const failure = toDatabaseError(error)
  return failure instanceof AppError && failure.code === 'unavailable'
}
