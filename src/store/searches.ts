// Searches that were made, with what came of them: what the next one is chosen by.

import type { Platform } from '../domain/platform.ts'
import type { PastSearch } from '../domain/search.ts'
import { numbers } from './columns.ts'
import type { Queryable } from './database.ts'

/** A search as it is known before its streams are looked up. */
export type MadeSearch = Omit<PastSearch, 'newStreams' | 'newLive' | 'newWatched'>

/** What the first look-up of the new streams of a search has shown. */
export interface SearchCredit {
  readonly searchId: number
  readonly live: number
  readonly watched: number
}

/** Notes a search and returns its id. */
export async function insertSearch(
  sql: Queryable,
  platform: Platform,
  { question, page, searchedAt, nextPageToken, found }: MadeSearch,
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into searches (
      platform, searched_at, question, page, next_page_token, found, new_streams
    )
    values (
      ${platform}, to_timestamp(${searchedAt}), ${sql.json({ ...question })}, ${page},
      ${nextPageToken}, ${found}, 0
    )
    returning id`
  if (row === undefined) throw new Error('an insert that cannot be skipped returned no row')
  return row.id
}

/** Notes how many streams of a search nothing had told of before. */
export async function countNewStreams(
  sql: Queryable,
  searchId: number,
  newStreams: number,
): Promise<void> {
  await sql`
    update searches
    set new_streams = ${newStreams}
    where id = ${searchId}`
}

/** Adds what look-ups have shown of the streams of searches. */
export async function creditSearches(
  sql: Queryable,
  credits: readonly SearchCredit[],
): Promise<void> {
  if (credits.length === 0) return
  await sql`
    update searches s
    set new_live = s.new_live + i.live, new_watched = s.new_watched + i.watched
    from unnest(
      ${numbers(credits.map(row => row.searchId))}::bigint[],
      ${numbers(credits.map(row => row.live))}::int[],
      ${numbers(credits.map(row => row.watched))}::int[]
    ) as i (id, live, watched)
    where s.id = i.id`
}

/** The searches of a platform since a moment (whole epoch seconds), in their order. */
export async function listSearches(
  sql: Queryable,
  platform: Platform,
  since: number,
): Promise<PastSearch[]> {
  const rows = await sql<PastSearch[]>`
    select
      question,
      page,
      extract(epoch from searched_at)::bigint as "searchedAt",
      next_page_token as "nextPageToken",
      found,
      new_streams as "newStreams",
      new_live as "newLive",
      new_watched as "newWatched"
    from searches
    where platform = ${platform} and searched_at >= to_timestamp(${since})
    order by searched_at, id`
  return [...rows]
}
