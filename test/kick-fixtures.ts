// The recorded answers in fixtures/kick, and rows of version 2 made of what they hold.

import { readFileSync } from 'node:fs'

/** One row of a list as Kick sends it. */
export type KickRow = Readonly<Record<string, unknown>>

/** A list as Kick sends it. */
export interface KickList {
  readonly data: readonly KickRow[]
  readonly pagination?: { readonly next_cursor: string }
}

/** One stream of version 1 of the list, which has no stream id; all fields. */
export function versionOneList(): KickList {
  return readJson<KickList>('livestreams_one_2025-04-01_from_client_dump.json')
}

/** So many streams of version 1 of as many channels, 1 …, with as many different counts. */
export function versionOneRows(count: number): KickRow[] {
  const [row] = versionOneList().data
  return Array.from({ length: count }, (_, i) => ({
    ...row,
    broadcaster_user_id: i + 1,
    slug: `channel-${i + 1}`,
    viewer_count: (i * 7_919) % 10_007,
  }))
}

/** One more of version 1, without start and category. */
export function partialList(): KickList {
  return readJson<KickList>('livestreams_one_2025-04-08_partial.json')
}

/** Two categories and a cursor. */
export function categoriesList(): Required<KickList> {
  return readJson<Required<KickList>>('categories_v2_two_from_client_dump.json')
}

/** One live channel, trimmed. */
export function liveChannel(): KickRow {
  return readJson<KickRow>('channels_one_live_2026-05-18_trimmed_by_reporter.json')
}

/** The text of a 401. */
export function unauthorizedBody(): string {
  return read('error_401_unauthorized.json')
}

/** The recorded stream of version 1 in the shape of version 2, with an id. */
export function versionTwoRow(): KickRow {
  const [row = {}] = versionOneList().data
  const { image_url: thumbnail, ...category } = row.category as KickRow
  return {
    id: '0196f0c7-6f1e-7d52-9a3b-5d1f0b8e2c41',
    title: row.stream_title,
    thumbnail: row.thumbnail,
    started_at: row.started_at,
    viewer_count: row.viewer_count,
    language_code: row.language,
    tags: row.custom_tags,
    has_mature_content: row.has_mature_content,
    broadcaster_user: {
      id: row.broadcaster_user_id,
      username: 'InXxxxx',
      profile_picture: row.profile_picture,
    },
    channel: { slug: row.slug },
    category: { ...category, thumbnail },
  }
}

/** So many streams of as many channels, 1 …, from the oldest start to the newest. */
export function versionTwoRows(count: number): KickRow[] {
  return Array.from({ length: count }, (_, i) => versionTwoRowOf(i + 1))
}

/** The stream of a channel by its number; the higher, the newer. */
export function versionTwoRowOf(channel: number): KickRow {
  return {
    ...versionTwoRow(),
    id: `0196f0c7-6f1e-7d52-9a3b-${String(channel).padStart(12, '0')}`,
    started_at: new Date(Date.UTC(2025, 3, 1) + (channel - 1) * 1_000).toISOString(),
    viewer_count: ((channel - 1) * 7_919) % 1_000,
    broadcaster_user: { id: channel, username: `Channel_${channel}`, profile_picture: '' },
    channel: { slug: `channel-${channel}` },
  }
}

function read(name: string): string {
  return readFileSync(new URL(`fixtures/kick/${name}`, import.meta.url), 'utf8')
}

/** The caller names the shape; the files never change and their README says what they hold. */
function readJson<T>(name: string): T {
  return JSON.parse(read(name)) as T
}
