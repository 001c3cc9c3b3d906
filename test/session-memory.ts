// A census in memory: carries out plans as the store does in its tables, for property tests of plans.

import assert from 'node:assert/strict'
import { packStreams } from '../src/collect/live-rows.ts'
import { type MatchedSweep, matchStreams } from '../src/collect/match.ts'
import { cutParts, type SweepPart, withTexts } from '../src/collect/parts.ts'
import { planSweep } from '../src/collect/plan.ts'
import type { SweepKeys } from '../src/collect/plan-context.ts'
import { type EndedBroadcast, isSameBroadcast, secondsApart } from '../src/domain/broadcast.ts'
import type { LiveStream } from '../src/domain/live-stream.ts'
import type { BroadcastKey, OpenedSegment, SweepChanges } from '../src/domain/sweep-changes.ts'
import {
  anEndedBroadcast,
  fingerprintOfTexts,
  openBroadcasts,
  type ToldBroadcast,
} from './builders.ts'
import type { Census } from './session-laws.ts'
import type { WorldSweep } from './small-world.ts'

const cadence = 300

/** The parts of a sweep over what is open, with their texts. */
export function partsOf(
  open: readonly ToldBroadcast[],
  streams: readonly LiveStream[],
  sweep: MatchedSweep,
  size: number,
): SweepPart[] {
  const { rows, streamOf } = packStreams(streams)
  const matches = matchStreams(openBroadcasts(open), rows, sweep)
  return cutParts(matches, size).map(part =>
    withTexts(
      part,
      streamOf,
      part.changed.map(known => find(open, row => row === known.open)),
    ),
  )
}

type Broadcast = Omit<EndedBroadcast, 'endedAt'> & {
  readonly channelId: string
  readonly restartOf: number | null
  endedAt: number | null
  live: ToldBroadcast | null
}

