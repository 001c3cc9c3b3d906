// The gate to Twitch: Helix' list of live streams, most watched first, and what else it tells of
// channels and categories. Facts: https://dev.twitch.tv/docs/api/reference/.

import { capabilitiesOf } from '../../domain/platform.ts'
import { keepingPolicy } from '../../domain/policy.ts'
import type { HttpReply } from '../../lib/http.ts'
import { type AppConfig, type AppDeps, createAppRequests } from '../app-requests.ts'
import type { CallContext, CursorRejected, PlatformClient, ReadRows } from '../client.ts'
import { inBatches, joinRows, type ListPage } from '../list-page.ts'
import { okBody } from '../tries.ts'
import { split } from './languages.ts'
import {
  readErrorMessage,
  readFollowerCount,
  readGames,
  readStreams,
  readUsers,
} from './payload.ts'
import { readRate } from './rate.ts'
import { apiServer, tokenServer } from './servers.ts'

/** Also the most ids that one request can name. */
const rowsPerPage = 100
const usualTimeoutMs = 20_000
/** A page of 100 streams is about 60 KB. */
const maxBytes = 4_194_304

const hourSeconds = 3_600
/** Categories beyond the first two thousand have no viewers to speak of. */
const mostDirectoryPages = 20

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
  const { get, budget } = createAppRequests({
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

  /** The rows of a list that is asked for by ids; `list` ends where these begin. */
  async function readOf<T>(
    list: string,
    name: string,
    ids: readonly string[],
    readBody: (body: unknown) => ListPage<T> | null,
    context: CallContext,
  ): Promise<ReadRows<T>> {
    const answers: ReadRows<T>[] = []
    for (const batch of inBatches([...new Set(ids)], rowsPerPage))
      answers.push(await get(`${list}${named(name, batch)}`, okBody(readBody), context))
    return joinRows(answers)
  }

  return {
    platform: 'twitch',
    capabilities: capabilitiesOf('twitch'),
    policy: { ...keepingPolicy, attribution: 'Twitch' },
    order: 'viewers',
    split,
    budget,

    readLivePage: (cursor, context, languages = []) => {
      const part = languages.length === 0 ? '' : `&${named('language', languages)}`
      return get(
        `/streams?first=${rowsPerPage}${part}${afterOf(cursor)}`,
        reply => {
          const page = okBody(readStreams)(reply)
          if (page === null) return readCursorRefusal(reply, cursor)
          const { rows: streams, skipped, nextCursor } = page
          return { kind: 'page', streams, skipped, nextCursor, onlyTop: null }
        },
        context,
      )
    },

    refresh: (channelIds, context) =>
      readOf(`/streams?first=${rowsPerPage}&`, 'user_id', channelIds, readStreams, context),

    readProfiles: (channelIds, context) => readOf('/users?', 'id', channelIds, readUsers, context),

    readFollowers: async (channelId, context) => {
      const path = `/channels/followers?broadcaster_id=${encodeURIComponent(channelId)}&first=1`
      const read = (body: unknown) => {
        const followers = readFollowerCount(body)
        return followers === null ? null : { followers }
      }
      return (await get(path, okBody(read), context)).followers
    },

    readCategories: (categoryIds, context) =>
      readOf('/games?', 'id', categoryIds, readGames, context),

    directory: {
      isRanked: true,
      staleSeconds: hourSeconds,
      mostPages: mostDirectoryPages,
      readPage: (cursor, context) =>
        get(
          `/games/top?first=${rowsPerPage}${afterOf(cursor)}`,
          reply => {
            const page = okBody(readGames)(reply)
            return page === null ? readCursorRefusal(reply, cursor) : { kind: 'page', ...page }
          },
          context,
        ),
    },
  }
}

function afterOf(cursor: string | null): string {
  return cursor === null ? '' : `&after=${encodeURIComponent(cursor)}`
}

/** Values of one filter, each named anew as Helix wants it. */
function named(name: string, values: readonly string[]): string {
  return values.map(value => `${name}=${encodeURIComponent(value)}`).join('&')
}

/** Met in the middle of a walk: "invalid cursor" (twitchdev/issues #91). */
function readCursorRefusal(
  { status, body }: HttpReply,
  cursor: string | null,
): CursorRejected | null {
  const isRefusal =
    status === 400 && cursor !== null && /cursor/i.test(readErrorMessage(body) ?? '')
  return isRefusal ? { kind: 'cursor_rejected' } : null
}
