// What the fake platforms share: a server on a free local port that goes wrong on order and keeps a
// log of what was asked; tokens, a rate limit and pages. It shares no code with src/, so that it
// cannot repeat its mistakes.

import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** What goes wrong at a place, in the order given. */
export type Fault<Place> = {
  readonly at: Place
  /** How many requests it meets; 1 unless given, `Infinity` = all. */
  readonly times?: number
} & (
  | {
      /** This answer instead of the true one; without a body, the platform's error. */
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
      /** Is told before it is sent. */
      readonly met?: () => void
    }
  /** The cursor that came is refused as the platform refuses one. */
  | { readonly kind: 'invalid_cursor' }
  /** The connection is reset before any answer. */
  | { readonly kind: 'reset' }
  /** The connection is lost after half the body. */
  | { readonly kind: 'drop' }
  /** Half the body, told to be all of it. */
  | { readonly kind: 'truncate' }
  /** Half the body comes, then nothing more; `met` is told so. */
  | { readonly kind: 'stall'; readonly met?: (gone: Promise<unknown>) => void }
  /** The body comes byte by byte. */
  | { readonly kind: 'drip' }
  /** The page's cursor leads back to the first page. */
  | { readonly kind: 'loop' }
  /**
   * The true answer, once the gate opens. The gate is asked when the request has come in; `gone`
   * settles when its connection has been given up.
   */
  | { readonly kind: 'gate'; readonly gate: (gone: Promise<unknown>) => Promise<unknown> }
)

/** A request as it came in. */
export interface FakeRequest {
  /** The route it took, or `elsewhere`. */
  readonly to: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Milliseconds since the epoch by the fake's clock. */
  readonly atMs: number
  /** The page it came to, 1 = the first; null where it was refused before or asked for no page. */
  page: number | null
  /** The status it was answered with; null where there was no whole answer. */
  status: number | null
}

/** A request that took a route. */
export interface Incoming {
  readonly to: string
  readonly query: URLSearchParams
  /** What was posted; empty with GET. */
  readonly form: URLSearchParams
  readonly headers: IncomingHttpHeaders
}

/** Where a request has come to: things can go wrong here. `back`: its cursor leads to page 1. */
export interface Arrival<Place> {
  readonly at: Place
  readonly answer: (back: boolean) => Answer
}

/** What makes a platform of the server. */
export interface FakePlan<Place> {
  /** What the log calls a method and path, such as `GET /helix/streams`; none = elsewhere. */
  readonly routeOf: (asked: string, query: URLSearchParams) => string | undefined
  /** A refusal before any place is reached, or the place. */
  readonly lead: (incoming: Incoming) => Answer | Arrival<Place>
  /** A failure as the platform words it. */
  readonly errorAt: (at: Place | null, status: number) => Answer
  readonly cursorRefusal: Answer
  /** Headers of every answer but the token server's. */
  readonly headers?: () => Readonly<Record<string, string>>
  readonly now: () => number
}

export interface FakeServer<Place> {
  readonly origin: string
  readonly requests: readonly FakeRequest[]
  addFault(fault: Fault<Place>): void
  /** How many requests wait for the end of their answer. */
  underWay(): number
  close(): Promise<void>
}

