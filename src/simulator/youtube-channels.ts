// `GET /v3/channels`: channels by id and handle, live or not. Facts:
// https://developers.google.com/youtube/v3/docs/channels.

import type { Channel } from './channels.ts'
import { followersAt } from './followers.ts'
import { uniform } from './hash.ts'
import type { World } from './world.ts'
import {
  isRefused,
  missingParameter,
  type Refused,
  type Resource,
  tagged,
  writeTime,
} from './youtube-answer.ts'
import { videoUse } from './youtube-draws.ts'
import type { YouTubeIds } from './youtube-ids.ts'
import { readIds } from './youtube-query.ts'
import { regionOfLanguage } from './youtube-regions.ts'

/** Shares of channels; guesses, as the counts of views and videos. */
const hiddenShare = 0.04
const countryShare = 0.6

/** Whom the question is about; by id, or by one handle or name. */
export interface ChannelsQuestion {
  readonly ids: readonly string[]
  /** In small letters, without its @. */
  readonly handle: string | null
}

export function readChannelsQuestion(query: URLSearchParams): ChannelsQuestion | Refused {
  const ids = readIds(query)
  if (isRefused(ids)) return ids
  const handle = query.get('forHandle') || query.get('forUsername') || null
  if (ids !== null) return { ids, handle: null }
  if (handle !== null) return { ids: [], handle: handle.replace(/^@/, '').toLowerCase() }
  return missingParameter(
    'parameters.',
    'No filter selected. Expected one of: forHandle, forUsername, id',
  )
}

/** The channels of YouTube's ids; unknown ones are left out, and there is no list of none. */
export function listChannels(
  world: World,
  ids: YouTubeIds,
  at: number,
  question: ChannelsQuestion,
  parts: ReadonlySet<string>,
): Resource {
  const found = findChannels(world, ids, at, question)
  const items = found.map(channel => channelRow(ids, at, channel, parts))
  const pageInfo = { totalResults: items.length, resultsPerPage: items.length || 5 }
  return tagged('youtube#channelListResponse', { pageInfo, ...(items.length > 0 && { items }) })
}

/** The channel of one of YouTube's ids; null = there is none. */
export function channelOf(world: World, ids: YouTubeIds, id: string, at: number): Channel | null {
  const worldId = ids.readChannelId(id)
  return worldId === null ? null : world.channels.byId(worldId, at)
}

/** In an order of their own. */
function findChannels(
  world: World,
  ids: YouTubeIds,
  at: number,
  { handle, ids: wanted }: ChannelsQuestion,
): readonly Channel[] {
  const named = handle === null ? null : world.channels.byLogin(handle, at)
  const found = [named, ...wanted.map(id => channelOf(world, ids, id, at))]
  return found.filter(one => one !== null).sort((a, b) => a.channelSeed - b.channelSeed)
}

function channelRow(
  ids: YouTubeIds,
  at: number,
  channel: Channel,
  parts: ReadonlySet<string>,
): Resource {
  const id = ids.channelId(channel.channelId)
  const uploads = `UU${id.slice(2)}`
  return tagged('youtube#channel', {
    id,
    ...(parts.has('snippet') && { snippet: snippet(channel) }),
    ...(parts.has('contentDetails') && {
      contentDetails: { relatedPlaylists: { likes: '', uploads } },
    }),
    ...(parts.has('statistics') && { statistics: statistics(channel, at) }),
  })
}

function snippet({ channelSeed, displayName, joinedAt, language, login, mainCategory }: Channel) {
  const description = `${displayName}: ${mainCategory.name}.`
  const country =
    uniform(channelSeed, videoUse.channel) < countryShare ? regionOfLanguage(language.code) : null
  const picture = (size: number) => ({
    url: `https://yt3.ggpht.com/ytc/${(channelSeed >>> 0).toString(36)}=s${size}-c-k-c0x00ffffff-no-rj`,
    width: size,
    height: size,
  })
  return {
    title: displayName,
    description,
    customUrl: `@${login}`,
    publishedAt: writeTime(joinedAt),
    thumbnails: { default: picture(88), medium: picture(240), high: picture(800) },
    localized: { title: displayName, description },
    ...(country !== null && { country }),
  }
}

/** Subscribers are rounded down to three digits, or missing. */
function statistics(channel: Channel, at: number) {
  const followers = followersAt(channel, at)
  const isHidden = uniform(channel.channelSeed, videoUse.channel, 1) < hiddenShare
  return {
    viewCount: String(followers * 180),
    ...(!isHidden && { subscriberCount: String(roundDown(followers)) }),
    hiddenSubscriberCount: isHidden,
    videoCount: String(
      1 + Math.floor(900 * uniform(channel.channelSeed, videoUse.channel, 2) ** 3),
    ),
  }
}

function roundDown(count: number): number {
  const unit = 10 ** Math.max(0, String(count).length - 3)
  return Math.floor(count / unit) * unit
}
