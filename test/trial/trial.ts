// The census on a bad day: both simulated platforms with every fault at moderate rates, swept one
// sweep after the other by the true clients as a driven clock goes on, each sweep judged.

import { sweepPlatform } from '../../src/collect/sweep.ts'
import type { Platform } from '../../src/domain/platform.ts'
import type { Sweep } from '../../src/domain/sweep.ts'
import { createManualClock } from '../../src/lib/manual-clock.ts'
import type { PlatformClient } from '../../src/platforms/client.ts'
import { createKickClient } from '../../src/platforms/kick/client.ts'
import { createTwitchClient } from '../../src/platforms/twitch/client.ts'
import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import type { FaultSpec } from '../../src/simulator/faults/table.ts'
import { startSimulator } from '../../src/simulator/server.ts'
import { createWorlds } from '../../src/simulator/worlds.ts'
import type { Sql } from '../../src/store/database.ts'
import { createOracle } from './oracle.ts'
import { readServed } from './served.ts'

const cadence = 300
/** 2026-03-02T10:20:00Z: as many are live six hours later, rising, as sixteen hours later, falling. */
const beginsAt = 1_772_446_800

export interface TrialOptions {
  readonly sql: Sql
  /** Mean of live streams on Twitch. */
  readonly scale: number
  readonly faults: readonly FaultSpec[]
  /** For one request, real milliseconds: what waits longer is asked for again. */
  readonly timeoutMs: number
}

/** What one sweep of one platform came to. */
export interface TrialSweep {
  readonly sweep: Sweep
  /** How often each fault acted. */
  readonly injected: Readonly<Record<string, number>>
  /** What is stored, counted or said otherwise than it should be, one sentence each. */
  readonly faults: readonly string[]
}

export interface Trial {
  /** Five minutes later, both platforms. */
  next(): Promise<readonly TrialSweep[]>
  close(): Promise<void>
}

export async function startTrial(options: TrialOptions): Promise<Trial> {
  const { faults, scale, sql, timeoutMs } = options
  const clock = createManualClock(beginsAt * 1_000)
  let records: AnswerRecord[] = []
  const simulator = await startSimulator({
    worlds: createWorlds({ seed: 1, scale, platforms: ['twitch', 'kick'] }),
    clock,
    host: '127.0.0.1',
    port: 0,
    rateLimit: 800,
    kickRateLimit: 60,
    faults,
    onAnswer: record => records.push(record),
  })
  const lanes = createClients(simulator.environment, clock, timeoutMs).map(client => ({
    client,
    oracle: createOracle(sql, client.platform),
  }))
  let slot = beginsAt

  async function sweep({ client, oracle }: (typeof lanes)[number]): Promise<TrialSweep> {
    records = []
    const done = await sweepPlatform(
      {
        sql,
        client,
        clock,
        cadence,
        maxStreams: null,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      },
      { kind: 'grid', slot },
    )
    if (done === null) throw new Error('the slot was swept before')
    const served = readServed(records)
    return {
      sweep: done,
      injected: countFaults(records),
      faults: [...(await oracle.judge(done, served)), ...judgeFigures(done, served)],
    }
  }

  return {
    async next() {
      slot = Math.max(slot + cadence, Math.ceil(clock.now() / (cadence * 1_000)) * cadence)
      const swept: TrialSweep[] = []
      for (const lane of lanes) {
        clock.advance(Math.max(0, slot * 1_000 - clock.now()))
        swept.push(await sweep(lane))
      }
      return swept
    },
    close: () => simulator.close(),
  }
}

/** The true clients of Twitch and Kick; of a platform that is not simulated, one that reaches nobody. */
export function createClients(
  environment: Readonly<Record<string, string>>,
  clock: ReturnType<typeof createManualClock>,
  timeoutMs: number,
): PlatformClient[] {
  const depsOf = (platform: Uppercase<Platform>) => ({
    config: {
      apiUrl: environment[`${platform}_API_URL`] ?? '',
      authUrl: environment[`${platform}_AUTH_URL`] ?? '',
      clientId: environment[`${platform}_CLIENT_ID`] ?? '',
      clientSecret: environment[`${platform}_CLIENT_SECRET`] ?? '',
    },
    clock,
    random: () => 0.5,
    retryAttempts: 3,
    userAgent: 'livecensus trial',
    timeoutMs,
  })
  return [createTwitchClient(depsOf('TWITCH')), createKickClient(depsOf('KICK'))]
}

/** Whether a sweep's own figures are what was injected. */
function judgeFigures(
  { figures, platform, reason, status, collectedAt }: Sweep,
  served: ReturnType<typeof readServed>,
): string[] {
  const expected = {
    requests: served.requests,
    retries: served.retries,
    pages: served.pages,
    skipped: served.unreadable,
    streams: served.rows.size,
  }
  const faults = Object.entries(expected)
    // Refused keys end all chains: what they had just sent may never have come.
    .filter(([name]) => reason !== 'unauthorized' || name !== 'requests')
    .filter(([name, value]) => figures[name as keyof typeof expected] !== value)
    .map(([name, value]) => `${name} ${figures[name as keyof typeof expected]}, injected ${value}`)
  const isBroken = served.lostPages > 0
  const saysBroken = reason !== null && reason !== 'short' && reason !== 'shrunk'
  if (isBroken !== saysBroken)
    faults.push(`${status} (${reason}), while ${served.lostPages} pages were lost`)
  return faults.map(fault => `${platform} at ${collectedAt}: ${fault}`)
}

function countFaults(records: readonly AnswerRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { faults } of records)
    for (const name of faults) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
