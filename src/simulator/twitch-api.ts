// Twitch's API as a collector meets it: tokens, the rate limit, the live list, its refusals.
// Facts: https://dev.twitch.tv/docs/api/ and recorded answers.

import type { Clock } from '../lib/clock.ts'
import { type Api, type ApiAnswer, type ApiRequest, jsonAnswer } from './answer.ts'
import { createRateBuckets } from './rate-buckets.ts'
import { readCursor } from './twitch-cursor.ts'
import { createTwitchList, type PageQuestion } from './twitch-list.ts'
import { createTwitchTokens } from './twitch-tokens.ts'
import type { World } from './world.ts'

const mostRows = 100
const usualRows = 20
const mostValues = 100

export interface TwitchApiOptions {
  readonly world: World
  /** Tells the world's time. */
  readonly clock: Clock
  /** Points a minute for each client, 800 on Twitch; null = no limit and no rate headers. */
  readonly rateLimit: number | null
}

/** Answers below one prefix: /helix/streams, /oauth2/token, /oauth2/validate. */
export function createTwitchApi({ world, clock, rateLimit }: TwitchApiOptions): Api {
  const tokens = createTwitchTokens(clock)
  const buckets = createRateBuckets(rateLimit, clock)
  const list = createTwitchList(world)

  function answerHelix(request: ApiRequest): ApiAnswer {
    const caller = tokens.readClient(request)
    if ('refusal' in caller) return helixError(401, 'Unauthorized', caller.refusal)
    const { headers, isSpent } = buckets.take(caller.client)
    if (isSpent) return helixError(429, 'Too Many Requests', 'Too Many Requests', headers)
    if (request.path !== '/helix/streams' || request.method !== 'GET')
      return helixError(404, 'Not Found', '', headers)
    const question = readQuestion(request.query)
    if (typeof question === 'string') return helixError(400, 'Bad Request', question, headers)
    const body = list.pageAt(Math.floor(clock.now() / 1_000), question)
    return { status: 200, headers, body }
  }

  return request => {
    const route = `${request.method} ${request.path}`
    if (route === 'POST /oauth2/token') return tokens.grant(request)
    if (route === 'GET /oauth2/validate') return tokens.validate(request)
    if (request.path.startsWith('/helix/')) return answerHelix(request)
    return helixError(404, 'Not Found', '')
  }
}

/** What a page is asked for, or Twitch's words for what is wrong with it. */
function readQuestion(query: URLSearchParams): PageQuestion | string {
  const first = readFirst(query.get('first'))
  if (typeof first === 'string') return first
  const type = query.get('type') ?? 'all'
  if (type !== 'all' && type !== 'live')
    return malformed('type', 'the value must match the regular expression /^(all|live)$/')
  const positions = { after: query.get('after') || null, before: query.get('before') || null }
  const after = positions.after === null ? null : readCursor(positions.after)
  const before = positions.before === null ? null : readCursor(positions.before)
  if (positions.after !== null && after === null) return 'invalid cursor'
  if (positions.before !== null && before === null) return 'invalid cursor'
  if (after !== null && before !== null) return 'only one of after and before may be given'
  const filters = {
    language: valuesOf(query, 'language'),
    game_id: valuesOf(query, 'game_id'),
    user_id: valuesOf(query, 'user_id'),
    user_login: valuesOf(query, 'user_login')?.map(login => login.toLowerCase()) ?? null,
  }
  for (const [name, values] of Object.entries(filters))
    if (values !== null && values.length > mostValues)
      return malformed(name, `the value must be less than or equal to ${mostValues}`)
  return { first, after, before, filters }
}

function readFirst(text: string | null): number | string {
  if (text === null || text === '') return usualRows
  const first = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(first)) return malformed('first', 'the value must be an integer')
  if (first < 1) return malformed('first', 'the value must be greater than or equal to 1')
  if (first > mostRows)
    return malformed('first', `the value must be less than or equal to ${mostRows}`)
  return first
}

function valuesOf(query: URLSearchParams, name: string): readonly string[] | null {
  const values = query.getAll(name)
  return values.length === 0 ? null : values
}

function malformed(name: string, reason: string): string {
  return `The parameter "${name}" was malformed: ${reason}`
}

function helixError(
  status: number,
  error: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  return jsonAnswer(status, { error, status, message }, headers)
}
