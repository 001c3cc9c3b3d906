// Reads one row of older data: a live stream at a moment. Pure; what cannot be read is named.

import type { LiveStream } from '../../domain/live-stream.ts'
import { isPlatform, type Platform } from '../../domain/platform.ts'
import {
  nameCap,
  readCount,
  readId,
  readName,
  readText,
  readTime,
  titleCap,
} from '../../platforms/values.ts'
import type { ImportFields } from './source.ts'

/** A live stream with its place and time. Where it has a category, only its name may be told. */
export interface ImportRow {
  readonly platform: Platform
  /** Whole epoch seconds. */
  readonly collectedAt: number
  readonly stream: LiveStream
}

/** What rows are read by. */
export interface RowRules {
  /** Only its rows are taken, and those that name none are its own; null = each names its own. */
  readonly platform: Platform | null
  /** Nothing was seen later than now, whole epoch seconds. */
  readonly now: number
  /** How addresses of streams are written, `{stream_id}` where the id stands. */
  readonly streamUrls: ReadonlyMap<Platform, string>
}

/** The row; null where it is of another platform than wanted, a text that says what is wrong. */
export function readImportRow(fields: ImportFields, rules: RowRules): ImportRow | null | string {
  const name = fields.platform?.toLowerCase() ?? rules.platform
  if (name === null) return 'platform is empty'
  if (!isPlatform(name)) return `platform is "${shorten(name)}", which is none`
  if (rules.platform !== null && name !== rules.platform) return null

  const channelId = readId(fields.channel_id ?? null)
  if (channelId === null) return faultOf('channel_id', fields.channel_id)
  const collectedAt = readMoment(fields.collected_at)
  if (collectedAt === null) return faultOf('collected_at', fields.collected_at)
  if (collectedAt > rules.now) return 'collected_at lies in the future'
  const viewers = readCount(fields.viewer_count ?? null)
  if (viewers === null && fields.viewer_count) return faultOf('viewer_count', fields.viewer_count)
  const startedAt = readMoment(fields.started_at)
  if (startedAt === null && fields.started_at) return faultOf('started_at', fields.started_at)
  const streamId = readId(fields.stream_id ?? null)
  if (streamId === null && fields.stream_id) return faultOf('stream_id', fields.stream_id)
  const stream = {
    streamId: streamId ?? idInAddress(rules.streamUrls.get(name), fields.stream_url),
    channelId,
    username: readName(fields.username, nameCap),
    displayName: readName(fields.display_name, nameCap),
    title: readText(fields.title, titleCap),
    categoryId: readId(fields.category_id ?? null),
    gameName: readText(fields.game_name, nameCap),
    viewers,
    language: readName(fields.language, nameCap)?.toLowerCase() ?? null,
    startedAt,
    tags: [],
    thumbnailUrl: null,
    avatarUrl: null,
  }
  return { platform: name, collectedAt, stream }
}

/** A moment with or without its zone; without one it is UTC. */
function readMoment(text: string | null | undefined): number | null {
  if (!text) return null
  const [, moment = '', zone = 'Z'] = /^(.*?:.*?:[\d.]+)(Z|z|[+-][\d:]+)?$/.exec(text.trim()) ?? []
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? []
  return readTime(`${moment}${hours === undefined ? zone : `${hours}:${minutes}`}`)
}

/** The stream id in an address that is written as the platform's are; null where it holds none. */
function idInAddress(
  template: string | undefined,
  address: string | null | undefined,
): string | null {
  const [before, after] = template?.split('{stream_id}') ?? []
  if (!address || before === undefined || after === undefined) return null
  if (!address.startsWith(before) || !address.endsWith(after)) return null
  return readId(address.slice(before.length, address.length - after.length))
}

function faultOf(column: string, text: string | null | undefined): string {
  return text ? `${column} is "${shorten(text)}"` : `${column} is empty`
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
