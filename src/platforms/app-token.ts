// An application's access token: one at a time, asked for once however many need it, renewed
// before it expires. It is kept in memory only and never part of a message.

import { AppError } from '../domain/error.ts'
import { orAborted } from '../lib/abort.ts'
import { requestJson } from '../lib/http.ts'
import { readGrantedToken } from './granted-token.ts'
import {
  errorOf,
  isOk,
  isPassing,
  PassingAnswer,
  type Server,
  type Tries,
  tryOften,
  withMessage,
} from './tries.ts'

const longestHeadStartMs = 3_600_000
const usualLifetime = 3_600
const pauseAfterFailedRenewalMs = 60_000
const maxBytes = 65_536

/** A platform's token server, and what sentences about its tokens name. */
export interface TokenServer extends Server {
  /** The platform, as sentences name it. */
  readonly platform: string
  /** The settings that hold the keys, as sentences name them. */
  readonly keySettings: string
  /** Where tokens are asked for, below the server's base address; begins with a slash. */
  readonly path: string
}

/** Where tokens come from and on whose behalf. */
export interface TokenConfig {
  readonly clientId: string
  readonly clientSecret: string
  /** Base address of the token server, without a slash at the end. */
  readonly authUrl: string
}

export interface TokenDeps extends Tries {
  readonly server: TokenServer
  readonly config: TokenConfig
  readonly userAgent: string
  readonly timeoutMs: number
}

export interface TokenSource {
  /**
   * A token that is good now. Throws `unauthorized` when the keys are refused, `unavailable` or
   * `rate_limited` when no token can be had; rejects with the signal's reason when it is aborted,
   * which ends the request for a token only if nobody else waits for it.
   */
  get(signal: AbortSignal): Promise<string>
  /** Drops a token that was refused, if it is still the one in use. */
  invalidate(token: string): void
}

interface HeldToken {
  readonly token: string
  readonly renewAtMs: number
  readonly expiresAtMs: number
}

interface Flight {
  readonly token: Promise<string>
  readonly end: AbortController
  waiting: number
}

/** Tokens by the client credentials grant, RFC 6749, section 4.4. */
export function createTokenSource(deps: TokenDeps): TokenSource {
  const { clock } = deps
  let held: HeldToken | null = null
  let flight: Flight | null = null

  async function get(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    if (held !== null && clock.now() < held.renewAtMs) return held.token
    flight ??= start()
    const joined = flight
    joined.waiting += 1
    try {
      return await orAborted(joined.token, signal)
    } finally {
      joined.waiting -= 1
      if (joined.waiting === 0) finish(joined)
    }
  }

  function start(): Flight {
    const end = new AbortController()
    return { token: renew(end.signal), end, waiting: 0 }
  }

  /** Nobody waits any more: the next caller starts anew. */
  function finish(over: Flight): void {
    over.end.abort()
    if (flight === over) flight = null
  }

  async function renew(signal: AbortSignal): Promise<string> {
    try {
      held = await requestToken(deps, signal)
    } catch (error) {
      const old = held
      const now = clock.now()
      const canWait = error instanceof AppError && error.code !== 'unauthorized'
      if (old === null || !canWait || now >= old.expiresAtMs) throw error
      // The renewal is early, so the old token still serves while the server is away.
      held = { ...old, renewAtMs: Math.min(now + pauseAfterFailedRenewalMs, old.expiresAtMs) }
    }
    return held.token
  }

  return {
    get,
    invalidate: token => {
      if (held?.token === token) held = null
    },
  }
}

async function requestToken(deps: TokenDeps, signal: AbortSignal): Promise<HeldToken> {
  const { server, config, clock } = deps
  return tryOften(server, deps, signal, async () => {
    const askedAtMs = clock.now()
    const reply = await requestJson({
      method: 'POST',
      url: `${config.authUrl}${server.path}`,
      form: {
        client_id: config.clientId,
        client_secret: config.clientSecret,
        grant_type: 'client_credentials',
      },
      userAgent: deps.userAgent,
      timeoutMs: deps.timeoutMs,
      maxBytes,
      signal,
    })
    if ([400, 401, 403].includes(reply.status) && !isPassing(server, reply))
      throw new AppError(
        'unauthorized',
        `${server.platform} refused the keys (${withMessage(server, reply)}): check ${server.keySettings}.`,
      )
    if (!isOk(reply)) throw errorOf(server, reply, clock.now())
    const grant = readGrantedToken(reply.body)
    if (grant === null) throw new PassingAnswer(reply.status, null)
    const lifetimeMs = (grant.lifetime ?? usualLifetime) * 1_000
    const headStartMs = Math.min(longestHeadStartMs, lifetimeMs / 10)
    return {
      token: grant.token,
      renewAtMs: askedAtMs + lifetimeMs - headStartMs,
      expiresAtMs: askedAtMs + lifetimeMs,
    }
  })
}
