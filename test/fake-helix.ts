// What the fake Twitch answers when nothing is made to go wrong: tokens, the rate limit, lists.
// It shares no code with src/.
// Facts: Twitch's API reference and the recorded answers in fixtures/twitch.

import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, createBucket, createTokens, json } from './fake-server.ts'

/** One row of a list as Helix sends it. */
export type HelixRow = Readonly<Record<string, unknown>>

export const clientId = 'fakeclientid0000000000000000000'
export const clientSecret = 'fakeclientsecret000000000000000'

/** The token server: `lifetime` is told in seconds, `requests` is how many a token is good for. */
export function createTokenDesk(lifetime: number, requests: number) {
  const tokens = createTokens(requests)
  return {
    /** The answer to `POST /oauth2/token`. */
    grant(form: URLSearchParams): Answer {
      const refuse = (status: number, message: string) => json({ status, message }, status)
      if (!form.has('client_id')) return refuse(400, 'missing client id')
      if (form.get('client_id') !== clientId) return refuse(400, 'invalid client')
      if (form.get('client_secret') !== clientSecret) return refuse(403, 'invalid client secret')
      if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'invalid grant type')
      return json({ access_token: tokens.grant(), expires_in: lifetime, token_type: 'bearer' })
    },
    /** Null = the request may pass. */
    refuse(headers: IncomingHttpHeaders): Answer | null {
      const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
      const id = headers['client-id']
      if (id === undefined || token === undefined)
        return helixError(401, 'Missing Client ID or OAuth token')
      if (!tokens.takes(token)) return helixError(401, 'Invalid OAuth token')
      return id === clientId ? null : helixError(401, 'Client ID and OAuth token do not match')
    },
    expireAll: tokens.expireAll,
  }
}

/**
 * The application's points a minute, refilled continuously, or all at once after `emptyFor`.
 * Null = no limit, and no headers that tell one.
 */
export function createRateLimit(limit: number | null, now: () => number) {
  const bucket = createBucket(limit, now)
  let emptyUntil = 0
  const isEmpty = () => now() < emptyUntil * 1_000
  return {
    /** Refuses everything until a whole second, `seconds` from the present one. */
    emptyFor(seconds: number): void {
      emptyUntil = Math.floor(now() / 1_000) + seconds
    },
    /** Takes a point; null = there was one. */
    refuse(): Answer | null {
      return isEmpty() || !bucket.takes() ? helixError(429, 'Too Many Requests') : null
    },
    headers(): Readonly<Record<string, string>> {
      if (limit === null && !isEmpty()) return {}
      const points = limit ?? 800
      const level = Math.min(points, bucket.level())
      const fullAt = Math.ceil((now() + ((points - level) * 60_000) / points) / 1_000)
      return {
        'Ratelimit-Limit': String(points),
        'Ratelimit-Remaining': isEmpty() ? '0' : String(Math.floor(level)),
        'Ratelimit-Reset': String(isEmpty() ? emptyUntil : fullAt),
      }
    },
  }
}

/** A position in the list; what a cursor stands for. */
export interface Place {
  readonly page: number
  readonly offset: number
}

const firstPlace: Place = { page: 0, offset: 0 }

/** One page of a list from a place on; `back`: its cursor leads to the first page. */
export function pageAt(
  pages: readonly (readonly HelixRow[])[],
  { page, offset }: Place,
  first: number,
  back: boolean,
): Answer {
  const rows = pages[page] ?? []
  const end = offset + first
  const next = end < rows.length ? { page, offset: end } : { page: page + 1, offset: 0 }
  const following = back ? firstPlace : next
  const pagination = following.page < pages.length ? { cursor: writeCursor(following) } : {}
  return json({ data: rows.slice(offset, end), pagination })
}

/** The rows of those ids that are known; Helix takes 1 to 100 ids. */
export function rowsOf(rows: readonly HelixRow[], ids: readonly string[]): Answer {
  if (ids.length < 1 || ids.length > 100) return helixError(400, 'The ids were malformed')
  return json({ data: rows.filter(row => ids.includes(String(row.id))) })
}

/** Null = no cursor of ours. */
export function readCursor(cursor: string | null): Place | null {
  if (cursor === null) return firstPlace
  const [, page, offset] = /^\[(\d+),(\d+)\]$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  return page === undefined ? null : { page: Number(page), offset: Number(offset) }
}

/** How many rows are asked for; null = not a number Helix takes. */
export function readFirst(query: URLSearchParams): number | null {
  const first = Number(query.get('first') ?? 20)
  return Number.isInteger(first) && first >= 1 && first <= 100 ? first : null
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** A failure as Helix words it. */
export function helixError(status: number, message: string): Answer {
  return json({ error: reasonPhrases[status] ?? 'Error', status, message }, status)
}

function writeCursor({ page, offset }: Place): string {
  return Buffer.from(JSON.stringify([page, offset])).toString('base64')
}
