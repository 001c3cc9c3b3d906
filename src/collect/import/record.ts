// Records one sweep of older data, by the rules of sweeps of what is tracked.

import type { OpenBroadcast } from '../../domain/broadcast.ts'
import type { PlatformPolicy } from '../../domain/policy.ts'
import type { Sweep } from '../../domain/sweep.ts'
import type { Sql } from '../../store/database.ts'
import type { LiveRows } from '../live-rows.ts'
import { recordSweep } from '../record.ts'

/** `from` = the first time of the source: what was seen last before it was never followed by it. */
export async function recordImported(
  sql: Sql,
  sweep: Sweep,
  list: LiveRows,
  { from, policy }: { readonly from: number; readonly policy: PlatformPolicy },
): Promise<void> {
  const { collectedAt } = sweep
  const isMissing = ({ lastSampleAt, missedAt, cadence }: OpenBroadcast) =>
    lastSampleAt >= from && collectedAt - (missedAt ?? lastSampleAt) >= cadence
  const notLive = { ended: new Map(), missing: new Set<string>(), isMissing }
  await recordSweep(sql, sweep, list, null, null, {
    tracked: { notLive, write: async () => {} },
    policy,
  })
}
