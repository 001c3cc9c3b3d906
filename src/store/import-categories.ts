// Categories of older data, which tells their names and not their ids. Such a name stands for the
// category that has it already, or for one whose id is made of it until the platform tells the true one.

import type { Platform } from '../domain/platform.ts'
import { texts } from './columns.ts'
import type { Queryable } from './database.ts'

/** No platform's own id begins like this. */
const namedPrefix = 'name:'

/** The category_id of each name: of several categories with one name, the one known longest. */
export async function findCategoryIds(
  sql: Queryable,
  platform: Platform,
  names: readonly string[],
): Promise<Map<string, string>> {
  const ids = new Map(names.map(name => [name, `${namedPrefix}${name}`]))
  if (names.length === 0) return ids
  const found = await sql<{ categoryId: string; name: string }[]>`
    select category_id as "categoryId", name
    from categories
    where platform = ${platform}
      and name = any(${texts(names)}::text[])
      and not starts_with(category_id, ${namedPrefix})
    order by id desc`
  for (const { categoryId, name } of found) ids.set(name, categoryId)
  return ids
}

/**
 * Gives categories that are known by their name alone the id that the platform tells for it, so that what
 * was imported and what is swept are one category; `told` holds names by category_id. An id that is known
 * already stays with its own category.
 */
export async function adoptNamedCategories(
  sql: Queryable,
  platform: Platform,
  told: ReadonlyMap<string, string | null>,
  at: number,
): Promise<void> {
  // Of two ids with one name the first has it.
  const idOf = new Map([...told].reverse().map(([categoryId, name]) => [name, categoryId]))
  idOf.delete(null)
  if (idOf.size === 0) return
  await sql`
    update categories k
    set category_id = i.category_id, updated_at = to_timestamp(${at})
    from unnest(${texts([...idOf.values()])}::text[], ${texts([...idOf.keys()])}::text[])
      as i (category_id, name)
    where k.platform = ${platform}
      and k.category_id = ${namedPrefix} || i.name
      and not starts_with(i.category_id, ${namedPrefix})
      and not exists (
        select 1
        from categories o
        where o.platform = ${platform} and o.category_id = i.category_id
      )`
}
