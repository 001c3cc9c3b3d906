// The gate to Kick: its list of live streams, oldest first, and what the list does not tell.
// Facts: https://docs.kick.com (changelog of 2026-06-23); see payload.ts.

import { AppError } from '../../domain/error.ts'
import { capabilitiesOf } from '../../domain/platform.ts'
import { keepingPolicy } from '../../domain/policy.ts'
import type { HttpReply } from '../../lib/http.ts'
import { type AppDeps, createAppRequests } from '../app-requests.ts'
import type { CallContext, CursorRejected, LivePage, PlatformClient } from '../client.ts'
import { inBatches, joinRows } from '../list-page.ts'
import { okBody } from '../tries.ts'
import { readCategories, readLivestreams, readTopLivestreams, readTotalCount } from './payload.ts'
import { apiServer, leastWaitMs, tokenServer } from './servers.ts'

const rowsPerPage = 1_000
/** Kick answers 400 to more. */
const channelsPerLookUp = 100
/** The old list has no pages: this is all it shows. */
const topRows = 100
const usualTimeoutMs = 30_000
/** A page of 1,000 streams is 1 to 2 MB. */
const maxBytes = 16_777_216
/** Kick publishes no limit; 690 a minute were refused (KickDevDocs issue 360). */
const usualRequestsPerMinute = 60
const longestBackoffMs = 30_000
/** Refusals for asking too much are borne for about a minute, the time limits are counted in. */
const attemptsWhenLimited = 8
const daySeconds = 86_400
/** There are more than 10,000 categories (KickDevDocs issue 330), a thousand a page. */
const mostDirectoryPages = 50

/** `timeoutMs` is 30 s unless given. */
export interface KickDeps extends AppDeps {
  /** 60 unless given. */
  readonly requestsPerMinute?: number
}

/**
 * The client of one application. All its callers share a token and the application's pace.
 * Beside what `PlatformClient` says: `unauthorized` for refused keys or a refused new token,
 * `rate_limited` and `unavailable` after all tries, other refusals at once by their status.
 */
export function createKickClient(deps: KickDeps): PlatformClient {
  const { config, clock, random, userAgent, retryAttempts, timeoutMs = usualTimeoutMs } = deps
  const { requestsPerMinute = usualRequestsPerMinute } = deps
  const { get, budget } = createAppRequests({
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
    try {
      return await get('/public/v1/livestreams/stats', okBody(readTotalCount), context, 1)
    } catch (error) {
      context.signal.throwIfAborted()
      if (error instanceof AppError) return null
      throw error
    }
  }

  /**
   * The list of version 2; where there is none any more, the hundred most watched of version 1, which
   * is deprecated and has no pages.
   */
  async function readLivePage(
    cursor: string | null,
    context: CallContext,
  ): Promise<LivePage | CursorRejected> {
    try {
      return await get(
        pathOf('/public/v2/livestreams', cursor),
        reply => readPage(reply) ?? readCursorRefusal(reply, cursor),
        context,
      )
    } catch (error) {
      const isGone = error instanceof AppError && error.code === 'not_found'
      if (cursor !== null || !isGone) throw error
      const path = `/public/v1/livestreams?limit=${topRows}&sort=viewer_count`
      return get(path, readTopPage, context)
    }
  }

  return {
    platform: 'kick',
    capabilities: capabilitiesOf('kick'),
    policy: { ...keepingPolicy, attribution: 'Kick' },
    order: 'started_at',
    budget,
    readLivePage,
    readTotal,

    refresh: async (channelIds, context) => {
      const asked = new Set(channelIds)
      const answers = []
      for (const ids of inBatches([...asked], channelsPerLookUp))
        answers.push(await get(lookUpPath(ids), okBody(readLivestreams), context))
      const { rows, skipped } = joinRows(answers)
      return { rows: rows.filter(({ channelId }) => asked.has(channelId)), skipped }
    },

    directory: {
      isRanked: false,
      staleSeconds: daySeconds,
      mostPages: mostDirectoryPages,
      readPage: (cursor, context) =>
        get(
          pathOf('/public/v2/categories', cursor),
          reply => {
            const page = okBody(readCategories)(reply)
            return page === null ? readCursorRefusal(reply, cursor) : { kind: 'page', ...page }
          },
          context,
        ),
    },
  }
}

function pathOf(list: string, cursor: string | null): string {
  const first = `${list}?limit=${rowsPerPage}`
  return cursor === null ? first : `${first}&cursor=${encodeURIComponent(cursor)}`
}

function lookUpPath(channelIds: readonly string[]): string {
  const ids = channelIds.map(id => `user_id=${encodeURIComponent(id)}`)
  return `/public/v1/users/livestreams?${ids.join('&')}`
}

function readPage(reply: HttpReply): LivePage | null {
  const page = okBody(readLivestreams)(reply)
  if (page === null) return null
  const { rows: streams, skipped, nextCursor } = page
  return { kind: 'page', streams, skipped, nextCursor, onlyTop: null }
}

function readTopPage(reply: HttpReply): LivePage | null {
  const page = okBody(readTopLivestreams)(reply)
  if (page === null) return null
  const { rows: streams, skipped } = page
  return { kind: 'page', streams, skipped, nextCursor: null, onlyTop: topRows }
}

/** Without a cursor the same question is taken, so a 400 is for the cursor, whatever it says. */
function readCursorRefusal({ status }: HttpReply, cursor: string | null): CursorRejected | null {
  return status === 400 && cursor !== null ? { kind: 'cursor_rejected' } : null
}
