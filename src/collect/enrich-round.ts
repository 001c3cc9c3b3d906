// What the parts of a round between two sweeps share.

import type { PlatformPolicy } from '../domain/policy.ts'
import type { Clock } from '../lib/clock.ts'
import type { CallContext, PlatformClient } from '../platforms/client.ts'
import { inBatches } from '../platforms/list-page.ts'
import type { Sql } from '../store/database.ts'
import type { FoundLive } from './enrich-found-live.ts'

/** What a round has read so far. */
export interface EnrichCounts {
  /** Broadcasts looked up. */
  lookedUp: number
  /** Those of them that had ended. */
  ended: number
  categories: number
  profiles: number
  followers: number
}

/** What a process remembers from round to round. */
export interface EnrichMemory {
  /** Parts that the platform refuses, each with when it is asked for again, whole epoch seconds. */
  readonly refused: Map<string, number>
  /** The part that failed in the last round; null = none. */
  failed: string | null
  /** Whether the followers of any channel were ever told. */
  hasFollowers: boolean
  /** Broadcasts that look-ups have found live. */
  readonly foundLive: FoundLive
}

/** One round, as its parts see it. */
export interface EnrichRound {
  readonly sql: Sql
  readonly client: PlatformClient
  readonly clock: Clock
  readonly policy: PlatformPolicy
  readonly context: CallContext
  readonly counts: EnrichCounts
  readonly memory: EnrichMemory
  /** Asked before each batch: waits for sweeps and budget; false = the round is over. */
  readonly mayGoOn: () => Promise<boolean>
}

/** What one request of any platform can name, or a whole number of requests. */
export const idsAtATime = 100

/** So many that are due are in hand. */
export const dueAtATime = 2_000

export const hourSeconds = 3_600
export const daySeconds = 24 * hourSeconds

/** Now, whole epoch seconds. */
export function secondsOf(clock: Clock): number {
  return Math.floor(clock.now() / 1_000)
}

/** Batches of values while the round may go on. */
export async function* takeBatches<T>(
  { mayGoOn }: EnrichRound,
  values: readonly T[],
  size: number,
): AsyncGenerator<readonly T[]> {
  for (const batch of inBatches(values, size)) {
    if (!(await mayGoOn())) return
    yield batch
  }
}
