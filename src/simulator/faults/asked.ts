// A request as faults see it: what kind it is, where it stands among the others, what it asks for.

import { type ApiRequest, headerOf } from '../answer.ts'
import type { SimulatedPlatform } from '../worlds.ts'

/**
 * A page of the live list, the platform's own count, a look-up of channels' streams, anything of
 * the token server, or the rest. On YouTube searches are pages, and videos by id look-ups.
 */
export type RequestKind = 'page' | 'total' | 'lookup' | 'token' | 'other'

export interface Asked {
  readonly platform: SimulatedPlatform
  readonly kind: RequestKind
  /** Its place among the platform's requests since the faults were set, from 0. */
  readonly number: number
  /** When it came, milliseconds since the epoch. */
  readonly nowMs: number
  readonly request: ApiRequest
}

const kinds: Readonly<Record<'kick' | 'youtube', Readonly<Record<string, RequestKind>>>> = {
  kick: {
    '/public/v2/livestreams': 'page',
    '/public/v1/livestreams/stats': 'total',
    '/public/v1/users/livestreams': 'lookup',
  },
  youtube: { '/v3/search': 'page', '/v3/videos': 'lookup' },
}

export function kindOf(platform: SimulatedPlatform, { path, query }: ApiRequest): RequestKind {
  if (/^\/oauth2?\//.test(path)) return 'token'
  if (platform !== 'twitch') return kinds[platform][path] ?? 'other'
  if (path !== '/helix/streams') return 'other'
  return query.has('user_id') || query.has('user_login') ? 'lookup' : 'page'
}

const names = {
  twitch: { cursor: 'after', size: 'first' },
  kick: { cursor: 'cursor', size: 'limit' },
  youtube: { cursor: 'pageToken', size: 'maxResults' },
} as const

/** The cursor of a page, null = the first one. */
export function cursorOf({ platform, request }: Asked): string | null {
  return request.query.get(names[platform].cursor) || null
}

/** How many rows are asked for; null = the platform's usual number, or nonsense. */
export function sizeOf({ platform, request }: Asked): number | null {
  const text = request.query.get(names[platform].size) ?? ''
  return /^\d{1,5}$/.test(text) ? Number(text) : null
}

/** The same question without its cursor. */
export function withoutCursor({ platform, request }: Asked): ApiRequest {
  const query = new URLSearchParams(request.query)
  query.delete(names[platform].cursor)
  return { ...request, query }
}

/** The same question for another number of rows. */
export function withSize({ platform, request }: Asked, size: number): ApiRequest {
  const query = new URLSearchParams(request.query)
  query.set(names[platform].size, String(size))
  return { ...request, query }
}

/** The token that came with it. */
export function tokenOf({ request }: Asked): string | null {
  return headerOf(request, 'authorization')
}
