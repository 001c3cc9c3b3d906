// A clock that can be set to another time, from which it goes on at its usual pace.

import type { Clock } from './clock.ts'

export interface SettableClock extends Clock {
  /** Sets it to a moment, milliseconds since the epoch. */
  set(ms: number): void
  /** Sets it right again. */
  reset(): void
}

/** A clock that tells the time of another one until it is set; sleeping takes its usual time. */
export function createSettableClock(clock: Clock): SettableClock {
  let aheadMs = 0
  return {
    now: () => clock.now() + aheadMs,
    sleep: (ms, signal) => clock.sleep(ms, signal),
    set: ms => {
      aheadMs = ms - clock.now()
    },
    reset: () => {
      aheadMs = 0
    },
  }
}
