// `GET /helix/channels` and `/helix/search/channels`. Facts:
// https://dev.twitch.tv/docs/api/reference/#get-channel-information.
// A search finds who is live by the beginning of a name; who is off only by the whole login, since the
// channels of a world are never laid out.

import type { ApiAnswer } from './answer.ts'
import type { Channel } from './channels.ts'
import { helixAnswer, isRefused, type Refused } from './twitch-answer.ts'
import type { TwitchMinute } from './twitch-minute.ts'
import { type OffsetQuestion, pageOf, readOffsets } from './twitch-offset.ts'
import { profilePictureOf } from './twitch-pictures.ts'
import { isId, malformed, readLookUp, readRequired } from './twitch-query.ts'
import type { World } from './world.ts'

export interface ChannelSearch extends OffsetQuestion {
  /** In small letters. */
  readonly text: string
  readonly isLiveOnly: boolean
}

export function readChannelsQuestion(query: URLSearchParams): readonly string[] | Refused {
  const required = readRequired(query, 'broadcaster_id')
  const asked = readLookUp(query, ['broadcaster_id'])
  if (isRefused(required)) return required
  if (isRefused(asked)) return asked
  if (asked.broadcaster_id.every(isId)) return asked.broadcaster_id
  return malformed('broadcaster_id', 'the value must be an integer')
}

export function readChannelSearch(query: URLSearchParams): ChannelSearch | Refused {
  const text = readRequired(query, 'query')
  const offsets = readOffsets(query)
  if (isRefused(text)) return text
  if (isRefused(offsets)) return offsets
  return { text: text.toLowerCase(), isLiveOnly: query.get('live_only') === 'true', ...offsets }
}

/** Ids nobody has are left out. */
export function answerChannels(
  world: World,
  minute: TwitchMinute,
  ids: readonly string[],
): ApiAnswer {
  const { at } = minute.ranking
  const found = ids.map(id => world.channels.byId(id, at)).filter(channel => channel !== null)
  const data = found.map(channel => {
    const { category, title } = shownBy(world, minute, channel)
    return {
      broadcaster_id: channel.channelId,
      broadcaster_login: channel.login,
      broadcaster_name: channel.displayName,
      broadcaster_language: channel.language.code,
      game_id: category?.id ?? '',
      game_name: category?.name ?? '',
      title,
      delay: 0,
      tags: world.tagsOf(channel),
      content_classification_labels: [],
      is_branded_content: false,
    }
  })
  return helixAnswer({ data })
}

export function answerChannelSearch(
  world: World,
  minute: TwitchMinute,
  search: ChannelSearch,
): ApiAnswer {
  const { data, pagination } = pageOf(findChannels(world, minute, search), search)
  return helixAnswer({ data: data.map(channel => searchRow(world, minute, channel)), pagination })
}

/** What a channel shows: of its broadcast, or while it is off what it would begin with. */
function shownBy(world: World, minute: TwitchMinute, channel: Channel) {
  const { at } = minute.ranking
  const broadcast = minute.broadcastOf(channel.channelNo)
  if (broadcast === null) {
    const title = world.restingTitleOf(channel, at)
    return { category: channel.mainCategory, title, startedAt: null }
  }
  return { ...world.partAt(broadcast, at), startedAt: broadcast.startedAt }
}

/** The live ones by viewers, then the one that is off. */
function findChannels(
  world: World,
  { placeOf, ranking }: TwitchMinute,
  { isLiveOnly, text }: ChannelSearch,
): readonly Channel[] {
  const { byLogin } = world.channels
  const joined = text.replaceAll(' ', '')
  const begins = (name: string) =>
    name.startsWith(joined) || name.startsWith(text.replaceAll(' ', '_'))
  const found: (Channel | null)[] = []
  for (let place = 0; place < ranking.size; place += 1) {
    const broadcast = ranking.broadcastAt(place)
    const { login } = world.namesOf(broadcast)
    const game = isLiveOnly ? (world.categoryAt(broadcast, ranking.at)?.name ?? '') : ''
    if (begins(login) || game.toLowerCase().startsWith(text)) found.push(byLogin(login, ranking.at))
  }
  const other = isLiveOnly ? null : byLogin(joined, ranking.at)
  if (other !== null && placeOf(other.channelNo) < 0) found.push(other)
  return found.filter(channel => channel !== null)
}

function searchRow(world: World, minute: TwitchMinute, channel: Channel) {
  const { category, startedAt, title } = shownBy(world, minute, channel)
  return {
    broadcaster_language: channel.language.code,
    broadcaster_login: channel.login,
    display_name: channel.displayName,
    game_id: category?.id ?? '',
    game_name: category?.name ?? '',
    id: channel.channelId,
    is_live: startedAt !== null,
    tag_ids: [],
    tags: world.tagsOf(channel),
    thumbnail_url: profilePictureOf(channel),
    title,
    started_at:
      startedAt === null ? '' : new Date(startedAt * 1_000).toISOString().replace('.000Z', 'Z'),
  }
}
