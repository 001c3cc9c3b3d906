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
  /** JSON in UTF-8, each character of the text being one byte of it. */
  readonly body: string
}

/** One platform's API; never throws. */
export type Api = (request: ApiRequest) => ApiAnswer

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  return { status, headers, body: toByteText(JSON.stringify(body)) }
}

/** The one value of a header; null = it is not there, or there twice. */
export function headerOf({ headers }: ApiRequest, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}

/**
 * Text as its UTF-8 bytes, one a character: half the memory of text with a letter beyond Latin in it,
 * and it is joined and sent without being encoded again.
 */
export function toByteText(text: string): string {
  return Buffer.from(text).toString('latin1')
}
