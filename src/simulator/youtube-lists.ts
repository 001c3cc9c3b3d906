// YouTube's small lists: categories of videos, regions, and what a channel uploaded lately.

import type { World } from './world.ts'
import {
  badParameter,
  isRefused,
  missingParameter,
  type Refused,
  type Resource,
  tagged,
  writeTime,
} from './youtube-answer.ts'
import { channelOf } from './youtube-channels.ts'
import { listOf, type PagePlace, rangeOf, readPlace, readSize } from './youtube-query.ts'
import { regionName, regions } from './youtube-regions.ts'
import { thumbnailsOf } from './youtube-video-row.ts'
import type { YouTubeVideos } from './youtube-videos.ts'

/** Those of https://developers.google.com/youtube/v3/docs/videoCategories; not all can be chosen. */
const categories: readonly (readonly [id: string, title: string, isAssignable: boolean])[] = [
  ['1', 'Film & Animation', true],
  ['2', 'Autos & Vehicles', true],
  ['10', 'Music', true],
  ['15', 'Pets & Animals', true],
  ['17', 'Sports', true],
  ['18', 'Short Movies', false],
  ['19', 'Travel & Events', true],
  ['20', 'Gaming', true],
  ['21', 'Videoblogging', false],
  ['22', 'People & Blogs', true],
  ['23', 'Comedy', true],
  ['24', 'Entertainment', true],
  ['25', 'News & Politics', true],
  ['26', 'Howto & Style', true],
  ['27', 'Education', true],
  ['28', 'Science & Technology', true],
  ['29', 'Nonprofits & Activism', true],
  ['30', 'Movies', false],
  ['42', 'Shorts', false],
  ['43', 'Shows', false],
  ['44', 'Trailers', false],
]
const categoryOwner = 'UCBR8-60-B28hp2BmDPdntcQ'

/** The ids of categories that are asked for; null = all of a region. */
export function readCategories(query: URLSearchParams): readonly string[] | Refused | null {
  const ids = listOf(query, 'id')
  const region = query.get('regionCode')
  if (ids.length > 0) return ids
  if (!region)
    return missingParameter('parameters.', 'No filter selected. Expected one of: id, regionCode')
  if (regions.includes(region.toUpperCase())) return null
  return badParameter('regionCode', `Invalid value '${region}'.`, 'invalidRegionCode')
}

export function listCategories(
  ids: readonly string[] | null,
  parts: ReadonlySet<string>,
): Resource {
  const found = categories.filter(([id]) => ids === null || ids.includes(id))
  const items = found.map(([id, title, assignable]) => {
    const snippet = { title, assignable, channelId: categoryOwner }
    return tagged('youtube#videoCategory', { id, ...(parts.has('snippet') && { snippet }) })
  })
  return tagged('youtube#videoCategoryListResponse', { items })
}

export function listRegions(parts: ReadonlySet<string>): Resource {
  const items = regions.map(gl =>
    tagged('youtube#i18nRegion', {
      id: gl,
      ...(parts.has('snippet') && { snippet: { gl, name: regionName(gl) } }),
    }),
  )
  return tagged('youtube#i18nRegionListResponse', { items })
}

export interface PlaylistQuestion {
  readonly playlistId: string
  readonly size: number
  readonly place: PagePlace
}

export function readPlaylist(query: URLSearchParams): PlaylistQuestion | Refused {
  const size = readSize(query)
  const place = readPlace(query)
  const playlistId = query.get('playlistId')
  if (isRefused(size)) return size
  if (isRefused(place)) return place
  if (playlistId) return { playlistId, size, place }
  return missingParameter('parameters.', 'No filter selected. Expected one of: playlistId')
}

/** Only the uploads of a channel are a playlist here, and only those of the last days. */
export function listUploads(
  world: World,
  videos: YouTubeVideos,
  at: number,
  { place, playlistId, size }: PlaylistQuestion,
  parts: ReadonlySet<string>,
): Resource | Refused {
  const channelId = playlistId.replace(/^UU/, 'UC')
  const channel = channelId === playlistId ? null : channelOf(world, videos.ids, channelId, at)
  if (channel === null) return unknownPlaylist
  const uploads = videos.uploadsOf(channel, at)
  const { from, to, tokens } = rangeOf(place, size, uploads.length)
  const items = uploads.slice(from, to).map((video, row) => {
    const { channelTitle, title } = videos.wordsAt(video, at)
    const publishedAt = writeTime(video.publishedAt)
    const snippet = {
      publishedAt,
      channelId,
      title,
      description: '',
      thumbnails: thumbnailsOf(video, at, ['default', 'medium', 'high']),
      channelTitle,
      playlistId,
      position: from + row,
      resourceId: { kind: 'youtube#video', videoId: video.id },
      videoOwnerChannelTitle: channelTitle,
      videoOwnerChannelId: channelId,
    }
    return tagged('youtube#playlistItem', {
      id: Buffer.from(`${playlistId}.${video.id}`).toString('base64url'),
      ...(parts.has('snippet') && { snippet }),
      ...(parts.has('contentDetails') && {
        contentDetails: { videoId: video.id, videoPublishedAt: publishedAt },
      }),
      ...(parts.has('status') && { status: { privacyStatus: 'public' } }),
    })
  })
  const pageInfo = { totalResults: uploads.length, resultsPerPage: size }
  return tagged('youtube#playlistItemListResponse', { ...tokens, items, pageInfo })
}

const unknownPlaylist: Refused = {
  status: 404,
  reason: 'playlistNotFound',
  message: "The playlist identified with the request's playlistId parameter cannot be found.",
  domain: 'youtube.playlistItem',
  location: 'playlistId',
}
