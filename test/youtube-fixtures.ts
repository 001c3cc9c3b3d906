// The recorded answers in fixtures/youtube, and whole streams made of what they hold.

import { readdirSync, readFileSync } from 'node:fs'

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
  return JSON.parse(recorded('video_live_upcoming_1.http.json').body) as YoutubeList
}

/** The live details of one stream that ended, and nothing else of it. */
export function endedDetailsList(): YoutubeList {
  return JSON.parse(recorded('video_live_ended_1.http.json').body) as YoutubeList
}

/** The texts of two videos that were no streams. */
export function videosList(): YoutubeList {
  return readJson('videos_2.json')
}

/** Two channels. */
export function channelsList(): YoutubeList {
  return readJson('channels_statistics_2.json')
}

/** A recorded answer as it came: the text of a body and its status. */
export interface Recorded {
  readonly status: number
  readonly body: string
}

/** The names of all recorded answers. */
export function recordedFiles(): readonly string[] {
  return readdirSync(new URL('fixtures/youtube/', import.meta.url)).filter(name =>
    name.endsWith('.json'),
  )
}

/** A recorded answer by its name. Where only its body is kept, the name tells what it was. */
export function recorded(name: string): Recorded {
  if (name.endsWith('.http.json')) {
    const { status, body } = readJson<Recorded>(name)
    return { status, body }
  }
  return { status: Number(/^error_(\d{3})_/.exec(name)?.[1] ?? 200), body: read(name) }
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
