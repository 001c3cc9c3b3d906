// Remembers which overdue broadcasts a look-up has found live, so that each round asks of others. It
// is forgotten with the process: then they are asked of once more.

import type { BroadcastKey } from '../domain/sweep-changes.ts'

/** When broadcasts that were found live are looked up again. */
export interface FoundLive {
  /**
   * Those of all that are overdue that may be looked up at a moment (whole epoch seconds), in their
   * order. Who is not among the overdue is forgotten.
   */
  takeDue<T extends BroadcastKey>(overdue: readonly T[], at: number): T[]
  /** Notes that broadcasts were found live at a moment, whole epoch seconds. */
  add(found: readonly BroadcastKey[], at: number): void
}

interface Wait {
  readonly seconds: number
  /** Whole epoch seconds. */
  readonly untilAt: number
}

const firstWaitSeconds = 900
const longestWaitSeconds = 14_400

/** So many are remembered; with more of them all are forgotten. */
const mostFoundLive = 200_000

/** A memory of nothing yet. After each time a broadcast is found live the wait is twice as long. */
export function createFoundLive(most = mostFoundLive): FoundLive {
  let waits = new Map<string, Wait>()

  return {
    takeDue: (overdue, at) => {
      const kept = new Map<string, Wait>()
      const due = overdue.filter(broadcast => {
        const key = keyOf(broadcast)
        const wait = waits.get(key)
        if (wait === undefined) return true
        kept.set(key, wait)
        return wait.untilAt <= at
      })
      waits = kept
      return due
    },
    add: (found, at) => {
      for (const broadcast of found) {
        const key = keyOf(broadcast)
        const before = waits.get(key)?.seconds ?? firstWaitSeconds / 2
        const seconds = Math.min(2 * before, longestWaitSeconds)
        waits.set(key, { seconds, untilAt: at + seconds })
      }
      if (waits.size > most) waits.clear()
    },
  }
}

function keyOf({ channelKey, broadcastNo }: BroadcastKey): string {
  return `${channelKey} ${broadcastNo}`
}
