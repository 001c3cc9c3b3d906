// A small Kick for tests on a free local port: true paths, true checks, faults on order, a log of
// what was asked. It shares no code with src/.
// Facts: Kick's documentation, how public clients read it, and the answers in fixtures/kick.

import {
  type Answer,
  type Arrival,
  createBucket,
  createTokens,
  cut,
  type FakeRequest,
  type Fault,
  type Incoming,
  json,
  startFakeServer,
} from './fake-server.ts'
import type { KickRow } from './kick-fixtures.ts'

/**
 * What can be asked; a page of the live list is asked for by its number, 1 = the first; `top` is
 * the list of version 1.
 */
type KickPlace = number | 'token' | 'top' | 'total' | 'channels' | 'categories'

/** What goes wrong, in the order given. */
export type FakeKickFault =
  | Fault<KickPlace>
  /** The page of the gate before Kick. */
  | {
      readonly at: KickPlace
      readonly times?: number
      readonly kind: 'gate_refusal'
      readonly headers?: Readonly<Record<string, string>>
    }

/** The ways to say that nothing follows, as the last page's other fields. */
export const endings: Readonly<Record<string, KickRow>> = {
  'no pagination': {},
  'a null pagination': { pagination: null },
  'an empty pagination': { pagination: {} },
  'a null cursor': { pagination: { next_cursor: null } },
  'an empty cursor': { pagination: { next_cursor: '' } },
}

export interface FakeKickOptions {
  /** The streams in the order of the list, cut into pages of `perPage`. */
  readonly rows?: readonly KickRow[]
  /** The pages themselves instead: short and empty ones as wanted. */
  readonly pages?: readonly (readonly KickRow[])[]
  /** The streams as version 1 of the list has them, in any order. */
  readonly topRows?: readonly KickRow[]
  readonly categories?: readonly KickRow[]
  /** Rows on a page; 1,000 unless given. */
  readonly perPage?: number
  /** What the last page holds beside its rows; an empty cursor unless given. */
  readonly ending?: KickRow
  readonly faults?: readonly FakeKickFault[]
  /** Requests a minute, refilled continuously, told by no header; null = no limit. */
  readonly rateLimit?: number | null
  /** Lifetime of a token as told, seconds. It really ends by `tokenRequests` or `expireTokens`. */
  readonly tokenLifetime?: number | string
  /** How many requests a token is good for; no end unless given. */
  readonly tokenRequests?: number
  /** Milliseconds since the epoch; the machine's clock unless given. */
  readonly now?: () => number
}

export interface FakeKick {
  readonly apiUrl: string
  readonly authUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** The settings with which a command takes this for Kick. */
  readonly environment: Readonly<Record<string, string>>
  readonly requests: readonly FakeRequest[]
  setRows(rows: readonly KickRow[]): void
  addFault(fault: FakeKickFault): void
  /** Every token granted so far is refused from now on. */
  expireTokens(): void
  /** How many requests wait for the end of their answer. */
  underWay(): number
  close(): Promise<void>
}

const clientId = '01FAKEKICKCLIENTID00000000'
const clientSecret = 'fakeclientsecret0000000000000000000000000000000000000000000000'

const routes: Readonly<Record<string, string>> = {
  'POST /oauth/token': 'token',
  'GET /public/v2/livestreams': 'page',
  'GET /public/v1/livestreams': 'top',
  'GET /public/v1/livestreams/stats': 'total',
  'GET /public/v1/users/livestreams': 'channels',
  'GET /public/v2/categories': 'categories',
}

