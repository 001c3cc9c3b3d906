// What Helix sends, in the census' words: Twitch's own field names end in this file.
// Facts: https://dev.twitch.tv/docs/api/reference/#get-streams and recorded answers.

import type { ListedCategory } from '../../domain/category.ts'
import type { Profile } from '../../domain/channel.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import { type ListPage, readRows } from '../list-page.ts'
import {
  descriptionCap,
  nameCap,
  readAddress,
  readCount,
  readCursor,
  readId,
  readName,
  readObject,
  readPlainLine,
  readTags,
  readText,
  readTime,
  titleCap,
} from '../values.ts'

const thumbnailSize = '440x248'

const artSize = '285x380'

/**
 * Reads the body of `GET /streams`; null = it is no list at all. A row is skipped without a stream
 * id, channel id or start; without a count its viewers are unknown.
 */
export function readStreams(body: unknown): ListPage<LiveStream> | null {
  return readList(body, readStream)
}

/** Reads the body of `GET /users`; null = it is no list at all. */
export function readUsers(body: unknown): ListPage<Profile> | null {
  return readList(body, readUser)
}

/** Reads the body of `GET /games` or `GET /games/top`; null = it is no list at all. */
export function readGames(body: unknown): ListPage<ListedCategory> | null {
  return readList(body, readGame)
}

/** Reads how many follow from the body of `GET /channels/followers`; null = it does not say. */
export function readFollowerCount(body: unknown): number | null {
  return readCount(readObject(body)?.total)
}

/**
 * Twitch's own words for a failure, as `{error, status, message}` holds them; null unless they are
 * one short plain line.
 */
export function readErrorMessage(body: unknown): string | null {
  return readPlainLine(readObject(body)?.message)
}

/** Never throws. */
function readList<T>(body: unknown, readRow: (row: unknown) => T | null): ListPage<T> | null {
  const page = readObject(body)
  if (page === null || !Array.isArray(page.data)) return null
  const nextCursor = readCursor(readObject(page.pagination)?.cursor)
  return { ...readRows(page.data, readRow), nextCursor }
}

/** A row whose `type` is '' (Twitch's own trouble) is as good as any other if it can be read. */
function readStream(value: unknown): LiveStream | null {
  const row = readObject(value)
  const streamId = readId(row?.id)
  const channelId = readId(row?.user_id)
  const startedAt = readTime(row?.started_at)
  if (row === null || streamId === null || channelId === null || startedAt === null) return null
  return {
    streamId,
    channelId,
    username: readName(row.user_login, nameCap),
    displayName: readName(row.user_name, nameCap),
    avatarUrl: null,
    title: readText(row.title, titleCap),
    categoryId: readId(row.game_id),
    gameName: readText(row.game_name, nameCap),
    viewers: readCount(row.viewer_count),
    language: readName(row.language, nameCap)?.toLowerCase() ?? null,
    startedAt,
    tags: readTags(row.tags),
    thumbnailUrl: readThumbnail(row.thumbnail_url),
  }
}

/** The address comes as a template of sizes. */
function readThumbnail(value: unknown): string | null {
  return readAddress(value)?.replace('{width}x{height}', thumbnailSize) ?? null
}

function readUser(value: unknown): Profile | null {
  const row = readObject(value)
  const channelId = readId(row?.id)
  if (row === null || channelId === null) return null
  return {
    channelId,
    username: readName(row.login, nameCap),
    displayName: readName(row.display_name, nameCap),
    avatarUrl: readAddress(row.profile_image_url),
    description: readText(row.description, descriptionCap),
    broadcasterType: readText(row.broadcaster_type, nameCap),
    registeredAt: readTime(row.created_at),
  }
}

function readGame(value: unknown): ListedCategory | null {
  const row = readObject(value)
  const categoryId = readId(row?.id)
  const gameName = readName(row?.name, nameCap)
  if (row === null || categoryId === null || gameName === null) return null
  const artUrl = readAddress(row.box_art_url)?.replace('{width}x{height}', artSize) ?? null
  return { categoryId, gameName, artUrl }
}
