// The chores of sums: what makes wide windows fast, at every look; once a day what a closed day still
// misses, the rankings, and what is kept no longer.

import { type Platform, platforms } from '../domain/platform.ts'
import type { Policies } from '../domain/policy.ts'
import { startOfDay } from '../domain/sum-hours.ts'
import type { Clock } from '../lib/clock.ts'
import { readClosedDay } from '../store/closed-days.ts'
import { withDailyLock } from '../store/daily-lock.ts'
import { type Sql, toDatabaseError } from '../store/database.ts'
import { type DroppedPairHours, dropPairHours } from '../store/drop-pair-hours.ts'
import { foldSpans } from '../store/fold-spans.ts'
import { type Ranked, rankClosedDays } from './rank.ts'
import { settleClosedDays } from './settle-airtimes.ts'

/** What was done of a platform after a day was closed. */
export interface DayDone {
  readonly platform: Platform
  /** The last closed day, its first second in whole epoch seconds. */
  readonly day: number
  /** Days of channels whose airtime was worked out. */
  readonly settled: number
  readonly ranked: Ranked
  readonly durationMs: number
}

export interface DailyDeps {
  readonly sql: Sql
  readonly clock: Clock
  readonly policyOf: Policies
  /** The coverage below which nobody is ranked, 0..1. */
  readonly rankCoverage: number
  readonly signal: AbortSignal
  readonly onDone: (done: DayDone) => void
  readonly onDropped: (hours: DroppedPairHours) => void
  /** `platform` null: of what all have in common. */
  readonly onError: (platform: Platform | null, error: unknown) => void
}

export interface DailyChores {
  /**
   * Does what is due: of each platform once after a day of it was closed, again where that failed or
   * another process was at it. Never throws for the database: that is told to `onError`.
   */
  runWhenDue(): Promise<void>
}

const lookAgainMs = 600_000

/** Makes the chores of a process, which remembers what it has done. */
export function createDailyChores(deps: DailyDeps): DailyChores {
  const { sql, clock, policyOf, rankCoverage, signal, onDone, onDropped, onError } = deps
  const doneOf = new Map<Platform, number>()
  let droppedOn: number | null = null

  async function runPlatform(platform: Platform, at: number): Promise<void> {
    const policy = policyOf(platform)
    if (!policy.allowDerived) return
    if (policy.allowAggregates) await foldSpans(sql, platform, signal)
    const day = await readClosedDay(sql, platform, at)
    if (day === null || doneOf.get(platform) === day) return
    const outcome = await withDailyLock(sql, platform, async () => {
      const settled = await settleClosedDays({ sql, platform, lastDay: day, signal })
      // Rankings hold channels of many owners against each other.
      const ranked = policy.allowAggregates
        ? await rankClosedDays({
            ...{ sql, platform, policy, at, signal },
            ...{ lastDay: day, leastCoverage: rankCoverage },
          })
        : {}
      return { settled, ranked }
    })
    if (outcome === 'busy') return
    doneOf.set(platform, day)
    const hasDone = outcome.settled > 0 || Object.keys(outcome.ranked).length > 0
    if (hasDone) onDone({ platform, day, ...outcome, durationMs: clock.now() - at * 1_000 })
  }

  async function dropOld(at: number): Promise<void> {
    const today = startOfDay(at)
    if (droppedOn === today) return
    const hours = await dropPairHours(sql, at, signal)
    if (hours.stuck.length === 0) droppedOn = today
    if (hours.dropped.length + hours.stuck.length > 0) onDropped(hours)
  }

  async function attempt(platform: Platform | null, work: (at: number) => Promise<void>) {
    if (signal.aborted) return
    try {
      await work(Math.floor(clock.now() / 1_000))
    } catch (error) {
      if (!signal.aborted) onError(platform, toDatabaseError(error))
    }
  }

  return {
    runWhenDue: async () => {
      for (const platform of platforms) await attempt(platform, at => runPlatform(platform, at))
      await attempt(null, dropOld)
    },
  }
}

/** Does the chores whenever they are due, until the signal aborts. */
export async function keepDaily(deps: DailyDeps): Promise<void> {
  const { clock, signal } = deps
  const chores = createDailyChores(deps)
  while (!signal.aborted) {
    await chores.runWhenDue()
    await clock.sleep(lookAgainMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
}
