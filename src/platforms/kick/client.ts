// The gate to Kick: its list of live streams, oldest first, and what the list does not tell.
// Facts: https://docs.kick.com (changelog of 2026-06-23); see payload.ts.

import { AppError } from '../../domain/error.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import type { HttpReply } from '../../lib/http.ts'
import { type AppDeps, createAppRequests } from '../app-requests.ts'
import type { CallContext, CursorRejected, LivePage, PlatformClient } from '../client.ts'
import { isOk } from '../tries.ts'
import {
  type ListedCategory,
  type ListPage,
  readCategories,
  readLivestreams,
  readTotalCount,
} from './payload.ts'
import { apiServer, leastWaitMs, tokenServer } from './servers.ts'

const rowsPerPage = 1_000
/** Kick answers 400 to more. */
const channelsPerLookUp = 100
const usualTimeoutMs = 30_000
/** A page of 1,000 streams is 1 to 2 MB. */
const maxBytes = 16_777_216
/** Kick publishes no limit; 690 a minute were refused (KickDevDocs issue 360). */
const usualRequestsPerMinute = 60
const longestBackoffMs = 30_000
/** Refusals for asking too much are borne for about a minute, the time limits are counted in. */
const attemptsWhenLimited = 8

/** `timeoutMs` is 30 s unless given. */
export interface KickDeps extends AppDeps {
  /** 60 unless given. */
  readonly requestsPerMinute?: number
}

/** Those of the asked channels that are live. */
export interface LookUp {
  readonly streams: readonly LiveStream[]
  /** Rows that could not be read. While there are any, a channel that is missing may be live. */
  readonly skipped: number
}

/** One page of the platform's categories. */
export interface CategoriesPage {
  readonly kind: 'page'
  readonly categories: readonly ListedCategory[]
  /** Rows without a readable id or name. */
  readonly skipped: number
  /** Null at the end. */
  readonly nextCursor: string | null
}

/** The gate to Kick. Its list of live streams goes from the oldest start to the newest. */
export interface KickClient extends PlatformClient {
  /** How many streams are live; null when it cannot be had, for which it is asked only once. */
  readTotal(context: CallContext): Promise<number | null>
  /** Those of the channels that are live. Asks for a hundred at a time; throws `AppError`. */
  readStreamsOf(channelIds: readonly string[], context: CallContext): Promise<LookUp>
  /** The page of all categories at a cursor, null = the first; throws `AppError`. */
  readCategoriesPage(
    cursor: string | null,
    context: CallContext,
  ): Promise<CategoriesPage | CursorRejected>
}

/**
 * The client of one application. All its callers share a token and the application's pace.
 * Beside what `PlatformClient` says: `unauthorized` for refused keys or a refused new token,
 * `rate_limited` and `unavailable` after all tries, other refusals at once by their status.
 */
export function createKickClient(deps: KickDeps): KickClient {
  const { config, clock, random, userAgent, retryAttempts, timeoutMs = usualTimeoutMs } = deps
  const { requestsPerMinute = usualRequestsPerMinute } = deps
  const { get } = createAppRequests({
    api: apiServer,
    tokenServer,
    config,
    tries: {
      attempts: retryAttempts,
      attemptsWhenLimited,
      clock,
      random,
      baseMs: leastWaitMs,
      capMs: longestBackoffMs,
    },
    userAgent,
    timeoutMs,
    maxBytes,
    readRate: () => ({ limit: requestsPerMinute, remaining: null, resetAtMs: null }),
  })

  async function readTotal(context: CallContext): Promise<number | null> {
    const read = (reply: HttpReply) => (isOk(reply) ? readTotalCount(reply.body) : null)
    try {
      return await get('/public/v1/livestreams/stats', read, context, 1)
    } catch (error) {
      context.signal.throwIfAborted()
      if (error instanceof AppError) return null
      throw error
    }
  }

  async function readStreamsOf(
    channelIds: readonly string[],
    context: CallContext,
  ): Promise<LookUp> {
    const asked = new Set(channelIds)
    const streams: LiveStream[] = []
    let skipped = 0
    for (const path of lookUpPaths([...asked])) {
      const found = await get(path, reply => readOk(reply, readLivestreams), context)
      streams.push(...found.rows.filter(stream => asked.has(stream.channelId)))
      skipped += found.skipped
    }
    return { streams, skipped }
  }

  return {
    platform: 'kick',
    order: 'started_at',

    readLivePage: (cursor, context) =>
      get(
        pathOf('/public/v2/livestreams', cursor),
        reply => readLivePageOf(reply) ?? readCursorRefusal(reply, cursor),
        context,
      ),

    readTotal,
    readStreamsOf,

    readCategoriesPage: (cursor, context) =>
      get(
        pathOf('/public/v2/categories', cursor),
        reply => readCategoriesPageOf(reply) ?? readCursorRefusal(reply, cursor),
        context,
      ),
  }
}

function pathOf(list: string, cursor: string | null): string {
  const first = `${list}?limit=${rowsPerPage}`
  return cursor === null ? first : `${first}&cursor=${encodeURIComponent(cursor)}`
}

function lookUpPaths(channelIds: readonly string[]): string[] {
  const calls = Math.ceil(channelIds.length / channelsPerLookUp)
  return Array.from({ length: calls }, (_, call) => {
    const ids = channelIds.slice(call * channelsPerLookUp, (call + 1) * channelsPerLookUp)
    return `/public/v1/users/livestreams?${ids.map(id => `user_id=${encodeURIComponent(id)}`).join('&')}`
  })
}

function readLivePageOf(reply: HttpReply): LivePage | null {
  const page = readOk(reply, readLivestreams)
  return page && { kind: 'page', streams: page.rows, ...restOf(page) }
}

function readCategoriesPageOf(reply: HttpReply): CategoriesPage | null {
  const page = readOk(reply, readCategories)
  return page && { kind: 'page', categories: page.rows, ...restOf(page) }
}

function restOf({ skipped, nextCursor }: ListPage<unknown>) {
  return { skipped, nextCursor }
}

function readOk<T>(reply: HttpReply, read: (body: unknown) => T | null): T | null {
  return isOk(reply) ? read(reply.body) : null
}

/** Without a cursor the same question is taken, so a 400 is for the cursor, whatever it says. */
function readCursorRefusal({ status }: HttpReply, cursor: string | null): CursorRejected | null {
  return status === 400 && cursor !== null ? { kind: 'cursor_rejected' } : null
}
