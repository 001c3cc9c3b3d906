// YouTube's server, as sentences name it, and which error a refusal is.

import type { QuotaBucket } from '../../domain/daily-quota.ts'
import { AppError } from '../../domain/error.ts'
import { type HttpReply, readRetryAfterMs } from '../../lib/http.ts'
import { errorOf, PassingAnswer, type Server, withMessage } from '../tries.ts'
import { readReason, readRefusal } from './refusals.ts'

/** YouTube tells no time to wait: after a refusal for the pace at least this long is waited. */
export const leastWaitMs = 1_000
const longestWaitMs = 120_000

export const apiServer: Server = {
  name: 'YouTube',
  setting: 'YOUTUBE_API_URL',
  readMessage: readReason,
  readWaitMs,
  isPassing: ({ body }) => readRefusal(body) === 'trouble',
}

/** Whether an answer says that the bucket it was asked from is empty for today. */
export function isExhausted({ body }: HttpReply): boolean {
  return readRefusal(body) === 'quota'
}

/** The error an answer stands for that is not the one hoped for; its reason goes before its status. */
export function errorOfAnswer(reply: HttpReply, bucket: QuotaBucket, nowMs: number): Error {
  const kind = readRefusal(reply.body) ?? (reply.status === 401 ? 'key' : null)
  const said = withMessage(apiServer, reply)
  switch (kind) {
    case 'quota':
      return new AppError(
        'rate_limited',
        `YouTube says that today's quota "${bucket}" is spent (${said}).`,
      )
    case 'pace':
      return new PassingAnswer(reply.status, readWaitMs(reply, nowMs), true)
    case 'key':
      return new AppError(
        'unauthorized',
        `YouTube refused the key (${said}): check YOUTUBE_API_KEY, what it is restricted to, and that its project may use the YouTube Data API v3.`,
      )
    case 'invalid':
    case 'forbidden':
    case 'not_found':
      return new AppError(kind, `YouTube answered ${said}.`)
    case 'trouble':
    case null:
      return errorOf(apiServer, reply, nowMs)
    default:
      return kind satisfies never
  }
}

/** As `Retry-After` says, two minutes at most; else 1 s where requests come too fast. */
function readWaitMs(reply: HttpReply, nowMs: number): number | null {
  const toldMs = readRetryAfterMs(reply.headers, nowMs)
  if (toldMs !== null) return Math.min(toldMs, longestWaitMs)
  return reply.status === 429 || readRefusal(reply.body) === 'pace' ? leastWaitMs : null
}
