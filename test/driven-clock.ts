// A clock that stands still until a test lets the next sleeper go on: for calls that go on at the
// same time and requests that take real connections.

import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../src/lib/clock.ts'

export interface DrivenClock extends Clock {
  /** Resolves when at least so many sleep at the same time. */
  whenAsleep(count: number): Promise<void>
  /** Wakes one sleeper after the other, the earliest first, until a promise has settled. */
  drive<T>(ends: Promise<T>): Promise<T>
}

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

/** A clock that starts at `startMs` and moves on only by `drive`. */
export function createDrivenClock(startMs: number): DrivenClock {
  let nowMs = startMs
  const sleepers = new Set<Sleeper>()
  const watchers = new Set<() => void>()

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const sleeper = { atMs: nowMs + ms, wake: resolve }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        sleepers.delete(sleeper)
        reject(signal.reason)
      })
      for (const watch of watchers) watch()
    })
  }

  function whenAsleep(count: number): Promise<void> {
    return new Promise(resolve => {
      const watch = () => {
        if (sleepers.size < count) return
        watchers.delete(watch)
        resolve()
      }
      watchers.add(watch)
      watch()
    })
  }

  function wakeNext(): void {
    const [next] = [...sleepers].sort((a, b) => a.atMs - b.atMs)
    if (next === undefined) return
    sleepers.delete(next)
    nowMs = Math.max(nowMs, next.atMs)
    next.wake()
  }

  async function drive<T>(ends: Promise<T>): Promise<T> {
    let isOver = false
    const over = Promise.allSettled([ends]).then(() => {
      isOver = true
    })
    while (!isOver) {
      await Promise.race([over, whenAsleep(1)])
      // All that the last one set off has come to its own end or sleep.
      await setImmediate()
      if (!isOver) wakeNext()
    }
    return ends
  }

  return { now: () => nowMs, sleep, whenAsleep, drive }
}
