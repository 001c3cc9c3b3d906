// The parameters YouTube's lists take. Others are refused, also such as are known elsewhere. Facts: the
// discovery document of the API.

import type { ResourceName } from './youtube-shapes.ts'

/** What every method takes. */
const common =
  '$.xgafv access_token alt callback fields key oauth_token part prettyPrint quotaUser uploadType upload_protocol'

const own: Readonly<Record<ResourceName, string>> = {
  searchResult:
    'channelId channelType eventType forContentOwner forDeveloper forMine location locationRadius maxResults onBehalfOfContentOwner order pageToken publishedAfter publishedBefore q regionCode relevanceLanguage safeSearch topicId type videoCaption videoCategoryId videoDefinition videoDimension videoDuration videoEmbeddable videoLicense videoPaidProductPlacement videoSyndicated videoType',
  video:
    'chart hl id locale maxHeight maxResults maxWidth myRating onBehalfOfContentOwner pageToken regionCode videoCategoryId',
  channel:
    'categoryId forHandle forUsername hl id managedByMe maxResults mine mySubscribers onBehalfOfContentOwner pageToken',
  playlistItem: 'id maxResults onBehalfOfContentOwner pageToken playlistId videoId',
  videoCategory: 'hl id regionCode',
  i18nRegion: 'hl',
}

/** The parameters of a list of these. */
export function parametersOf(name: ResourceName): ReadonlySet<string> {
  return new Set(`${common} ${own[name]}`.split(' '))
}
