// Twitch's API as a collector meets it: tokens, the rate limit, the live list, look-ups, refusals.
// Facts: https://dev.twitch.tv/docs/api/ and recorded answers.

import type { Clock } from '../lib/clock.ts'
import type { Api, ApiAnswer, ApiRequest } from './answer.ts'
import { createRateBuckets } from './rate-buckets.ts'
import { helixError, isRefused, pageAnswer, type Refused } from './twitch-answer.ts'
import {
  answerChannelSearch,
  answerChannels,
  readChannelSearch,
  readChannelsQuestion,
} from './twitch-channels.ts'
import { answerFollowers, readFollowersQuestion } from './twitch-followers.ts'
import {
  answerTopGames,
  createTwitchGames,
  readCategorySearch,
  readGamesQuestion,
} from './twitch-games.ts'
import { createTwitchList } from './twitch-list.ts'
import { createTwitchMinutes } from './twitch-minute.ts'
import { readOffsets } from './twitch-offset.ts'
import { readPageQuestion } from './twitch-question.ts'
import { createTwitchTokens } from './twitch-tokens.ts'
import { answerUsers, readUsersQuestion } from './twitch-users.ts'
import type { World } from './world.ts'

export interface TwitchApiOptions {
  readonly world: World
  /** Tells the world's time. */
  readonly clock: Clock
  /** Points a minute for each client, 800 on Twitch; null = no limit and no rate headers. */
  readonly rateLimit: number | null
}

/** Answers one question at a moment in whole epoch seconds. */
type Answer = (at: number, query: URLSearchParams) => ApiAnswer

/** Answers below one prefix: /oauth2/token, /oauth2/validate and what of /helix needs no user. */
export function createTwitchApi({ world, clock, rateLimit }: TwitchApiOptions): Api {
  const tokens = createTwitchTokens(clock)
  const buckets = createRateBuckets(rateLimit, clock)
  const answers = createAnswers(world)

  function answerHelix(request: ApiRequest): ApiAnswer {
    const caller = tokens.readClient(request)
    if ('refusal' in caller) return helixError(401, 'Unauthorized', caller.refusal)
    const { headers, isSpent } = buckets.take(caller.client)
    return { ...answerCaller(request, isSpent), headers }
  }

  function answerCaller(request: ApiRequest, isSpent: boolean): ApiAnswer {
    if (isSpent) return helixError(429, 'Too Many Requests', 'Too Many Requests')
    const answer = answers.get(`${request.method} ${request.path}`)
    if (answer === undefined) return helixError(404, 'Not Found', '')
    return answer(Math.floor(clock.now() / 1_000), request.query)
  }

  return request => {
    const route = `${request.method} ${request.path}`
    if (route === 'POST /oauth2/token') return tokens.grant(request)
    if (route === 'GET /oauth2/validate') return tokens.validate(request)
    if (request.path.startsWith('/helix/')) return answerHelix(request)
    return helixError(404, 'Not Found', '')
  }
}

function createAnswers(world: World): ReadonlyMap<string, Answer> {
  const minuteAt = createTwitchMinutes(world)
  const list = createTwitchList(world, minuteAt)
  const games = createTwitchGames(world)
  return new Map([
    [
      'GET /helix/streams',
      asking(readPageQuestion, (at, question) => pageAnswer(list.pageAt(at, question))),
    ],
    ['GET /helix/users', asking(readUsersQuestion, (at, asked) => answerUsers(world, at, asked))],
    ['GET /helix/games', asking(readGamesQuestion, games.find)],
    ['GET /helix/games/top', asking(readOffsets, (at, page) => answerTopGames(minuteAt(at), page))],
    [
      'GET /helix/channels',
      asking(readChannelsQuestion, (at, ids) => answerChannels(world, minuteAt(at), ids)),
    ],
    [
      'GET /helix/channels/followers',
      asking(readFollowersQuestion, (at, asked) => answerFollowers(world, at, asked)),
    ],
    [
      'GET /helix/search/channels',
      asking(readChannelSearch, (at, search) => answerChannelSearch(world, minuteAt(at), search)),
    ],
    ['GET /helix/search/categories', asking(readCategorySearch, games.search)],
  ])
}

function asking<T>(
  read: (query: URLSearchParams) => T | Refused,
  answer: (at: number, question: T) => ApiAnswer,
): Answer {
  return (at, query) => {
    const question = read(query)
    return isRefused(question)
      ? helixError(400, 'Bad Request', question.reason)
      : answer(at, question)
  }
}
