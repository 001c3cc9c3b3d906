// The videos of YouTube's world: by id, live at a moment, announced, ended, of one channel.

import type { Broadcast } from './broadcast.ts'
import type { Category } from './categories.ts'
import type { Channel } from './channels.ts'
import { hash, uniform } from './hash.ts'
import { writeTitle } from './titles.ts'
import type { World } from './world.ts'
import { createYouTubeBroadcasts, planNoOf } from './youtube-broadcasts.ts'
import { uniformOf, videoUse } from './youtube-draws.ts'
import { createYouTubeIds, type YouTubeIds } from './youtube-ids.ts'
import {
  describeVideo,
  hasPhantom,
  mostAhead,
  mostLate,
  mostPhantom,
  scheduleOf,
  sideShareOf,
  sidesOf,
  stateAt,
  type Video,
  variantOf,
} from './youtube-video.ts'

const daySeconds = 86_400
/** Of what ended in the last day, the share a search knows of; a guess. */
const endedShare = 0.06

/** What is said of a video at a moment. */
export interface VideoWords {
  readonly title: string
  /** The world's, which ids and names are made of. */
  readonly worldChannelId: string
  readonly channelTitle: string
}

/** Moments are whole epoch seconds. */
export interface YouTubeVideos {
  readonly ids: YouTubeIds
  /** Null = there is none of this id at this moment. */
  byId(id: string, at: number): Video | null
  /** All that is live, without those the world's list leaves out; most watched first. */
  liveAt(at: number): readonly Video[]
  /** All that is announced and has not begun. */
  upcomingAt(at: number): readonly Video[]
  /** Some of what ended in the last day. */
  endedAt(at: number): readonly Video[]
  /** Those of a channel of the last days that are public, the newest first. */
  uploadsOf(channel: Channel, at: number): readonly Video[]
  /** Null = it shows none. */
  viewersAt(video: Video, at: number): number | null
  wordsAt(video: Video, at: number): VideoWords
  /** Part of the words, and cheap. */
  categoryIdAt(video: Video, at: number): string
  tagsOf(video: Video): readonly string[]
}

export function createYouTubeVideos(world: World): YouTubeVideos {
  const ids = createYouTubeIds(world.seed)
  const drawSeed = hash(world.seed, videoUse.schedule)
  const broadcasts = createYouTubeBroadcasts(world)

  function make(broadcast: Broadcast, variant: number): Video | null {
    const { streamNo } = broadcast
    const told = describeVideo(drawSeed, planNoOf(streamNo), broadcast, variant)
    return told && { ...told, id: ids.videoId({ streamNo, variant }) }
  }

  function byPlanNo(planNo: number, variant: number): Video | null {
    const broadcast = broadcasts.byPlanNo(planNo)
    return broadcast && make(broadcast, variant)
  }

  /** A broadcast with the further streams beside it. */
  function besides(broadcast: Broadcast): readonly Video[] {
    const sides = sidesOf(broadcast)
    return Array.from({ length: 1 + sides }, (_, variant) => make(broadcast, variant)).filter(
      video => video !== null,
    )
  }

  /** A video always has a category. */
  function categoryAt(broadcast: Broadcast, at: number): Category {
    return world.categoryAt(broadcast, momentOf(broadcast, at)) ?? broadcast.mainCategory
  }

  return {
    ids,

    byId(id, at) {
      const key = ids.readVideoId(id)
      const broadcast = key && broadcasts.byStreamNo(key.streamNo)
      const video = key && broadcast && make(broadcast, key.variant)
      return video === null || stateAt(video, at) === 'unknown' ? null : video
    },

    liveAt(at) {
      const ranking = world.rankingAt(at)
      const found: Video[] = []
      for (let place = 0; place < ranking.size; place += 1)
        found.push(...besides(ranking.broadcastAt(place)))
      return found
    },

    upcomingAt(at) {
      const found: (Video | null)[] = []
      broadcasts.visitPlanned(at - mostPhantom, at + mostAhead + mostLate, (planNo, startedAt) => {
        if (hasPhantom(drawSeed, planNo)) found.push(byPlanNo(planNo, variantOf.phantom))
        const schedule = startedAt > at ? scheduleOf(drawSeed, planNo, startedAt) : null
        if (schedule !== null && schedule.announcedAt <= at)
          found.push(byPlanNo(planNo, variantOf.own))
      })
      return found
        .filter(video => video !== null)
        .filter(video => stateAt(video, at) === 'upcoming')
    },

    endedAt(at) {
      const found: (Video | null)[] = []
      broadcasts.visitPlanned(at - daySeconds, at, (planNo, _, endsAt) => {
        if (endsAt > at || uniformOf(drawSeed, videoUse.ended, planNo) >= endedShare) return
        found.push(byPlanNo(planNo, variantOf.own))
      })
      return found.filter(video => video !== null).filter(video => stateAt(video, at) === 'ended')
    },

    uploadsOf(channel, at) {
      const from = at - mostPhantom - mostLate
      const found = broadcasts
        .ofChannel(channel, from, at + mostAhead + mostLate)
        .flatMap(broadcast => [...besides(broadcast), make(broadcast, variantOf.phantom)])
        .filter(video => video !== null)
        .filter(video => stateAt(video, at) !== 'unknown')
      return found.sort((a, b) => b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1))
    },

    viewersAt(video, at) {
      if (video.isHidden || stateAt(video, at) !== 'live') return null
      const { expected, shown } = world.viewersAt(video.broadcast, at)
      if (video.variant === variantOf.own) return shown
      return Math.round((shown ?? expected) * sideShareOf(video))
    },

    tagsOf: ({ broadcast }) => world.tagsOf(broadcast),

    categoryIdAt: ({ broadcast }, at) => categoryAt(broadcast, at).id,

    wordsAt({ broadcast, seed, variant }, at) {
      const { language } = broadcast
      const part = world.partAt(broadcast, momentOf(broadcast, at))
      const { channelId, displayName, login } = world.namesOf(broadcast)
      const own =
        variant === variantOf.own
          ? part.title
          : writeTitle(hash(seed, videoUse.sideTitle), variant, {
              language,
              categoryName: categoryAt(broadcast, at).name,
              loginOf: () => login,
              cap: 100,
            })
      // YouTube takes no title without a letter, and no angle brackets.
      const title = own.replace(/[<>]/g, '').trim() || `${displayName} live`
      return {
        title,
        worldChannelId: channelId,
        channelTitle: displayName,
      }
    },
  }
}

/** The nearest moment at which a broadcast runs. */
function momentOf({ endsAt, startedAt }: Broadcast, at: number): number {
  return Math.max(startedAt, Math.min(at, endsAt - 1))
}

/** A share of 0 to 1 that a video keeps for its details. */
export function detailOf({ seed }: Video, index: number): number {
  return uniform(seed, videoUse.details, index)
}
