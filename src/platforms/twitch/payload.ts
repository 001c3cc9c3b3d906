// What Helix sends, in the census' words: Twitch's own field names end in this file.
// Facts: https://dev.twitch.tv/docs/api/reference/#get-streams and recorded answers.

import type { LiveStream } from '../../domain/live-stream.ts'
import { readCount, readId, readName, readObject, readText, readTime } from './values.ts'

const titleCap = 2_000
const nameCap = 200
const addressCap = 2_000
const tagCap = 100
const mostTags = 50
const thumbnailSize = '440x248'

/** One page of `GET /streams`. */
export interface StreamsPage {
  readonly streams: readonly LiveStream[]
  /** Rows without a readable stream id, channel id, start or viewer count. */
  readonly skipped: number
  /** Null at the end. */
  readonly nextCursor: string | null
}

/** An app access token as the token server grants it. */
export interface GrantedToken {
  readonly token: string
  /** Seconds; null where the server does not say. */
  readonly lifetime: number | null
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

/** Reads the body of a granted token; null = there is no token in it. */
export function readGrantedToken(body: unknown): GrantedToken | null {
  const grant = readObject(body)
  // A token goes into a header, so it has to be one word.
  const token = grant?.access_token
  if (typeof token !== 'string' || !/^[!-~]+$/.test(token)) return null
  return { token, lifetime: readCount(grant?.expires_in) }
}

/**
 * Twitch's own words for a failure, as `{error, status, message}` holds them; null unless they are
 * one short plain line.
 */
export function readErrorMessage(body: unknown): string | null {
  const message = readObject(body)?.message
  return typeof message === 'string' && /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u.test(message)
    ? message
    : null
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

function readTags(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value
    .map(tag => readText(tag, tagCap))
    .filter(tag => tag !== null)
    .slice(0, mostTags)
}

/** The address comes as a template of sizes. One that is cut short would lead nowhere. */
function readThumbnail(value: unknown): string | null {
  const template = readText(value, addressCap + 1)
  if (template === null || template.length > addressCap) return null
  return /^https?:\/\//.test(template) ? template.replace('{width}x{height}', thumbnailSize) : null
}

function readCursor(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : null
}
