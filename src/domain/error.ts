// The one error of operating failures. Expected absence is a null or a union, never an error;
// a programmer's error is an ordinary Error and ends the process.

/** The closed set of reasons an operation can fail for. */
export type ErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'internal'

export interface AppErrorOptions {
  readonly cause?: unknown
  /** Time after which trying again can succeed, milliseconds. */
  readonly retryAfterMs?: number
}

/**
 * A failure with a code. The message is one sentence for the operator: it names what is wrong
 * and what to do, and never holds a token, a secret or a response body.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly retryAfterMs: number | null

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** The exit code of a command that ended with this error: 2 refused, 4 failed, 1 internal. */
export function exitCodeOf(code: ErrorCode): 1 | 2 | 4 {
  switch (code) {
    case 'invalid':
    case 'forbidden':
    case 'not_found':
    case 'conflict':
      return 2
    case 'unauthorized':
    case 'rate_limited':
    case 'unavailable':
      return 4
    case 'internal':
      return 1
    default:
      return code satisfies never
  }
}
