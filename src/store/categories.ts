// Categories: a game or topic on one platform, written only where it is new or has a new name.

import type { Platform } from '../domain/platform.ts'
import { texts } from './columns.ts'
import type { Queryable } from './database.ts'
import { adoptNamedCategories } from './import-categories.ts'

/**
 * The keys of categories by category_id; `names` holds each id with its name as received. New
 * ones are added and changed names stored; a name that is empty or not told replaces none.
 */
export async function ensureCategories(
  sql: Queryable,
  platform: Platform,
  names: ReadonlyMap<string, string | null>,
  at: number,
): Promise<Map<string, number>> {
  if (names.size === 0) return new Map()
  const ids = [...names.keys()]
  const found = await sql<{ key: number; categoryId: string; name: string | null }[]>`
    select id as "key", category_id as "categoryId", name
    from categories
    where platform = ${platform}
      and category_id = any(${texts(ids)}::text[])`
  const known = new Map(found.map(row => [row.categoryId, row]))
  const changed = ids.filter(
    id => !known.has(id) || (names.get(id) && names.get(id) !== known.get(id)?.name),
  )
  const keys = new Map(found.map(row => [row.categoryId, row.key]))
  if (changed.length === 0) return keys
  const told = new Map(changed.map(id => [id, names.get(id) ?? null]))
  await adoptNamedCategories(sql, platform, told, at)
  const written = await sql<{ key: number; categoryId: string }[]>`
    insert into categories (platform, category_id, name, created_at, updated_at)
    select ${platform}, i.category_id, i.name, to_timestamp(${at}), to_timestamp(${at})
    from unnest(
      ${texts(changed)}::text[],
      ${texts(changed.map(id => names.get(id) ?? null))}::text[]
    ) as i (category_id, name)
    on conflict (platform, category_id) do update
    set name = excluded.name, updated_at = excluded.updated_at
    returning id as "key", category_id as "categoryId"`
  for (const row of written) keys.set(row.categoryId, row.key)
  return keys
}
