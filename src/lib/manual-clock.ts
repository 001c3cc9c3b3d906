// A clock that tests move by hand: sleeping takes no time and is written down.

import type { Clock } from './clock.ts'

export interface ManualClock extends Clock {
  /** Moves the clock forward by `ms` milliseconds. */
  advance(ms: number): void
  /** How long each sleep so far was asked to last, milliseconds, in order. */
  readonly sleeps: readonly number[]
}

/** A clock that starts at `startMs`; each sleep moves it on at once and returns. */
export function createManualClock(startMs: number): ManualClock {
  let nowMs = startMs
  const sleeps: number[] = []
  return {
    now: () => nowMs,
    advance: ms => {
      nowMs += ms
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      sleeps.push(ms)
      nowMs += ms
    },
    sleeps,
  }
}
