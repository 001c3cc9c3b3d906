// Refusals in each platform's own words, as faults give them in place of an answer.

import { type ApiAnswer, jsonAnswer } from '../answer.ts'
import { youtubeError } from '../youtube-answer.ts'
import { rateLimitExceeded } from '../youtube-refusals.ts'
import type { Asked } from './asked.ts'

const reasons = {
  400: 'Bad Request',
  401: 'Unauthorized',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const

export type RefusalStatus = keyof typeof reasons

export function refuse(
  { kind, platform }: Asked,
  status: RefusalStatus,
  message: string = reasons[status],
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  const reason = reasons[status]
  if (platform === 'youtube') return refuseAsYouTube(status)
  if (platform === 'kick') {
    const [first = '', ...rest] = reason
    return jsonAnswer(status, { data: {}, message: first + rest.join('').toLowerCase() }, headers)
  }
  // Twitch's token server names no error.
  const error = kind === 'token' ? {} : { error: reason }
  return jsonAnswer(status, { ...error, status, message }, headers)
}

/** Too many requests are forbidden there. */
function refuseAsYouTube(status: RefusalStatus): ApiAnswer {
  if (status === 429) return youtubeError(rateLimitExceeded)
  if (status === 400 || status === 401) throw new Error(`No fault answers ${status} for YouTube.`)
  return youtubeError({
    status,
    reason: 'backendError',
    message: reasons[status],
    domain: 'global',
  })
}
