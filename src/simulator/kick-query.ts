// What Kick's lists are asked for, and what it refuses. Facts: https://docs.kick.com; the words of
// refusals are ours, since only their form is known.

import { readIdCursor, readStartCursor } from './kick-cursor.ts'
import type { KickPageQuestion, KickTopQuestion } from './kick-list.ts'
import type { KickFilters } from './kick-order.ts'

const mostRows = 1_000
const usualRows = 100
const usualCategories = 25
const mostFilters = 25
const mostLookUps = 100
const mostTopRows = 100
const usualTopRows = 25
const mostTopChannels = 50

/** What is wrong with a question. */
export interface Refused {
  readonly reason: string
}

export interface CategoriesQuestion {
  readonly limit: number
  /** Null = from the first. */
  readonly after: number | null
}

/** The question of `GET /public/v2/livestreams`. */
export function readPageQuestion(query: URLSearchParams): KickPageQuestion | Refused {
  const limit = readLimit(query, usualRows, mostRows)
  const after = readCursor(query, readStartCursor)
  const categoryIds = readIds(query, 'category_id', mostFilters)
  const languages = readLanguages(query, 'language_code', mostFilters)
  if (isRefused(limit)) return limit
  if (isRefused(after)) return after
  if (isRefused(categoryIds)) return categoryIds
  if (isRefused(languages)) return languages
  return { limit, after, filters: { categoryIds, languages } }
}

/** The question of `GET /public/v2/categories`. */
export function readCategoriesQuestion(query: URLSearchParams): CategoriesQuestion | Refused {
  const limit = readLimit(query, usualCategories, mostRows)
  const after = readCursor(query, readIdCursor)
  if (isRefused(limit)) return limit
  if (isRefused(after)) return after
  return { limit, after }
}

/** The channels `GET /public/v1/users/livestreams` is asked for. */
export function readLookUp(query: URLSearchParams): readonly number[] | Refused {
  return readIds(query, 'user_id', mostLookUps) ?? { reason: 'user_id is required' }
}

/** The question of the deprecated `GET /public/v1/livestreams`. */
export function readTopQuestion(query: URLSearchParams): KickTopQuestion | Refused {
  const limit = readLimit(query, usualTopRows, mostTopRows)
  const channelIds = readIds(query, 'broadcaster_user_id', mostTopChannels)
  const categoryIds = readIds(query, 'category_id', 1)
  const languages = readLanguages(query, 'language', 1)
  const sort = query.get('sort') || 'viewer_count'
  if (isRefused(limit)) return limit
  if (isRefused(channelIds)) return channelIds
  if (isRefused(categoryIds)) return categoryIds
  if (isRefused(languages)) return languages
  if (sort !== 'viewer_count' && sort !== 'started_at') return { reason: 'invalid sort' }
  const filters: KickFilters = { categoryIds, languages }
  return { limit, sort, filters, channelIds }
}

export function isRefused(answer: unknown): answer is Refused {
  return typeof answer === 'object' && answer !== null && 'reason' in answer
}

function readLimit(query: URLSearchParams, usual: number, most: number): number | Refused {
  const text = query.get('limit') || String(usual)
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return limit >= 1 && limit <= most ? limit : { reason: `limit must be from 1 to ${most}` }
}

/** Null = from the first. */
function readCursor<T>(
  query: URLSearchParams,
  read: (cursor: string) => T | null,
): T | null | Refused {
  const cursor = query.get('cursor') || null
  return cursor === null ? null : (read(cursor) ?? { reason: 'invalid cursor' })
}

/** Null = none are given. */
function readIds(
  query: URLSearchParams,
  name: string,
  most: number,
): readonly number[] | null | Refused {
  const values = query.getAll(name)
  if (values.length > most) return tooMany(name, most)
  if (!values.every(value => /^\d{1,15}$/.test(value))) return { reason: `invalid ${name}` }
  return values.length === 0 ? null : values.map(Number)
}

/** In small letters; null = none are given. */
function readLanguages(
  query: URLSearchParams,
  name: string,
  most: number,
): readonly string[] | null | Refused {
  const values = query.getAll(name)
  if (values.length > most) return tooMany(name, most)
  return values.length === 0 ? null : values.map(value => value.toLowerCase())
}

function tooMany(name: string, most: number): Refused {
  return { reason: `at most ${most} values of ${name}` }
}
