// What YouTube sends, in the census' words: YouTube's own field names end in this file, and beside
// each reader stands what is asked for. Facts: the discovery document of youtube:v3 (revision
// 20260924) and recorded answers.

import type { ListedCategory } from '../../domain/category.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import type { ReadRows } from '../client.ts'
import { readRows } from '../list-page.ts'
import type {
  FoundStream,
  SearchPage,
  SubscribedProfile,
  TrackedStream,
} from '../tracked-client.ts'
import {
  descriptionCap,
  nameCap,
  readAddress,
  readCount,
  readCursor,
  readId,
  readName,
  readObject,
  readTags,
  readText,
  readTime,
  titleCap,
  type Unchecked,
} from '../values.ts'
import { decodeEntities } from './entities.ts'

const pictures = 'thumbnails(default(url),medium(url),high(url))'

/** The parts of each answer that are read, and the fields of them: nothing else is sent. */
export const searchParts = {
  part: 'snippet',
  fields:
    'kind,nextPageToken,items(id(videoId),snippet(channelId,title,channelTitle,liveBroadcastContent))',
} as const

export const videoParts = {
  part: 'snippet,contentDetails,liveStreamingDetails',
  fields: `kind,items(id,snippet(channelId,title,${pictures},channelTitle,tags,categoryId,liveBroadcastContent,defaultLanguage,defaultAudioLanguage),contentDetails(duration),liveStreamingDetails(actualStartTime,actualEndTime,scheduledStartTime,concurrentViewers))`,
} as const

export const channelParts = {
  part: 'snippet,statistics',
  fields: `kind,items(id,snippet(title,description,customUrl,publishedAt,${pictures}),statistics(subscriberCount,hiddenSubscriberCount))`,
} as const

export const uploadParts = {
  part: 'contentDetails',
  fields: 'kind,items(contentDetails(videoId))',
} as const

export const categoryParts = { part: 'snippet', fields: 'kind,items(id,snippet(title))' } as const

/** What a look-up answered. */
export interface VideoRows extends ReadRows<TrackedStream> {
  /** Every id the answer holds, also of rows that could not be read; null where a row has none. */
  readonly ids: ReadonlySet<string> | null
}

/**
 * Reads the body of `search.list`; null = it is no list at all. A row is skipped without a video or a
 * channel.
 */
export function readSearchPage(body: unknown): SearchPage | null {
  const items = readItems(body)
  if (items === null) return null
  const { rows: found, skipped } = readRows(items, readFound)
  return { found, nextPageToken: readCursor(readObject(body)?.nextPageToken), skipped }
}

/** Reads the body of `videos.list`; null = it is no list at all. */
export function readVideoList(body: unknown): VideoRows | null {
  const items = readItems(body)
  if (items === null) return null
  const ids = items.map(item => readYoutubeId(readObject(item)?.id)).filter(id => id !== null)
  const isSure = ids.length === items.length
  return { ...readRows(items, readVideo), ids: isSure ? new Set(ids) : null }
}

/** Reads the body of `channels.list`; null = it is no list at all. */
export function readChannelList(body: unknown): ReadRows<SubscribedProfile> | null {
  const items = readItems(body)
  return items === null ? null : readRows(items, readChannel)
}

/** Reads the ids of videos in the body of `playlistItems.list`; null = it is no list at all. */
export function readUploadList(body: unknown): ReadRows<string> | null {
  const items = readItems(body)
  const readUpload = (item: unknown) => readObject(readObject(item)?.contentDetails)?.videoId
  return items === null ? null : readRows(items, item => readYoutubeId(readUpload(item)))
}

/** The list of what a channel uploads: UU for the UC of its id; null = it can have none. */
export function uploadsOf(channelId: string): string | null {
  return /^UC[\w-]{1,98}$/.test(channelId) ? `UU${channelId.slice(2)}` : null
}

/** Reads the body of `videoCategories.list`; null = it is no list at all. */
export function readCategoryList(body: unknown): ReadRows<ListedCategory> | null {
  const items = readItems(body)
  return items === null ? null : readRows(items, readCategory)
}

/** An empty list of channels comes without items; that it is a list is told by its kind. */
function readItems(body: unknown): readonly unknown[] | null {
  const list = readObject(body)
  if (Array.isArray(list?.items)) return list.items
  const isEmpty = list?.items === undefined && /ListResponse$/.test(String(list?.kind))
  return isEmpty ? [] : null
}

function readFound(value: unknown): FoundStream | null {
  const row = readObject(value)
  const snippet = readObject(row?.snippet)
  const streamId = readYoutubeId(readObject(row?.id)?.videoId)
  const channelId = readYoutubeId(snippet?.channelId)
  if (snippet === null || streamId === null || channelId === null) return null
  return {
    streamId,
    channelId,
    title: readText(unescaped(snippet.title), titleCap),
    channelTitle: readName(unescaped(snippet.channelTitle), nameCap),
    isUpcoming: snippet.liveBroadcastContent === 'upcoming',
  }
}

