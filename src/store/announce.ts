// Tells every process that what is live has changed. It goes out when the transaction commits.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'

/** What changed: by a sweep, or (without its id) by hand. */
export interface Change {
  readonly platform: Platform
  /** The platform's version from now on. */
  readonly version: number
  readonly sweepId?: number
}

/** Notifies the channel livecensus_sweep with {platform, version, sweep_id}. */
export async function announceChange(
  sql: Queryable,
  { platform, version, sweepId }: Change,
): Promise<void> {
  const payload = JSON.stringify({ platform, version, sweep_id: sweepId ?? null })
  await sql`select pg_notify('livecensus_sweep', ${payload})`
}
