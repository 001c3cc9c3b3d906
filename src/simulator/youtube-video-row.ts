// A video as YouTube tells it, part by part, and its snippet in a search. Facts:
// https://developers.google.com/youtube/v3/docs/videos.

import { type Resource, writeTime } from './youtube-answer.ts'
import { stateAt, type Video, type VideoState } from './youtube-video.ts'
import { detailOf, type VideoWords, type YouTubeVideos } from './youtube-videos.ts'

const hourSeconds = 3_600
/** Views for each viewer and hour, and likes for each view; guesses, as the shares below. */
const viewsAnHour = 5
const likeShare = 0.03
const hiddenLikesShare = 0.05
const audioLanguageShare = 0.5
const textLanguageShare = 0.2

const contents: Readonly<Record<VideoState, string>> = {
  unknown: 'none',
  upcoming: 'upcoming',
  live: 'live',
  ended: 'none',
}

/** Parts by name; those that are not here are empty for everyone. */
const parts: Readonly<
  Record<string, (videos: YouTubeVideos, video: Video, at: number) => Resource>
> = { snippet, liveStreamingDetails, statistics, contentDetails, status }

/** The parts that are asked for. */
export function videoParts(
  videos: YouTubeVideos,
  video: Video,
  at: number,
  wanted: ReadonlySet<string>,
): Resource {
  const told = Object.entries(parts).filter(([name]) => wanted.has(name))
  return Object.fromEntries(told.map(([name, write]) => [name, write(videos, video, at)]))
}

/** What a search shows; its texts are written for a page, and the long one is cut. */
export function searchSnippet(videos: YouTubeVideos, video: Video, at: number): Resource {
  const words = videos.wordsAt(video, at)
  const text = descriptionOf(words)
  return {
    publishedAt: writeTime(video.publishedAt),
    channelId: videos.ids.channelId(words.worldChannelId),
    title: escapeHtml(words.title),
    description: escapeHtml(text.length > 150 ? `${text.slice(0, 146).trim()} ...` : text),
    thumbnails: thumbnailsOf(video, at, ['default', 'medium', 'high']),
    channelTitle: escapeHtml(words.channelTitle),
    liveBroadcastContent: contents[stateAt(video, at)],
  }
}

function snippet(videos: YouTubeVideos, video: Video, at: number): Resource {
  const words = videos.wordsAt(video, at)
  const { channelTitle, title } = words
  const description = descriptionOf(words)
  const tags = videos.tagsOf(video)
  const language = languageOf(video)
  return {
    publishedAt: writeTime(video.publishedAt),
    channelId: videos.ids.channelId(words.worldChannelId),
    title,
    description,
    thumbnails: thumbnailsOf(video, at, ['default', 'medium', 'high', 'standard', 'maxres']),
    channelTitle,
    ...(tags.length > 0 && { tags }),
    categoryId: videos.categoryIdAt(video, at),
    liveBroadcastContent: contents[stateAt(video, at)],
    ...(language !== null &&
      detailOf(video, 1) < textLanguageShare && { defaultLanguage: language }),
    localized: { title, description },
    ...(language !== null &&
      detailOf(video, 2) < audioLanguageShare && { defaultAudioLanguage: language }),
  }
}

/** No count where it is hidden, and none at zero: it is missing then. */
function liveStreamingDetails(videos: YouTubeVideos, video: Video, at: number): Resource {
  const { endsAt, id, scheduledAt, startedAt } = video
  const state = stateAt(video, at)
  const viewers = videos.viewersAt(video, at)
  return {
    ...(startedAt !== null && at >= startedAt && { actualStartTime: writeTime(startedAt) }),
    ...(state === 'ended' && { actualEndTime: writeTime(endsAt) }),
    ...(scheduledAt !== null && { scheduledStartTime: writeTime(scheduledAt) }),
    ...(viewers !== null && viewers > 0 && { concurrentViewers: String(viewers) }),
    ...(state === 'live' && { activeLiveChatId: Buffer.from(`chat ${id}`).toString('base64url') }),
  }
}

/** Counts that only grow: with each hour on, and slowly afterwards. */
function statistics(_: YouTubeVideos, video: Video, at: number): Resource {
  const { broadcast, endsAt, startedAt } = video
  const begins = startedAt ?? at
  const hours = Math.max(0, Math.min(at, endsAt) - begins) / hourSeconds
  const after = Math.log2(1 + Math.max(0, at - endsAt) / hourSeconds)
  const views = Math.floor(
    broadcast.level * (viewsAnHour * hours + (startedAt === null ? 0 : after)),
  )
  const likes = Math.floor(views * likeShare * detailOf(video, 3))
  return {
    viewCount: String(views),
    ...(detailOf(video, 4) >= hiddenLikesShare && { likeCount: String(likes) }),
    favoriteCount: '0',
    commentCount: String(stateAt(video, at) === 'ended' ? Math.floor(likes / 10) : 0),
  }
}

function contentDetails(_: YouTubeVideos, video: Video, at: number): Resource {
  const { broadcast, endsAt, isPremiere } = video
  const isWhole = isPremiere || stateAt(video, at) === 'ended'
  return {
    duration: isWhole ? writeDuration(endsAt - broadcast.startedAt) : 'P0D',
    dimension: '2d',
    definition: 'hd',
    caption: 'false',
    licensedContent: detailOf(video, 5) < 0.4,
    contentRating: {},
    projection: 'rectangular',
  }
}

function status(_: YouTubeVideos, video: Video, at: number): Resource {
  const isWhole = video.isPremiere || stateAt(video, at) === 'ended'
  return {
    uploadStatus: isWhole ? 'processed' : 'uploaded',
    privacyStatus: 'public',
    license: 'youtube',
    embeddable: detailOf(video, 6) < 0.93,
    publicStatsViewable: true,
    madeForKids: detailOf(video, 7) < 0.03,
  }
}

function descriptionOf({ channelTitle, title }: VideoWords): string {
  return `${title}\n\nWelcome to ${channelTitle}! Thanks for watching & subscribing.`
}

/** YouTube's own code; null = it is none of the known ones. */
function languageOf({ broadcast }: Video): string | null {
  const { code } = broadcast.language
  return code === 'other' ? null : code.replace('-hk', '-HK')
}

const sizes: Readonly<Record<string, readonly [file: string, width: number, height: number]>> = {
  default: ['default', 120, 90],
  medium: ['mqdefault', 320, 180],
  high: ['hqdefault', 480, 360],
  standard: ['sddefault', 640, 480],
  maxres: ['maxresdefault', 1280, 720],
}

/** Pictures by their names. */
export function thumbnailsOf(video: Video, at: number, names: readonly string[]): Resource {
  const live = stateAt(video, at) === 'ended' ? '' : '_live'
  return Object.fromEntries(
    names.map(name => {
      const [file = '', width, height] = sizes[name] ?? []
      return [name, { url: `https://i.ytimg.com/vi/${video.id}/${file}${live}.jpg`, width, height }]
    }),
  )
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, sign => entities[sign] ?? sign)
}

/** Such as PT1H2M3S. */
function writeDuration(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map(
    Math.floor,
  )
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest ? `${rest}S` : ''}`
}
