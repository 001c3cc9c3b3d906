// The reads of categories that Kick deprecated on 2026-01-15 and clients still ask for: by a part of
// the name, and by id. Facts: https://docs.kick.com.

import type { Category } from './categories.ts'
import { type KickCategory, kickCategory } from './kick-category.ts'
import type { Refused } from './kick-query.ts'

const rowsAPage = 100

export interface CategorySearch {
  /** In small letters. */
  readonly text: string
  /** From 1. */
  readonly page: number
}

/** The question of `GET /public/v1/categories`. */
export function readCategorySearch(query: URLSearchParams): CategorySearch | Refused {
  const text = query.get('q') ?? ''
  const page = query.get('page') || '1'
  if (text === '') return { reason: 'q is required' }
  if (!/^[1-9]\d{0,5}$/.test(page)) return { reason: 'invalid page' }
  return { text: text.toLowerCase(), page: Number(page) }
}

/** The rows of a page, by growing id. */
export function searchCategories(
  categories: readonly Category[],
  { page, text }: CategorySearch,
): readonly KickCategory[] {
  return categories
    .filter(({ name }) => name.toLowerCase().includes(text))
    .map(kickCategory)
    .toSorted((a, b) => a.id - b.id)
    .slice((page - 1) * rowsAPage, page * rowsAPage)
}

/** The id that a path below `/public/v1/categories` names; null = it is no such path. */
export function categoryIdOf(path: string): string | null {
  return /^\/public\/v1\/categories\/(\d{1,15})$/.exec(path)?.[1] ?? null
}
