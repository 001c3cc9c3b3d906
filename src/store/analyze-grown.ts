// Tells PostgreSQL how large the tables are that grow with each sweep.

import type { Sql } from './database.ts'

/**
 * Plans that are kept from the first sweeps take these tables for nearly empty until they are analyzed,
 * and autovacuum comes too late where sweeps follow each other fast: looking up the channels of new
 * broadcasts was a quarter of all that a replay asked. Samples and pairs are written by keys alone.
 */
export async function analyzeGrown(sql: Sql): Promise<void> {
  await sql`
    analyze
      channels, channel_titles, broadcasts, broadcast_ends, segments, channel_days, rollup_hours,
      rollup_days`
}
