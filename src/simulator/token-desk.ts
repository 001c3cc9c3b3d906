// The app access tokens a simulated platform has granted: any client gets one, and it runs out by
// the clock. Nothing here is a secret.

import { randomBytes } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { type ApiRequest, headerOf } from './answer.ts'

/** More tokens than this push out the oldest. */
const mostTokens = 10_000

/** What a token stands for. */
export interface Grant {
  readonly client: string
  readonly expiresAtMs: number
}

export interface TokenDesk {
  /** A new token for a client. */
  issue(client: string): string
  /** Null = never granted, or run out. */
  read(token: string | null): Grant | null
}

/** `lifetime` of its tokens is in seconds. */
export function createTokenDesk(clock: Clock, lifetime: number): TokenDesk {
  const grants = new Map<string, Grant>()
  return {
    issue(client) {
      const [oldest] = grants.keys()
      if (grants.size >= mostTokens && oldest !== undefined) grants.delete(oldest)
      const token = randomBytes(15).toString('hex')
      grants.set(token, { client, expiresAtMs: clock.now() + lifetime * 1_000 })
      return token
    },
    read(token) {
      const grant = token === null ? undefined : grants.get(token)
      return grant !== undefined && clock.now() < grant.expiresAtMs ? grant : null
    },
  }
}

/** The token behind one of these words in the header `Authorization`; null = there is none. */
export function tokenOf(request: ApiRequest, words: readonly string[]): string | null {
  const [, word = '', token] = /^(\S+) (\S+)$/.exec(headerOf(request, 'authorization') ?? '') ?? []
  return token !== undefined && words.includes(word.toLowerCase()) ? token : null
}
