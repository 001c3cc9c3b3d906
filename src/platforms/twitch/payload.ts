// What Helix sends, in the census' words: Twitch's own field names end in this file.
// Facts: https://dev.twitch.tv/docs/api/reference/#get-streams and recorded answers.

import type { LiveStream } from '../../domain/live-stream.ts'
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
} from '../values.ts'

const thumbnailSize = '440x248'

/** One page of `GET /streams`. */
export interface StreamsPage {
  readonly streams: readonly LiveStream[]
  /** Rows without a readable stream id, channel id, start or viewer count. */
  readonly skipped: number
  /** Null at the end. */
  readonly nextCursor: string | null
}

/** Reads the body of `GET /streams`; null = it is no page of streams at all. Never throws. */
export function readStreamsPage(body: unknown): StreamsPage | null {
  const page = readObject(body)
  if (page === null || !Array.isArray(page.data)) return null
  const rows: readonly unknown[] = page.data
  const streams = rows.map(readStream).filter(stream => stream !== null)
  return {
    streams,
    skipped: rows.length - streams.length,
    nextCursor: readCursor(readObject(page.pagination)?.cursor),
  }
}

/**
 * Twitch's own words for a failure, as `{error, status, message}` holds them; null unless they are
 * one short plain line.
 */
export function readErrorMessage(body: unknown): string | null {
  return readPlainLine(readObject(body)?.message)
}

/** A row whose `type` is '' (Twitch's own trouble) is as good as any other if it can be read. */
function readStream(value: unknown): LiveStream | null {
  const row = readObject(value)
  const streamId = readId(row?.id)
  const channelId = readId(row?.user_id)
  const startedAt = readTime(row?.started_at)
  const viewers = readCount(row?.viewer_count)
  if (row === null || streamId === null || channelId === null) return null
  if (startedAt === null || viewers === null) return null
  return {
    streamId,
    channelId,
    username: readName(row.user_login, nameCap),
    displayName: readName(row.user_name, nameCap),
    title: readText(row.title, titleCap),
    categoryId: readId(row.game_id),
    gameName: readText(row.game_name, nameCap),
    viewers,
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
