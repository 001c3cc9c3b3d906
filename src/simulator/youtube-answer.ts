// What YouTube's API answers: JSON as Google's servers write it, entity tags, and refusals in their
// form. Facts: https://developers.google.com/youtube/v3/docs/errors.

import { createHash } from 'node:crypto'
import { type ApiAnswer, toByteText } from './answer.ts'

/** What is wrong with a request. */
export interface Refused {
  readonly status: 400 | 403 | 404 | 500 | 502 | 503 | 504
  readonly reason: string
  readonly message: string
  readonly domain: string
  /** The parameter that is meant. */
  readonly location?: string
  /** What newer answers add to the error. */
  readonly code?: 'INVALID_ARGUMENT' | 'PERMISSION_DENIED'
  readonly details?: readonly object[]
}

export type Resource = Readonly<Record<string, unknown>>

/** Told apart from what is read of a question, which has no reason. */
export function isRefused(question: unknown): question is Refused {
  return typeof question === 'object' && question !== null && 'reason' in question
}

export function badParameter(location: string, message: string, reason = 'invalidParameter') {
  return { status: 400, reason, message, domain: 'youtube.parameter', location } satisfies Refused
}

export function missingParameter(location: string, message: string): Refused {
  return badParameter(location, message, 'missingRequiredParameter')
}

export const headers = {
  'Content-Type': 'application/json; charset=UTF-8',
  'Cache-Control': 'private',
  Vary: 'Origin, X-Origin, Referer',
} as const

/** A body; wide, with a blank for each step in, unless it is asked for narrow. */
export function youtubeAnswer(body: Resource, isNarrow = false, status = 200): ApiAnswer {
  return { status, headers, body: toByteText(writeGoogle(body, isNarrow)) }
}

export function youtubeError(refused: Refused): ApiAnswer {
  const { code, details, domain, location, message, reason, status } = refused
  const where = location === undefined ? {} : { location, locationType: 'parameter' }
  const errors = [{ message, domain, reason, ...where }]
  const rest = { ...(code && { status: code }), ...(details && { details }) }
  return youtubeAnswer({ error: { code: status, message, errors, ...rest } }, false, status)
}

/** A resource or a list with the tag of what it holds. */
export function tagged(kind: string, rest: Resource): Resource {
  return { kind, etag: etagOf(rest), ...rest }
}

function etagOf(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('base64url')
}

/** `2026-05-15T20:00:00Z` for whole epoch seconds. */
export function writeTime(at: number): string {
  return new Date(at * 1_000).toISOString().replace('.000Z', 'Z')
}

const risky = /[<>&\u2028\u2029]/g

function writeGoogle(value: unknown, isNarrow: boolean): string {
  return JSON.stringify(value, null, isNarrow ? 0 : 2).replace(
    risky,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
