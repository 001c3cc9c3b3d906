// A census of one simulated platform over many sweeps: the true clients and sweeps on a clock that is
// set from slot to slot, and all that was served kept for the oracle.

import { sweepPlatform } from '../../src/collect/sweep.ts'
import { createLedger } from '../../src/collect/tracked/ledger.ts'
import { sweepTracked } from '../../src/collect/tracked/sweep.ts'
import { type QuotaSizes, youtubeTimeZone } from '../../src/domain/daily-quota.ts'
import { createPolicies } from '../../src/domain/policy.ts'
import type { Sweep } from '../../src/domain/sweep.ts'
import { createManualClock, type ManualClock } from '../../src/lib/manual-clock.ts'
import { createYoutubeClient } from '../../src/platforms/youtube/client.ts'
import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import type { FaultSpec } from '../../src/simulator/faults/table.ts'
import { startSimulator } from '../../src/simulator/server.ts'
import type { World } from '../../src/simulator/world.ts'
import type { Sql } from '../../src/store/database.ts'
import { createServedCensus, type ServedCensus } from './sums-served.ts'
import { createClients } from './trial.ts'

export interface CensusOptions {
  readonly sql: Sql
  readonly world: World
  readonly faults: readonly FaultSpec[]
  /** The first slot, whole epoch seconds. */
  readonly beginsAt: number
  readonly sweeps: number
  /** Seconds from one to the next. */
  readonly interval: number
  /** Of YouTube. */
  readonly quota: QuotaSizes
  /** Told of each sweep. */
  readonly onSweep?: (sweep: Sweep) => void
}

/** Sweeps a platform and tells what it was served. */
export async function runCensus(options: CensusOptions): Promise<ServedCensus> {
  const { beginsAt, faults, interval, onSweep, quota, sweeps, world } = options
  const clock = createManualClock(beginsAt * 1_000)
  let records: AnswerRecord[] = []
  const simulator = await startSimulator({
    worlds: { [world.platform]: world },
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: null,
    youtubeQuota: { search: quota.search, units: quota.default },
    faults,
    onAnswer: record => records.push(record),
  })
  const served = createServedCensus(world.platform)
  try {
    const sweepAt = createSweeping(options, simulator.environment, clock)
    for (let place = 0; place < sweeps; place += 1) {
      const slot = beginsAt + place * interval
      clock.advance(Math.max(0, slot * 1_000 - clock.now()))
      records = []
      const sweep = await sweepAt(slot)
      if (sweep === null) throw new Error('the slot was swept before')
      served.take(sweep, records)
      onSweep?.(sweep)
    }
  } finally {
    await simulator.close()
  }
  return served
}

/** All terms are such that sums may be worked out. */
const policyOf = createPolicies({ youtubeDerivedMetrics: true })

/** How a platform is swept: its list, or the streams that are known. */
function createSweeping(
  { interval, quota: sizes, sql, world }: CensusOptions,
  environment: Readonly<Record<string, string>>,
  clock: ManualClock,
): (slot: number) => Promise<Sweep | null> {
  const { signal } = new AbortController()
  const { platform } = world
  const policy = policyOf(platform)
  const shared = { sql, clock, policy, signal, onProgress: () => undefined }
  if (platform === 'youtube') {
    const quota = { timeZone: youtubeTimeZone, sizes }
    const client = createYoutubeClient({
      config: {
        apiKey: environment.YOUTUBE_API_KEY ?? '',
        apiUrl: environment.YOUTUBE_API_URL ?? '',
      },
      clock,
      random: () => 0.5,
      retryAttempts: 3,
      userAgent: 'livecensus trial',
      ...createLedger({ sql, platform, quota, clock }),
    })
    return slot => sweepTracked({ ...shared, client, quota, interval }, { kind: 'grid', slot })
  }
  const client = createClients(environment, clock, 30_000).find(one => one.platform === platform)
  if (client === undefined) throw new Error(`there is no client of ${platform}`)
  return slot =>
    sweepPlatform(
      { ...shared, client, cadence: interval, maxStreams: null },
      { kind: 'grid', slot },
    )
}
