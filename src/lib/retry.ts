// Patience: trying again with growing pauses.
// Time passes only by the injected clock.

import type { Clock } from './clock.ts'

const defaultBaseMs = 500
const defaultCapMs = 30_000

export interface RetryOptions {
  /** How often it is tried in all, at least 1. */
  readonly attempts: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** A number from 0 up to but not including 1, such as `Math.random`. */
  readonly random: () => number
  /** Longest pause before the second try; it doubles from try to try. */
  readonly baseMs?: number
  /** What that longest pause grows to at most. */
  readonly capMs?: number
}

/** What a failure deserves: another try not before `minWaitMs` has passed. */
export interface AnotherTry {
  /** At least this long, also beyond the cap; 0 where the server did not say. */
  readonly minWaitMs: number
}

/**
 * Runs `attempt` until it succeeds, pausing by exponential backoff with full jitter. `judge` sees
 * every failure, the last one too, and answers null for one that trying again cannot mend.
 * Rejects with the last failure as it is, or with the signal's reason once it is aborted.
 */
export async function retry<T>(
  options: RetryOptions,
  attempt: () => Promise<T>,
  judge: (failure: unknown) => AnotherTry | null,
): Promise<T> {
  const { attempts, clock, signal, random } = options
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt()
    } catch (failure) {
      signal.throwIfAborted()
      const verdict = judge(failure)
      if (verdict === null || tried >= attempts) throw failure
      const longestMs = backoffMs(tried, options)
      await clock.sleep(Math.max(verdict.minWaitMs, Math.floor(random() * longestMs)), signal)
    }
  }
}

function backoffMs(tried: number, options: RetryOptions): number {
  const { baseMs = defaultBaseMs, capMs = defaultCapMs } = options
  return Math.min(capMs, baseMs * 2 ** (tried - 1))
}
