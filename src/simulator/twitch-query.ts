// What Helix is asked for, and what it refuses. Facts: https://dev.twitch.tv/docs/api/reference/; the
// words of refusals are recorded ones where any are known.

import type { Refused } from './twitch-answer.ts'

const mostRows = 100
const usualRows = 20
export const mostValues = 100

/** How many rows a page shall have. */
export function readFirst(query: URLSearchParams): number | Refused {
  const text = query.get('first') ?? ''
  if (text === '') return usualRows
  const first = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(first)) return malformed('first', 'the value must be an integer')
  if (first < 1) return malformed('first', 'the value must be greater than or equal to 1')
  if (first > mostRows) return tooMany('first', mostRows)
  return first
}

/** A cursor of either direction; null = none is given. */
export function readPosition<T>(
  query: URLSearchParams,
  name: 'after' | 'before',
  read: (cursor: string) => T | null,
): T | null | Refused {
  const cursor = query.get(name) ?? ''
  return cursor === '' ? null : (read(cursor) ?? { reason: 'invalid cursor' })
}

/** The values of a repeated parameter; null = none is given. */
export function valuesOf(query: URLSearchParams, name: string): readonly string[] | null {
  const values = query.getAll(name)
  return values.length === 0 ? null : values
}

/** The values of several parameters of which at most 100 may be given in all. */
export function readLookUp<N extends string>(
  query: URLSearchParams,
  names: readonly N[],
): Readonly<Record<N, readonly string[]>> | Refused {
  let left = mostValues
  for (const name of names) {
    left -= query.getAll(name).length
    if (left < 0) return tooMany(name, mostValues)
  }
  const found = names.map(name => [name, [...new Set(query.getAll(name))]] as const)
  return Object.fromEntries(found) as Record<N, readonly string[]>
}

/** The one value of a parameter that may not be left out. */
export function readRequired(query: URLSearchParams, name: string): string | Refused {
  return query.get(name) || { reason: `Missing required parameter "${name}"` }
}

export function malformed(name: string, reason: string): Refused {
  return { reason: `The parameter "${name}" was malformed: ${reason}` }
}

export function tooMany(name: string, most: number): Refused {
  return malformed(name, `the value must be less than or equal to ${most}`)
}

/** Whether a text has the form of an id. */
export function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text)
}
