// All that a platform has served over many sweeps, packed: each row is five numbers. It is unpacked for
// the oracle some channels at a time, by the last character of their ids.

import { capabilitiesOf, type Platform } from '../../src/domain/platform.ts'
import type { Sweep, SweepStatus } from '../../src/domain/sweep.ts'
import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import { haveSameLabels, type Labels } from '../oracle/census.ts'
import type { Seen, SeenRow, SeenSweep, ToldEnd } from '../oracle/seen.ts'
import { readStreams } from './sums-streams.ts'

export interface ServedCensus {
  /** Takes what a sweep was answered. */
  take(sweep: Sweep, records: readonly AnswerRecord[]): void
  /** Last characters of the channels' ids. */
  groups(): string[]
  /** What the channels of a group have shown; `statusOf` tells of each slot how it is believed in the end. */
  seenOf(group: string, statusOf: ReadonlyMap<number, SweepStatus>): Seen
}

interface Stream {
  readonly streamId: string
  readonly channelId: string
  /** The place of the labels it had last. */
  labelsNo: number
  lastKnownViewers: number | null
}

/** Of each packed row: stream, viewers, labels, start, tier; unknown is -1. */
const width = 5
const unknown = -1

export function createServedCensus(platform: Platform): ServedCensus {
  const streams: Stream[] = []
  const streamNos = new Map<string, number>()
  const labels: Labels[] = []
  /** Lists of tags, each once. */
  const tagLists = new Map<string, readonly string[]>()
  const sweeps: Omit<SeenSweep, 'rows' | 'status'>[] = []
  /** By group, the rows of each sweep that had any. */
  const packed = new Map<string, Map<number, Int32Array>>()
  const ends: ToldEnd[] = []

  function streamNoOf({ channelId, streamId }: Pick<SeenRow, 'channelId' | 'streamId'>): number {
    const id = streamId ?? ''
    const known = streamNos.get(id)
    if (known !== undefined) return known
    streamNos.set(id, streams.length)
    streams.push({ streamId: id, channelId, labelsNo: unknown, lastKnownViewers: null })
    return streams.length - 1
  }

  function labelsNoOf(stream: Stream, told: Labels): number {
    const last = labels[stream.labelsNo]
    if (last === undefined || !haveSameLabels(last, told)) {
      const { category, language, title } = told
      const key = JSON.stringify(told.tags)
      const tags = tagLists.get(key) ?? told.tags
      tagLists.set(key, tags)
      stream.labelsNo = labels.length
      labels.push({ category, language, tags, title })
    }
    return stream.labelsNo
  }

  function pack(sweep: Sweep, row: Omit<SeenRow, 'tier'>): number[] {
    const streamNo = streamNoOf(row)
    const stream = streams[streamNo]
    if (stream === undefined) throw new Error('a stream has a number')
    stream.lastKnownViewers = row.viewers ?? stream.lastKnownViewers
    return [
      streamNo,
      row.viewers ?? unknown,
      labelsNoOf(stream, row),
      row.startedAt ?? unknown,
      tierOf(sweep, stream.lastKnownViewers) ?? unknown,
    ]
  }

  function* unpack(rows: Int32Array): Generator<SeenRow> {
    for (let at = 0; at < rows.length; at += width) {
      const [streamNo = 0, viewers = 0, labelsNo = 0, startedAt = 0, tier = 0] = rows.subarray(at)
      const stream = streams[streamNo]
      const told = labels[labelsNo]
      if (stream === undefined || told === undefined) throw new Error('a row is of a stream')
      yield {
        ...told,
        streamId: stream.streamId,
        channelId: stream.channelId,
        viewers: known(viewers),
        startedAt: known(startedAt),
        tier: known(tier),
      }
    }
  }

  return {
    take(sweep, records) {
      const { cadence, collectedAt, scope, slot, tiers } = sweep
      const served = readStreams(sweep, records)
      // Who was never live is not missed.
      const missing = served.missing && new Set([...served.missing].filter(id => streamNos.has(id)))
      sweeps.push({ slot, collectedAt, scope, cadence, tiers, missing })
      if (sweep.status === 'failed') return
      ends.push(...served.ends)
      for (const [group, rows] of Map.groupBy(served.rows, groupOf)) {
        const ofGroup = packed.get(group) ?? new Map<number, Int32Array>()
        packed.set(group, ofGroup)
        ofGroup.set(slot, Int32Array.from(rows.flatMap(row => pack(sweep, row))))
      }
    },
    groups: () => [...packed.keys()].sort(),
    seenOf(group, statusOf) {
      const { hasAmbiguousZero, hasSingleBroadcast } = capabilitiesOf(platform)
      const ofGroup = packed.get(group)
      return {
        hasSingleBroadcast,
        hasAmbiguousZero,
        doesTrackedAbsenceProve: true,
        sweeps: sweeps.map(sweep => ({
          ...sweep,
          status: statusOf.get(sweep.slot) ?? 'failed',
          get rows() {
            return [...unpack(ofGroup?.get(sweep.slot) ?? new Int32Array())]
          },
        })),
        ends,
        seals: [],
      }
    },
  }
}

/** The group of a channel. */
export function groupOf({ channelId }: { readonly channelId: string }): string {
  return channelId.slice(-1)
}

/** The tier of a broadcast whose last known viewers are these, by the sweep's own table. */
function tierOf({ tiers }: Sweep, viewers: number | null): number | null {
  const tier = tiers?.find(
    ({ leastViewers }) => leastViewers === null || (viewers ?? -1) >= leastViewers,
  )
  return tier?.tier ?? null
}

function known(value: number): number | null {
  return value === unknown ? null : value
}
