// A small YouTube Data API for tests on a free local port: true paths, true checks, the fields that
// were asked for and no others, faults on order, a log of what was asked. It shares no code with src/.
// Facts: the discovery document of youtube:v3, and the answers in fixtures/youtube.

import {
  type Answer,
  type Arrival,
  cut,
  type FakeRequest,
  type Fault,
  type Incoming,
  json,
  startFakeServer,
} from './fake-server.ts'
import { searchRowOf, snippetOf, type YoutubeRow } from './youtube-fixtures.ts'

/** What can be asked. */
export type YoutubePlace = 'search' | 'videos' | 'channels' | 'categories'

export interface FakeYoutubeOptions {
  /** Streams as `videos` tells them; a search shows those that are live or upcoming. */
  readonly videos?: readonly YoutubeRow[]
  readonly channels?: readonly YoutubeRow[]
  readonly categories?: readonly YoutubeRow[]
  readonly faults?: readonly Fault<YoutubePlace>[]
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
  categories: { names: ['regionCode'], parts: ['id', 'snippet'] },
}

/** Starts a fake YouTube on 127.0.0.1; close it after use. */
export async function startFakeYoutube(options: FakeYoutubeOptions = {}): Promise<FakeYoutube> {
  const { videos = [], channels = [], categories = [], now = Date.now } = options

  function lead({ to, query, headers }: Incoming): Answer | Arrival<YoutubePlace> {
    if (query.has('key')) return youtubeError(400, 'unexpectedParameter')
    if (headers['x-goog-api-key'] !== apiKey) return badKey
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
        return searched(videos, query)
      case 'videos':
        return named('youtube#videoListResponse', videos, query)
      case 'channels':
        return named('youtube#channelListResponse', channels, query)
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
    errorAt: (_, status) => youtubeError(status, reasons[status] ?? 'backendError'),
    cursorRefusal: youtubeError(400, 'invalidPageToken'),
    now,
  })
  options.faults?.forEach(server.addFault)
  return { ...server, apiUrl: `${server.origin}/youtube/v3`, apiKey }
}

function searched(videos: readonly YoutubeRow[], query: URLSearchParams): Answer {
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
  const pages = cut(
    videos.filter(row => snippetOf(row).liveBroadcastContent === state),
    size,
  )
  const rows = pages[page]
  if (rows === undefined) return youtubeError(400, 'invalidPageToken')
  return json({
    kind: 'youtube#searchListResponse',
    etag: 'x',
    ...(page + 1 < pages.length ? { nextPageToken: `PAGE${page + 1}` } : {}),
    pageInfo: { totalResults: 1_000_000, resultsPerPage: size },
    items: rows.map(searchRowOf),
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

const reasons: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'rateLimitExceeded',
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
  const wanted = readFields(fields)
  if (wanted === null) return youtubeError(400, 'invalidParameter')
  return { ...answer, body: JSON.stringify(keep(JSON.parse(answer.body), wanted)) }
}

/** Names and, of each, the names below it; none below = all of it. */
interface Fields extends Map<string, Fields> {}

/** Null = the brackets do not match or a name is empty. */
function readFields(text: string): Fields | null {
  const top: Fields = new Map()
  const open: Fields[] = [top]
  let rest = text
  while (rest !== '') {
    const [part = '', name = '', sign = ''] = /^(\w+)([(,)]*)/.exec(rest) ?? []
    const level = open.at(-1)
    if (part === '' || level === undefined) return null
    const below: Fields = new Map()
    level.set(name, below)
    for (const one of sign) {
      if (one === '(') open.push(below)
      if (one === ')') open.pop()
    }
    rest = rest.slice(part.length)
  }
  return open.length === 1 ? top : null
}

function keep(value: unknown, wanted: Fields): unknown {
  if (wanted.size === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => keep(item, wanted))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const below = wanted.get(name)
      return below === undefined ? [] : [[name, keep(field, below)]]
    }),
  )
}
