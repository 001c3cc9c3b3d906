// A database of its own for tests of what sweeps leave in the tables: emptied before each test, and
// recorded to as a sweep does it.

import { beforeEach } from 'node:test'
import { packStreams } from '../src/collect/live-rows.ts'
import { type BelievedSweep, recordSweep } from '../src/collect/record.ts'
import type { LiveStream } from '../src/domain/live-stream.ts'
import type { Sweep } from '../src/domain/sweep.ts'
import { readPlatformState } from '../src/store/open-broadcasts.ts'
import { dayOf, ensurePartition } from '../src/store/partitions.ts'
import { aSweep, emptyTables } from './builders.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

export interface RecordStage extends Pick<TestDatabase, 'sql' | 'url'> {
  /** Records a sweep of what is live, complete unless told. */
  record(
    streams: readonly LiveStream[],
    known?: Partial<Sweep>,
    believed?: BelievedSweep | null,
  ): Promise<void>
  /** All samples as SQL users read them, in the order of their times. */
  readSnapshots(): Promise<Record<string, unknown>[]>
}

export async function openRecordStage(): Promise<RecordStage> {
  const { sql, url } = await createTestDatabase()
  beforeEach(() => emptyTables(sql))
  return {
    sql,
    url,
    record: async (streams, known = {}, believed = null) => {
      const sweep = aSweep(known)
      await ensurePartition(sql, sweep.platform, dayOf(sweep.collectedAt))
      const state = await readPlatformState(sql, sweep.platform)
      await recordSweep(sql, sweep, packStreams(streams), state, believed)
    },
    readSnapshots: () => sql`
      select
        id, channel_id, title, game_name, viewer_count, language,
        extract(epoch from started_at)::bigint as started_at,
        extract(epoch from collected_at)::bigint as collected_at,
        stream_url, collected_on::text as collected_on, platform
      from live_snapshots
      order by collected_at, channel_id`,
  }
}
