// Fills in what sweeps do not read: who has ended unseen, categories, profiles, followers. It works
// between sweeps, from what they leave of the rate limit, and never holds one up.

import { AppError, type ErrorCode } from '../domain/error.ts'
import { type PlatformPolicy, usualPolicyOf } from '../domain/policy.ts'
import type { Clock } from '../lib/clock.ts'
import type { PlatformClient, RequestTally } from '../platforms/client.ts'
import { type Sql, toDatabaseError } from '../store/database.ts'
import { withEnrichLock } from '../store/sweep-lock.ts'
import { readArt, readDirectory } from './enrich-categories.ts'
import { readFollowers, readProfiles } from './enrich-channels.ts'
import { createFoundLive } from './enrich-found-live.ts'
import {
  type EnrichCounts,
  type EnrichMemory,
  type EnrichRound,
  hourSeconds,
  secondsOf,
} from './enrich-round.ts'
import { waitForTurn } from './enrich-turn.ts'
import { lookUpOverdue } from './look-up.ts'

export interface EnrichDeps {
  readonly sql: Sql
  readonly client: PlatformClient
  readonly clock: Clock
  /** What the platform's terms allow to be worked out; its usual terms unless given. */
  readonly policy?: PlatformPolicy
  /** Told of a part that the platform refuses, each time that it is left out for six hours. */
  readonly onRefused: (part: string, error: AppError) => void
}

/** What a round has read and what it took. */
export interface Enriched extends Readonly<EnrichCounts>, Readonly<RequestTally> {
  /** Null: it came to its end, or its time was up. */
  readonly failure: AppError | null
}

export interface Enricher {
  /**
   * One round, over at `untilAt` (whole epoch seconds) or when the signal aborts; 'busy' when another
   * process has one. A failure of the platform or of the connection to the database ends it and is in
   * the answer; what was read before is kept. Any other error rejects.
   */
  run(untilAt: number, signal: AbortSignal): Promise<Enriched | 'busy'>
}

interface Part {
  readonly name: string
  readonly read: (round: EnrichRound) => Promise<void>
  /** Answers by which the platform refuses it; any other failure ends the round. */
  readonly refusals: readonly ErrorCode[]
}

/** What the platform will most likely answer again however often it is asked. */
const usualRefusals: readonly ErrorCode[] = ['forbidden', 'not_found', 'invalid']

/**
 * The parts of a round, the most needed first. Sweeps rely on look-ups: they are always tried again.
 * Followers may take more rights than an application has; elsewhere `unauthorized` is for its keys.
 */
const parts: readonly Part[] = [
  { name: 'look-ups', read: lookUpOverdue, refusals: [] },
  { name: 'directory', read: readDirectory, refusals: usualRefusals },
  { name: 'category art', read: readArt, refusals: usualRefusals },
  { name: 'profiles', read: readProfiles, refusals: usualRefusals },
  { name: 'followers', read: readFollowers, refusals: ['unauthorized', ...usualRefusals] },
]

const refusedSeconds = 6 * hourSeconds

/** Makes the enricher of one platform, which remembers some things from round to round. */
export function createEnricher(deps: EnrichDeps): Enricher {
  const { sql, client, clock, onRefused } = deps
  const policy = deps.policy ?? usualPolicyOf(client.platform)
  const memory: EnrichMemory = {
    refused: new Map(),
    failed: null,
    hasFollowers: false,
    foundLive: createFoundLive(),
  }

  /** Reads part after part; the failure that ends it, null = none. */
  async function readParts(round: EnrichRound): Promise<AppError | null> {
    const { signal } = round.context
    for (const { name, read, refusals } of partsInTurn(memory, secondsOf(clock))) {
      try {
        if (!(await round.mayGoOn())) return null
        await read(round)
      } catch (error) {
        if (signal.aborted) return null
        const failure = toDatabaseError(error)
        if (!(failure instanceof AppError)) throw error
        if (!refusals.includes(failure.code)) {
          memory.failed = name
          return failure
        }
        memory.refused.set(name, secondsOf(clock) + refusedSeconds)
        onRefused(name, failure)
      }
    }
    return null
  }

  return {
    run: async (untilAt, signal) => {
      const tally = { requests: 0, retries: 0 }
      const counts = { lookedUp: 0, ended: 0, categories: 0, profiles: 0, followers: 0 }
      const mayGoOn = () => waitForTurn({ sql, client, clock, signal }, untilAt)
      const context = { signal, tally }
      const round = { sql, client, clock, policy, context, counts, memory, mayGoOn }
      const outcome = await withEnrichLock(sql, client.platform, () => readParts(round)).catch(
        asFailure,
      )
      return outcome === 'busy' ? 'busy' : { ...counts, ...tally, failure: outcome }
    },
  }
}

/** What failed in the last round comes last in this one: it must not keep the others away. */
function partsInTurn(memory: EnrichMemory, at: number): typeof parts {
  const { failed, refused } = memory
  memory.failed = null
  return parts
    .filter(({ name }) => at >= (refused.get(name) ?? at))
    .toSorted((a, b) => Number(a.name === failed) - Number(b.name === failed))
}

/** The lock may find no database; what is no operating failure goes on. */
function asFailure(error: unknown): AppError {
  const failure = toDatabaseError(error)
  if (failure instanceof AppError) return failure
  throw error
}
