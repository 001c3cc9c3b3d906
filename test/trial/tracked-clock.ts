// The clock of a process whose time is kept by another one: time stands while work is under way, and
// goes on when all that is left to do is to wait.

import type { Clock } from '../../src/lib/clock.ts'

/** What the process says: it waits. */
export interface Asleep {
  /** The number of the last time it was told. */
  readonly told: number
  /** The first moment it waits for, milliseconds since the epoch. */
  readonly untilMs: number
}

/** What it is told. */
export interface Time {
  /** Counts the times it was told. */
  readonly told: number
  readonly nowMs: number
}

export interface KeptClock {
  /** For who waits for his time and does nothing meanwhile. */
  readonly waiting: Clock
  /** For work. */
  readonly working: Clock
  /** Runs work: until it ends or sleeps, no time passes. */
  work<T>(work: () => Promise<T>): Promise<T>
  /** Sets the time and wakes who has waited for it. */
  tell(time: Time): void
}

interface Sleeper {
  readonly untilMs: number
  readonly wake: () => void
}

export function createKeptClock(startMs: number, onAsleep: (asleep: Asleep) => void): KeptClock {
  let nowMs = startMs
  let told = 0
  let atWork = 0
  const sleepers = new Set<Sleeper>()

  const now = () => nowMs

  function tellIfAsleep(): void {
    if (atWork > 0 || sleepers.size === 0) return
    onAsleep({ told, untilMs: Math.min(...[...sleepers].map(({ untilMs }) => untilMs)) })
  }

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const sleeper: Sleeper = { untilMs: nowMs + ms, wake: resolve }
    const onAbort = () => reject(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    sleepers.add(sleeper)
    tellIfAsleep()
    try {
      await promise
    } finally {
      sleepers.delete(sleeper)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  async function sleepAtWork(ms: number, signal?: AbortSignal): Promise<void> {
    atWork -= 1
    try {
      await sleep(ms, signal)
    } finally {
      atWork += 1
    }
  }

  return {
    waiting: { now, sleep },
    working: { now, sleep: sleepAtWork },
    async work(work) {
      atWork += 1
      try {
        return await work()
      } finally {
        atWork -= 1
        tellIfAsleep()
      }
    },
    tell(time) {
      nowMs = Math.max(nowMs, time.nowMs)
      told = time.told
      for (const sleeper of sleepers)
        if (sleeper.untilMs <= nowMs) {
          sleepers.delete(sleeper)
          sleeper.wake()
        }
    },
  }
}
