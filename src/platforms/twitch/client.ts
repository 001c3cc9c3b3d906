// The gate to Twitch: Helix' list of live streams, most watched first, and what else it tells of
// channels and categories. Facts: https://dev.twitch.tv/docs/api/reference/.

import type { ListedCategory } from '../../domain/category.ts'
import type { Profile } from '../../domain/channel.ts'
import { AppError } from '../../domain/error.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
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
/** Pages that a list of so many ids can take at most. */
const mostPagesOfIds = 10
const usualTimeoutMs = 20_000
/** A page of 100 streams is about 60 KB. */
const maxBytes = 4_194_304

const hourSeconds = 3_600
/** Categories beyond the first two thousand have no viewers to speak of. */
const mostDirectoryPages = 20

type Page<T> = ListPage<T> & { readonly kind: 'page' }

/** A list that is asked for by ids. */
interface ListByIds<T> {
  /** Ends where the ids begin. */
  readonly path: string
  /** What an id is named. */
  readonly name: string
  readonly readBody: (body: unknown) => ListPage<T> | null
  readonly idOf: (row: T) => string
}

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

  /** The page of a list at a cursor, null = the first. */
  function readPageOf<T>(
    path: string,
    readBody: (body: unknown) => ListPage<T> | null,
    cursor: string | null,
    context: CallContext,
  ): Promise<Page<T> | CursorRejected> {
    return get(
      `${path}${afterOf(cursor)}`,
      reply => {
        const page = okBody(readBody)(reply)
        return page === null ? readCursorRefusal(reply, cursor) : { kind: 'page', ...page }
      },
      context,
    )
  }

  /** The rows of a list that is asked for by ids. */
  async function readOf<T>(
    list: ListByIds<T>,
    ids: readonly string[],
    context: CallContext,
  ): Promise<ReadRows<T>> {
    const answers: ReadRows<T>[] = []
    for (const batch of inBatches([...new Set(ids)], rowsPerPage))
      answers.push(await readBatch(list, batch, context))
    return joinRows(answers)
  }

  /**
   * The rows of so many ids as one request can name. A page may hold fewer rows than there are. One
   * with nothing new is the end: that is empty, or the last cursor has led back.
   */
  async function readBatch<T>(
    { path, name, readBody, idOf }: ListByIds<T>,
    ids: readonly string[],
    context: CallContext,
  ): Promise<ReadRows<T>> {
    const answers: ReadRows<T>[] = []
    const missing = new Set(ids)
    let cursor: string | null = null
    while (answers.length < mostPagesOfIds) {
      const list = `${path}${named(name, ids)}`
      const page: Page<T> | CursorRejected = await readPageOf(list, readBody, cursor, context)
      if (page.kind === 'cursor_rejected')
        throw new AppError('unavailable', 'Twitch takes no cursor of a list by ids any more.')
      answers.push(page)
      const found = page.rows.filter(row => missing.delete(idOf(row)))
      cursor = page.nextCursor
      if (cursor === null || found.length === 0 || missing.size === 0) return joinRows(answers)
    }
    throw new AppError('unavailable', `Twitch ends no list by ids within ${mostPagesOfIds} pages.`)
  }

  return {
    platform: 'twitch',
    capabilities: capabilitiesOf('twitch'),
    policy: { ...keepingPolicy, attribution: 'Twitch' },
    order: 'viewers',
    split,
    budget,

    readLivePage: async (cursor, context, languages = []) => {
      const part = languages.length === 0 ? '' : `&${named('language', languages)}`
      const path = `/streams?first=${rowsPerPage}${part}`
      const page = await readPageOf(path, readStreams, cursor, context)
      if (page.kind === 'cursor_rejected') return page
      const { kind, rows: streams, skipped, nextCursor } = page
      return { kind, streams, skipped, nextCursor, onlyTop: null }
    },

    refresh: (channelIds, context) => readOf(streamsOfChannels, channelIds, context),

    readProfiles: (channelIds, context) => readOf(users, channelIds, context),

    readFollowers: async (channelId, context) => {
      const path = `/channels/followers?broadcaster_id=${encodeURIComponent(channelId)}&first=1`
      const read = (body: unknown) => {
        const followers = readFollowerCount(body)
        return followers === null ? null : { followers }
      }
      return (await get(path, okBody(read), context)).followers
    },

    readCategories: (categoryIds, context) => readOf(games, categoryIds, context),

    directory: {
      isRanked: true,
      staleSeconds: hourSeconds,
      mostPages: mostDirectoryPages,
      readPage: (cursor, context) =>
        readPageOf(`/games/top?first=${rowsPerPage}`, readGames, cursor, context),
    },
  }
}

const streamsOfChannels: ListByIds<LiveStream> = {
  path: `/streams?first=${rowsPerPage}&`,
  name: 'user_id',
  readBody: readStreams,
  idOf: ({ channelId }) => channelId,
}

const users: ListByIds<Profile> = {
  path: '/users?',
  name: 'id',
  readBody: readUsers,
  idOf: ({ channelId }) => channelId,
}

const games: ListByIds<ListedCategory> = {
  path: '/games?',
  name: 'id',
  readBody: readGames,
  idOf: ({ categoryId }) => categoryId,
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
