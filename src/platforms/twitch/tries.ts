// An exchange with Twitch, tried as often as allowed, and one sentence on why it failed.
// Sentences hold a status and at most Twitch's own short message, never an address or a secret.

import { AppError, type ErrorCode } from '../../domain/error.ts'
import type { Clock } from '../../lib/clock.ts'
import { HttpFailure, type HttpFailureReason, type HttpReply } from '../../lib/http.ts'
import { retry } from '../../lib/retry.ts'
import { readErrorMessage } from './payload.ts'
import { readWaitMs } from './rate.ts'

/** What trying again takes. */
export interface Tries {
  /** How often a request is tried in all. */
  readonly attempts: number
  readonly clock: Clock
  /** A number from 0 up to but not including 1. */
  readonly random: () => number
}

/** Whom a request goes to, as sentences name it, and the setting that holds its address. */
export interface Server {
  readonly name: string
  readonly setting: 'TWITCH_API_URL' | 'TWITCH_AUTH_URL'
}

/** An answer that another try may mend: 408, 429, 5xx, or a 2xx that holds something else. */
export class PassingAnswer extends Error {
  readonly status: number
  /** Milliseconds the server asks to wait; null where it does not say. */
  readonly waitMs: number | null

  constructor(status: number, waitMs: number | null) {
    super(`The answer was ${status}.`)
    this.name = 'PassingAnswer'
    this.status = status
    this.waitMs = waitMs
  }
}

/**
 * Runs an exchange until it succeeds or the tries are used up. Then throws `rate_limited` after
 * 429, else `unavailable`; what no other try can mend is thrown on at once as it is.
 */
export async function tryOften<T>(
  server: Server,
  tries: Tries,
  signal: AbortSignal,
  exchange: () => Promise<T>,
): Promise<T> {
  const failures: string[] = []
  try {
    return await retry({ ...tries, signal }, exchange, failure => {
      const words = wordsFor(failure)
      if (words === null) return null
      failures.push(words)
      return { minWaitMs: waitMsOf(failure) ?? 0 }
    })
  } catch (failure) {
    const words = wordsFor(failure)
    if (words === null) throw failure
    const alike = failures.filter(other => other === words).length
    const retryAfterMs = waitMsOf(failure)
    throw new AppError(
      failure instanceof PassingAnswer && failure.status === 429 ? 'rate_limited' : 'unavailable',
      `${server.name} ${words} ${alike} of ${failures.length} tries.`,
      { cause: failure, ...(retryAfterMs === null ? {} : { retryAfterMs }) },
    )
  }
}

/** The error an answer stands for that is not the one hoped for. */
export function errorOf(server: Server, reply: HttpReply, nowMs: number): Error {
  const { status, headers } = reply
  if (isPassing(status)) return new PassingAnswer(status, readWaitMs(status, headers, nowMs))
  if (status < 400)
    return new AppError(
      'unavailable',
      `${server.name} answered ${status} and leads elsewhere, which is not followed: check ${server.setting}.`,
    )
  return new AppError(codes[status] ?? 'invalid', `${server.name} answered ${withMessage(reply)}.`)
}

/** The status, with Twitch's own short message where there is one. */
export function withMessage(reply: HttpReply): string {
  const message = readErrorMessage(reply.body)
  return message === null ? `${reply.status}` : `${reply.status}, "${message}"`
}

function isPassing(status: number): boolean {
  return status < 300 || status === 408 || status === 429 || status >= 500
}

const codes: Readonly<Record<number, ErrorCode>> = {
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
}

const wordsForReason: Readonly<Record<HttpFailureReason, string>> = {
  network: 'could not be reached in',
  timeout: 'did not answer in time in',
  too_large: 'sent more than an answer may hold in',
  bad_body: 'sent no readable JSON in',
}

/** What a failure is called before "3 of 3 tries"; null = another try cannot mend it. */
function wordsFor(failure: unknown): string | null {
  if (failure instanceof HttpFailure) return wordsForReason[failure.reason]
  if (!(failure instanceof PassingAnswer)) return null
  return failure.status < 300
    ? 'sent something else than asked for in'
    : `answered ${failure.status} to`
}

function waitMsOf(failure: unknown): number | null {
  return failure instanceof PassingAnswer ? failure.waitMs : null
}
