// Kick's API as a collector meets it: tokens, the live lists, look-ups, refusals in its envelope.
// Facts: https://docs.kick.com (changelog of 2026-06-23 for the lists of version 2).

import type { Clock } from '../lib/clock.ts'
import { type Api, type ApiAnswer, type ApiRequest, jsonAnswer } from './answer.ts'
import { categoriesPage, kickCategory } from './kick-category.ts'
import { createKickList } from './kick-list.ts'
import { categoryIdOf, readCategorySearch, searchCategories } from './kick-old-categories.ts'
import {
  isRefused,
  type Refused,
  readCategoriesQuestion,
  readLookUp,
  readPageQuestion,
  readTopQuestion,
} from './kick-query.ts'
import { createKickTokens } from './kick-tokens.ts'
import { createRateBuckets } from './rate-buckets.ts'
import type { World } from './world.ts'

export interface KickApiOptions {
  readonly world: World
  /** Tells the world's time. */
  readonly clock: Clock
  /** Requests a minute for each client; null = no limit. Kick tells neither one nor what is left. */
  readonly rateLimit: number | null
}

/** Answers one question at a moment in whole epoch seconds. */
type Answer = (at: number, query: URLSearchParams) => ApiAnswer

/** Answers below one prefix: /oauth/token and what is public. */
export function createKickApi({ world, clock, rateLimit }: KickApiOptions): Api {
  const tokens = createKickTokens(clock)
  const buckets = createRateBuckets(rateLimit, clock)
  const list = createKickList(world)

  const answers: ReadonlyMap<string, Answer> = new Map([
    [
      'GET /public/v2/livestreams',
      asking(readPageQuestion, (at, question) => pageAnswer(list.pageAt(at, question))),
    ],
    [
      'GET /public/v1/users/livestreams',
      asking(readLookUp, (at, ids) => pageAnswer(list.streamsOf(at, ids))),
    ],
    [
      'GET /public/v1/livestreams',
      asking(readTopQuestion, (at, question) => envelope(200, list.topAt(at, question))),
    ],
    ['GET /public/v1/livestreams/stats', at => envelope(200, { total_count: list.totalAt(at) })],
    [
      'GET /public/v2/categories',
      asking(readCategoriesQuestion, (at, question) =>
        jsonAnswer(200, categoriesPage(world.categoriesAt(at), question)),
      ),
    ],
    [
      'GET /public/v1/categories',
      asking(readCategorySearch, (at, question) =>
        envelope(200, searchCategories(world.categoriesAt(at), question)),
      ),
    ],
  ])

  function answerCategory(at: number, id: string): ApiAnswer {
    const category = world.categoriesAt(at).find(one => one.id === id)
    if (category === undefined) return envelope(404)
    const viewers = list.viewersIn(at, Number(id))
    return envelope(200, { ...kickCategory(category), tags: [], viewer_count: viewers })
  }

  function answerOf({ method, path }: ApiRequest): Answer | null {
    const id = method === 'GET' ? categoryIdOf(path) : null
    if (id !== null) return at => answerCategory(at, id)
    return answers.get(`${method} ${path}`) ?? null
  }

  return request => {
    if (request.method === 'POST' && request.path === '/oauth/token') return tokens.grant(request)
    const answer = answerOf(request)
    if (answer === null) return envelope(404)
    const client = tokens.readClient(request)
    if (client === null) return envelope(401)
    if (buckets.take(client).isSpent) return envelope(429)
    return answer(Math.floor(clock.now() / 1_000), request.query)
  }
}

function asking<T>(
  read: (query: URLSearchParams) => T | Refused,
  answer: (at: number, question: T) => ApiAnswer,
): Answer {
  return (at, query) => {
    const question = read(query)
    return isRefused(question) ? envelope(400, question.reason) : answer(at, question)
  }
}

const messages = {
  200: 'OK',
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  429: 'Too many requests',
} as const

/** What Kick wraps all its answers in; a refusal's data is a sentence or an empty object. */
function envelope(status: keyof typeof messages, data: unknown = {}): ApiAnswer {
  return jsonAnswer(status, { data, message: messages[status] })
}

function pageAnswer(body: string): ApiAnswer {
  return { status: 200, headers: {}, body }
}
