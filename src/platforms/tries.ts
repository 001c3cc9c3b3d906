// An exchange with a platform's server, tried as often as allowed, and one sentence on why it
// failed. Sentences hold a status and at most the server's own short message, never an address or
// a secret.

import { AppError, type ErrorCode } from '../domain/error.ts'
import type { Clock } from '../lib/clock.ts'
import { HttpFailure, type HttpFailureReason, type HttpReply } from '../lib/http.ts'
import { retry } from '../lib/retry.ts'

/** What trying again takes. */
export interface Tries {
  /** How often a request is tried in all. */
  readonly attempts: number
  /** The same for a request that is refused for asking too much, where that is more. */
  readonly attemptsWhenLimited?: number
  readonly clock: Clock
  /** A number from 0 up to but not including 1. */
  readonly random: () => number
  /** Longest pause before the second try, which doubles from try to try; milliseconds. */
  readonly baseMs?: number
  /** What that longest pause grows to at most, milliseconds. */
  readonly capMs?: number
}

/** Whom a request goes to, and how that server words what it will not or cannot do. */
export interface Server {
  /** As sentences name it. */
  readonly name: string
  /** The setting that holds its address. */
  readonly setting: string
  /** Reads its own words for a failure; null unless they are one short plain line. */
  readonly readMessage: (body: unknown) => string | null
  /** Reads how long an answer asks to wait, milliseconds; null = not said. */
  readonly readWaitMs: (reply: HttpReply, nowMs: number) => number | null
  /** Whether another try may mend an answer beside 408, 429 and 5xx. */
  readonly isPassing?: (reply: HttpReply) => boolean
}

/**
 * An answer that another try may mend: 408, 429, 5xx, a 2xx that holds something else, or what the
 * server is known to send in passing.
 */
export class PassingAnswer extends Error {
  readonly status: number
  /** Milliseconds the server asks to wait; null where it does not say. */
  readonly waitMs: number | null
  /** Whether it is for asking too much. */
  readonly isLimited: boolean

  constructor(status: number, waitMs: number | null, isLimited = status === 429) {
    super(`The answer was ${status}.`)
    this.name = 'PassingAnswer'
    this.status = status
    this.waitMs = waitMs
    this.isLimited = isLimited
  }
}

/**
 * Runs an exchange until it succeeds or the tries are used up. Then throws `rate_limited` after a
 * refusal for asking too much, else `unavailable`; what no other try can mend is thrown on at once
 * as it is.
 */
export async function tryOften<T>(
  server: Server,
  tries: Tries,
  signal: AbortSignal,
  exchange: () => Promise<T>,
): Promise<T> {
  const failures: string[] = []
  const { attempts } = tries
  const attemptsWhenLimited = Math.max(attempts, tries.attemptsWhenLimited ?? 0)
  try {
    return await retry({ ...tries, attempts: attemptsWhenLimited, signal }, exchange, failure => {
      const words = wordsFor(failure)
      if (words === null) return null
      failures.push(words)
      const most = isLimited(failure) ? attemptsWhenLimited : attempts
      return failures.length < most ? { minWaitMs: waitMsOf(failure) ?? 0 } : null
    })
  } catch (failure) {
    const words = wordsFor(failure)
    if (words === null) throw failure
    const alike = failures.filter(other => other === words).length
    const retryAfterMs = waitMsOf(failure)
    throw new AppError(
      isLimited(failure) ? 'rate_limited' : 'unavailable',
      `${server.name} ${words} ${alike} of ${failures.length} tries.`,
      { cause: failure, ...(retryAfterMs === null ? {} : { retryAfterMs }) },
    )
  }
}

/** The error an answer stands for that is not the one hoped for. */
export function errorOf(server: Server, reply: HttpReply, nowMs: number): Error {
  const { status } = reply
  if (isPassing(server, reply)) return new PassingAnswer(status, server.readWaitMs(reply, nowMs))
  if (status < 400)
    return new AppError(
      'unavailable',
      `${server.name} answered ${status} and leads elsewhere, which is not followed: check ${server.setting}.`,
    )
  return new AppError(
    codes[status] ?? 'invalid',
    `${server.name} answered ${withMessage(server, reply)}.`,
  )
}

/** The status, with the server's own short message where there is one. */
export function withMessage(server: Server, reply: HttpReply): string {
  const message = server.readMessage(reply.body)
  return message === null ? `${reply.status}` : `${reply.status}, "${message}"`
}

/** Whether an answer is of the status that promises what was asked for. */
export function isOk({ status }: HttpReply): boolean {
  return status >= 200 && status <= 299
}

/** Reads the body of an answer that is of that status; null = it is not, or not readable. */
export function okBody<T>(read: (body: unknown) => T | null): (reply: HttpReply) => T | null {
  return reply => (isOk(reply) ? read(reply.body) : null)
}

/** Whether another try may mend an answer that does not hold what was asked for. */
export function isPassing(server: Server, reply: HttpReply): boolean {
  const { status } = reply
  if (isOk(reply) || status === 408 || status === 429 || status >= 500) return true
  return server.isPassing?.(reply) ?? false
}

const codes: Readonly<Record<number, ErrorCode>> = {
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'not_found',
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

function isLimited(failure: unknown): boolean {
  return failure instanceof PassingAnswer && failure.isLimited
}

function waitMsOf(failure: unknown): number | null {
  return failure instanceof PassingAnswer ? failure.waitMs : null
}