/** A census that sweeps are planned for and written to, each cut into parts of so many rows. */
export function createMemory(isSingle: boolean, partSize: number) {
  const broadcasts: Broadcast[] = []
  const segments: (OpenedSegment & { endedAt: number | null })[] = []
  const samples: (BroadcastKey & { at: number; viewers: number | null })[] = []
  const titles: { channelKey: number; titleNo: number; title: string }[] = []
  const channelKey = (channelId: string) => Number(channelId.slice(1))
  const of = (key: BroadcastKey) => find(broadcasts, row => isOf(row, key))
  const segmentOf = (key: BroadcastKey & { segmentNo: number }) =>
    find(segments, row => isOf(row, key) && row.segmentNo === key.segmentNo)
  const channelOf = (channelId: string) => broadcasts.filter(row => row.channelId === channelId)

  function keys(): SweepKeys {
    const taken = new Map<string, number>()
    const titlesNow = [...titles]
    const seenAgain = new Set<Broadcast>()
    return {
      channel: channelKey,
      nextBroadcastNo: channelId => {
        const last = taken.get(channelId) ?? channelOf(channelId).length
        taken.set(channelId, last + 1)
        return last + 1
      },
      category: Number,
      title: (key, title) => {
        const own = titlesNow.filter(row => row.channelKey === key)
        const known = own.find(row => row.title === title)
        if (known !== undefined) return { titleNo: known.titleNo, isNew: false }
        titlesNow.push({ channelKey: key, titleNo: own.length + 1, title })
        return { titleNo: own.length + 1, isNew: true }
      },
      ended: stream => {
        const apart = (row: Broadcast) =>
          row.streamId !== null && row.streamId === stream.streamId
            ? -1
            : (secondsApart(row, stream) ?? 0)
        const [row = null] = channelOf(stream.channelId)
          .filter(({ live }) => live === null)
          .filter(known => isSameBroadcast(known, stream) && !seenAgain.has(known))
          .sort((a, b) => apart(a) - apart(b) || b.broadcastNo - a.broadcastNo)
        if (row === null) return null
        seenAgain.add(row)
        return { ...row, endedAt: row.endedAt ?? row.lastSampleAt }
      },
      previous: (key, broadcastNo) => {
        const row = broadcasts.find(known =>
          isOf(known, { channelKey: key, broadcastNo: broadcastNo - 1 }),
        )
        if (row === undefined) return null
        const { lastSampleAt, title, categoryId } = row.live ?? row
        const endedAt = row.live === null ? row.endedAt : null
        return { ...row, endedAt, lastSampleAt, title, categoryId }
      },
    }
  }

  function apply(at: number, changes: SweepChanges, part: SweepPart, list: readonly LiveStream[]) {
    for (const { endedAt, lastSampleAt, ...key } of changes.ended) {
      const { live, ...row } = of(key)
      assert.ok(live)
      replace(broadcasts, key, { ...row, ...live, ...row, lastSampleAt, endedAt, live: null })
      segmentOf(key).endedAt = endedAt
    }
    titles.push(...changes.titles)
    for (const { channelKey: key, ...started } of changes.started)
      broadcasts.push({
        ...anEndedBroadcast(),
        ...started,
        channelKey: key,
        channelId: `c${key}`,
        endedAt: null,
        live: null,
      })
    for (const { streamId, ...key } of changes.identified) {
      const { live, ...row } = of(key)
      if (channelOf(row.channelId).some(other => other.streamId === streamId)) continue
      replace(broadcasts, key, { ...row, streamId, live: live && { ...live, streamId } })
    }
    for (const key of changes.segmentsContinued) segmentOf(key).endedAt = null
    for (const { startedAt, ...key } of changes.corrected) {
      const row = of(key)
      replace(broadcasts, key, { ...row, startedAt, live: row.live && { ...row.live, startedAt } })
    }
    for (const key of changes.segmentsClosed) segmentOf(key).endedAt = key.endedAt
    for (const segment of changes.segmentsOpened) {
      const { live, ...row } = of(segment)
      const { segmentNo, titleNo } = segment
      const moved = live && { ...live, segmentNo, titleNo }
      segments.push({ ...segment, endedAt: null })
      replace(broadcasts, segment, { ...row, segmentNo, titleNo, live: moved })
    }
    const seen = changes.seen.flatMap(({ channelKeys, broadcastNos }) =>
      channelKeys.map((channelKey, i) => ({ channelKey, broadcastNo: broadcastNos[i] ?? 0 })),
    )
    for (const known of seen) {
      const { row } = find(part.known, ({ open }) => isOf(open, known))
      const { viewers } = row
      const stream = find(
        list,
        told => told.channelId === row.channelId && told.streamId === row.streamId,
      )
      sample(at, { ...known, viewers }, stream)
    }
    for (const row of changes.opened) {
      const stream = find(
        part.unknown,
        told =>
          channelKey(told.channelId) === row.channelKey && told.fingerprint === row.fingerprint,
      )
      sample(at, row, stream)
    }
    for (const { missedAt, ...key } of changes.missed) {
      const { live, ...row } = of(key)
      assert.ok(live)
      replace(broadcasts, key, { ...row, live: { ...live, missedAt } })
    }
  }

  function sample(
    at: number,
    { channelKey: key, broadcastNo, viewers }: BroadcastKey & { viewers: number | null },
    { streamId: _, ...stream }: LiveStream,
  ) {
    const row = { channelKey: key, broadcastNo }
    const broadcast = of(row)
    const { streamId, startedAt } = broadcast
    const { segmentNo, titleNo } = find(segments.toReversed(), segment => isOf(segment, row))
    const fingerprint = fingerprintOfTexts(stream)
    const lastKnownViewers = viewers ?? broadcast.live?.lastKnownViewers ?? null
    const live = { ...stream, startedAt, segmentNo, titleNo, lastKnownViewers, fingerprint }
    const known = { ...broadcast, ...live, streamId, lastSampleAt: at, cadence }
    samples.push({ ...row, at, viewers })
    replace(broadcasts, row, { ...known, endedAt: null, live: { ...known, missedAt: null } })
  }

  return {
    sweep(sweep: WorldSweep, previousAt: number | null) {
      const { at, status, scope, isBelieving, streams } = sweep
      if (status === 'failed') return
      const open = broadcasts.flatMap(({ live }) => live ?? [])
      const planned = {
        collectedAt: at,
        absenceScope: status === 'complete' ? scope : null,
        lookedUp: null,
        believedAt: isBelieving ? previousAt : null,
        hasAmbiguousZero: false,
        dueAfter: () => ({ tier: null, cadence }),
        booking: null,
      }
      for (const part of partsOf(open, streams, { collectedAt: at, isSingle }, partSize))
        apply(at, planSweep(planned, part, keys()), part, streams)
    },
    census: (): Census => ({
      broadcasts: sort(broadcasts).map(row => ({
        channelId: row.channelId,
        broadcastNo: row.broadcastNo,
        streamId: row.streamId,
        startedAt: row.startedAt,
        restartOf: row.restartOf,
        endedAt: row.endedAt,
        missedAt: row.live?.missedAt ?? null,
      })),
      segments: sort(segments).map(row => ({
        channelId: of(row).channelId,
        broadcastNo: row.broadcastNo,
        segmentNo: row.segmentNo,
        startedAt: row.startedAt,
        endedAt: row.endedAt,
        title:
          titles.find(t => t.channelKey === row.channelKey && t.titleNo === row.titleNo)?.title ??
          null,
        categoryId: row.categoryKey === null ? null : String(row.categoryKey),
        language: row.language,
        tags: row.tags,
      })),
      samples: sort(samples)
        .toSorted((a, b) => a.at - b.at)
        .map(row => ({
          channelId: of(row).channelId,
          broadcastNo: row.broadcastNo,
          at: row.at,
          viewers: row.viewers,
        })),
    }),
  }
}

const isOf = (row: BroadcastKey, key: BroadcastKey) =>
  row.channelKey === key.channelKey && row.broadcastNo === key.broadcastNo

function find<T>(rows: readonly T[], isWanted: (row: T) => boolean): T {
  const row = rows.find(isWanted)
  assert.ok(row, 'a plan names what does not exist')
  return row
}

function replace(rows: Broadcast[], key: BroadcastKey, by: Broadcast) {
  rows[rows.findIndex(row => isOf(row, key))] = by
}

/** In the order of keys; the sort is stable, so segments keep theirs. */
function sort<T extends BroadcastKey>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => a.channelKey - b.channelKey || a.broadcastNo - b.broadcastNo)
}
