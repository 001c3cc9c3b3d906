// A small Twitch for tests on a free local port: true paths, true checks, faults on order, a log of
// what was asked. It shares no code with src/.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  type Answer,
  clientId,
  clientSecret,
  createBucket,
  createTokenDesk,
  cut,
  type HelixRow,
  helixError,
  pageAt,
  readCursor,
} from './fake-helix.ts'

/** What goes wrong with a page (1 = the first) or with the token server, in the order given. */
export type FakeTwitchFault = {
  readonly at: number | 'token'
  /** How many requests it meets; 1 unless given, `Infinity` = all. */
  readonly times?: number
} & (
  | {
      /** This answer instead of the true one; without a body, Twitch's error for the status. */
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** 429, for this and every other page request, until a whole second `resetIn` seconds from now. */
  | { readonly kind: 'rate_limited'; readonly resetIn: number }
  | { readonly kind: 'invalid_cursor' }
  /** The connection is reset before any answer. */
  | { readonly kind: 'reset' }
  /** The connection is lost after half the body. */
  | { readonly kind: 'drop' }
  /** Half the body comes, then nothing more. */
  | { readonly kind: 'stall' }
  /** The page's cursor leads back to the first page. */
  | { readonly kind: 'loop' }
  /**
   * The true answer, once the gate opens. The gate is asked when the request has come in; `gone`
   * settles when its connection has been given up.
   */
  | { readonly kind: 'gate'; readonly gate: (gone: Promise<unknown>) => Promise<unknown> }
)

export interface FakeTwitchOptions {
  /** The streams in the order of the list, cut into pages of `perPage`. */
  readonly rows?: readonly HelixRow[]
  /** The pages themselves instead: short and empty ones as wanted. */
  readonly pages?: readonly (readonly HelixRow[])[]
  /** Rows on a page at most, as far as the request allows them; 100 unless given. */
  readonly perPage?: number
  readonly faults?: readonly FakeTwitchFault[]
  /** Points a minute, enforced; 100,000 unless given, null = no limit and no rate headers. */
  readonly rateLimit?: number | null
  /** Lifetime of a token as told, seconds. It really ends by `tokenRequests` or `expireTokens`. */
  readonly tokenLifetime?: number
  /** How many page requests a token is good for; no end unless given. */
  readonly tokenRequests?: number
  /** Milliseconds since the epoch; the machine's clock unless given. */
  readonly now?: () => number
}

/** A request as it came in. */
export interface FakeTwitchRequest {
  readonly to: 'page' | 'token' | 'elsewhere'
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The page it came to, 1 = the first; null where it was refused before. */
  page: number | null
  /** The status it was answered with; null where there was no answer. */
  status: number | null
}

export interface FakeTwitch {
  readonly apiUrl: string
  readonly authUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** The settings with which a command takes this for Twitch. */
  readonly environment: Readonly<Record<string, string>>
  readonly requests: readonly FakeTwitchRequest[]
  setRows(rows: readonly HelixRow[]): void
  addFault(fault: FakeTwitchFault): void
  /** Every token granted so far is refused from now on. */
  expireTokens(): void
  close(): Promise<void>
}

/** Starts a fake Twitch on 127.0.0.1; close it after use. */
export async function startFakeTwitch(options: FakeTwitchOptions = {}): Promise<FakeTwitch> {
  const { perPage = 100, rateLimit = 100_000, now = Date.now } = options
  const tokens = createTokenDesk(
    options.tokenLifetime ?? 5_011_271,
    options.tokenRequests ?? Number.POSITIVE_INFINITY,
  )
  const bucket = createBucket(rateLimit, now)
  const faults = (options.faults ?? []).map(withCount)
  const requests: FakeTwitchRequest[] = []
  let pages = options.pages ?? cut(options.rows ?? [], perPage)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
    const logged = logRequest(request, pathname)
    if (logged.to === 'elsewhere') return send(response, logged, helixError(404, 'Not Found'))
    if (logged.to === 'page') return servePage(request, response, searchParams, logged)
    const form = new URLSearchParams(await text(request))
    await reply(response, logged, 'token', () => tokens.grant(form))
  }

  async function servePage(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
    logged: FakeTwitchRequest,
  ): Promise<void> {
    const refusal = tokens.refuse(request.headers) ?? bucket.refuse()
    if (refusal !== null) return send(response, logged, refusal)
    const first = Number(query.get('first') ?? 20)
    if (!Number.isInteger(first) || first < 1 || first > 100)
      return send(response, logged, helixError(400, 'The parameter "first" was malformed'))
    const place = readCursor(query.get('after'))
    if (place === null) return send(response, logged, helixError(400, 'invalid cursor'))
    logged.page = place.page + 1
    await reply(response, logged, logged.page, back =>
      pageAt(pages, place, Math.min(perPage, first), back),
    )
  }

  /** Sends the true answer, or what the next fault makes of it. */
  async function reply(
    response: ServerResponse,
    logged: FakeTwitchRequest,
    at: number | 'token',
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
        return send(response, logged, { ...helixError(fault.status, 'made to fail'), ...fault })
      case 'rate_limited':
        bucket.emptyFor(fault.resetIn)
        return send(response, logged, helixError(429, 'Too Many Requests'))
      case 'invalid_cursor':
        return send(response, logged, helixError(400, 'invalid cursor'))
      case 'reset':
        response.socket?.resetAndDestroy()
        return
      case 'drop':
        return sendHalf(response, trueAnswer(false), () => response.socket?.destroy())
      case 'stall':
        return sendHalf(response, trueAnswer(false))
      default:
        fault satisfies never
    }
  }

  function logRequest(request: IncomingMessage, path: string): FakeTwitchRequest {
    const route = `${request.method} ${path}`
    const to =
      route === 'GET /helix/streams'
        ? 'page'
        : route === 'POST /oauth2/token'
          ? 'token'
          : 'elsewhere'
    const { url: target = '/', headers } = request
    const logged: FakeTwitchRequest = { to, target, headers, page: null, status: null }
    requests.push(logged)
    return logged
  }

  function send(response: ServerResponse, logged: FakeTwitchRequest, answer: Answer): void {
    logged.status = answer.status
    response.writeHead(answer.status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(answer.body),
      ...(logged.to === 'page' ? bucket.headers() : {}),
      ...answer.headers,
    })
    response.end(answer.body)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(error => response.destroy(error))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address with a port.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const apiUrl = `${origin}/helix`
  const authUrl = `${origin}/oauth2`

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

function sendHalf(response: ServerResponse, { status, body }: Answer, then?: () => void): void {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) })
  response.write(body.slice(0, body.length / 2), then)
}

function withCount(fault: FakeTwitchFault): FakeTwitchFault & { left: number } {
  return { ...fault, left: fault.times ?? 1 }
}
