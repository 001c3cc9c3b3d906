// `GET /helix/channels/followers`: with an app token only how many follow a channel. Facts:
// https://dev.twitch.tv/docs/api/reference/#get-channel-followers.

import type { ApiAnswer } from './answer.ts'
import { followersAt } from './followers.ts'
import { helixAnswer, helixError, isRefused, type Refused } from './twitch-answer.ts'
import { isId, malformed, readFirst, readRequired } from './twitch-query.ts'
import type { World } from './world.ts'

export interface FollowersQuestion {
  readonly broadcasterId: string
  /** Whether one follower is asked for, which an app token may not. */
  readonly asksForUser: boolean
}

export function readFollowersQuestion(query: URLSearchParams): FollowersQuestion | Refused {
  const broadcasterId = readRequired(query, 'broadcaster_id')
  const first = readFirst(query)
  if (isRefused(broadcasterId)) return broadcasterId
  if (!isId(broadcasterId)) return malformed('broadcaster_id', 'the value must be an integer')
  if (isRefused(first)) return first
  return { broadcasterId, asksForUser: query.has('user_id') }
}

export function answerFollowers(
  world: World,
  at: number,
  { asksForUser, broadcasterId }: FollowersQuestion,
): ApiAnswer {
  if (asksForUser) return helixError(401, 'Unauthorized', 'Missing User OAUTH Token')
  const channel = world.channels.byId(broadcasterId, at)
  const total = channel === null ? 0 : followersAt(channel, at)
  return helixAnswer({ total, data: [], pagination: {} })
}
