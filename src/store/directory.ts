// The platform's directory of categories, also of those that nobody streams now: names, art, and
// the order where it means something.

import type { ListedCategory } from '../domain/category.ts'
import type { Platform } from '../domain/platform.ts'
import { ensureCategories } from './categories.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable, Sql } from './database.ts'
import { withPlatformTurn } from './platform-turn.ts'

/** A category with its place in the directory, 1 = the first; null where the order means nothing. */
export interface RankedCategory extends ListedCategory {
  readonly rank: number | null
}

/** When the directory was last read to its end, whole epoch seconds; null = never. */
export async function readDirectoryAt(sql: Queryable, platform: Platform): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`
    select extract(epoch from directory_read_at)::bigint as at
    from platforms
    where platform = ${platform}`
  return row?.at ?? null
}

/** Notes that all of the directory is stored; `at` as its pages have it. */
export async function markDirectoryRead(sql: Sql, platform: Platform, at: number): Promise<void> {
  await sql`
    update platforms
    set directory_read_at = to_timestamp(${at})
    where platform = ${platform}`
}

/**
 * Stores a page of the directory, each category at most once. `at` = when the directory's first page
 * was asked for, whole epoch seconds.
 */
export async function writeDirectoryPage(
  sql: Sql,
  platform: Platform,
  listed: readonly RankedCategory[],
  at: number,
): Promise<void> {
  if (listed.length === 0) return
  await withPlatformTurn(sql, platform, async tx => {
    const keys = await writeListed(tx, platform, listed, at)
    const ranked = listed.filter(row => row.rank !== null)
    if (ranked.length > 0)
      await tx`
        insert into directory_readings (category_key, read_at, directory_rank)
        select i.category_key, to_timestamp(${at}), i.directory_rank
        from unnest(
          ${numbers(ranked.map(row => keys.get(row.categoryId) ?? null))}::int[],
          ${numbers(ranked.map(row => row.rank))}::int[]
        ) as i (category_key, directory_rank)
        on conflict (category_key, read_at) do nothing`
  })
}

/** The categories of live broadcasts without art that are to be asked for, most watched first. */
export async function listArtless(
  sql: Queryable,
  platform: Platform,
  { at, againAfter, limit }: { at: number; againAfter: number; limit: number },
): Promise<string[]> {
  const rows = await sql<{ categoryId: string }[]>`
    select k.category_id as "categoryId"
    from live_broadcasts l
    join categories k on k.id = l.category_key
    where l.platform = ${platform}
      and k.art_url is null
      and (k.art_read_at is null or k.art_read_at <= to_timestamp(${at - againAfter}))
    group by k.id
    order by sum(coalesce(l.viewers, l.last_known_viewers, 0)) desc, k.id
    limit ${limit}`
  return rows.map(row => row.categoryId)
}

/**
 * Stores what was answered for categories at a moment (whole epoch seconds). All that were asked for
 * count as read, also those the platform does not know.
 */
export async function writeArt(
  sql: Sql,
  platform: Platform,
  asked: readonly string[],
  listed: readonly ListedCategory[],
  at: number,
): Promise<void> {
  const answers = new Map(listed.map(row => [row.categoryId, row]))
  await withPlatformTurn(sql, platform, async tx => {
    await writeListed(
      tx,
      platform,
      asked.map(categoryId => answers.get(categoryId) ?? unknownCategory(categoryId)),
      at,
    )
  })
}

function unknownCategory(categoryId: string): ListedCategory {
  return { categoryId, gameName: '', artUrl: null }
}

/** Names and art; what is not told is not unlearned. Returns the keys by category_id. */
async function writeListed(
  tx: Queryable,
  platform: Platform,
  listed: readonly ListedCategory[],
  at: number,
): Promise<ReadonlyMap<string, number>> {
  const names = new Map(listed.map(row => [row.categoryId, row.gameName]))
  const keys = await ensureCategories(tx, platform, names, at)
  await tx`
    update categories k
    set
      art_url = coalesce(i.art_url, k.art_url),
      art_read_at = to_timestamp(${at}),
      updated_at = case
        when i.art_url <> coalesce(k.art_url, '') then to_timestamp(${at})
        else k.updated_at
      end
    from unnest(
      ${numbers(listed.map(row => keys.get(row.categoryId) ?? null))}::int[],
      ${texts(listed.map(row => row.artUrl))}::text[]
    ) as i (id, art_url)
    where k.id = i.id`
  return keys
}
