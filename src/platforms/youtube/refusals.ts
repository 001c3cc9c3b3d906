// What YouTube's refusals mean, whatever their status: the field names and reasons of its errors end
// in this file. Messages are read and never passed on, since one could repeat the key.
// Facts: https://developers.google.com/youtube/v3/docs/errors and recorded answers.

import { readObject, type Unchecked } from '../values.ts'

/**
 * Why a request was refused: the quota of the day is spent, requests come too fast, the key is not
 * taken, YouTube's own trouble, or what was asked.
 */
export type RefusalKind =
  | 'quota'
  | 'pace'
  | 'key'
  | 'trouble'
  | 'invalid'
  | 'forbidden'
  | 'not_found'

const kinds: ReadonlyMap<string, RefusalKind> = new Map([
  ['quotaExceeded', 'quota'],
  ['dailyLimitExceeded', 'quota'],
  ['rateLimitExceeded', 'pace'],
  ['userRateLimitExceeded', 'pace'],
  ['keyInvalid', 'key'],
  ['keyExpired', 'key'],
  ['accessNotConfigured', 'key'],
  ['ipRefererBlocked', 'key'],
  ['forbidden', 'key'],
  ['authError', 'key'],
  ['required', 'key'],
  ['dailyLimitExceededUnreg', 'key'],
  ['backendError', 'trouble'],
  ['internalError', 'trouble'],
  ['processingFailure', 'trouble'],
  ['badRequest', 'invalid'],
  ['incompatibleParameters', 'invalid'],
  ['missingRequiredParameter', 'invalid'],
  ['unexpectedParameter', 'invalid'],
  ['unknownPart', 'invalid'],
])

/** Kinds by the form of the reason: `videoNotFound`, `invalidPageToken`, `playlistForbidden`. */
const forms: readonly (readonly [RegExp, RefusalKind])[] = [
  [/^notFound$|NotFound$/, 'not_found'],
  [/^invalid/, 'invalid'],
  [/Forbidden$/, 'forbidden'],
]

/** What a body says of a refusal; null = it says nothing that is known. Never throws. */
export function readRefusal(body: unknown): RefusalKind | null {
  const error = readError(body)
  const reason = readReason(body)
  if (error === null) return null
  if (isOfTheKey(error)) return 'key'
  if (reason === null) return null
  const kind = kinds.get(reason) ?? forms.find(([form]) => form.test(reason))?.[1] ?? null
  return kind === 'pace' && isOfTheDay(error) ? 'quota' : kind
}

/** YouTube's own word for a refusal, such as `quotaExceeded`; null unless it is one plain word. */
export function readReason(body: unknown): string | null {
  const reason = firstOf(readError(body)?.errors)?.reason
  return typeof reason === 'string' && /^[a-z][A-Za-z]{2,49}$/.test(reason) ? reason : null
}

function readError(body: unknown): Unchecked | null {
  return readObject(readObject(body)?.error)
}

/** The newest form: a `badRequest` or `forbidden` whose details tell what is wrong with the key. */
function isOfTheKey(error: Unchecked): boolean {
  const { details } = error
  const reasons = Array.isArray(details) ? details.map(detail => readObject(detail)?.reason) : []
  return (
    reasons.some(reason => /^API_KEY_|^SERVICE_DISABLED$/.test(textIn(reason))) ||
    /\bAPI key (not valid|expired)\b/i.test(textIn(error.message))
  )
}

/**
 * A bucket of its own that is empty is refused like a pace; only the message says that it is one of
 * the day (googleapis/google-api-python-client issue 2753).
 */
function isOfTheDay(error: Unchecked): boolean {
  return /\bper day\b/i.test(textIn(error.message))
}

/** A text; '' for anything else, which JSON may hold even where `String` throws. */
function textIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function firstOf(list: unknown): Unchecked | null {
  return Array.isArray(list) ? readObject(list[0]) : null
}
