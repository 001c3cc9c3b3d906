// Categories in Kick's own words, and the list of them all.

import type { Category } from './categories.ts'
import { writeIdCursor } from './kick-cursor.ts'

export interface KickCategory {
  /** 0 = none was set. */
  readonly id: number
  readonly name: string
  readonly thumbnail: string
}

const none: KickCategory = { id: 0, name: '', thumbnail: '' }

export function kickCategory(category: Category | null): KickCategory {
  if (category === null) return none
  const { id, name } = category
  const thumbnail = `https://files.kick.com/images/subcategories/${id}/banner/conversion/banner.webp`
  return { id: Number(id), name, thumbnail }
}

/** The body of a page of `GET /public/v2/categories`, by growing id; `after` = null is the first. */
export function categoriesPage(
  categories: readonly Category[],
  { after, limit }: { readonly after: number | null; readonly limit: number },
) {
  const rest = categories
    .map(kickCategory)
    .filter(({ id }) => id > (after ?? 0))
    .toSorted((a, b) => a.id - b.id)
  const page = rest.slice(0, limit)
  const last = page.length < rest.length ? page.at(-1) : undefined
  return {
    data: page.map(({ id, name, thumbnail }) => ({ id, name, tags: [], thumbnail })),
    message: 'OK',
    pagination: { next_cursor: last === undefined ? '' : writeIdCursor(last.id) },
  }
}
