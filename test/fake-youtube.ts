// A small YouTube Data API for tests on a free local port: true paths, true checks, the fields that
// were asked for and no others, faults on order, a log of what was asked. It shares no code with src/.
// Facts: the discovery document of youtube:v3, and the answers in fixtures/youtube.

import {
  type Answer,
  type Arrival,
  createBucket,
  cut,
  type FakeRequest,
  type Fault,
  type Incoming,
  json,
  startFakeServer,
} from './fake-server.ts'
import { keepFields } from './fake-youtube-fields.ts'
import { searchRowOf, snippetOf, type YoutubeRow } from './youtube-fixtures.ts'

/** What can be asked. */
export type YoutubePlace = 'search' | 'videos' | 'channels' | 'uploads' | 'categories'

export interface FakeYoutubeOptions {
  /** Streams as `videos` tells them; a search shows those that are live or upcoming. */
  readonly videos?: readonly YoutubeRow[]
  /** Rows of a search page by page, whatever it asks for; made of the videos unless given. */
  readonly pages?: readonly (readonly YoutubeRow[])[]
  /** Ids of videos by channel, the newest first; no other channel is known here. */
  readonly uploads?: Readonly<Record<string, readonly unknown[]>>
  readonly channels?: readonly YoutubeRow[]
  readonly categories?: readonly YoutubeRow[]
  readonly faults?: readonly Fault<YoutubePlace>[]
  /** Requests a minute, refilled continuously; null or missing = no limit. */
  readonly rateLimit?: number | null
  /** Milliseconds since the epoch; the machine's clock unless given. */
  readonly now?: () => number
}

export interface FakeYoutube {
  readonly apiUrl: string
  readonly apiKey: string
  readonly requests: readonly FakeRequest[]
  addFault(fault: Fault<YoutubePlace>): void
  /** How many requests wait for the end of their answer. */
  underWay(): number
  close(): Promise<void>
}

/** As long as true keys are, and with signs that part it into shorter words. */
const apiKey = 'AIzaFakeKey-0123456789_abcdef-ABCDEF012'

const routes: Readonly<Record<string, YoutubePlace>> = {
  'GET /youtube/v3/search': 'search',
  'GET /youtube/v3/videos': 'videos',
  'GET /youtube/v3/channels': 'channels',
  'GET /youtube/v3/playlistItems': 'uploads',
  'GET /youtube/v3/videoCategories': 'categories',
}

const everywhere = ['part', 'fields', 'prettyPrint']

/** What each place takes beside what every place takes, and the parts it knows. */
const taken: Readonly<Record<YoutubePlace, { names: string[]; parts: string[] }>> = {
  search: {
    names:
      'type eventType order maxResults regionCode relevanceLanguage videoCategoryId pageToken q'.split(
        ' ',
      ),
    parts: ['id', 'snippet'],
  },
  videos: {
    names: ['id'],
    parts: ['id', 'snippet', 'contentDetails', 'liveStreamingDetails', 'statistics', 'status'],
  },
  channels: {
    names: ['id', 'maxResults'],
    parts: ['id', 'snippet', 'contentDetails', 'statistics', 'brandingSettings'],
  },
  uploads: {
    names: ['playlistId', 'maxResults', 'pageToken'],
    parts: ['id', 'snippet', 'contentDetails', 'status'],
  },
  categories: { names: ['regionCode'], parts: ['id', 'snippet'] },
}

/** Starts a fake YouTube on 127.0.0.1; close it after use. */
export async function startFakeYoutube(options: FakeYoutubeOptions = {}): Promise<FakeYoutube> {
  const { videos = [], channels = [], categories = [], uploads = {}, now = Date.now } = options
  const bucket = createBucket(options.rateLimit ?? null, now)

  function lead({ to, query, headers }: Incoming): Answer | Arrival<YoutubePlace> {
    if (query.has('key')) return youtubeError(400, 'unexpectedParameter')
    if (headers['x-goog-api-key'] !== apiKey) return badKey
    if (!bucket.takes()) return youtubeError(403, 'rateLimitExceeded')
    const at = to as YoutubePlace
    const { names, parts } = taken[at]
    for (const name of query.keys())
      if (![...everywhere, ...names].includes(name)) return youtubeError(400, 'unexpectedParameter')
    const asked = query.get('part')?.split(',') ?? []
    if (asked.length === 0) return youtubeError(400, 'missingRequiredParameter')
    if (!asked.every(part => parts.includes(part))) return youtubeError(400, 'unknownPart')
    return { at, answer: () => withFields(answerAt(at, query), query.get('fields')) }
  }

  function answerAt(at: YoutubePlace, query: URLSearchParams): Answer {
    switch (at) {
      case 'search':
        return searched(videos, query, options.pages)
      case 'videos':
        return named('youtube#videoListResponse', videos, query)
      case 'channels':
        return named('youtube#channelListResponse', channels, query)
      case 'uploads':
        return uploaded(uploads, query)
      case 'categories':
        if (!/^[A-Z]{2}$/.test(query.get('regionCode') ?? '')) return badParameter
        return json({ kind: 'youtube#videoCategoryListResponse', items: categories })
      default:
        return at satisfies never
    }
  }

  const server = await startFakeServer<YoutubePlace>({
    routeOf: asked => routes[asked],
    lead,
    errorAt: (_, status) =>
      youtubeError(status, reasons[status] ?? (status >= 500 ? 'backendError' : 'unheardOf')),
    cursorRefusal: youtubeError(400, 'invalidPageToken'),
    now,
  })
  options.faults?.forEach(server.addFault)
  return { ...server, apiUrl: `${server.origin}/youtube/v3`, apiKey }
}

