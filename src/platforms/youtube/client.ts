// The gate to YouTube, which shows no list of all that is live: searches, and look-ups by id.
// Facts: the discovery document of youtube:v3 (revision 20260924) and
// https://developers.google.com/youtube/v3/determine_quota_cost; see payload.ts.

import { AppError } from '../../domain/error.ts'
import { capabilitiesOf } from '../../domain/platform.ts'
import { usualPolicyOf } from '../../domain/policy.ts'
import type { SearchQuestion } from '../../domain/search.ts'
import type { ReadRows } from '../client.ts'
import type { QuotaCost, QuotaLedger, SubscribedProfile, TrackedClient } from '../tracked-client.ts'
import type { Tries } from '../tries.ts'
import {
  categoryParts,
  channelParts,
  readCategoryList,
  readChannelList,
  readSearchPage,
  readUploadList,
  readVideoList,
  searchParts,
  uploadParts,
  uploadsOf,
  videoParts,
} from './payload.ts'
import { createYoutubeRequests, type YoutubeConfig } from './requests.ts'
import { leastWaitMs } from './servers.ts'

/** The most YouTube takes: rows on a page, ids in a look-up. */
const mostIds = 50
const usualTimeoutMs = 20_000
/** Fifty streams with all their texts are about 200 KB. */
const maxBytes = 4_194_304
/** The quota of a day would last 33 minutes at this pace: it is for courtesy. */
const usualRequestsPerMinute = 300

const oneSearch: QuotaCost = { bucket: 'search', units: 1 }
const oneUnit: QuotaCost = { bucket: 'default', units: 1 }

const orders = { viewers: 'viewCount', newest: 'date', relevance: 'relevance' } as const

export interface YoutubeDeps extends QuotaLedger, Pick<Tries, 'clock' | 'random'> {
  readonly config: YoutubeConfig
  /** How often a request is tried in all; each try is spent anew. */
  readonly retryAttempts: number
  readonly userAgent: string
  /** For one request, to the last byte of its answer; 20 s unless given. */
  readonly timeoutMs?: number
  /** 300 unless given. */
  readonly requestsPerMinute?: number
}

/**
 * The client of one key. All its callers share its pace. Beside what `TrackedClient` says:
 * `unauthorized` for a key that is refused, `rate_limited` and `unavailable` after all tries, other
 * refusals at once by their reason.
 */
export function createYoutubeClient(deps: YoutubeDeps): TrackedClient {
  const { clock, random, retryAttempts, timeoutMs = usualTimeoutMs } = deps
  const { requestsPerMinute = usualRequestsPerMinute } = deps
  const { get, budget } = createYoutubeRequests({
    config: deps.config,
    spend: deps.spend,
    onExhausted: deps.onExhausted,
    tries: { attempts: retryAttempts, clock, random, baseMs: leastWaitMs },
    userAgent: deps.userAgent,
    timeoutMs,
    maxBytes,
    requestsPerMinute,
  })

  return {
    platform: 'youtube',
    capabilities: capabilitiesOf('youtube'),
    policy: usualPolicyOf('youtube'),
    costs: {
      search: oneSearch,
      readVideos: oneUnit,
      readChannels: oneUnit,
      readUploads: oneUnit,
      readVideoCategories: oneUnit,
    },
    mostIds,
    budget,

    search: (question, pageToken, context) =>
      get(oneSearch, '/search', queryOf(question, pageToken), readSearchPage, context),

    readVideos: async (streamIds, context) => {
      const ids = distinct(streamIds)
      if (ids.length === 0) return { streams: [], missing: [], skipped: 0 }
      const query = { ...videoParts, id: ids.join(',') }
      const answer = await get(oneUnit, '/videos', query, readVideoList, context)
      const asked = new Set(ids)
      const streams = firstOfEach(answer.rows, ({ streamId }) => streamId, asked)
      const known = answer.ids
      const missing = known === null ? [] : ids.filter(id => !known.has(id))
      return { streams, missing, skipped: answer.skipped }
    },

    readChannels: async (channelIds, context) => {
      const ids = distinct(channelIds)
      if (ids.length === 0) return noChannels
      const query = { ...channelParts, id: ids.join(','), maxResults: String(mostIds) }
      const { rows, skipped } = await get(oneUnit, '/channels', query, readChannelList, context)
      return { rows: firstOfEach(rows, ({ channelId }) => channelId, new Set(ids)), skipped }
    },

    readUploads: async (channelId, context) => {
      const playlistId = uploadsOf(channelId)
      if (playlistId === null) throw noUploads()
      const query = { ...uploadParts, playlistId, maxResults: String(mostIds) }
      const answer = await get(oneUnit, '/playlistItems', query, readUploadList, context)
      return { rows: [...new Set(answer.rows)], skipped: answer.skipped }
    },

    readVideoCategories: (regionCode, context) =>
      get(oneUnit, '/videoCategories', { ...categoryParts, regionCode }, readCategoryList, context),
  }
}

const noChannels: ReadRows<SubscribedProfile> = { rows: [], skipped: 0 }

function noUploads(): AppError {
  return new AppError(
    'not_found',
    'YouTube lists uploads of channels whose id begins with UC only.',
  )
}

function queryOf(question: SearchQuestion, pageToken: string | null): Record<string, string> {
  const { regionCode, language, categoryId } = question
  return {
    ...searchParts,
    type: 'video',
    eventType: question.eventType,
    order: orders[question.order],
    maxResults: String(mostIds),
    ...(regionCode === undefined ? {} : { regionCode }),
    ...(language === undefined ? {} : { relevanceLanguage: language }),
    ...(categoryId === undefined ? {} : { videoCategoryId: categoryId }),
    ...(pageToken === null ? {} : { pageToken }),
  }
}

/** The ids without repetition, in their order. */
function distinct(ids: readonly string[]): string[] {
  const all = [...new Set(ids)]
  if (all.length > mostIds) throw new RangeError(`a look-up names ${mostIds} ids at most`)
  return all
}

/** The first row of each id that was asked for. */
function firstOfEach<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  asked: ReadonlySet<string>,
): Row[] {
  const left = new Set(asked)
  return rows.filter(row => left.delete(idOf(row)))
}
