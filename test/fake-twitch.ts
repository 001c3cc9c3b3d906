// A small Twitch for tests on a free local port: true paths, true checks, faults on order, a log of
// what was asked. It shares no code with src/.

import {
  clientId,
  clientSecret,
  createRateLimit,
  createTokenDesk,
  type HelixRow,
  helixError,
  pageAt,
  readCursor,
  readFirst,
  rowsOf,
} from './fake-helix.ts'
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

/** What can be asked; a page of the live list is asked for by its number, 1 = the first. */
type TwitchPlace = number | 'token' | 'channels' | 'users' | 'games' | 'top_games' | 'followers'

/** What goes wrong, in the order given. */
export type FakeTwitchFault =
  | Fault<TwitchPlace>
  /** 429, for this and every other request, until a whole second `resetIn` seconds from now. */
  | {
      readonly at: number
      readonly times?: number
      readonly kind: 'rate_limited'
      readonly resetIn: number
    }

export interface FakeTwitchOptions {
  /** The streams in the order of the list, cut into pages of `perPage`. */
  readonly rows?: readonly HelixRow[]
  /** The pages themselves instead: short and empty ones as wanted. */
  readonly pages?: readonly (readonly HelixRow[])[]
  readonly users?: readonly HelixRow[]
  /** In the order of the directory, cut into pages of `perPage`. */
  readonly games?: readonly HelixRow[]
  /** Followers by the channel's id; nobody follows the others. */
  readonly followers?: Readonly<Record<string, number>>
  /** Rows on a page at most, as far as the request allows them; 100 unless given. */
  readonly perPage?: number
  readonly faults?: readonly FakeTwitchFault[]
  /** Points a minute, enforced; 100,000 unless given, null = no limit and no rate headers. */
  readonly rateLimit?: number | null
  /** Lifetime of a token as told, seconds. It really ends by `tokenRequests` or `expireTokens`. */
  readonly tokenLifetime?: number
  /** How many requests a token is good for; no end unless given. */
  readonly tokenRequests?: number
  /** Milliseconds since the epoch; the machine's clock unless given. */
  readonly now?: () => number
}

export interface FakeTwitch {
  readonly apiUrl: string
  readonly authUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** The settings with which a command takes this for Twitch. */
  readonly environment: Readonly<Record<string, string>>
  readonly requests: readonly FakeRequest[]
  setRows(rows: readonly HelixRow[]): void
  addFault(fault: FakeTwitchFault): void
  /** Every token granted so far is refused from now on. */
  expireTokens(): void
  /** How many requests wait for the end of their answer. */
  underWay(): number
  close(): Promise<void>
}

const routes: Readonly<Record<string, string>> = {
  'POST /oauth2/token': 'token',
  'GET /helix/streams': 'page',
  'GET /helix/users': 'users',
  'GET /helix/games': 'games',
  'GET /helix/games/top': 'top_games',
  'GET /helix/channels/followers': 'followers',
}

/** Starts a fake Twitch on 127.0.0.1; close it after use. */
export async function startFakeTwitch(options: FakeTwitchOptions = {}): Promise<FakeTwitch> {
  const { perPage = 100, rateLimit = 100_000, now = Date.now } = options
  const { users = [], games = [], followers = {} } = options
  const tokens = createTokenDesk(
    options.tokenLifetime ?? 5_011_271,
    options.tokenRequests ?? Number.POSITIVE_INFINITY,
  )
  const limit = createRateLimit(rateLimit, now)
  let pages = options.pages ?? cut(options.rows ?? [], perPage)

  function lead({ to, query, form, headers }: Incoming): Answer | Arrival<TwitchPlace> {
    if (to === 'token') return { at: 'token', answer: () => tokens.grant(form) }
    const refusal = tokens.refuse(headers) ?? limit.refuse()
    if (refusal !== null) return refusal
    switch (to) {
      case 'users':
        return { at: 'users', answer: () => rowsOf(users, query.getAll('id')) }
      case 'games':
        return { at: 'games', answer: () => rowsOf(games, query.getAll('id')) }
      case 'followers': {
        const total = followers[query.get('broadcaster_id') ?? ''] ?? 0
        return { at: 'followers', answer: () => json({ total, data: [], pagination: {} }) }
      }
      default:
        return leadToList(to, query)
    }
  }

  function leadToList(to: string, query: URLSearchParams): Answer | Arrival<TwitchPlace> {
    const first = readFirst(query)
    if (first === null) return helixError(400, 'The parameter "first" was malformed')
    const place = readCursor(query.get('after'))
    if (place === null) return helixError(400, 'invalid cursor')
    const size = Math.min(perPage, first)
    if (to === 'top_games')
      return { at: 'top_games', answer: back => pageAt(cut(games, perPage), place, size, back) }
    if (query.getAll('user_id').length > 100)
      return helixError(400, 'The parameter "user_id" was malformed')
    const live = pages.map(rows => rows.filter(row => isAskedFor(row, query)))
    if (to === 'channels')
      return { at: 'channels', answer: back => pageAt([live.flat()], place, first, back) }
    return { at: place.page + 1, answer: back => pageAt(live, place, size, back) }
  }

  const server = await startFakeServer<TwitchPlace>({
    routeOf: (asked, query) => {
      const route = routes[asked]
      return route === 'page' && query.has('user_id') ? 'channels' : route
    },
    lead,
    errorAt: (at, status) => helixError(status, at === null ? 'Not Found' : 'made to fail'),
    cursorRefusal: helixError(400, 'invalid cursor'),
    headers: limit.headers,
    now,
  })
  const apiUrl = `${server.origin}/helix`
  const authUrl = `${server.origin}/oauth2`

  function addFault(fault: FakeTwitchFault): void {
    server.addFault(
      fault.kind === 'rate_limited'
        ? { ...fault, kind: 'answer', status: 429, met: () => limit.emptyFor(fault.resetIn) }
        : fault,
    )
  }
  options.faults?.forEach(addFault)

  return {
    apiUrl,
    authUrl,
    clientId,
    clientSecret,
    environment: {
      TWITCH_CLIENT_ID: clientId,
      TWITCH_CLIENT_SECRET: clientSecret,
      TWITCH_API_URL: apiUrl,
      TWITCH_AUTH_URL: authUrl,
    },
    requests: server.requests,
    setRows: rows => {
      pages = cut(rows, perPage)
    },
    addFault,
    expireTokens: tokens.expireAll,
    underWay: server.underWay,
    close: server.close,
  }
}

/** Values of one filter are joined by or, filters by and; a comma joins nothing. */
function isAskedFor(row: HelixRow, query: URLSearchParams): boolean {
  return ['language', 'user_id'].every(name => {
    const values = query.getAll(name)
    return values.length === 0 || values.includes(String(row[name]))
  })
}
