// Purges what platforms' terms let be kept no longer, once a day.

import { type Platform, platforms } from '../domain/platform.ts'
import type { Policies } from '../domain/policy.ts'
import type { Clock } from '../lib/clock.ts'
import { type Sql, toDatabaseError } from '../store/database.ts'
import { type PurgeReport, purgePlatform } from '../store/purge.ts'
import { isLimited } from '../store/purge-borders.ts'
import { withPurgeLock } from '../store/purge-lock.ts'

export interface PurgerDeps {
  readonly sql: Sql
  readonly clock: Clock
  readonly policyOf: Policies
  readonly signal: AbortSignal
  readonly onPurged: (report: PurgeReport) => void
  readonly onError: (platform: Platform, error: unknown) => void
}

export interface Purger {
  /**
   * Purges the platforms that are due, also those that are not swept any more: each once in a UTC day,
   * and again where something could not be deleted yet or another process was at it.
   */
  purgeWhenDue(): Promise<void>
}

const daySeconds = 86_400
/** By then the last sweep of the day before is recorded. */
const dueAfterSeconds = 600
const lookAgainMs = 600_000

/** Makes the purger of a process, which remembers what it has done. */
export function createPurger(deps: PurgerDeps): Purger {
  const { sql, clock, policyOf, signal, onPurged, onError } = deps
  const doneOn = new Map<Platform, number>()

  async function purge(platform: Platform, at: number): Promise<boolean> {
    const policy = policyOf(platform)
    if (!isLimited(policy)) return true
    const report = await withPurgeLock(sql, platform, () =>
      purgePlatform({ sql, platform, policy, at, signal }),
    )
    if (report === 'busy') return false
    if (report !== null) onPurged(report)
    return report === null || report.stuckDays.length === 0
  }

  return {
    purgeWhenDue: async () => {
      const at = Math.floor(clock.now() / 1_000)
      const day = Math.floor(at / daySeconds)
      if (at - day * daySeconds < dueAfterSeconds) return
      for (const platform of platforms) {
        if (doneOn.get(platform) === day || signal.aborted) continue
        try {
          if (await purge(platform, at)) doneOn.set(platform, day)
        } catch (error) {
          if (signal.aborted) return
          onError(platform, toDatabaseError(error))
        }
      }
    },
  }
}

/** Purges whenever it is due, until the signal aborts. */
export async function keepPurging(deps: PurgerDeps): Promise<void> {
  const { clock, signal } = deps
  const purger = createPurger(deps)
  while (!signal.aborted) {
    await purger.purgeWhenDue()
    await clock.sleep(lookAgainMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
}