function searched(
  videos: readonly YoutubeRow[],
  query: URLSearchParams,
  given: FakeYoutubeOptions['pages'],
): Answer {
  if (query.get('type') !== 'video') return youtubeError(400, 'incompatibleParameters')
  const state = query.get('eventType') ?? ''
  const order = query.get('order') ?? 'relevance'
  const size = Number(query.get('maxResults') ?? 5)
  const isKnown =
    ['live', 'upcoming', 'completed'].includes(state) &&
    ['date', 'rating', 'relevance', 'title', 'viewCount', 'videoCount'].includes(order) &&
    /^[A-Z]{2}$/.test(query.get('regionCode') ?? 'US') &&
    size >= 0 &&
    size <= 50
  if (!isKnown) return badParameter
  const token = query.get('pageToken')
  const page = token === null ? 0 : Number(/^PAGE(\d+)$/.exec(token)?.[1])
  const shown = videos.filter(row => snippetOf(row).liveBroadcastContent === state)
  const pages = given ?? cut(shown.map(searchRowOf), size)
  const rows = pages[page]
  if (rows === undefined) return youtubeError(400, 'invalidPageToken')
  return json({
    kind: 'youtube#searchListResponse',
    etag: 'x',
    ...(page + 1 < pages.length ? { nextPageToken: `PAGE${page + 1}` } : {}),
    pageInfo: { totalResults: 1_000_000, resultsPerPage: size },
    items: rows,
  })
}

/** Rows by their ids, in an order of YouTube's own; of channels five unless more are asked for. */
function named(kind: string, rows: readonly YoutubeRow[], query: URLSearchParams): Answer {
  const ids = query.get('id')?.split(',') ?? []
  if (ids.length < 1 || ids.length > 50) return badParameter
  const size = kind === 'youtube#videoListResponse' ? 50 : Number(query.get('maxResults') ?? 5)
  const found = rows.filter(({ id }) => ids.includes(String(id))).toReversed()
  const items = found.slice(0, size)
  const pageInfo = { totalResults: items.length, resultsPerPage: size }
  const isEmptyOfChannels = items.length === 0 && kind === 'youtube#channelListResponse'
  return json({ kind, etag: 'x', pageInfo, ...(isEmptyOfChannels ? {} : { items }) })
}

/** What a channel uploaded, newest first; five unless more are asked for. */
function uploaded(
  uploads: Readonly<Record<string, readonly unknown[]>>,
  query: URLSearchParams,
): Answer {
  const size = Number(query.get('maxResults') ?? 5)
  if (!(size >= 0 && size <= 50)) return badParameter
  const playlistId = query.get('playlistId') ?? ''
  const videoIds = uploads[playlistId.replace(/^UU/, 'UC')]
  if (videoIds === undefined || !playlistId.startsWith('UU'))
    return youtubeError(404, 'playlistNotFound')
  const items = videoIds.slice(0, size).map((videoId, position) => ({
    kind: 'youtube#playlistItem',
    etag: 'x',
    id: `${playlistId}.${position}`,
    contentDetails: { videoId, videoPublishedAt: '2022-07-12T15:59:30Z' },
  }))
  const pageInfo = { totalResults: videoIds.length, resultsPerPage: size }
  const more = videoIds.length > size ? { nextPageToken: 'PAGE1' } : {}
  return json({ kind: 'youtube#playlistItemListResponse', etag: 'x', ...more, items, pageInfo })
}

const reasons: Readonly<Record<number, string>> = {
  400: 'badRequest',
  404: 'videoNotFound',
  429: 'rateLimitExceeded',
}

/** A refusal in YouTube's words. */
export function youtubeError(status: number, reason: string, message = 'A message.'): Answer {
  const errors = [{ message, domain: 'youtube.parameter', reason }]
  return json({ error: { code: status, message, errors } }, status)
}

const badParameter = youtubeError(400, 'invalidParameter')

/** A key that is not known, in the newest form. */
const badKey = json(
  {
    error: {
      code: 400,
      message: 'API key not valid. Please pass a valid API key.',
      errors: [{ message: 'API key not valid.', domain: 'global', reason: 'badRequest' }],
      status: 'INVALID_ARGUMENT',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'youtube.googleapis.com' },
        },
      ],
    },
  },
  400,
)

/** What is left of an answer where only some fields were asked for, such as `kind,items(id)`. */
function withFields(answer: Answer, fields: string | null): Answer {
  if (answer.status !== 200 || fields === null) return answer
  const kept = keepFields(JSON.parse(answer.body), fields)
  return kept === null ? badParameter : { ...answer, body: JSON.stringify(kept) }
}
