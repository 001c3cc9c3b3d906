// When enriching may send something: sweeps come first, in time, in budget and over all processes.

import type { Clock } from '../lib/clock.ts'
import type { PlatformClient } from '../platforms/client.ts'
import type { Sql } from '../store/database.ts'
import { isSweepRunning } from '../store/sweep-lock.ts'

export interface EnrichTurnDeps {
  readonly sql: Sql
  readonly client: Pick<PlatformClient, 'platform' | 'budget'>
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** How soon it is asked again whether something may be sent. Milliseconds. */
const waitMs = 1_000

/** Below this share of the rate limit nothing is spent but by sweeps. */
const spendableShare = 0.5

/**
 * Waits until no sweep of the platform runs anywhere and half of its rate limit is left; false when
 * the time is up before (`untilAt`, whole epoch seconds). Rejects with the signal's reason.
 */
export async function waitForTurn(
  { sql, client, clock, signal }: EnrichTurnDeps,
  untilAt: number,
): Promise<boolean> {
  for (;;) {
    signal.throwIfAborted()
    if (clock.now() >= untilAt * 1_000) return false
    if (hasBudget(client) && !(await isSweepRunning(sql, client.platform))) return true
    await clock.sleep(waitMs, signal)
  }
}

/** A platform that has not told its limit holds nothing back. */
function hasBudget(client: Pick<PlatformClient, 'budget'>): boolean {
  const budget = client.budget()
  return budget === null || budget.left >= budget.limit * spendableShare
}
