// The gate to Twitch: pages of Helix' list of live streams, most watched first.
// Facts: https://dev.twitch.tv/docs/api/reference/#get-streams.

import type { HttpReply } from '../../lib/http.ts'
import { type AppConfig, type AppDeps, createAppRequests } from '../app-requests.ts'
import type { CallContext, CursorRejected, LivePage, PlatformClient } from '../client.ts'
import { isOk } from '../tries.ts'
import { readErrorMessage, readStreamsPage } from './payload.ts'
import { readRate } from './rate.ts'
import { apiServer, tokenServer } from './servers.ts'

const rowsPerPage = 100
const usualTimeoutMs = 20_000
/** A page of 100 streams is about 60 KB. */
const maxBytes = 4_194_304

/** The keys of the application and where Twitch's servers are. */
export type TwitchConfig = AppConfig

/** `timeoutMs` is 20 s unless given. */
export type TwitchDeps = AppDeps

/**
 * The client of one application. All its callers share a token and the application's rate limit.
 * Beside what `PlatformClient` says: `unauthorized` for refused keys or a refused new token,
 * `rate_limited` and `unavailable` after all tries, other refusals at once by their status.
 */
export function createTwitchClient(deps: TwitchDeps): PlatformClient {
  const { config, clock, random, userAgent, retryAttempts, timeoutMs = usualTimeoutMs } = deps
  const requests = createAppRequests({
    api: apiServer,
    tokenServer,
    config,
    tries: { attempts: retryAttempts, clock, random },
    userAgent,
    timeoutMs,
    maxBytes,
    headers: { 'client-id': config.clientId },
    readRate,
  })

  return {
    platform: 'twitch',
    order: 'viewers',
    readLivePage: (cursor: string | null, context: CallContext) =>
      requests.get(pathOf(cursor), reply => readAnswer(reply, cursor), context),
  }
}

function pathOf(cursor: string | null): string {
  const first = `/streams?first=${rowsPerPage}`
  return cursor === null ? first : `${first}&after=${encodeURIComponent(cursor)}`
}

/** A page or a refused cursor; null = neither. */
function readAnswer(reply: HttpReply, cursor: string | null): LivePage | CursorRejected | null {
  const page = isOk(reply) ? readStreamsPage(reply.body) : null
  if (page !== null) return { kind: 'page', ...page }
  // Met in the middle of a walk: "invalid cursor" (twitchdev/issues #91).
  const isRejected =
    reply.status === 400 && cursor !== null && /cursor/i.test(readErrorMessage(reply.body) ?? '')
  return isRejected ? { kind: 'cursor_rejected' } : null
}
