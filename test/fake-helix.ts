// What the fake Twitch answers when nothing is made to go wrong: tokens, the rate limit, pages.
// It shares no code with src/, so that it cannot repeat its mistakes.
// Facts: Twitch's API reference and the recorded answers in fixtures/twitch.

import type { IncomingHttpHeaders } from 'node:http'

/** One stream as Helix sends it. */
export type HelixRow = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export const clientId = 'fakeclientid0000000000000000000'
export const clientSecret = 'fakeclientsecret000000000000000'

/** The token server: `lifetime` is told in seconds, `requests` is how many a token is good for. */
export function createTokenDesk(lifetime: number, requests: number) {
  const left = new Map<string, number>()
  let granted = 0
  return {
    /** The answer to `POST /oauth2/token`. */
    grant(form: URLSearchParams): Answer {
      const refuse = (status: number, message: string) => json(status, { status, message })
      if (!form.has('client_id')) return refuse(400, 'missing client id')
      if (form.get('client_id') !== clientId) return refuse(400, 'invalid client')
      if (form.get('client_secret') !== clientSecret) return refuse(403, 'invalid client secret')
      if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'invalid grant type')
      granted += 1
      const token = `faketoken${granted}`
      left.set(token, requests)
      return json(200, { access_token: token, expires_in: lifetime, token_type: 'bearer' })
    },
    /** Null = the request may pass. */
    refuse(headers: IncomingHttpHeaders): Answer | null {
      const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
      const id = headers['client-id']
      if (id === undefined || token === undefined)
        return helixError(401, 'Missing Client ID or OAuth token')
      const uses = left.get(token) ?? 0
      if (uses < 1) return helixError(401, 'Invalid OAuth token')
      if (id !== clientId) return helixError(401, 'Client ID and OAuth token do not match')
      left.set(token, uses - 1)
      return null
    },
    expireAll: () => left.clear(),
  }
}

/**
 * The application's points a minute, refilled continuously, or all at once after `emptyFor`.
 * Null = no limit, and no headers that tell one.
 */
export function createBucket(limit: number | null, now: () => number) {
  let level = limit ?? 0
  let readAtMs = now()
  let emptyUntil = 0
  const isEmpty = () => now() < emptyUntil * 1_000
  return {
    /** Refuses everything until a whole second, `seconds` from the present one. */
    emptyFor(seconds: number): void {
      emptyUntil = Math.floor(now() / 1_000) + seconds
    },
    /** Takes a point; null = there was one. */
    refuse(): Answer | null {
      if (limit !== null) level = Math.min(limit, level + ((now() - readAtMs) * limit) / 60_000)
      readAtMs = now()
      if (isEmpty() || (limit !== null && level < 1)) return helixError(429, 'Too Many Requests')
      level -= 1
      return null
    },
    headers(): Readonly<Record<string, string>> {
      if (limit === null && !isEmpty()) return {}
      const points = limit ?? 800
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

export const firstPlace: Place = { page: 0, offset: 0 }

/** One page of the list from a place on; `back`: its cursor leads to the first page. */
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
  return json(200, { data: rows.slice(offset, end), pagination })
}

/** Null = no cursor of ours. */
export function readCursor(cursor: string | null): Place | null {
  if (cursor === null) return firstPlace
  const [, page, offset] = /^\[(\d+),(\d+)\]$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  return page === undefined ? null : { page: Number(page), offset: Number(offset) }
}

/** Cuts rows into pages; no rows are one empty page. */
export function cut(rows: readonly HelixRow[], perPage: number): HelixRow[][] {
  const count = Math.max(1, Math.ceil(rows.length / perPage))
  return Array.from({ length: count }, (_, page) =>
    rows.slice(page * perPage, (page + 1) * perPage),
  )
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
  return json(status, { error: reasonPhrases[status] ?? 'Error', status, message })
}

function writeCursor({ page, offset }: Place): string {
  return Buffer.from(JSON.stringify([page, offset])).toString('base64')
}

function json(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body) }
}
