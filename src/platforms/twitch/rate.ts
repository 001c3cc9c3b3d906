// What Twitch's answers say of its rate limit. Source: https://dev.twitch.tv/docs/api/guide/
// (Ratelimit-Limit, -Remaining; -Reset = Unix seconds when the bucket is full again).

import { type HttpReply, readRetryAfterMs } from '../../lib/http.ts'
import type { RateReading } from '../../lib/pacer.ts'

const longestWaitMs = 120_000

/** The rate headers of an answer, numbers only; whether they make sense is the pacer's matter. */
export function readRate(headers: Headers): RateReading {
  const resetAt = readNumber(headers, 'ratelimit-reset')
  return {
    limit: readNumber(headers, 'ratelimit-limit'),
    remaining: readNumber(headers, 'ratelimit-remaining'),
    resetAtMs: resetAt === null ? null : resetAt * 1_000,
  }
}

/**
 * How long to wait after an answer that asks for patience: after 429 until the bucket is full
 * again, else as `Retry-After` says; two minutes at most. Milliseconds; null = not said.
 */
export function readWaitMs({ status, headers }: HttpReply, nowMs: number): number | null {
  const resetAtMs = status === 429 ? readRate(headers).resetAtMs : null
  const untilFullMs = (resetAtMs ?? nowMs) - nowMs
  const waitMs = untilFullMs > 0 ? untilFullMs : readRetryAfterMs(headers, nowMs)
  return waitMs === null ? null : Math.min(waitMs, longestWaitMs)
}

function readNumber(headers: Headers, name: string): number | null {
  const text = headers.get(name) ?? ''
  return /^\d+$/.test(text) ? Number(text) : null
}
