// One live stream in Kick's own words: rows of version 2, of which all but the count is written once
// and kept as bytes as long as nothing else in them changes, and rows of version 1.

import { toByteText } from './answer.ts'
import type { Broadcast } from './broadcast.ts'
import { hash, purpose, uniform } from './hash.ts'
import { kickCategory } from './kick-category.ts'
import { kickLanguage, kickSlug, kickStreamId, kickUsername } from './kick-names.ts'
import type { World } from './world.ts'

/** A stream younger than this has no picture yet, seconds. */
const pictureSeconds = 120
/** Share of channels that say their content is mature; both are guesses. */
const matureShare = 0.04
const matureGamblingShare = 0.9
/** Slots & Casino. */
const gamblingId = '28'

/** What stands in front of the count and behind it, as byte text. */
export interface KickRowText {
  /** Good from here until there; whole epoch seconds. */
  readonly from: number
  readonly until: number
  readonly head: string
  readonly tail: string
}

/** Adds a row of `GET /public/v2/livestreams`. */
export function addRow(pieces: string[], { head, tail }: KickRowText, viewers: number): void {
  pieces.push(head, String(viewers), tail)
}

export function writeRowText(world: World, broadcast: Broadcast, at: number): KickRowText {
  const { category, description, from, names, until } = describe(world, broadcast, at)
  const { languageCode, mature, picture, startedAt, tags, thumbnail, title } = description
  const id = kickStreamId(broadcast)
  const head = JSON.stringify({ id, title, thumbnail, started_at: startedAt, viewer_count: 0 })
  const tail = JSON.stringify({
    language_code: languageCode,
    tags,
    has_mature_content: mature,
    broadcaster_user: {
      id: Number(names.channelId),
      username: kickUsername(names),
      profile_picture: picture,
    },
    channel: { slug: kickSlug(names) },
    category,
  })
  return {
    from,
    until,
    head: toByteText(head.slice(0, -'0}'.length)),
    tail: toByteText(`,${tail.slice(1)}`),
  }
}

/** A row of `GET /public/v1/livestreams`, which has no id of the stream but one of the channel. */
export function versionOneRow(world: World, broadcast: Broadcast, at: number, viewers: number) {
  const { category, description, names } = describe(world, broadcast, at)
  return {
    broadcaster_user_id: Number(names.channelId),
    category,
    channel_id: broadcast.channelNo + 1,
    custom_tags: description.tags,
    has_mature_content: description.mature,
    language: description.languageCode,
    profile_picture: description.picture,
    slug: kickSlug(names),
    started_at: description.startedAt,
    stream_title: description.title,
    thumbnail: description.thumbnail,
    viewer_count: viewers,
  }
}

/** What both versions tell, good from one moment until another. */
function describe(world: World, broadcast: Broadcast, at: number) {
  const { channelSeed, language, startedAt } = broadcast
  const part = world.partAt(broadcast, at)
  const names = world.namesOf(broadcast)
  const pictureAt = startedAt + pictureSeconds
  const isYoung = at < pictureAt
  return {
    from: isYoung ? part.from : Math.max(part.from, pictureAt),
    until: isYoung ? Math.min(part.until, pictureAt) : part.until,
    names,
    category: kickCategory(part.category),
    description: {
      title: part.title,
      languageCode: kickLanguage(language),
      tags: world.tagsOf(broadcast),
      startedAt: new Date(startedAt * 1_000).toISOString().replace('.000Z', 'Z'),
      mature:
        uniform(channelSeed, purpose.mature) <
        (part.category?.id === gamblingId ? matureGamblingShare : matureShare),
      picture: `https://files.kick.com/images/user/${names.channelId}/profile_image/conversion/fullsize.webp`,
      thumbnail: isYoung ? '' : thumbnailOf(broadcast),
    },
  }
}

function thumbnailOf({ channelSeed, seed }: Broadcast): string {
  const key = (from: number) => hash(from, purpose.uuid, 5).toString(36).padStart(7, '0')
  return `https://images.kick.com/video_thumbnails/${key(channelSeed)}/${key(seed)}/480.webp`
}
