// One live stream in Helix' own words. All but the count is written once and kept as bytes as long
// as nothing else in the row changes.

import { toByteText } from './answer.ts'
import type { Broadcast } from './broadcast.ts'
import type { ChannelNames } from './names.ts'
import type { Part } from './words.ts'

/** What is a row's own beside its count, as byte text; a third of a row is the same in all. */
export interface RowText {
  /** Good from here until there; whole epoch seconds. */
  readonly from: number
  readonly until: number
  /** Up to the title. */
  readonly head: string
  /** Start and language. */
  readonly middle: string
  readonly login: string
  readonly tags: string
}

/** Adds a row of `GET /helix/streams`; facts: https://dev.twitch.tv/docs/api/reference/#get-streams. */
export function addRow(pieces: string[], text: RowText, viewers: number): void {
  pieces.push(
    text.head,
    '","viewer_count":',
    String(viewers),
    ',"started_at":"',
    text.middle,
    '","thumbnail_url":"https://static-cdn.jtvnw.net/previews-ttv/live_user_',
    text.login,
    '-{width}x{height}.jpg","tag_ids":[],"tags":[',
    text.tags,
    '],"is_mature":false}',
  )
}

export function writeRowText(
  broadcast: Broadcast,
  { category, from, title, until }: Part,
  { channelId, displayName, login }: ChannelNames,
  tags: readonly string[],
): RowText {
  const channel = `"user_id":"${channelId}","user_login":"${login}","user_name":${quote(displayName)}`
  const game = `"game_id":"${category?.id ?? ''}","game_name":${quote(category?.name ?? '')}`
  const started = new Date(broadcast.startedAt * 1_000).toISOString().replace('.000Z', 'Z')
  const head = `{"id":"${broadcast.streamId}",${channel},${game},"type":"live","title":${quote(title)}`
  return {
    from,
    until,
    head: toByteText(head.slice(0, -1)),
    middle: `${started}","language":"${broadcast.language.code}`,
    login,
    tags: toByteText(tags.map(quote).join(',')),
  }
}

const risky = /[<>&\u2028\u2029]/g

/** JSON as Twitch's servers write it: what could end a script is escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    risky,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
