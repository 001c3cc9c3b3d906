// The gate to Twitch: pages of Helix' list of live streams, most watched first.
// Facts: https://dev.twitch.tv/docs/api/reference/#get-streams.

import { AppError } from '../../domain/error.ts'
import { type HttpReply, requestJson } from '../../lib/http.ts'
import { createPacer, nothingRead } from '../../lib/pacer.ts'
import type { CallContext, CursorRejected, LivePage, PlatformClient } from '../client.ts'
import { readErrorMessage, readStreamsPage } from './payload.ts'
import { readRate } from './rate.ts'
import { createTokenSource, type TokenConfig } from './token.ts'
import { errorOf, PassingAnswer, type Server, type Tries, tryOften, withMessage } from './tries.ts'

const server: Server = { name: 'Twitch', setting: 'TWITCH_API_URL' }
const rowsPerPage = 100
const usualTimeoutMs = 20_000
/** A page of 100 streams is about 60 KB. */
const maxBytes = 4_194_304

/** The keys of the application and where Twitch's servers are. */
export interface TwitchConfig extends TokenConfig {
  /** Base address of the API, without a slash at the end. */
  readonly apiUrl: string
}

export interface TwitchDeps extends Omit<Tries, 'attempts'> {
  readonly config: TwitchConfig
  /** How often a request is tried in all. */
  readonly retryAttempts: number
  readonly userAgent: string
  /** For one request, to the last byte of its answer; 20 s unless given. */
  readonly timeoutMs?: number
}

/**
 * The client of one application. All its callers share a token and the application's rate limit.
 * Beside what `PlatformClient` says: `unauthorized` for refused keys or a refused new token,
 * `rate_limited` and `unavailable` after all tries, other refusals at once by their status.
 */
export function createTwitchClient(deps: TwitchDeps): PlatformClient {
  const { config, clock, userAgent, timeoutMs = usualTimeoutMs } = deps
  const tries: Tries = { attempts: deps.retryAttempts, clock, random: deps.random }
  const tokens = createTokenSource({ ...tries, config, userAgent, timeoutMs })
  const pacer = createPacer(clock)

  async function readLivePage(
    cursor: string | null,
    { signal, tally }: CallContext,
  ): Promise<LivePage | CursorRejected> {
    const url = pageUrl(config.apiUrl, cursor)
    let sent = 0
    const send = async (token: string) => {
      await pacer.take(signal)
      sent += 1
      tally.requests += 1
      if (sent > 1) tally.retries += 1
      return exchange(url, token, signal)
    }
    return tryOften(server, tries, signal, async () => {
      const reply = await withToken(send, signal)
      const answer = readAnswer(reply, cursor, clock.now())
      if (answer instanceof PassingAnswer && answer.status === 429)
        pacer.pauseUntil(clock.now() + (answer.waitMs ?? 0))
      if (answer instanceof Error) throw answer
      return answer
    })
  }

  /** Sends with the token in use, and once more with a new one if that was refused. */
  async function withToken(
    send: (token: string) => Promise<HttpReply>,
    signal: AbortSignal,
  ): Promise<HttpReply> {
    const token = await tokens.get(signal)
    const reply = await send(token)
    if (reply.status !== 401) return reply
    tokens.invalidate(token)
    const newToken = await tokens.get(signal)
    const second = await send(newToken)
    if (second.status !== 401) return second
    tokens.invalidate(newToken)
    throw new AppError(
      'unauthorized',
      `Twitch refused a new token (${withMessage(second)}): check TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET.`,
    )
  }

  async function exchange(url: string, token: string, signal: AbortSignal): Promise<HttpReply> {
    let rate = nothingRead
    try {
      const headers = { authorization: `Bearer ${token}`, 'client-id': config.clientId }
      const reply = await requestJson({
        method: 'GET',
        url,
        headers,
        userAgent,
        timeoutMs,
        maxBytes,
        signal,
      })
      rate = readRate(reply.headers)
      return reply
    } finally {
      pacer.observe(rate)
    }
  }

  return { platform: 'twitch', readLivePage }
}

function pageUrl(apiUrl: string, cursor: string | null): string {
  const first = `${apiUrl}/streams?first=${rowsPerPage}`
  return cursor === null ? first : `${first}&after=${encodeURIComponent(cursor)}`
}

/** What an answer comes to: a page, a refused cursor, or the error it stands for. */
function readAnswer(
  reply: HttpReply,
  cursor: string | null,
  nowMs: number,
): LivePage | CursorRejected | Error {
  const page = reply.status >= 200 && reply.status <= 299 ? readStreamsPage(reply.body) : null
  if (page !== null) return { kind: 'page', ...page }
  // Met in the middle of a walk: "invalid cursor" (twitchdev/issues #91).
  if (reply.status === 400 && cursor !== null && /cursor/i.test(readErrorMessage(reply.body) ?? ''))
    return { kind: 'cursor_rejected' }
  return errorOf(server, reply, nowMs)
}
