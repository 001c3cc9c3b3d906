// How commands sweep: what a sweep takes from the command it runs in, and sweeping on the grid.

import { keepDaily } from '../collect/daily.ts'
import { createEnricher, type Enriched } from '../collect/enrich.ts'
import { reportFailure, reportSweep } from '../collect/report.ts'
import { reportDay, reportDropped, reportNotDone } from '../collect/report-daily.ts'
import { reportEnriched, reportNotEnriched, reportRefused } from '../collect/report-enriched.ts'
import { runSchedule } from '../collect/schedule.ts'
import { type SweepDeps, sweepPlatform } from '../collect/sweep.ts'
import type { SweepTime } from '../collect/sweep-time.ts'
import { createTrackedEnricher, type TrackedEnriched } from '../collect/tracked/enrich.ts'
import { createLedger } from '../collect/tracked/ledger.ts'
import { sweepTracked } from '../collect/tracked/sweep.ts'
import type { Platform } from '../domain/platform.ts'
import type { Policies } from '../domain/policy.ts'
import type { Sweep } from '../domain/sweep.ts'
import { systemClock } from '../lib/clock.ts'
import { showStatus } from '../lib/terminal.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { toDatabaseError } from '../store/database.ts'
import { readNewestSweep } from '../store/sweeps.ts'
import { type Gate, policiesOf } from './clients.ts'
import type { House } from './house.ts'

/** What a sweep of a client's platform takes. */
export function sweepDeps(
  { config, sql, shutdown }: House,
  client: PlatformClient,
  policyOf: Policies,
): SweepDeps {
  return {
    sql,
    client,
    clock: systemClock,
    cadence: config.sweepIntervalMs / 1_000,
    maxStreams: config.maxStreamsPerSweep,
    signal: shutdown.signal,
    onProgress: showProgress,
    policy: policyOf(client.platform),
  }
}

/** One platform as it is swept, and what is read of it in between. */
export interface Sweeper {
  readonly platform: Platform
  /** Null: the slot is swept already. Throws as the sweeps do. */
  sweep(time: SweepTime): Promise<Sweep | null>
  enrich(untilAt: number, signal: AbortSignal): Promise<Enriched | TrackedEnriched | 'busy'>
}

/** Makes the sweeper behind a gate. */
export function createSweeper(
  house: House,
  gate: Gate,
  policyOf: Policies = policiesOf(house.config),
): Sweeper {
  const { config, log, sql, shutdown } = house
  const { platform } = gate
  const policy = policyOf(platform)
  const clock = systemClock
  switch (gate.kind) {
    case 'listed': {
      const { client } = gate
      const onRefused = (part: string, error: Parameters<typeof reportRefused>[3]) =>
        reportRefused(log, platform, part, error)
      const enricher = createEnricher({ sql, client, clock, policy, onRefused })
      return {
        platform,
        sweep: time => sweepPlatform(sweepDeps(house, client, policyOf), time),
        enrich: (untilAt, signal) => enricher.run(untilAt, signal),
      }
    }
    case 'tracked': {
      const { quota } = gate
      const client = gate.connect(createLedger({ sql, platform, quota, clock }))
      const interval = config.sweepIntervalMs / 1_000
      const shared = { sql, client, quota, clock, interval }
      const enricher = createTrackedEnricher(shared)
      const { signal } = shutdown
      return {
        platform,
        sweep: time => sweepTracked({ ...shared, policy, signal, onProgress: showProgress }, time),
        enrich: (untilAt, ending) => enricher.run(untilAt, ending),
      }
    }
    default:
      return gate satisfies never
  }
}

/** Sweeps one platform on the clock grid until the signal, and enriches it in between. */
export function keepSweeping(
  house: House,
  gate: Gate,
  policyOf: Policies = policiesOf(house.config),
): Promise<void> {
  const { config, log, sql, shutdown } = house
  const { platform, sweep, enrich } = createSweeper(house, gate, policyOf)
  return runSchedule({
    clock: systemClock,
    interval: config.sweepIntervalMs / 1_000,
    signal: shutdown.signal,
    newestSweepAt: async () => (await readNewestSweep(sql, platform))?.collectedAt ?? null,
    sweep: slot => sweep({ kind: 'grid', slot }),
    onSwept: swept => reportSweep(log, swept),
    between: async (untilAt, signal) => {
      try {
        const round = await enrich(untilAt, signal)
        if (round !== 'busy') reportEnriched(log, platform, round)
      } catch (error) {
        reportNotEnriched(log, platform, error)
      }
    },
    onError: error => reportFailure(log, platform, toDatabaseError(error)),
  })
}

/** Does what is done once a day, for each platform whose day is over, until the signal. */
export function keepDays({ config, sql, log, shutdown }: House, policyOf: Policies): Promise<void> {
  return keepDaily({
    sql,
    clock: systemClock,
    policyOf,
    rankCoverage: config.rankCoverage,
    signal: shutdown.signal,
    onDone: done => reportDay(log, done),
    onDropped: hours => reportDropped(log, hours),
    onError: (platform, error) => reportNotDone(log, platform, error),
  })
}

function showProgress({ streams, pages }: { streams: number; pages: number }): void {
  showStatus(`${streams} streams read, ${pages} pages`)
}
