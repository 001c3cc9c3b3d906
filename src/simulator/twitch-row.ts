// One live stream in Helix' own words. All but the count is written once and kept as bytes as long
// as nothing else in the row changes.

import { toByteText } from './answer.ts'
import type { Broadcast } from './broadcast.ts'
import type { ChannelNames } from './names.ts'
import { writeHelix } from './twitch-answer.ts'
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
  const channel = `"user_id":"${channelId}","user_login":"${login}","user_name":${writeHelix(displayName)}`
  const game = `"game_id":"${category?.id ?? ''}","game_name":${writeHelix(category?.name ?? '')}`
  const started = new Date(broadcast.startedAt * 1_000).toISOString().replace('.000Z', 'Z')
  const head = `{"id":"${broadcast.streamId}",${channel},${game},"type":"live","title":${writeHelix(title)}`
  return {
    from,
    until,
    head: toByteText(head.slice(0, -1)),
    middle: `${started}","language":"${broadcast.language.code}`,
    login,
    tags: toByteText(tags.map(writeHelix).join(',')),
  }
}
