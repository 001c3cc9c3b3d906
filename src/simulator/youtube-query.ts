// What all of YouTube's lists are asked with: parts, ids, sizes of pages, and their tokens.

import { badParameter, missingParameter, type Refused } from './youtube-answer.ts'

const mostIds = 50
const usualRows = 5
const mostRows = 50

/** The values of a parameter, given with commas, several times, or both. */
export function listOf(query: URLSearchParams, name: string): readonly string[] {
  const all = query.getAll(name).flatMap(text => text.split(','))
  return [...new Set(all.map(text => text.trim()).filter(text => text !== ''))]
}

/** The parts that are asked for, of those there are. */
export function readParts(
  query: URLSearchParams,
  known: readonly string[],
): ReadonlySet<string> | Refused {
  const parts = listOf(query, 'part')
  if (parts.length === 0) return missingParameter('part', 'Required parameter: part')
  const wrong = parts.find(part => !known.includes(part))
  if (wrong === undefined) return new Set(parts)
  return {
    status: 400,
    reason: 'unknownPart',
    message: `'${wrong}'`,
    domain: 'youtube.part',
    location: 'part',
  }
}

/** Up to 50 ids; null = none are given. */
export function readIds(query: URLSearchParams): readonly string[] | Refused | null {
  const ids = listOf(query, 'id')
  if (ids.length > mostIds)
    return badParameter(
      'id',
      'The request specifies an invalid filter parameter.',
      'invalidFilters',
    )
  return ids.length === 0 ? null : ids
}

/** How many rows a page has. */
export function readSize(query: URLSearchParams): number | Refused {
  const text = query.get('maxResults') || String(usualRows)
  const size = /^\d{1,9}$/.test(text) ? Number(text) : -1
  if (size >= 0 && size <= mostRows) return size
  const message = `Invalid value '${text}'. Values must be within the range: [0, ${mostRows}]`
  return badParameter('maxResults', message)
}

/** Where a page begins: rows before it, or where it ends when it is asked for backwards. */
export interface PagePlace {
  readonly offset: number
  readonly isBackwards: boolean
}

/** The first page without a token. */
export function readPlace(query: URLSearchParams): PagePlace | Refused {
  const token = query.get('pageToken')
  if (token === null || token === '') return { offset: 0, isBackwards: false }
  return (
    readToken(token) ??
    badParameter('pageToken', 'The request specifies an invalid page token.', 'invalidPageToken')
  )
}

/** As recorded: CBkQAA is 25 rows on, two numbers as a protocol buffer. */
export function writeToken({ offset, isBackwards }: PagePlace): string {
  const bytes = [0x08, ...varint(offset), 0x10, isBackwards ? 1 : 0]
  return Buffer.from(bytes).toString('base64url')
}

function readToken(token: string): PagePlace | null {
  const [first, low = 0, high = 0, ...rest] = Buffer.from(token, 'base64url')
  if (first !== 0x08) return null
  const offset = low < 128 ? low : low - 128 + 128 * high
  const isBackwards = (low < 128 ? rest[0] : rest[1]) === 1
  const place = { offset, isBackwards }
  return writeToken(place) === token ? place : null
}

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [128 + (value % 128), Math.floor(value / 128)]
}

/** The rows a page holds of a list, from and to. */
export function rangeOf({ isBackwards, offset }: PagePlace, size: number, rows: number) {
  const from = isBackwards ? Math.max(0, offset - size) : offset
  const to = isBackwards ? offset : Math.min(rows, offset + size)
  const next = to < rows && to > from ? writeToken({ offset: to, isBackwards: false }) : null
  const prev = from > 0 && size > 0 ? writeToken({ offset: from, isBackwards: true }) : null
  return {
    from,
    to: Math.max(from, to),
    tokens: { ...(next && { nextPageToken: next }), ...(prev && { prevPageToken: prev }) },
  }
}
