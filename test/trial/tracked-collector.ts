// A collector of YouTube as a process of its own: the true schedule, sweeps and what is read in between,
// on a clock that its parent keeps. It can be killed at any moment.

import { runSchedule } from '../../src/collect/schedule.ts'
import { createTrackedEnricher } from '../../src/collect/tracked/enrich.ts'
import { createLedger } from '../../src/collect/tracked/ledger.ts'
import { sweepTracked } from '../../src/collect/tracked/sweep.ts'
import type { DailyQuota } from '../../src/domain/daily-quota.ts'
import { createYoutubeClient } from '../../src/platforms/youtube/client.ts'
import { openDatabase } from '../../src/store/database.ts'
import { readPreviousSweeps } from '../../src/store/sweeps.ts'
import { type Asleep, createKeptClock, type Time } from './tracked-clock.ts'

/** What it is started with, as JSON in its only argument. */
export interface CollectorOptions {
  readonly nowMs: number
  readonly databaseUrl: string
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
  readonly apiUrl: string
  readonly apiKey: string
  readonly quota: DailyQuota
  /** Seconds from one sweep to the next. */
  readonly interval: number
}

/** What it says: that it waits, or what went wrong. */
export type FromCollector = Asleep | { readonly wrong: string }

await collect(JSON.parse(process.argv[2] ?? '{}') as CollectorOptions)

async function collect(options: CollectorOptions): Promise<void> {
  const { apiKey, apiUrl, applicationName, databaseUrl, interval, nowMs, quota } = options
  const platform = 'youtube'
  const say = (told: FromCollector) => process.send?.(told)
  const clock = createKeptClock(nowMs, say)
  process.on('message', time => clock.tell(time as Time))
  process.on('disconnect', () => process.exit())
  // What a killed process has written is with PostgreSQL, which lives on: its disk need not be waited for.
  const sql = openDatabase({ url: databaseUrl, poolSize: 4, applicationName, waitsForDisk: false })
  const ledger = createLedger({ sql, platform, quota, clock: clock.working })
  const client = createYoutubeClient({
    config: { apiKey, apiUrl },
    clock: clock.working,
    random: () => 0.5,
    retryAttempts: 3,
    userAgent: 'livecensus trial',
    ...ledger,
  })
  const { signal } = new AbortController()
  const shared = { sql, client, quota, clock: clock.working, interval }
  const enricher = createTrackedEnricher(shared)
  const onProgress = () => undefined
  const onError = (error: unknown) => {
    say({ wrong: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
  await runSchedule({
    clock: clock.waiting,
    interval,
    signal,
    newestSweepAt: () =>
      clock.work(async () => (await readPreviousSweeps(sql, platform)).newest?.collectedAt ?? null),
    sweep: slot =>
      clock.work(() => sweepTracked({ ...shared, signal, onProgress }, { kind: 'grid', slot })),
    onSwept: () => undefined,
    between: (untilAt, ending) =>
      clock.work(async () => {
        const round = await enricher.run(untilAt, ending)
        if (round !== 'busy' && round.failure !== null) onError(round.failure)
      }),
    onError,
  })
}
