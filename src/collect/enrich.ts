// Fills in what sweeps do not read: who has ended unseen, categories, profiles, followers. It works
// between sweeps, from what they leave of the rate limit, and never holds one up.

import { AppError, type ErrorCode } from '../domain/error.ts'
import type { Clock } from '../lib/clock.ts'
import type { PlatformClient, RequestTally } from '../platforms/client.ts'
import { type Sql, toDatabaseError } from '../store/database.ts'
import { withEnrichLock } from '../store/sweep-lock.ts'
import { readArt, readDirectory } from './enrich-categories.ts'
import { readFollowers, readProfiles } from './enrich-channels.ts'
import type { EnrichCounts, EnrichMemory, EnrichRound } from './enrich-round.ts'
import { waitForTurn } from './enrich-turn.ts'
import { lookUpOverdue } from './look-up.ts'

export interface EnrichDeps {
  readonly sql: Sql
  readonly client: PlatformClient
  readonly clock: Clock
  /** Told once of each part that the platform refuses. */
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
  /** Sweeps rely on it: a refusal is a failure like others, and it is tried again. */
  readonly isVital?: true
}

/** The parts of a round, the most needed first. */
const parts: readonly Part[] = [
  { name: 'look-ups', read: lookUpOverdue, isVital: true },
  { name: 'directory', read: readDirectory },
  { name: 'category art', read: readArt },
  { name: 'profiles', read: readProfiles },
  { name: 'followers', read: readFollowers },
]

/** What the platform will answer again however often it is asked. */
const refusals: readonly ErrorCode[] = ['unauthorized', 'forbidden', 'not_found', 'invalid']

/** Makes the enricher of one platform, which remembers from round to round what is refused. */
export function createEnricher({ sql, client, clock, onRefused }: EnrichDeps): Enricher {
  const memory: EnrichMemory = { refused: new Set(), failed: null, hasFollowers: false }

  /** Reads part after part; the failure that ends it, null = none. */
  async function readParts(round: EnrichRound): Promise<AppError | null> {
    const { signal } = round.context
    for (const { name, read, isVital } of partsInTurn(memory)) {
      try {
        if (!(await round.mayGoOn())) return null
        await read(round)
      } catch (error) {
        if (signal.aborted) return null
        const failure = toDatabaseError(error)
        if (!(failure instanceof AppError)) throw error
        if (isVital || !refusals.includes(failure.code)) {
          memory.failed = name
          return failure
        }
        memory.refused.add(name)
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
      const round = { sql, client, clock, context, counts, memory, mayGoOn }
      const outcome = await withEnrichLock(sql, client.platform, () => readParts(round)).catch(
        asFailure,
      )
      return outcome === 'busy' ? 'busy' : { ...counts, ...tally, failure: outcome }
    },
  }
}

/** What failed in the last round comes last in this one: it must not keep the others away. */
function partsInTurn(memory: EnrichMemory): typeof parts {
  const { failed, refused } = memory
  memory.failed = null
  return parts
    .filter(({ name }) => !refused.has(name))
    .toSorted((a, b) => Number(a.name === failed) - Number(b.name === failed))
}

/** The lock may find no database; what is no operating failure goes on. */
function asFailure(error: unknown): AppError {
  const failure = toDatabaseError(error)
  if (failure instanceof AppError) return failure
  throw error
}
