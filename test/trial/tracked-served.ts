// What the simulated YouTube has answered, read in words of this file's own. It shares no code with
// what it judges.

import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'

/** A stream as a look-up has shown it live. */
export interface ServedStream {
  readonly streamId: string
  /** Null = not told. */
  readonly viewers: number | null
}

export interface ServedLookUps {
  readonly calls: number
  /** Calls that named as many ids as one can. */
  readonly full: number
  readonly asked: ReadonlySet<string>
  /** Every row of every answer that is live and no premiere. */
  readonly live: readonly ServedStream[]
}

/** A search that was answered. */
export interface ServedSearch {
  /** Whole epoch seconds. */
  readonly at: number
  readonly found: readonly string[]
}

const mostIds = 50

export function readLookUps(records: readonly AnswerRecord[]): ServedLookUps {
  const lookUps = records.filter(({ kind }) => kind === 'lookup')
  const idLists = lookUps.map(({ target }) => idsOf(target))
  return {
    calls: lookUps.length,
    full: idLists.filter(ids => ids.length === mostIds).length,
    asked: new Set(idLists.flat()),
    live: lookUps.flatMap(({ rows }) => (rows ?? []).flatMap(readLive)),
  }
}

export function readSearches(records: readonly AnswerRecord[]): ServedSearch[] {
  return records
    .filter(({ kind, status }) => kind === 'page' && status === 200)
    .map(({ askedAtMs, rows }) => ({
      at: Math.floor(askedAtMs / 1_000),
      found: (rows ?? []).map(row => String(objectOf(objectOf(row).id).videoId)),
    }))
}

function idsOf(target: string): string[] {
  return new URL(target, 'http://simulator').searchParams.get('id')?.split(',') ?? []
}

function readLive(value: unknown): ServedStream[] {
  const row = objectOf(value)
  const isLive = objectOf(row.snippet).liveBroadcastContent === 'live'
  // What is on now has no length.
  const isPremiere = objectOf(row.contentDetails).duration !== 'P0D'
  if (!isLive || isPremiere) return []
  const { concurrentViewers } = objectOf(row.liveStreamingDetails)
  const viewers = concurrentViewers === undefined ? null : Number(concurrentViewers)
  return [{ streamId: String(row.id), viewers }]
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
