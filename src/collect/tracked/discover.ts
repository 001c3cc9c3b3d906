// Searches for streams that nothing has told of yet. What a search finds is kept at once: a search is
// dear, and lost to who dies before the sweep is recorded.

import { AppError, type ErrorCode } from '../../domain/error.ts'
import type { Clock } from '../../lib/clock.ts'
import type { CallContext } from '../../platforms/client.ts'
import type { TrackedClient } from '../../platforms/tracked-client.ts'
import { addFound } from '../../store/awaited-streams.ts'
import type { Sql } from '../../store/database.ts'
import { countNewStreams, insertSearch, listSearches } from '../../store/searches.ts'
import { chooseSearch } from './search-plan.ts'

export interface DiscoverDeps {
  readonly sql: Sql
  readonly client: TrackedClient
  readonly clock: Clock
  readonly context: CallContext
}

const notTaken: ReadonlySet<ErrorCode> = new Set(['invalid', 'not_found', 'forbidden'])

/** So much of the past tells what a search is worth. Seconds. */
const memorySeconds = 3 * 86_400

/** Makes so many searches at most; what broke them off, null = nothing did. Rejects when aborted. */
export async function discover(
  { sql, client, clock, context }: DiscoverDeps,
  searches: number,
): Promise<AppError | null> {
  const { platform } = client
  for (let made = 0; made < searches; made += 1) {
    const searchedAt = Math.floor(clock.now() / 1_000)
    const past = await listSearches(sql, platform, searchedAt - memorySeconds)
    const { question, page, pageToken } = chooseSearch(past, searchedAt)
    const search = { question, page, searchedAt }
    try {
      const { found, nextPageToken } = await client.search(question, pageToken, context)
      const told = { nextPageToken, found: found.length }
      await sql.begin(async tx => {
        const searchId = await insertSearch(tx, platform, { ...search, ...told })
        const added = await addFound(tx, platform, found, searchedAt, searchId)
        await countNewStreams(tx, searchId, added)
      })
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof AppError)) throw error
      // What the platform does not take is not asked again at once.
      if (notTaken.has(error.code))
        await insertSearch(sql, platform, { ...search, nextPageToken: null, found: 0 })
      return error
    }
  }
  return null
}
