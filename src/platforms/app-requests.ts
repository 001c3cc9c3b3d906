// Requests of one application to a platform's API: with its token, within its rate limit, tried
// as often as allowed. What an answer holds is the platform's own matter.

import { AppError } from '../domain/error.ts'
import { type HttpReply, requestJson } from '../lib/http.ts'
import { createPacer, nothingRead, type RateReading } from '../lib/pacer.ts'
import { createTokenSource, type TokenConfig, type TokenServer } from './app-token.ts'
import type { Budget, CallContext } from './client.ts'
import { errorOf, PassingAnswer, type Server, type Tries, tryOften, withMessage } from './tries.ts'

/** The keys of an application and where the platform's servers are. */
export interface AppConfig extends TokenConfig {
  /** Base address of the API, without a slash at the end. */
  readonly apiUrl: string
}

/** What the client of an application is made of, on every platform. */
export interface AppDeps extends Pick<Tries, 'clock' | 'random'> {
  readonly config: AppConfig
  /** How often a request is tried in all. */
  readonly retryAttempts: number
  readonly userAgent: string
  /** For one request, to the last byte of its answer; the platform's usual time unless given. */
  readonly timeoutMs?: number
}

export interface AppRequestsDeps {
  readonly api: Server
  readonly tokenServer: TokenServer
  readonly config: AppConfig
  readonly tries: Tries
  readonly userAgent: string
  readonly timeoutMs: number
  /** Most bytes of an answer's body. */
  readonly maxBytes: number
  /** What goes with every request beside the token. */
  readonly headers?: Readonly<Record<string, string>>
  /** What an answer says of the rate limit. */
  readonly readRate: (headers: Headers) => RateReading
}

export interface AppRequests {
  /**
   * Asks for a path with its query, below the base address. `read` answers null for what is not
   * the answer hoped for. `attempts`: instead of all the tries allowed.
   * Throws `unauthorized` for refused keys or a refused new token, `rate_limited` and
   * `unavailable` after all tries, other refusals at once by their status; rejects with the
   * signal's reason when it is aborted.
   */
  get<T>(
    path: string,
    read: (reply: HttpReply) => T | null,
    context: CallContext,
    attempts?: number,
  ): Promise<T>
  /** What is left of the rate limit; null until it is known. */
  budget(): Budget | null
}

/** New tokens one request asks for at most. */
const mostRenewals = 3

/** All callers share one token and the application's rate limit. */
export function createAppRequests(deps: AppRequestsDeps): AppRequests {
  const { api, tokenServer, config, tries, userAgent, timeoutMs, maxBytes } = deps
  const tokens = createTokenSource({ ...tries, server: tokenServer, config, userAgent, timeoutMs })
  const pacer = createPacer(tries.clock)
  /** The last token that was not refused. */
  let accepted: string | null = null
  // A pace of the client's own, which no answer has to tell, holds from the first request on.
  pacer.observe(deps.readRate(new Headers()))

  async function get<T>(
    path: string,
    read: (reply: HttpReply) => T | null,
    { signal, tally }: CallContext,
    attempts?: number,
  ): Promise<T> {
    let sent = 0
    const send = async (token: string) => {
      await pacer.take(signal)
      sent += 1
      tally.requests += 1
      if (sent > 1) tally.retries += 1
      return exchange(`${config.apiUrl}${path}`, token, signal)
    }
    const allowed =
      attempts === undefined ? tries : { ...tries, attempts, attemptsWhenLimited: attempts }
    return tryOften(api, allowed, signal, async () => {
      const reply = await withToken(send, signal)
      const answer = read(reply)
      if (answer !== null) return answer
      const error = errorOf(api, reply, tries.clock.now())
      if (isRateRefusal(error)) pacer.pauseUntil(tries.clock.now() + (error.waitMs ?? 0))
      throw error
    })
  }

  /**
   * Sends with the token in use, and once more with a new one when that was refused. A new one that
   * was good for others in the meantime has run out too; one that never was means wrong keys.
   */
  async function withToken(
    send: (token: string) => Promise<HttpReply>,
    signal: AbortSignal,
  ): Promise<HttpReply> {
    for (let renewals = 0; ; renewals += 1) {
      const token = await tokens.get(signal)
      const reply = await send(token)
      if (reply.status !== 401) {
        accepted = token
        return reply
      }
      tokens.invalidate(token)
      const isWrong = renewals > 0 && token !== accepted
      if (isWrong || renewals >= mostRenewals)
        throw new AppError(
          'unauthorized',
          `${tokenServer.platform} refused a new token (${withMessage(api, reply)}): check ${tokenServer.keySettings}.`,
        )
    }
  }

  async function exchange(url: string, token: string, signal: AbortSignal): Promise<HttpReply> {
    let rate = nothingRead
    try {
      const headers = { ...deps.headers, authorization: `Bearer ${token}` }
      const reply = await requestJson({
        method: 'GET',
        url,
        headers,
        userAgent,
        timeoutMs,
        maxBytes,
        signal,
      })
      rate = deps.readRate(reply.headers)
      return reply
    } finally {
      pacer.observe(rate)
    }
  }

  return { get, budget: pacer.budget }
}

/** Whether an answer is meant for the whole application: others wait too. */
function isRateRefusal(error: Error): error is PassingAnswer {
  return error instanceof PassingAnswer && (error.status === 429 || error.status === 403)
}
