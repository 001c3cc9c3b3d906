// One live stream in Helix' own words, as JSON text. Only the count is written anew while nothing
// else in the row has changed.

import type { Broadcast } from './broadcast.ts'
import type { WorldStream } from './world.ts'

/** A row but for its count, good as long as title and category stay the same. */
interface Frame {
  readonly title: string
  readonly category: WorldStream['category']
  readonly before: string
  readonly after: string
}

const frames = new WeakMap<Broadcast, Frame>()

/** The row of `GET /helix/streams`; facts: https://dev.twitch.tv/docs/api/reference/#get-streams. */
export function writeTwitchRow(stream: WorldStream): string {
  const { broadcast, category, title, viewers } = stream
  let frame = frames.get(broadcast)
  if (frame === undefined || frame.title !== title || frame.category !== category) {
    frame = { title, category, before: writeBefore(stream), after: writeAfter(stream) }
    frames.set(broadcast, frame)
  }
  return frame.before + (viewers ?? 0) + frame.after
}

function writeBefore({ broadcast, category, title, words }: WorldStream): string {
  const { channelId, displayName, login } = words
  const channel = `"user_id":"${channelId}","user_login":"${login}","user_name":${quote(displayName)}`
  const game = `"game_id":"${category?.id ?? ''}","game_name":${quote(category?.name ?? '')}`
  return `{"id":"${broadcast.streamId}",${channel},${game},"type":"live","title":${quote(title)},"viewer_count":`
}

function writeAfter({ broadcast, words }: WorldStream): string {
  const { language, startedAt } = broadcast
  const { login, tags } = words
  const started = new Date(startedAt * 1_000).toISOString().replace('.000Z', 'Z')
  const thumbnail = `https://static-cdn.jtvnw.net/previews-ttv/live_user_${login}-{width}x{height}.jpg`
  return `,"started_at":"${started}","language":"${language.code}","thumbnail_url":"${thumbnail}","tag_ids":[],"tags":[${tags.map(quote).join(',')}],"is_mature":false}`
}

const risky = /[<>&\u2028\u2029]/g

/** JSON as Twitch's servers write it: what could end a script is escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    risky,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
