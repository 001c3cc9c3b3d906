// What categories are called, and which ones a text names.

import type { Platform } from '../domain/platform.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

/** A category by our own key, as its platform names it. */
export interface CategoryName {
  readonly key: number
  readonly categoryId: string
  readonly gameName: string | null
}

/** The names of categories, by key. */
export async function listCategoryNames(
  sql: Queryable,
  keys: readonly number[],
): Promise<Map<number, CategoryName>> {
  const rows = await sql<CategoryName[]>`
    select id as key, category_id as "categoryId", name as "gameName"
    from categories
    where id = any(${numbers(keys)}::int[])`
  return new Map(rows.map(row => [row.key, row]))
}

/** Which categories are asked for; null = any. */
export interface CategoryFilter {
  /** The platform's id of one, or its exact name. */
  readonly category: string | null
  /** A part of its name, in any case. */
  readonly part: string | null
}

/** The keys of the categories that a filter lets through. */
export async function listCategoryKeys(
  sql: Queryable,
  platforms: readonly Platform[],
  { category, part }: CategoryFilter,
): Promise<Set<number>> {
  // Thousands of keys in one text: as rows they would take longer than to be found.
  const [row] = await sql<{ keys: string | null }[]>`
    select string_agg(id::text, ',') as keys
    from categories
    where platform::text = any(${texts(platforms)}::text[])
      ${category === null ? sql`` : sql`and (category_id = ${category} or name = ${category})`}
      ${part === null ? sql`` : sql`and strpos(lower(name), lower(${part})) > 0`}`
  return new Set((row?.keys ?? '').split(',').filter(Boolean).map(Number))
}
