// A small Kick for tests on a free local port: true paths, true checks, faults on order, a log of
// what was asked. It shares no code with src/.
// Facts: Kick's documentation, how public clients read it, and the answers in fixtures/kick.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Answer, cut } from './fake-helix.ts'
import type { KickRow } from './kick-fixtures.ts'

/** What can be asked; a page of the live list is asked for by its number, 1 = the first. */
type Place = number | 'token' | 'total' | 'channels' | 'categories'

/** What goes wrong at a place, in the order given. */
export type FakeKickFault = {
  readonly at: Place
  /** How many requests it meets; 1 unless given, `Infinity` = all. */
  readonly times?: number
} & (
  | {
      /** This answer instead of the true one; without a body, Kick's error for the status. */
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The page of the gate before Kick. */
  | { readonly kind: 'gate_refusal'; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is reset before any answer. */
  | { readonly kind: 'reset' }
  /** The connection is lost after half the body. */
  | { readonly kind: 'drop' }
  /** Half the body comes, then nothing more. */
  | { readonly kind: 'stall' }
  /** Half the body, told to be all of it. */
  | { readonly kind: 'truncate' }
  /** The page's cursor leads back to the first page. */
  | { readonly kind: 'loop' }
  /**
   * The true answer, once the gate opens. The gate is asked when the request has come in; `gone`
   * settles when its connection has been given up.
   */
  | { readonly kind: 'gate'; readonly gate: (gone: Promise<unknown>) => Promise<unknown> }
)

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

/** A request as it came in. */
export interface FakeKickRequest {
  readonly to: 'page' | 'token' | 'total' | 'channels' | 'categories' | 'elsewhere'
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The status it was answered with; null where there was no answer. */
  status: number | null
}

export interface FakeKick {
  readonly apiUrl: string
  readonly authUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** The settings with which a command takes this for Kick. */
  readonly environment: Readonly<Record<string, string>>
  readonly requests: readonly FakeKickRequest[]
  setRows(rows: readonly KickRow[]): void
  addFault(fault: FakeKickFault): void
  /** Every token granted so far is refused from now on. */
  expireTokens(): void
  close(): Promise<void>
}

const clientId = '01FAKEKICKCLIENTID00000000'
const clientSecret = 'fakeclientsecret0000000000000000000000000000000000000000000000'

const routes: Readonly<Record<string, FakeKickRequest['to']>> = {
  'POST /oauth/token': 'token',
  'GET /public/v2/livestreams': 'page',
  'GET /public/v1/livestreams/stats': 'total',
  'GET /public/v1/users/livestreams': 'channels',
  'GET /public/v2/categories': 'categories',
}

/** Starts a fake Kick on 127.0.0.1; close it after use. */
export async function startFakeKick(options: FakeKickOptions = {}): Promise<FakeKick> {
  const { perPage = 1_000, ending = endings['an empty cursor'] ?? {}, now = Date.now } = options
  const tokens = createTokenDesk(
    options.tokenLifetime ?? 5_184_000,
    options.tokenRequests ?? Number.POSITIVE_INFINITY,
  )
  const isRefused = createLimit(options.rateLimit ?? null, now)
  const faults = (options.faults ?? []).map(withCount)
  const requests: FakeKickRequest[] = []
  const categories = cut(options.categories ?? [], perPage)
  let pages = options.pages ?? cut(options.rows ?? [], perPage)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://fake')
    const { url: target = '/', headers } = request
    const to = routes[`${request.method} ${pathname}`] ?? 'elsewhere'
    const logged: FakeKickRequest = { to, target, headers, status: null }
    requests.push(logged)
    if (to === 'elsewhere') return send(response, logged, kickError(404))
    if (to === 'token') {
      const form = new URLSearchParams(await text(request))
      return reply(response, logged, 'token', () => tokens.grant(form))
    }
    if (!tokens.takes(headers.authorization)) return send(response, logged, kickError(401))
    if (isRefused()) return send(response, logged, kickError(429))
    const place = to === 'page' ? readCursor(query) + 1 : to
    await reply(response, logged, place, back => answerTo(to, query, back))
  }

  function answerTo(to: FakeKickRequest['to'], query: URLSearchParams, back: boolean): Answer {
    const rows = pages.flat()
    if (to === 'total') return json({ data: { total_count: rows.length }, message: 'OK' })
    if (to === 'channels') return channelsAmong(rows, query.getAll('user_id'))
    return pageAt(to === 'page' ? pages : categories, query, ending, back)
  }

  /** Sends the true answer, or what the next fault makes of it. */
  async function reply(
    response: ServerResponse,
    logged: FakeKickRequest,
    at: Place,
    trueAnswer: (back: boolean) => Answer,
  ): Promise<void> {
    const fault = faults.find(candidate => candidate.at === at && candidate.left > 0)
    if (fault === undefined) return send(response, logged, trueAnswer(false))
    fault.left -= 1
    switch (fault.kind) {
      case 'loop':
        return send(response, logged, trueAnswer(true))
      case 'gate':
        await fault.gate(once(response, 'close'))
        return send(response, logged, trueAnswer(false))
      case 'answer':
        return send(response, logged, { ...errorAt(at, fault.status), ...fault })
      case 'gate_refusal':
        return send(response, logged, { ...gateRefusal, ...fault })
      case 'reset':
        response.socket?.resetAndDestroy()
        return
      case 'drop':
        return sendHalf(response, trueAnswer(false), () => response.socket?.destroy())
      case 'stall':
        return sendHalf(response, trueAnswer(false))
      case 'truncate': {
        const answer = trueAnswer(false)
        return send(response, logged, { ...answer, body: halfOf(answer.body) })
      }
      default:
        fault satisfies never
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(error => response.destroy(error))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address with a port.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    apiUrl: origin,
    authUrl: origin,
    clientId,
    clientSecret,
    environment: {
      KICK_CLIENT_ID: clientId,
      KICK_CLIENT_SECRET: clientSecret,
      KICK_API_URL: origin,
      KICK_AUTH_URL: origin,
    },
    requests,
    setRows: rows => {
      pages = cut(rows, perPage)
    },
    addFault: fault => {
      faults.push(withCount(fault))
    },
    expireTokens: tokens.expireAll,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

/** `lifetime` is told in seconds, `requests` is how many a token is good for. */
function createTokenDesk(lifetime: number | string, requests: number) {
  const left = new Map<string, number>()
  let granted = 0
  return {
    grant(form: URLSearchParams): Answer {
      if (form.get('grant_type') !== 'client_credentials')
        return json({ error: 'unsupported_grant_type' }, 400)
      if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
        return json({ error: 'invalid_client', error_description: 'invalid client' }, 400)
      granted += 1
      left.set(`faketoken${granted}`, requests)
      return json({
        access_token: `faketoken${granted}`,
        expires_in: lifetime,
        token_type: 'Bearer',
      })
    },
    takes(authorization = ''): boolean {
      const token = /^Bearer (\S+)$/.exec(authorization)?.[1] ?? ''
      const uses = left.get(token) ?? 0
      left.set(token, uses - 1)
      return uses >= 1
    },
    expireAll: () => left.clear(),
  }
}

/** Whether one more request is too many. */
function createLimit(limit: number | null, now: () => number): () => boolean {
  let level = limit ?? Number.POSITIVE_INFINITY
  let readAtMs = now()
  return () => {
    if (limit !== null) level = Math.min(limit, level + ((now() - readAtMs) * limit) / 60_000)
    readAtMs = now()
    if (level < 1) return true
    level -= 1
    return false
  }
}

/** `back`: its cursor leads to the first page. */
function pageAt(
  pages: readonly (readonly KickRow[])[],
  query: URLSearchParams,
  ending: KickRow,
  back: boolean,
): Answer {
  const limit = Number(query.get('limit') ?? 100)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) return kickError(400)
  const page = readCursor(query)
  const data = pages[page]
  if (data === undefined) return json({ data: 'invalid cursor', message: 'Bad request' }, 400)
  const next = back ? 0 : page + 1
  const rest = next < pages.length ? { pagination: { next_cursor: writeCursor(next) } } : ending
  return json({ data, message: 'OK', ...rest })
}

function channelsAmong(rows: readonly KickRow[], ids: readonly string[]): Answer {
  if (ids.length < 1 || ids.length > 100 || !ids.every(id => /^\d+$/.test(id)))
    return kickError(400)
  const idOf = (row: KickRow) => String((row.broadcaster_user as KickRow | undefined)?.id)
  return json({ data: rows.filter(row => ids.includes(idOf(row))), message: 'OK' })
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

function errorAt(at: Place, status: number): Answer {
  return at === 'token' ? json({ error: 'server_error' }, status) : kickError(status)
}

const gateRefusal: Answer = {
  status: 403,
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
  body: '<!DOCTYPE html><title>Attention Required!</title>',
}

function json(body: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(body) }
}

function halfOf(body: string): string {
  return body.slice(0, body.length / 2)
}

function send(
  response: ServerResponse,
  logged: FakeKickRequest,
  { status, headers, body }: Answer,
): void {
  logged.status = status
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

function sendHalf(response: ServerResponse, { status, body }: Answer, then?: () => void): void {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) })
  response.write(halfOf(body), then)
}

function withCount(fault: FakeKickFault): FakeKickFault & { left: number } {
  return { ...fault, left: fault.times ?? 1 }
}
