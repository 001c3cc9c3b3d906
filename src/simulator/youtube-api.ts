// YouTube's Data API as a collector meets it: searches that show a selection, look-ups by id, two
// buckets of quota a day. Facts: https://developers.google.com/youtube/v3/docs.

import type { Clock } from '../lib/clock.ts'
import { type Api, type ApiAnswer, type ApiRequest, headerOf } from './answer.ts'
import type { World } from './world.ts'
import {
  badParameter,
  headers,
  isRefused,
  type Refused,
  type Resource,
  tagged,
  youtubeAnswer,
  youtubeError,
} from './youtube-answer.ts'
import { listChannels, readChannelsQuestion } from './youtube-channels.ts'
import { keyOfText } from './youtube-draws.ts'
import { readFields, select } from './youtube-fields.ts'
import {
  listCategories,
  listRegions,
  listUploads,
  readCategories,
  readPlaylist,
} from './youtube-lists.ts'
import { parametersOf } from './youtube-parameters.ts'
import { readIds, readParts } from './youtube-query.ts'
import { bucketOf, createQuotaBuckets, type YouTubeQuota } from './youtube-quota.ts'
import { missingKey, noFilter, quotaExceeded, unknownChart, wrongKey } from './youtube-refusals.ts'
import { createYouTubeSearch } from './youtube-search.ts'
import { readSearch } from './youtube-search-query.ts'
import { listShapeOf, partsOf, type ResourceName } from './youtube-shapes.ts'
import { videoParts } from './youtube-video-row.ts'
import { createYouTubeVideos } from './youtube-videos.ts'

export interface YouTubeApiOptions {
  readonly world: World
  /** Tells the world's time. */
  readonly clock: Clock
  readonly quota: YouTubeQuota
  /** The one key that is good; null = any is. */
  readonly key: string | null
}

/** A question at a moment in whole epoch seconds. */
interface Asked {
  readonly at: number
  readonly query: URLSearchParams
  readonly parts: ReadonlySet<string>
}

interface Method {
  readonly lists: ResourceName
  readonly answer: (asked: Asked) => Resource | Refused
}

/** Answers below one prefix: what is under /v3. */
export function createYouTubeApi({ clock, key, quota, world }: YouTubeApiOptions): Api {
  const videos = createYouTubeVideos(world)
  const search = createYouTubeSearch(videos)
  const buckets = createQuotaBuckets(quota, clock)

  const methods: Readonly<Record<string, Method>> = {
    '/v3/search': {
      lists: 'searchResult',
      answer: reading(readSearch, ({ at, parts }, question) => search.find(at, question, parts)),
    },
    '/v3/videos': { lists: 'video', answer: reading(readVideos, listVideos) },
    '/v3/channels': {
      lists: 'channel',
      answer: reading(readChannelsQuestion, ({ at, parts }, question) =>
        listChannels(world, videos.ids, at, question, parts),
      ),
    },
    '/v3/playlistItems': {
      lists: 'playlistItem',
      answer: reading(readPlaylist, ({ at, parts }, question) =>
        listUploads(world, videos, at, question, parts),
      ),
    },
    '/v3/videoCategories': {
      lists: 'videoCategory',
      answer: reading(readCategories, ({ parts }, ids) => listCategories(ids, parts)),
    },
    '/v3/i18nRegions': { lists: 'i18nRegion', answer: ({ parts }) => listRegions(parts) },
  }

  /** In an order of their own; ids of nobody are left out. */
  function listVideos({ at, parts }: Asked, ids: readonly string[]): Resource {
    const found = ids.map(id => videos.byId(id, at)).filter(video => video !== null)
    found.sort((a, b) => keyOfText(a.id) - keyOfText(b.id))
    const items = found.map(video =>
      tagged('youtube#video', { id: video.id, ...videoParts(videos, video, at, parts) }),
    )
    const pageInfo = { totalResults: items.length, resultsPerPage: items.length }
    return tagged('youtube#videoListResponse', { items, pageInfo })
  }

  function refusedKey(request: ApiRequest): Refused | null {
    const given = request.query.get('key') || headerOf(request, 'x-goog-api-key') || null
    if (given === null) return missingKey
    return key === null || key === given ? null : wrongKey
  }

  function answer({ lists, answer: ask }: Method, { query }: ApiRequest): Resource | Refused {
    const known = parametersOf(lists)
    const wrong = [...query.keys()].find(name => !known.has(name))
    if (wrong !== undefined)
      return badParameter(
        wrong,
        `Unknown name "${wrong}": Cannot bind query parameter.`,
        'unexpectedParameter',
      )
    const parts = readParts(query, partsOf(lists))
    if (isRefused(parts)) return parts
    const fields = readFields(query.get('fields'), listShapeOf(lists))
    if (isRefused(fields)) return fields
    const told = ask({ at: Math.floor(clock.now() / 1_000), query, parts })
    // What it selects from is an object, and stays one.
    return isRefused(told) ? told : (select(told, fields) as Resource)
  }

  return request => {
    const method = methods[request.path]
    if (request.method !== 'GET' || method === undefined) return youtubeError(unknownMethod)
    const refused = refusedKey(request)
    if (refused !== null) return youtubeError(refused)
    if (!buckets.take(bucketOf(request.path))) return youtubeError(quotaExceeded)
    const told = answer(method, request)
    if (isRefused(told)) return youtubeError(told)
    return unlessKnown(request, told)
  }
}

function reading<T>(
  read: (query: URLSearchParams) => T | Refused,
  answer: (asked: Asked, question: T) => Resource | Refused,
): Method['answer'] {
  return asked => {
    const question = read(asked.query)
    return isRefused(question) ? question : answer(asked, question)
  }
}

function readVideos(query: URLSearchParams): readonly string[] | Refused {
  const ids = readIds(query)
  return ids ?? (query.has('chart') ? unknownChart : noFilter)
}

/** Nothing for who has it already; it costs the same. */
function unlessKnown(request: ApiRequest, told: Resource): ApiAnswer {
  const { etag } = told
  if (typeof etag === 'string' && headerOf(request, 'if-none-match') === etag)
    return { status: 304, headers: { ...headers, ETag: etag }, body: '' }
  return youtubeAnswer(told, request.query.get('prettyPrint') === 'false')
}

const unknownMethod: Refused = {
  status: 404,
  reason: 'notFound',
  message: 'Method not found.',
  domain: 'global',
}
