// The clock grid: sweeps every platform each interval, one sweep a platform at a time, until it
// is stopped. A sweep that fails does not stop the next one.

import type { Sweep } from '../domain/sweep.ts'
import { slotAt } from '../domain/sweep.ts'
import type { Clock } from '../lib/clock.ts'

export interface ScheduleDeps {
  readonly clock: Clock
  /** Seconds from one slot to the next. */
  readonly interval: number
  readonly signal: AbortSignal
  /** The newest sweep's collected_at, whole epoch seconds; null = none yet. */
  readonly newestSweepAt: () => Promise<number | null>
  /** Sweeps a slot; null = it was swept already. */
  readonly sweep: (slot: number) => Promise<Sweep | null>
  readonly onSwept: (sweep: Sweep) => void
  readonly onError: (error: unknown) => void
}

/**
 * Runs one platform's sweeps until the signal aborts. The first one is at once when the newest
 * sweep is older than an interval, else with the grid. A slot whose time has passed while its
 * forerunner ran is left out.
 */
export async function runSchedule(deps: ScheduleDeps): Promise<void> {
  const { clock, interval, signal } = deps
  let slot = slotAt(clock.now() / 1_000, interval)
  if (!(await isDue(deps))) slot += interval
  while (!signal.aborted) {
    await waitUntil(deps, slot)
    if (signal.aborted) return
    try {
      const sweep = await deps.sweep(slot)
      if (sweep !== null) deps.onSwept(sweep)
    } catch (error) {
      if (signal.aborted) return
      deps.onError(error)
    }
    slot = Math.max(slot, slotAt(clock.now() / 1_000, interval)) + interval
  }
}

async function isDue({ clock, interval, newestSweepAt, onError }: ScheduleDeps): Promise<boolean> {
  try {
    const newest = await newestSweepAt()
    return newest === null || clock.now() / 1_000 - newest >= interval
  } catch (error) {
    onError(error)
    return true
  }
}

async function waitUntil({ clock, signal }: ScheduleDeps, at: number): Promise<void> {
  const ms = at * 1_000 - clock.now()
  if (ms <= 0) return
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
