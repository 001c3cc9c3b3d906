// How commands sweep: what a sweep takes from the command it runs in, and sweeping on the grid.

import { createEnricher } from '../collect/enrich.ts'
import { reportFailure, reportSweep } from '../collect/report.ts'
import { reportEnriched, reportNotEnriched, reportRefused } from '../collect/report-enriched.ts'
import { runSchedule } from '../collect/schedule.ts'
import { type SweepDeps, sweepPlatform } from '../collect/sweep.ts'
import { systemClock } from '../lib/clock.ts'
import { showStatus } from '../lib/terminal.ts'
import type { PlatformClient } from '../platforms/client.ts'
import { toDatabaseError } from '../store/database.ts'
import { readPreviousSweeps } from '../store/sweeps.ts'
import type { House } from './house.ts'

/** What a sweep of a client's platform takes. */
export function sweepDeps({ config, sql, shutdown }: House, client: PlatformClient): SweepDeps {
  return {
    sql,
    client,
    clock: systemClock,
    cadence: config.sweepIntervalMs / 1_000,
    maxStreams: config.maxStreamsPerSweep,
    signal: shutdown.signal,
    onProgress: ({ streams, pages }) => showStatus(`${streams} streams read, ${pages} pages`),
  }
}

/** Sweeps one platform on the clock grid until the signal, and enriches it in between. */
export function keepSweeping(house: House, client: PlatformClient): Promise<void> {
  const { config, log, sql, shutdown } = house
  const { platform } = client
  const enricher = createEnricher({
    sql,
    client,
    clock: systemClock,
    onRefused: (part, error) => reportRefused(log, platform, part, error),
  })
  return runSchedule({
    clock: systemClock,
    interval: config.sweepIntervalMs / 1_000,
    signal: shutdown.signal,
    newestSweepAt: async () =>
      (await readPreviousSweeps(sql, platform)).newest?.collectedAt ?? null,
    sweep: slot => sweepPlatform(sweepDeps(house, client), { kind: 'grid', slot }),
    onSwept: sweep => reportSweep(log, sweep),
    between: async (untilAt, signal) => {
      try {
        const round = await enricher.run(untilAt, signal)
        if (round !== 'busy') reportEnriched(log, platform, round)
      } catch (error) {
        reportNotEnriched(log, platform, error)
      }
    },
    onError: error => reportFailure(log, platform, toDatabaseError(error)),
  })
}
