// Faults that answer in the platform's place: too many requests, out of order, tokens that no
// longer count, cursors that are not taken.

import { hash } from '../hash.ts'
import { keep } from '../keep.ts'
import { youtubeError } from '../youtube-answer.ts'
import { bucketOf, pacificDayOf, type QuotaBucket } from '../youtube-quota.ts'
import { quotaExceeded } from '../youtube-refusals.ts'
import { cursorOf, tokenOf } from './asked.ts'
import { createStorms, createStrikes, use } from './chance.ts'
import { defineFault, ofRequests } from './fault.ts'
import { amount, count, word } from './parameter.ts'
import { refuse } from './refusal.ts'

export const limited = defineFault({
  name: 'limited',
  does: 'For a while all requests are answered 429, on YouTube 403.',
  parameters: {
    ...ofRequests({ rate: 0.002, at: 'api' }),
    seconds: amount(15, 'how long a storm lasts'),
    reset: amount(10, "how many seconds ahead Twitch's Ratelimit-Reset lies"),
    retry_after: count(0, "seconds in Kick's Retry-After, 0 = there is none"),
  },
  act: ({ reset, retry_after: retryAfter, ...storm }, { platform, seed }) => {
    const strikes = createStorms(storm, seed)
    const headersAt = (nowMs: number): Record<string, string> => {
      if (platform === 'kick') return retryAfter > 0 ? { 'Retry-After': String(retryAfter) } : {}
      return {
        'Ratelimit-Limit': '800',
        'Ratelimit-Remaining': '0',
        'Ratelimit-Reset': String(Math.ceil(nowMs / 1_000 + reset)),
      }
    }
    return {
      refuse: asked =>
        strikes(asked) ? refuse(asked, 429, undefined, headersAt(asked.nowMs)) : null,
    }
  },
})

const statuses = [500, 502, 503, 504] as const

export const unavailable = defineFault({
  name: 'unavailable',
  does: 'For a while all requests are answered 5xx.',
  parameters: {
    ...ofRequests({ rate: 0.002, at: 'api' }),
    seconds: amount(0.2, 'how long it lasts, 0 = one request'),
    status: word(['any', '500', '502', '503', '504'], 'any', 'what is answered'),
  },
  act: ({ status, ...storm }, { seed }) => {
    const strikes = createStorms(storm, seed)
    const told = statuses.find(known => String(known) === status)
    const drawnFor = (number: number) => statuses[hash(seed, use.kind, number) % statuses.length]
    return {
      refuse: asked =>
        strikes(asked) ? refuse(asked, told ?? drawnFor(asked.number) ?? 500) : null,
    }
  },
})

/** More tokens than this push out the one used longest ago. */
const mostTokens = 1_000

export const expired = defineFault({
  name: 'expired',
  does: 'A token runs out: 401 until a new one is used.',
  parameters: {
    ...ofRequests({ rate: 0.002, at: 'api', knows: ['twitch', 'kick'] }),
    after: count(0, 'requests a token is good for, 0 = any number'),
  },
  act: ({ after, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    const used = new Map<string, { requests: number; isOut: boolean }>()
    return {
      refuse: asked => {
        const token = tokenOf(asked)
        if (token === null) return null
        const grant = keep(used, mostTokens, token, () => ({ requests: 0, isOut: false }))
        grant.requests += 1
        grant.isOut ||= (after > 0 && grant.requests > after) || strikes(asked)
        return grant.isOut ? refuse(asked, 401, 'Invalid OAuth token') : null
      },
    }
  },
})

export const cursorRejected = defineFault({
  name: 'cursor_rejected',
  does: 'A page is answered 400 for its cursor.',
  parameters: ofRequests({ rate: 0.005, knows: ['twitch', 'kick'] }),
  act: (values, { seed }) => {
    const strikes = createStrikes(values, seed)
    return {
      refuse: asked =>
        cursorOf(asked) !== null && strikes(asked) ? refuse(asked, 400, 'invalid cursor') : null,
    }
  },
})

export const quota = defineFault({
  name: 'quota',
  does: "A bucket of YouTube's quota is empty before it should be, until midnight in California.",
  parameters: {
    ...ofRequests({ rate: 0.001, at: 'api', knows: ['youtube'] }),
    bucket: word(['any', 'search', 'units'], 'any', 'which bucket'),
  },
  act: ({ bucket: meant, ...rest }, { seed }) => {
    const strikes = createStrikes(rest, seed)
    /** The day on which each was closed. */
    const closed = new Map<QuotaBucket, string>()
    return {
      refuse: asked => {
        const bucket = bucketOf(asked.request.path)
        if (meant !== 'any' && meant !== bucket) return null
        const today = pacificDayOf(asked.nowMs)
        if (closed.get(bucket) !== today && !strikes(asked)) return null
        closed.set(bucket, today)
        return youtubeError(quotaExceeded)
      },
    }
  },
})
