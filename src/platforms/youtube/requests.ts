// Requests to YouTube's API with a key: each asked of the ledger before it is sent, at a pace, tried
// as often as allowed. The key goes into a header and nowhere else.

import { AppError } from '../../domain/error.ts'
import { orAborted } from '../../lib/abort.ts'
import { type HttpReply, requestJson } from '../../lib/http.ts'
import { createPacer, nothingRead } from '../../lib/pacer.ts'
import type { Budget, CallContext } from '../client.ts'
import type { QuotaCost, QuotaLedger } from '../tracked-client.ts'
import { isOk, PassingAnswer, type Tries, tryOften } from '../tries.ts'
import { apiServer, errorOfAnswer, isExhausted } from './servers.ts'

/** The key of a project and where YouTube's server is. */
export interface YoutubeConfig {
  readonly apiKey: string
  /** Base address of the API, without a slash at the end. */
  readonly apiUrl: string
}

export interface YoutubeRequestsDeps extends QuotaLedger {
  readonly config: YoutubeConfig
  readonly tries: Tries
  readonly userAgent: string
  readonly timeoutMs: number
  /** Most bytes of an answer's body. */
  readonly maxBytes: number
  readonly requestsPerMinute: number
}

export interface YoutubeRequests {
  /**
   * Asks for a path below the base address. `read` answers null for a body that is not the one hoped
   * for. Throws as `TrackedClient` says.
   */
  get<T>(
    cost: QuotaCost,
    path: string,
    query: Readonly<Record<string, string>>,
    read: (body: unknown) => T | null,
    context: CallContext,
  ): Promise<T>
  budget(): Budget | null
}

/** All callers share one pace. */
export function createYoutubeRequests(deps: YoutubeRequestsDeps): YoutubeRequests {
  const { config, tries, timeoutMs, maxBytes, requestsPerMinute } = deps
  const pacer = createPacer(tries.clock)
  pacer.observe({ limit: requestsPerMinute, remaining: null, resetAtMs: null })
  // Answers are packed only for an agent that says it can unpack them.
  const userAgent = `${deps.userAgent} (gzip)`
  const headers = { 'x-goog-api-key': config.apiKey }

  async function get<T>(
    cost: QuotaCost,
    path: string,
    query: Readonly<Record<string, string>>,
    read: (body: unknown) => T | null,
    { signal, tally }: CallContext,
  ): Promise<T> {
    const url = `${config.apiUrl}${path}?${new URLSearchParams(query)}&prettyPrint=false`
    let sent = 0
    const send = async (): Promise<HttpReply> => {
      await pacer.take(signal)
      try {
        await spend(cost, signal)
        sent += 1
        tally.requests += 1
        if (sent > 1) tally.retries += 1
        const method = 'GET'
        return await requestJson({ method, url, headers, userAgent, timeoutMs, maxBytes, signal })
      } finally {
        pacer.observe(nothingRead)
      }
    }
    return tryOften(apiServer, tries, signal, async () => {
      const reply = await send()
      const answer = isOk(reply) ? read(reply.body) : null
      if (answer !== null) return answer
      const now = tries.clock.now()
      const error = errorOfAnswer(reply, cost.bucket, now)
      if (isExhausted(reply)) await orAborted(deps.onExhausted(cost.bucket), signal)
      // A refusal for the pace is meant for the whole project: others wait too.
      if (error instanceof PassingAnswer && error.isLimited)
        pacer.pauseUntil(now + (error.waitMs ?? 0))
      throw error
    })
  }

  /** Books what the next request costs; throws `rate_limited` where the bucket is closed. */
  async function spend({ bucket, units }: QuotaCost, signal: AbortSignal): Promise<void> {
    if (await orAborted(deps.spend(bucket, units), signal)) return
    throw new AppError(
      'rate_limited',
      `YouTube was not asked: its quota "${bucket}" is closed for today.`,
    )
  }

  return { get, budget: pacer.budget }
}
