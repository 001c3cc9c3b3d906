// `GET /helix/users`: accounts by id and login, live or not. Facts:
// https://dev.twitch.tv/docs/api/reference/#get-users.

import type { ApiAnswer } from './answer.ts'
import type { Channel } from './channels.ts'
import { purpose, uniform } from './hash.ts'
import { helixAnswer, isRefused, type Refused } from './twitch-answer.ts'
import { offlinePictureOf, profilePictureOf } from './twitch-pictures.ts'
import { isId, readLookUp } from './twitch-query.ts'
import type { World } from './world.ts'

/** Mean viewers that Twitch asks of its partners and affiliates. */
const partnerLevel = 75
const affiliateLevel = 3
/** Share of channels that say something of themselves; a guess. */
const describedShare = 0.6

export interface UsersQuestion {
  readonly id: readonly string[]
  readonly login: readonly string[]
}

/** One id or login that cannot be one spoils the whole question, as it does on Twitch. */
export function readUsersQuestion(query: URLSearchParams): UsersQuestion | Refused {
  const asked = readLookUp(query, ['id', 'login'])
  if (isRefused(asked)) return asked
  if (asked.id.length + asked.login.length === 0)
    return { reason: 'Must provide an ID, Login or OAuth Token.' }
  if (asked.id.every(isId) && asked.login.every(login => /^\w{1,25}$/.test(login))) return asked
  return { reason: 'Invalid username(s), email(s), or ID(s). Bad Identifiers.' }
}

/** Whom nobody knows is left out; who is asked for twice comes once. */
export function answerUsers(world: World, at: number, { id, login }: UsersQuestion): ApiAnswer {
  const found = new Map<number, Channel>()
  const add = (channel: Channel | null) => channel && found.set(channel.channelNo, channel)
  for (const one of id) add(world.channels.byId(one, at))
  for (const one of login) add(world.channels.byLogin(one.toLowerCase(), at))
  return helixAnswer({ data: Array.from(found.values(), userRow) })
}

function userRow(channel: Channel) {
  return {
    id: channel.channelId,
    login: channel.login,
    display_name: channel.displayName,
    type: '',
    broadcaster_type: broadcasterType(channel),
    description: description(channel),
    profile_image_url: profilePictureOf(channel),
    offline_image_url: offlinePictureOf(channel),
    // Counted no more since 2022.
    view_count: 0,
    created_at: new Date(channel.joinedAt * 1_000).toISOString().replace('.000Z', 'Z'),
  }
}

/** Who came once had no time to become either. */
function broadcasterType({ tier, usualLevel }: Channel): 'partner' | 'affiliate' | '' {
  if (tier === 'once' || usualLevel < affiliateLevel) return ''
  return usualLevel < partnerLevel ? 'affiliate' : 'partner'
}

function description({ channelSeed, displayName, mainCategory }: Channel): string {
  if (uniform(channelSeed, purpose.profile, 1) >= describedShare) return ''
  return `${displayName} streams ${mainCategory.name}.`
}
