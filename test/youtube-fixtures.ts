// The recorded answers in fixtures/youtube, and whole streams made of what they hold.

import { readFileSync } from 'node:fs'

/** Anything in braces as YouTube sends it. */
export type YoutubeRow = Readonly<Record<string, unknown>>

/** A list as YouTube sends it. */
export interface YoutubeList {
  readonly kind: string
  readonly nextPageToken?: string
  readonly items: readonly YoutubeRow[]
}

/** 25 streams of a search and where the next page begins. */
export function searchList(): Required<YoutubeList> {
  return readJson('search_event_live_25_2020-03.json')
}

/** One stream of a search, in an older form. */
export function oldSearchList(): Required<YoutubeList> {
  return readJson('search_live_one_2018.json')
}

/** The live details of one stream with viewers, and nothing else of it. */
export function liveDetailsLists(): [YoutubeList, YoutubeList] {
  return [
    readJson('video_live_with_viewers_lofi_2022.json'),
    readJson('video_live_with_viewers_2024-01-11.json'),
  ]
}

/** The live details of one stream that never started, and nothing else of it. */
export function upcomingDetailsList(): YoutubeList {
  return JSON.parse(readRecorded('video_live_upcoming_1').body) as YoutubeList
}

/** The live details of one stream that ended, and nothing else of it. */
export function endedDetailsList(): YoutubeList {
  return JSON.parse(readRecorded('video_live_ended_1').body) as YoutubeList
}

/** The texts of two videos that were no streams. */
export function videosList(): YoutubeList {
  return readJson('videos_2.json')
}

/** Two channels. */
export function channelsList(): YoutubeList {
  return readJson('channels_statistics_2.json')
}

/** Every recorded refusal, by the reason it gives: the status it came with and its text. */
export function refusals(): Readonly<Record<string, { status: number; body: string }>> {
  return {
    quotaExceeded: { status: 403, body: read('error_403_quota_exceeded_2024-11-26.json') },
    uploadsPerDay: { status: 429, body: read('error_429_uploads_per_day_2026-05-27.json') },
    keyInvalid: { status: 400, body: read('error_400_key_invalid.json') },
    unknownPart: readRecorded('error_400_unknownPart'),
    subscriptionForbidden: readRecorded('error_400_subscriptionForbidden'),
    authError: readRecorded('error_401_authError'),
    playlistForbidden: readRecorded('error_403_playlistForbidden'),
  }
}

/** What can be told of a made stream. */
export interface VideoChange {
  readonly id?: string
  readonly state?: 'live' | 'upcoming' | 'none'
  readonly snippet?: YoutubeRow
  readonly details?: YoutubeRow
  readonly duration?: unknown
}

/** A live stream: the recorded details of one with the recorded texts of a video. */
export function videoRow(change: VideoChange = {}): YoutubeRow {
  const { state = 'live', duration = 'P0D' } = change
  const [{ items: details }] = liveDetailsLists()
  const [live = {}] = details
  const [video = {}] = videosList().items
  return {
    ...live,
    id: change.id ?? live.id,
    snippet: { ...snippetOf(video), liveBroadcastContent: state, ...change.snippet },
    contentDetails: { duration, dimension: '2d', definition: 'hd' },
    liveStreamingDetails: { ...(live.liveStreamingDetails as YoutubeRow), ...change.details },
  }
}

/** The id of a made stream by its number. */
export function videoId(no: number): string {
  return `stream-${String(no).padStart(4, '0')}`
}

/** So many live streams, 1 …, of as many channels. */
export function videoRows(count: number): YoutubeRow[] {
  return Array.from({ length: count }, (_, i) =>
    videoRow({ id: videoId(i + 1), snippet: { channelId: `UCchannel-${i + 1}` } }),
  )
}

/** The texts of a row. */
export function snippetOf(row: YoutubeRow | undefined): YoutubeRow {
  return row?.snippet as YoutubeRow
}

/** What a search shows of a stream. */
export function searchRowOf(row: YoutubeRow): YoutubeRow {
  const { liveBroadcastContent, channelId, title, channelTitle } = snippetOf(row)
  const [recorded = {}] = searchList().items
  return {
    ...recorded,
    id: { kind: 'youtube#video', videoId: row.id },
    snippet: {
      ...snippetOf(recorded),
      channelId,
      title: String(title).replaceAll('&', '&amp;'),
      channelTitle,
      liveBroadcastContent,
    },
  }
}

function read(name: string): string {
  return readFileSync(new URL(`fixtures/youtube/${name}`, import.meta.url), 'utf8')
}

/** The caller names the shape; the files never change and their README says what they hold. */
function readJson<T>(name: string): T {
  return JSON.parse(read(name)) as T
}

function readRecorded(name: string): { status: number; body: string } {
  const { status, body } = readJson<{ status: number; body: string }>(`${name}.http.json`)
  return { status, body }
}
