// One exchange of JSON over HTTP: bounded in time and size, cancellable, never following a
// redirect. Messages never hold addresses, headers or bodies: those can carry secrets.

export type HttpFailureReason = 'network' | 'timeout' | 'too_large' | 'bad_body'

const sentences: Readonly<Record<HttpFailureReason, string>> = {
  network: 'The connection failed.',
  timeout: 'The answer took too long.',
  too_large: 'The answer is larger than allowed.',
  bad_body: 'The answer is not JSON.',
}

/** An exchange that brought no usable answer. `cause` is the system's own error, if there is one. */
export class HttpFailure extends Error {
  readonly reason: HttpFailureReason

  constructor(reason: HttpFailureReason, cause?: Error) {
    super(sentences[reason], cause === undefined ? undefined : { cause })
    this.name = 'HttpFailure'
    this.reason = reason
  }
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as a form; only with POST. */
  readonly form?: Readonly<Record<string, string>>
  readonly userAgent: string
  /** For the whole exchange, to the last byte of the body. */
  readonly timeoutMs: number
  /** Most bytes of body that are read, counted after decompression. */
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** An answer of any status. */
export interface HttpReply {
  readonly status: number
  readonly headers: Headers
  /** The parsed JSON; undefined where a status other than 2xx came without readable JSON. */
  readonly body: unknown
}

/**
 * Sends a request and reads the JSON of its answer, whatever the status; a redirect is an answer.
 * Throws `HttpFailure`, or the signal's reason as it is when the signal is aborted.
 */
export async function requestJson(request: HttpRequest): Promise<HttpReply> {
  const { signal } = request
  signal.throwIfAborted()
  const exchange = new AbortController()
  const cancel = () => exchange.abort(signal.reason)
  signal.addEventListener('abort', cancel, { once: true })
  const timer = setTimeout(() => exchange.abort(new HttpFailure('timeout')), request.timeoutMs)
  try {
    const response = await send(request, exchange.signal)
    const text = await readText(response, request.maxBytes)
    const body = text === null ? undefined : parse(text)
    if (response.ok && body === undefined)
      throw new HttpFailure(text === null ? 'too_large' : 'bad_body')
    return { status: response.status, headers: response.headers, body }
  } catch (error) {
    if (exchange.signal.aborted) throw exchange.signal.reason
    if (error instanceof HttpFailure) throw error
    throw new HttpFailure('network', systemErrorIn(error))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
  }
}

/**
 * How long a server asks to wait by `Retry-After`, seconds or a date; milliseconds from `nowMs`.
 * Null where it says nothing readable or the moment has passed.
 */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | null {
  const text = headers.get('retry-after') ?? ''
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  return ms > 0 && Number.isFinite(ms) ? ms : null
}

function send(request: HttpRequest, signal: AbortSignal): Promise<Response> {
  return fetch(request.url, {
    method: request.method,
    headers: { accept: 'application/json', ...request.headers, 'user-agent': request.userAgent },
    ...(request.form === undefined ? {} : { body: new URLSearchParams(request.form) }),
    redirect: 'manual',
    signal,
  })
}

/** The body as text; null as soon as it is larger than allowed, which closes the connection. */
async function readText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  return decoder.decode(Buffer.concat(chunks, bytes))
}

const decoder = new TextDecoder()

/** Undefined = not JSON. The parser's own error quotes the body and is dropped. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The socket's or resolver's error; fetch's own may name the address and stays out. */
function systemErrorIn(error: unknown): Error | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? cause : undefined
}
