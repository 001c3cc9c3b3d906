// What the simulated platforms answer, before it goes over the wire.

/** A request as far as an API reads it. */
export interface ApiRequest {
  readonly method: string
  /** Below the platform's own prefix, such as /helix/streams. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The form it brought; empty without one. */
  readonly form: URLSearchParams
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string
}

/** One platform's API; never throws. */
export type Api = (request: ApiRequest) => ApiAnswer

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  return { status, headers, body: JSON.stringify(body) }
}

/** The one value of a header; null = it is not there, or there twice. */
export function headerOf({ headers }: ApiRequest, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}
