// What Kick sends, in the census' words: Kick's own field names end in this file.
// Facts: https://docs.kick.com (changelog of 2026-06-23 for the lists of version 2), recorded
// answers, and how public clients read them; Kick's own schema could not be had.

import type { ListedCategory } from '../../domain/category.ts'
import type { LiveStream } from '../../domain/live-stream.ts'
import { type ListPage, readRows } from '../list-page.ts'
import {
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
  type Unchecked,
} from '../values.ts'

/**
 * Reads the body of `GET /public/v2/livestreams` or `/public/v1/users/livestreams`; null = it is
 * no list at all. A row is skipped without a stream id, channel id or start; without a
 * count its viewers are unknown.
 */
export function readLivestreams(body: unknown): ListPage<LiveStream> | null {
  return readList(body, readStream)
}

/**
 * Reads the body of the deprecated `GET /public/v1/livestreams`; null = it is no list at all. Its rows
 * have no stream id.
 */
export function readTopLivestreams(body: unknown): ListPage<LiveStream> | null {
  return readList(body, readTopStream)
}

/** Reads the body of `GET /public/v2/categories`; null = it is no list at all. */
export function readCategories(body: unknown): ListPage<ListedCategory> | null {
  return readList(body, readCategory)
}

/** Reads how many streams are live from `GET /public/v1/livestreams/stats`; null = not said. */
export function readTotalCount(body: unknown): number | null {
  return readCount(readObject(readObject(body)?.data)?.total_count)
}

/**
 * Kick's own words for a failure, the most telling first; null unless they are one short plain
 * line. Met: `{data, message}` where `data` is a text or an object, and OAuth's `{error,
 * error_description}`.
 */
export function readErrorMessage(body: unknown): string | null {
  const answer = readObject(body)
  const told = [answer?.data, answer?.error_description, answer?.message, answer?.error]
  return told.map(readPlainLine).find(line => line !== null) ?? null
}

/** `data: null` is an empty list: so an empty one without memory is written in Go (see `tags`). */
function readList<T>(body: unknown, readRow: (row: unknown) => T | null): ListPage<T> | null {
  const page = readObject(body)
  const data = page?.data === null ? [] : page?.data
  if (!Array.isArray(data)) return null
  const nextCursor = readCursor(asText(readObject(page?.pagination)?.next_cursor))
  return { ...readRows(data, readRow), nextCursor }
}

function readStream(value: unknown): LiveStream | null {
  const row = readObject(value)
  const streamId = readStreamId(row?.id)
  return row === null || streamId === null ? null : streamOf(row, streamId)
}

/** The row of version 1 under the names of version 2, as far as it has them. */
function readTopStream(value: unknown): LiveStream | null {
  const row = readObject(value)
  if (row === null) return null
  const { broadcaster_user_id: id, profile_picture, slug } = row
  const names = { broadcaster_user: { id, profile_picture }, channel: { slug } }
  const { custom_tags: tags, language: language_code, stream_title: title } = row
  return streamOf({ ...row, ...names, language_code, tags, title }, null)
}

/** A start in the year 1 is Kick's way to say none. Zero viewers can also mean a hidden count. */
function streamOf(row: Unchecked, streamId: string | null): LiveStream | null {
  const broadcaster = readObject(row.broadcaster_user)
  const channelId = readNumberId(broadcaster?.id)
  const startedAt = readTime(row.started_at)
  if (channelId === null || startedAt === null) return null
  const category = readObject(row.category)
  const gameName = readText(asText(category?.name), nameCap)
  return {
    streamId,
    channelId,
    username: readName(asText(readObject(row.channel)?.slug), nameCap),
    displayName: readName(asText(broadcaster?.username), nameCap),
    avatarUrl: readAddress(broadcaster?.profile_picture),
    title: readText(asText(row.title), titleCap),
    categoryId: gameName === '' ? null : readNumberId(category?.id),
    gameName,
    viewers: readCount(row.viewer_count),
    language: readName(row.language_code, nameCap)?.toLowerCase() ?? null,
    startedAt,
    tags: readTags(Array.isArray(row.tags) ? row.tags.map(asText) : null),
    thumbnailUrl: readAddress(row.thumbnail),
  }
}

function readCategory(value: unknown): ListedCategory | null {
  const row = readObject(value)
  const categoryId = readNumberId(row?.id)
  const gameName = readName(asText(row?.name), nameCap)
  if (row === null || categoryId === null || gameName === null) return null
  return { categoryId, gameName, artUrl: readAddress(row.thumbnail) }
}

/** A UUID; one of nothing but zeros stands for none. */
function readStreamId(value: unknown): string | null {
  const id = readId(value)
  return id === null || /^[0-]+$/.test(id) ? null : id
}

/** An id of a channel or a category: digits; 0 stands for none. */
function readNumberId(value: unknown): string | null {
  const id = readId(value)
  return id !== null && /^[1-9]\d{0,18}$/.test(id) ? id : null
}

/** A name of nothing but digits may come as a number; all else as it is. */
function asText(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value
}
