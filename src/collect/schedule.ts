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
  /**
   * Begun after each slot's sweep, also one that another worker made, but not after one that failed.
   * It gets the moment it has to be over, whole epoch seconds; the signal is aborted then at the
   * latest. No sweep waits for it.
   */
  readonly between?: (untilAt: number, signal: AbortSignal) => Promise<void>
  readonly onError: (error: unknown) => void
}

/**
 * So long before a sweep nothing else is sent: in a minute a rate limit is whole again. Seconds, at
 * most a quarter of the interval, so that something is done also where that is short.
 */
function restSecondsOf(interval: number): number {
  return Math.min(60, Math.ceil(interval / 4))
}

/**
 * Runs one platform's sweeps until the signal aborts. The first one is at once when the newest
 * sweep is older than an interval, else with the grid. A slot whose time has passed while its
 * forerunner ran is left out.
 */
export async function runSchedule(deps: ScheduleDeps): Promise<void> {
  const { clock, interval, signal } = deps
  const gap = createGap(deps)
  let slot = slotAt(clock.now() / 1_000, interval)
  if (!(await isDue(deps))) slot += interval
  try {
    while (!signal.aborted) {
      await waitUntil(deps, slot)
      if (signal.aborted) return
      let hasFailed = true
      try {
        const sweep = await deps.sweep(slot)
        if (sweep !== null) deps.onSwept(sweep)
        hasFailed = sweep?.status === 'failed'
      } catch (error) {
        if (signal.aborted) return
        deps.onError(error)
      }
      slot = Math.max(slot, slotAt(clock.now() / 1_000, interval)) + interval
      if (!hasFailed) await gap.fill(slot - restSecondsOf(interval))
    }
  } finally {
    await gap.close()
  }
}

/** What is done between sweeps: one at a time, and each is told to end before the next sweep. */
function createGap({ clock, signal, between, onError }: ScheduleDeps) {
  let running: Promise<void> | null = null
  let stop = new AbortController()

  async function run(untilAt: number, ending: AbortSignal): Promise<void> {
    try {
      await between?.(untilAt, ending)
    } catch (error) {
      if (error !== ending.reason) onError(error)
    }
  }

  return {
    /** Begins it and waits for the moment it has to be over, where there is time for any. */
    async fill(untilAt: number): Promise<void> {
      const hasTime = untilAt * 1_000 > clock.now()
      if (!hasTime || running !== null || signal.aborted) return
      stop = new AbortController()
      running = run(untilAt, AbortSignal.any([signal, stop.signal])).finally(() => {
        running = null
      })
      await waitUntil({ clock, signal }, untilAt)
      stop.abort()
    },
    async close(): Promise<void> {
      stop.abort()
      await running
    },
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

async function waitUntil(
  { clock, signal }: Pick<ScheduleDeps, 'clock' | 'signal'>,
  at: number,
): Promise<void> {
  const ms = at * 1_000 - clock.now()
  if (ms <= 0) return
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
