// The fields of YouTube's resources, for `part` and `fields`. Facts: the discovery document of the API,
// https://www.googleapis.com/discovery/v1/apis/youtube/v3/rest.

/** Fields by name; null = nothing is told of what lies below. */
export interface Shape {
  readonly [field: string]: Shape | null
}

const names = (text: string): Shape => Object.fromEntries(text.split(' ').map(name => [name, null]))

const thumbnail = names('url width height')
const thumbnails: Shape = {
  default: thumbnail,
  medium: thumbnail,
  high: thumbnail,
  standard: thumbnail,
  maxres: thumbnail,
  fhd: thumbnail,
  qhd: thumbnail,
  uhd: thumbnail,
}
const localized = names('title description')
const resourceId = names('kind videoId channelId playlistId')

/** A resource by its parts; every one has a kind, an entity tag and, but for some, an id. */
const resources = {
  searchResult: {
    id: resourceId,
    snippet: {
      ...names('channelId channelTitle description liveBroadcastContent publishedAt title'),
      thumbnails,
    },
  },
  video: {
    id: null,
    snippet: {
      ...names(
        'categoryId channelId channelTitle defaultAudioLanguage defaultLanguage description',
      ),
      ...names('liveBroadcastContent publishedAt tags title'),
      localized,
      thumbnails,
    },
    liveStreamingDetails: names(
      'activeLiveChatId actualEndTime actualStartTime concurrentViewers scheduledEndTime scheduledStartTime',
    ),
    statistics: names('commentCount dislikeCount favoriteCount likeCount viewCount'),
    contentDetails: {
      ...names('caption contentRating countryRestriction definition dimension duration'),
      ...names('hasCustomThumbnail licensedContent projection regionRestriction'),
    },
    status: {
      ...names('containsSyntheticMedia embeddable failureReason license madeForKids privacyStatus'),
      ...names(
        'publicStatsViewable publishAt rejectionReason selfDeclaredMadeForKids uploadStatus',
      ),
    },
    ...names('localizations paidProductPlacementDetails player recordingDetails topicDetails'),
  },
  channel: {
    id: null,
    snippet: {
      ...names('country customUrl defaultLanguage description publishedAt title'),
      localized,
      thumbnails,
    },
    statistics: names('commentCount hiddenSubscriberCount subscriberCount videoCount viewCount'),
    contentDetails: {
      relatedPlaylists: names('favorites likes uploads watchHistory watchLater'),
    },
    ...names('brandingSettings contentOwnerDetails localizations status topicDetails'),
  },
  videoCategory: { id: null, snippet: names('assignable channelId title') },
  i18nRegion: { id: null, snippet: names('gl name') },
  playlistItem: {
    id: null,
    snippet: {
      ...names('channelId channelTitle description playlistId position publishedAt title'),
      ...names('videoOwnerChannelId videoOwnerChannelTitle'),
      resourceId,
      thumbnails,
    },
    contentDetails: names('endAt note startAt videoId videoPublishedAt'),
    status: names('privacyStatus'),
  },
} satisfies Readonly<Record<string, Shape>>

export type ResourceName = keyof typeof resources

/** The parts a list of these can be asked for. */
export function partsOf(name: ResourceName): readonly string[] {
  return Object.keys(resources[name])
}

/** The fields of a list of these. */
export function listShapeOf(name: ResourceName): Shape {
  return {
    ...names('kind etag eventId nextPageToken prevPageToken regionCode tokenPagination visitorId'),
    pageInfo: names('totalResults resultsPerPage'),
    items: { ...names('kind etag'), ...resources[name] },
  }
}
