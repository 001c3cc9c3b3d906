// A clock that can be set to another time, from which it goes on at its usual pace. What it is ahead
// can be shared with other threads, whose clocks then show the same.

import type { Clock } from './clock.ts'

export interface SettableClock extends Clock {
  /** How far it is ahead, to be given to a clock of another thread. */
  readonly shared: SharedArrayBuffer
  /** Sets it to a moment, whole milliseconds since the epoch. */
  set(ms: number): void
  /** Sets it right again. */
  reset(): void
}

/** A clock that tells the time of another one until it is set; sleeping takes its usual time. */
export function createSettableClock(
  clock: Clock,
  shared: SharedArrayBuffer = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT),
): SettableClock {
  const aheadMs = new BigInt64Array(shared)
  return {
    shared,
    now: () => clock.now() + Number(Atomics.load(aheadMs, 0)),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    set: ms => {
      Atomics.store(aheadMs, 0, BigInt(ms - clock.now()))
    },
    reset: () => {
      Atomics.store(aheadMs, 0, 0n)
    },
  }
}
