// The cursor of a list of categories: where a row stands in its order, as text that says nothing to
// others. What did not come out of writeCategoryCursor must never be read as a position.

import { type CategorySort, categorySorts } from '../domain/category-sort.ts'

/** A place in a list of categories. */
export interface CategoryCursor {
  readonly sort: CategorySort
  readonly value: number | null
  readonly key: number
}

const version = 1

/** The text of a place. */
export function writeCategoryCursor({ sort, value, key }: CategoryCursor): string {
  const parts = [version, categorySorts.indexOf(sort), value, key]
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The place of a text; null when the text is not one that `writeCategoryCursor` writes. */
export function readCategoryCursor(text: string): CategoryCursor | null {
  const parts = parseList(Buffer.from(text, 'base64url').toString())
  if (parts?.length !== 4 || parts[0] !== version) return null
  const [, order, value, key] = parts
  const sort = typeof order === 'number' ? categorySorts[order] : undefined
  if (sort === undefined || !(value === null || typeof value === 'number')) return null
  if (typeof key !== 'number' || !Number.isSafeInteger(key) || key < 1) return null
  const cursor = { sort, value, key }
  return writeCategoryCursor(cursor) === text ? cursor : null
}

function parseList(json: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
