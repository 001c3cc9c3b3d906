// Keeps requests within what a server grants a minute, as its own headers tell it. Until a server
// tells a limit nothing is held back. Callers go in the order they came.

import { orAborted } from './abort.ts'
import type { Clock } from './clock.ts'

const windowMs = 60_000
const longestPauseMs = 120_000
/** Waits are cut into slices, so that what is observed meanwhile counts. */
const sliceMs = 1_000
/** Never spent: covers answers that overtake each other and others who share the bucket. */
const reserveShare = 0.02
/** At this share of the limit the rest is spread evenly until the bucket is full again. */
const lowShare = 0.1

/** What an answer says of the bucket; null = not said. Nonsense is taken as not said. */
export interface RateReading {
  /** Points a minute. */
  readonly limit: number | null
  /** Points left. */
  readonly remaining: number | null
  /** When the bucket is full again, milliseconds since the epoch. */
  readonly resetAtMs: number | null
}

/** The reading of a request that brought no answer. */
export const nothingRead: RateReading = { limit: null, remaining: null, resetAtMs: null }

export interface Pacer {
  /** Waits until one request may go and counts it; rejects with the signal's reason on abort. */
  take(signal: AbortSignal): Promise<void>
  /**
   * Must follow every `take` once, with `nothingRead` where no answer came; also before the first
   * one, where the limit is known without an answer.
   */
  observe(reading: RateReading): void
  /** The limit and what is left of it, nothing during a pause; null until the limit is known. */
  budget(): { readonly limit: number; readonly left: number } | null
  /** Lets nothing go before a moment, milliseconds since the epoch; two minutes ahead at most. */
  pauseUntil(atMs: number): void
}

/** What the server granted, as far as it is known. */
interface Bucket {
  readonly limit: number
  /** Points left, less those of requests that are still under way. */
  level: number
  fullAtMs: number
}

/**
 * A pacer for one bucket. Between two answers its level only falls: what a server refills is known
 * from its next answer, or when the bucket is full again. So it holds for a bucket that refills
 * continuously (Twitch: 800 a minute) as for one that refills once a minute.
 * `usualLimit`: points a minute where an answer tells what is left but not of how many.
 */
export function createPacer(clock: Clock, usualLimit = 800): Pacer {
  let bucket: Bucket | null = null
  let underWay = 0
  let pausedUntilMs = 0
  let lastTakeMs = 0
  let waiting = 0
  let queue: Promise<void> = Promise.resolve()

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (waiting === 0 && waitMs() <= 0) return spend()
    const turn = queue
    const left = Promise.withResolvers<void>()
    queue = turn.then(() => left.promise)
    waiting += 1
    try {
      await orAborted(turn, signal)
      for (let ms = waitMs(); ms > 0; ms = waitMs())
        await clock.sleep(Math.min(Math.ceil(ms), sliceMs), signal)
      spend()
    } finally {
      waiting -= 1
      left.resolve()
    }
  }

  function spend(): void {
    lastTakeMs = clock.now()
    underWay += 1
    if (bucket !== null) bucket.level -= 1
  }

  /** The bucket as it is now: full again when its time has come. */
  function bucketAt(now: number): Bucket | null {
    if (bucket !== null && now >= bucket.fullAtMs) {
      bucket.level = bucket.limit - underWay
      bucket.fullAtMs = now + windowMs
    }
    return bucket
  }

  function budget() {
    const now = clock.now()
    const bucket = bucketAt(now)
    if (bucket === null) return null
    const { level, limit } = bucket
    return { limit, left: now < pausedUntilMs ? 0 : Math.max(0, level) }
  }

  function waitMs(): number {
    const now = clock.now()
    if (now < pausedUntilMs) return pausedUntilMs - now
    const bucket = bucketAt(now)
    if (bucket === null) return 0
    const spendable = bucket.level - Math.floor(bucket.limit * reserveShare)
    if (spendable < 1) return bucket.fullAtMs - now
    if (bucket.level > bucket.limit * lowShare) return 0
    return lastTakeMs + (bucket.fullAtMs - lastTakeMs) / (Math.floor(spendable) + 1) - now
  }

  function observe(reading: RateReading): void {
    underWay = Math.max(0, underWay - 1)
    const told = isUsable(reading.limit, 1) ? reading.limit : null
    const remaining = isUsable(reading.remaining, 0) ? reading.remaining : null
    if (told === null && remaining === null) return
    const limit = told ?? bucket?.limit ?? usualLimit
    const left = Math.min(limit, remaining ?? limit)
    // An answer without what is left moves the level only where the limit has changed.
    if (remaining === null && bucket?.limit === limit) return
    bucket = { limit, level: left - underWay, fullAtMs: fullAtMs(reading.resetAtMs, limit, left) }
  }

  function fullAtMs(resetAtMs: number | null, limit: number, left: number): number {
    const now = clock.now()
    if (!isUsable(resetAtMs, 0)) return now + windowMs * (1 - left / limit)
    return Math.min(resetAtMs, now + windowMs)
  }

  function pauseUntil(atMs: number): void {
    const latestMs = clock.now() + longestPauseMs
    if (!Number.isNaN(atMs)) pausedUntilMs = Math.max(pausedUntilMs, Math.min(atMs, latestMs))
  }

  return { take, observe, budget, pauseUntil }
}

function isUsable(value: number | null, least: number): value is number {
  return value !== null && Number.isFinite(value) && value >= least
}