/** Starts a server on 127.0.0.1; close it after use. */
export async function startFakeServer<Place extends string | number>(
  plan: FakePlan<Place>,
): Promise<FakeServer<Place>> {
  const faults: (Fault<Place> & { left: number })[] = []
  const requests: FakeRequest[] = []
  const open = new Set<ServerResponse>()

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    open.add(response)
    response.once('close', () => open.delete(response))
    const { url: target = '/', headers, method } = request
    const { pathname, searchParams: query } = new URL(target, 'http://fake')
    const to = plan.routeOf(`${method} ${pathname}`, query) ?? 'elsewhere'
    const logged: FakeRequest = { to, target, headers, atMs: plan.now(), page: null, status: null }
    requests.push(logged)
    const form = new URLSearchParams(method === 'POST' ? await text(request) : '')
    const led =
      to === 'elsewhere' ? plan.errorAt(null, 404) : plan.lead({ to, query, form, headers })
    if ('body' in led) return send(response, logged, led)
    if (typeof led.at === 'number') logged.page = led.at
    await meet(response, logged, led)
  }

  /** Sends the true answer, or what the next fault makes of it. */
  async function meet(
    response: ServerResponse,
    logged: FakeRequest,
    { at, answer }: Arrival<Place>,
  ): Promise<void> {
    const fault = faults.find(candidate => candidate.at === at && candidate.left > 0)
    if (fault === undefined) return send(response, logged, answer(false))
    fault.left -= 1
    switch (fault.kind) {
      case 'answer':
        fault.met?.()
        return send(response, logged, { ...plan.errorAt(at, fault.status), ...fault })
      case 'invalid_cursor':
        return send(response, logged, plan.cursorRefusal)
      case 'loop':
        return send(response, logged, answer(true))
      case 'gate':
        await fault.gate(once(response, 'close'))
        return send(response, logged, answer(false))
      case 'reset':
        response.socket?.resetAndDestroy()
        return
      case 'drop':
        return sendHalf(response, answer(false), () => response.socket?.destroy())
      case 'stall': {
        const gone = once(response, 'close')
        return sendHalf(response, answer(false), () => fault.met?.(gone))
      }
      case 'drip':
        return sendByByte(response, answer(false))
      case 'truncate': {
        const whole = answer(false)
        return send(response, logged, { ...whole, body: halfOf(whole.body) })
      }
      default:
        fault satisfies never
    }
  }

  function send(
    response: ServerResponse,
    logged: FakeRequest,
    { status, headers, body }: Answer,
  ): void {
    logged.status = status
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ...(logged.to === 'token' ? {} : plan.headers?.()),
      ...headers,
    })
    response.end(body)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(error => response.destroy(error))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    // A server that listens on a port has an address with a port.
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    addFault: fault => {
      faults.push({ ...fault, left: fault.times ?? 1 })
    },
    underWay: () => open.size,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

/** The token that is granted as the `n`th, from 1 on: as long as true ones are. */
export function tokenNo(n: number): string {
  return `faketoken${String(n).padStart(21, '0')}`
}

/** Tokens that are good for so many requests each. */
export function createTokens(requests: number) {
  const left = new Map<string, number>()
  let granted = 0
  return {
    grant(): string {
      granted += 1
      left.set(tokenNo(granted), requests)
      return tokenNo(granted)
    },
    /** Whether a token is good for one more request, which is counted. */
    takes(token: string): boolean {
      const uses = left.get(token) ?? 0
      if (uses >= 1) left.set(token, uses - 1)
      return uses >= 1
    },
    expireAll: () => left.clear(),
  }
}

/** Points a minute, refilled continuously; null = no limit. */
export function createBucket(limit: number | null, now: () => number) {
  let level = limit ?? Number.POSITIVE_INFINITY
  let readAtMs = now()
  const refill = () => {
    if (limit !== null) level = Math.min(limit, level + ((now() - readAtMs) * limit) / 60_000)
    readAtMs = now()
    return level
  }
  return {
    /** Takes a point, if there is one. */
    takes(): boolean {
      if (refill() < 1) return false
      level -= 1
      return true
    },
    level: refill,
  }
}

/** Cuts rows into pages; no rows are one empty page. */
export function cut<Row>(rows: readonly Row[], perPage: number): Row[][] {
  const count = Math.max(1, Math.ceil(rows.length / perPage))
  return Array.from({ length: count }, (_, page) =>
    rows.slice(page * perPage, (page + 1) * perPage),
  )
}

/** An answer of JSON. */
export function json(body: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(body) }
}

function sendHalf(response: ServerResponse, { status, body }: Answer, then: () => void): void {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) })
  response.write(halfOf(body), then)
}

async function sendByByte(response: ServerResponse, { status, body }: Answer): Promise<void> {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) })
  for (const byte of Buffer.from(body)) {
    if (response.destroyed) return
    response.write(Buffer.of(byte))
    await setTimeout(5)
  }
  response.end()
}

function halfOf(body: string): string {
  return body.slice(0, body.length / 2)
}
