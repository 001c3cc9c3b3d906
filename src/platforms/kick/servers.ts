// Kick's two servers, as sentences name them and as their refusals are read.
// Facts: https://docs.kick.com (OAuth 2.1 flow), KickDevDocs issues 311 and 360 on limits.

import { type HttpReply, readRetryAfterMs } from '../../lib/http.ts'
import type { TokenServer } from '../app-token.ts'
import type { Server } from '../tries.ts'
import { readErrorMessage } from './payload.ts'

/** Kick tells no limit and no reset: after a refusal at least this long is waited. */
export const leastWaitMs = 2_000
const longestWaitMs = 120_000

export const apiServer: Server = {
  name: 'Kick',
  setting: 'KICK_API_URL',
  readMessage: readErrorMessage,
  readWaitMs,
  isPassing: isGateRefusal,
}

export const tokenServer: TokenServer = {
  ...apiServer,
  name: "Kick's token server",
  setting: 'KICK_AUTH_URL',
  platform: 'Kick',
  keySettings: 'KICK_CLIENT_ID and KICK_CLIENT_SECRET',
  path: '/oauth/token',
}

/** As `Retry-After` says, two minutes at most; else 2 s where the refusal is for asking too much. */
function readWaitMs(reply: HttpReply, nowMs: number): number | null {
  const toldMs = readRetryAfterMs(reply.headers, nowMs)
  if (toldMs !== null) return Math.min(toldMs, longestWaitMs)
  return reply.status === 429 || isGateRefusal(reply) ? leastWaitMs : null
}

/** A 403 that holds no JSON is not Kick's but of the gate before it, which slows heavy use. */
function isGateRefusal({ status, body }: HttpReply): boolean {
  return status === 403 && body === undefined
}