/** Starts a fake Kick on 127.0.0.1; close it after use. */
export async function startFakeKick(options: FakeKickOptions = {}): Promise<FakeKick> {
  const { perPage = 1_000, ending = endings['an empty cursor'] ?? {}, now = Date.now } = options
  const { tokenLifetime = 5_184_000, topRows = [] } = options
  const tokens = createTokens(options.tokenRequests ?? Number.POSITIVE_INFINITY)
  const bucket = createBucket(options.rateLimit ?? null, now)
  const categories = cut(options.categories ?? [], perPage)
  let pages = options.pages ?? cut(options.rows ?? [], perPage)

  function grant(form: URLSearchParams): Answer {
    if (form.get('grant_type') !== 'client_credentials')
      return json({ error: 'unsupported_grant_type' }, 400)
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return json({ error: 'invalid_client', error_description: 'invalid client' }, 400)
    const access_token = tokens.grant()
    return json({ access_token, expires_in: tokenLifetime, token_type: 'Bearer' })
  }

  function lead({ to, query, form, headers }: Incoming): Answer | Arrival<KickPlace> {
    if (to === 'token') return { at: 'token', answer: () => grant(form) }
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    if (!tokens.takes(token)) return kickError(401)
    if (!bucket.takes()) return kickError(429)
    switch (to) {
      case 'total':
        return { at: 'total', answer: () => listOf({ total_count: pages.flat().length }) }
      case 'channels':
        return { at: 'channels', answer: () => channelsAmong(pages.flat(), query) }
      case 'categories':
        return { at: 'categories', answer: back => pageAt(categories, query, ending, back) }
      case 'top':
        return { at: 'top', answer: () => mostWatchedOf(topRows, query) }
      default:
        return {
          at: readCursor(query) + 1,
          answer: back => pageAt(pages, query, ending, back),
        }
    }
  }

  const server = await startFakeServer<KickPlace>({
    routeOf: asked => routes[asked],
    lead,
    errorAt: (at, status) =>
      at === 'token' ? json({ error: 'server_error' }, status) : kickError(status),
    cursorRefusal: badCursor,
    now,
  })

  function addFault(fault: FakeKickFault): void {
    server.addFault(
      fault.kind === 'gate_refusal'
        ? { ...fault, kind: 'answer', ...gateRefusal, headers: { ...html, ...fault.headers } }
        : fault,
    )
  }
  options.faults?.forEach(addFault)

  return {
    apiUrl: server.origin,
    authUrl: server.origin,
    clientId,
    clientSecret,
    environment: {
      KICK_CLIENT_ID: clientId,
      KICK_CLIENT_SECRET: clientSecret,
      KICK_API_URL: server.origin,
      KICK_AUTH_URL: server.origin,
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

/** `back`: its cursor leads to the first page. */
function pageAt(
  pages: readonly (readonly KickRow[])[],
  query: URLSearchParams,
  ending: KickRow,
  back: boolean,
): Answer {
  if (readLimit(query, 1_000) === null) return kickError(400)
  const page = readCursor(query)
  const data = pages[page]
  if (data === undefined) return badCursor
  const next = back ? 0 : page + 1
  const rest = next < pages.length ? { pagination: { next_cursor: writeCursor(next) } } : ending
  return listOf(data, rest)
}

function channelsAmong(rows: readonly KickRow[], query: URLSearchParams): Answer {
  const ids = query.getAll('user_id')
  if (ids.length < 1 || ids.length > 100 || !ids.every(id => /^\d+$/.test(id)))
    return kickError(400)
  const idOf = (row: KickRow) => String((row.broadcaster_user as KickRow | undefined)?.id)
  return listOf(rows.filter(row => ids.includes(idOf(row))))
}

/** The list of version 1: no pages, a hundred rows at most. */
function mostWatchedOf(rows: readonly KickRow[], query: URLSearchParams): Answer {
  const limit = readLimit(query, 100)
  if (limit === null || query.get('sort') !== 'viewer_count') return kickError(400)
  const viewersOf = (row: KickRow) => Number(row.viewer_count)
  return listOf([...rows].sort((a, b) => viewersOf(b) - viewersOf(a)).slice(0, limit))
}

/** Null = not a number Kick takes. */
function readLimit(query: URLSearchParams, most: number): number | null {
  const limit = Number(query.get('limit') ?? 25)
  return Number.isInteger(limit) && limit >= 1 && limit <= most ? limit : null
}

/** The number of a page, 0 = the first; NaN = no cursor of ours. */
function readCursor(query: URLSearchParams): number {
  const cursor = query.get('cursor')
  if (cursor === null) return 0
  return Number(/^page (\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1])
}

function writeCursor(page: number): string {
  return Buffer.from(`page ${page}`).toString('base64')
}

function listOf(data: unknown, rest: KickRow = {}): Answer {
  return json({ data, message: 'OK', ...rest })
}

const messages: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  429: 'Too many requests',
}

/** A failure as Kick words it. */
function kickError(status: number): Answer {
  return json({ data: {}, message: messages[status] ?? 'Internal server error' }, status)
}

const badCursor = json({ data: 'invalid cursor', message: 'Bad request' }, 400)

const html = { 'Content-Type': 'text/html; charset=UTF-8' }
const gateRefusal = { status: 403, body: '<!DOCTYPE html><title>Attention Required!</title>' }
