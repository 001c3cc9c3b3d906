// Streams as a simulated platform has served them in a sweep, in the oracle's words. It shares no code
// with what it judges.

import type { Sweep } from '../../src/domain/sweep.ts'
import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import type { SeenRow, ToldEnd } from '../oracle/seen.ts'
import { readServed, type ServedRow } from './served.ts'

/** All that a sweep was told. */
export interface ServedStreams {
  /** One a stream, without its tier. */
  readonly rows: readonly Omit<SeenRow, 'tier'>[]
  /** Told of streams that were looked up by their ids. */
  readonly ends: readonly ToldEnd[]
  readonly missing: ReadonlySet<string> | null
}

export function readStreams(sweep: Sweep, records: readonly AnswerRecord[]): ServedStreams {
  if (sweep.platform === 'youtube') return readLookUps(sweep.collectedAt, records)
  const { rows } = readServed(records)
  // What comes twice is believed as it came last.
  const last = [...rows.values()].map(of => of.at(-1)).filter(row => row !== undefined)
  return { rows: last.map(asSeen), ends: [], missing: null }
}

function asSeen({ categoryId: category, gameName: _, ...row }: ServedRow) {
  return { ...row, category }
}

type Raw = Readonly<Record<string, unknown>>

function readLookUps(at: number, records: readonly AnswerRecord[]): ServedStreams {
  const answered = records.filter(({ kind, rows }) => kind === 'lookup' && rows !== null)
  const videos = answered.flatMap(({ rows }) => rows ?? []).map(objectOf)
  const ended = videos.filter(video => stateOf(video) === 'none')
  const live = videos.filter(
    video => stateOf(video) === 'live' && objectOf(video.contentDetails).duration === 'P0D',
  )
  const told = new Set([...ended, ...live].map(({ id }) => String(id)))
  const asked = answered.flatMap(
    ({ target }) => new URL(target, 'http://simulator').searchParams.get('id')?.split(',') ?? [],
  )
  return {
    rows: live.map(asStream),
    ends: ended.map(({ id, liveStreamingDetails }) => {
      const endedAt = timeOf(objectOf(liveStreamingDetails).actualEndTime)
      // A look-up late in a sweep may tell of an end after its time.
      return { at, streamId: String(id), realEndAt: endedAt && Math.min(endedAt, at) }
    }),
    missing: new Set(asked.filter(id => !told.has(id))),
  }
}

function stateOf({ liveStreamingDetails, snippet }: Raw): unknown {
  if (objectOf(liveStreamingDetails).actualEndTime !== undefined) return 'none'
  return objectOf(snippet).liveBroadcastContent
}

function asStream(video: Raw) {
  const snippet = objectOf(video.snippet)
  const { actualStartTime, concurrentViewers } = objectOf(video.liveStreamingDetails)
  const language = snippet.defaultAudioLanguage ?? snippet.defaultLanguage
  return {
    streamId: String(video.id),
    channelId: String(snippet.channelId),
    viewers: concurrentViewers === undefined ? null : Number(concurrentViewers),
    startedAt: timeOf(actualStartTime),
    title: String(snippet.title),
    category: String(snippet.categoryId),
    language: typeof language === 'string' ? language.toLowerCase() : null,
    tags: Array.isArray(snippet.tags) ? snippet.tags.map(String) : [],
  }
}

function timeOf(value: unknown): number | null {
  return value === undefined ? null : Math.floor(Date.parse(String(value)) / 1_000)
}

function objectOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {}
}