/**
 * An end that is told goes before all else. A state that is not known is no end: the row is skipped,
 * like a live one without a channel.
 */
function readVideo(value: unknown): TrackedStream | null {
  const row = readObject(value)
  const streamId = readYoutubeId(row?.id)
  if (row === null || streamId === null) return null
  const times = readObject(row.liveStreamingDetails)
  const endedAt = readTime(times?.actualEndTime)
  if (endedAt !== null) return { kind: 'ended', streamId, endedAt }
  const snippet = readObject(row.snippet)
  switch (snippet?.liveBroadcastContent) {
    case 'none':
    case 'completed':
      return { kind: 'ended', streamId, endedAt: null }
    case 'upcoming': {
      const channelId = readYoutubeId(snippet.channelId)
      if (channelId === null) return null
      return {
        kind: 'upcoming',
        streamId,
        channelId,
        title: readText(snippet.title, titleCap),
        channelTitle: readName(snippet.channelTitle, nameCap),
        scheduledAt: readTime(times?.scheduledStartTime),
      }
    }
    case 'live': {
      const stream = readStream(streamId, snippet, times)
      const isPremiere = hasLength(readObject(row.contentDetails)?.duration)
      return stream === null ? null : { kind: 'live', streamId, stream, isPremiere }
    }
    default:
      return null
  }
}

/**
 * The viewers are missing where the channel hides them or there are none: unknown, never zero. A
 * start that is not told leaves the stream in: its state alone says that it is live, its id which
 * broadcast it is, and a later look-up tells the start. Left out, its viewers would be lost and every
 * absence in the answer unsure.
 */
function readStream(
  streamId: string,
  snippet: Unchecked,
  times: Unchecked | null,
): LiveStream | null {
  const channelId = readYoutubeId(snippet.channelId)
  if (channelId === null) return null
  return {
    streamId,
    channelId,
    username: null,
    displayName: readName(snippet.channelTitle, nameCap),
    avatarUrl: null,
    title: readText(snippet.title, titleCap),
    categoryId: readId(snippet.categoryId),
    gameName: null,
    viewers: readCount(times?.concurrentViewers),
    language: readLanguage(snippet.defaultAudioLanguage) ?? readLanguage(snippet.defaultLanguage),
    startedAt: readTime(times?.actualStartTime),
    tags: readTags(snippet.tags),
    thumbnailUrl: readPicture(snippet.thumbnails, ['high', 'medium', 'default']),
  }
}

function readChannel(value: unknown): SubscribedProfile | null {
  const row = readObject(value)
  const channelId = readYoutubeId(row?.id)
  const snippet = readObject(row?.snippet)
  if (row === null || channelId === null || snippet === null) return null
  const statistics = readObject(row.statistics)
  // A hidden count can come as "0".
  const isHidden = statistics?.hiddenSubscriberCount === true
  return {
    channelId,
    username: readName(snippet.customUrl, nameCap)?.replace(/^@/, '') || null,
    displayName: readName(snippet.title, nameCap),
    avatarUrl: readPicture(snippet.thumbnails, ['medium', 'high', 'default']),
    description: readText(snippet.description, descriptionCap),
    broadcasterType: null,
    registeredAt: readTime(snippet.publishedAt),
    subscribers: isHidden ? null : readCount(statistics?.subscriberCount),
  }
}

function readCategory(value: unknown): ListedCategory | null {
  const row = readObject(value)
  const categoryId = readId(row?.id)
  const gameName = readName(readObject(row?.snippet)?.title, nameCap)
  if (categoryId === null || gameName === null) return null
  return { categoryId, gameName, artUrl: null }
}

/** An id of a video or a channel. It has no comma, which would part it from the next one. */
function readYoutubeId(value: unknown): string | null {
  return typeof value === 'string' && /^[\w-]{1,100}$/.test(value) ? value : null
}

function readLanguage(value: unknown): string | null {
  return readName(value, nameCap)?.toLowerCase() ?? null
}

/** The first of a picture's sizes that has an address: high is 480 wide, medium 320 or 240. */
function readPicture(value: unknown, sizes: readonly string[]): string | null {
  const picture = readObject(value)
  const addresses = sizes.map(size => readAddress(readObject(picture?.[size])?.url))
  return addresses.find(address => address !== null) ?? null
}

/** Whether a duration as in ISO 8601 is told and not zero; a live stream has `P0D`. */
function hasLength(value: unknown): boolean {
  return typeof value === 'string' && /^P.*[1-9]/.test(value)
}

function unescaped(value: unknown): unknown {
  return typeof value === 'string' ? decodeEntities(value) : value
}
