// What a page of `GET /helix/streams` is asked for.

import { isRefused, type Refused } from './twitch-answer.ts'
import { readCursor } from './twitch-cursor.ts'
import type { PageQuestion } from './twitch-list.ts'
import {
  malformed,
  mostValues,
  readFirst,
  readPosition,
  tooMany,
  valuesOf,
} from './twitch-query.ts'

export function readPageQuestion(query: URLSearchParams): PageQuestion | Refused {
  const first = readFirst(query)
  if (isRefused(first)) return first
  const type = query.get('type') ?? 'all'
  if (type !== 'all' && type !== 'live')
    return malformed('type', 'the value must match the regular expression /^(all|live)$/')
  const after = readPosition(query, 'after', readCursor)
  const before = readPosition(query, 'before', readCursor)
  if (isRefused(after)) return after
  if (isRefused(before)) return before
  if (after !== null && before !== null)
    return { reason: 'only one of after and before may be given' }
  const filters = {
    language: valuesOf(query, 'language'),
    game_id: valuesOf(query, 'game_id'),
    user_id: valuesOf(query, 'user_id'),
    user_login: valuesOf(query, 'user_login')?.map(login => login.toLowerCase()) ?? null,
  }
  for (const [name, values] of Object.entries(filters))
    if (values !== null && values.length > mostValues) return tooMany(name, mostValues)
  return { first, after, before, filters }
}
