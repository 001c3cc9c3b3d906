// Finds out which row of a sweep belongs to which open broadcast, and which of those are gone.
// Pure: the first half of a sweep's plan.

import type { OpenBroadcast } from '../domain/broadcast.ts'
import type { LiveRow } from './live-rows.ts'
import { matchByStart } from './match-by-start.ts'

/** A row of the sweep with the open broadcast it belongs to. */
export interface KnownRow {
  readonly row: LiveRow
  readonly open: OpenBroadcast
}

/** What is open, where each stream id stands in it, and where those without one do. */
export interface OpenBroadcasts {
  readonly open: readonly OpenBroadcast[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly withoutId: readonly number[]
}

/** What matching has to know of a sweep. */
export interface MatchedSweep {
  /** Whole epoch seconds. */
  readonly collectedAt: number
  /** Whether a channel of the platform has one broadcast at a time. */
  readonly isSingle: boolean
}

/** How a row of the sweep relates to what is open. */
export interface Matches {
  /** Rows of open broadcasts. */
  readonly known: readonly KnownRow[]
  /** Those of them that may say something else than before: fingerprints differ. */
  readonly changed: readonly KnownRow[]
  /**
   * Rows of no open broadcast: new ones, or ended ones seen again. Of a channel's rows the one
   * without a stream id is the last, so that the others find what is theirs first.
   */
  readonly unknown: readonly LiveRow[]
  /** Open broadcasts that a newer one of their channel ends, with that one's start. */
  readonly replaced: readonly { readonly open: OpenBroadcast; readonly by: LiveRow }[]
  /** Open broadcasts that the sweep does not hold. */
  readonly absent: readonly OpenBroadcast[]
  /**
   * Rows left out: of two ids of a channel the one that began earlier, of two rows of one stream the
   * one without an id.
   */
  readonly superseded: number
}

/**
 * Matches rows with open broadcasts by stream id, and by start where one of the two has none; `known`
 * keeps the order of `open`. Where a channel has one broadcast at a time, of two ids of a channel the
 * later start stays, and a row that is older than the channel's open broadcast is an echo of the past
 * and left out.
 */
export function matchStreams(
  { open, indexOf, withoutId }: OpenBroadcasts,
  rows: readonly LiveRow[],
  { collectedAt, isSingle }: MatchedSweep,
): Matches {
  const rowOf: (LiveRow | undefined)[] = new Array(open.length)
  const strangers: LiveRow[] = []
  const rowsWithoutId: LiveRow[] = []
  for (const row of rows) {
    if (row.streamId === null) {
      rowsWithoutId.push(row)
      continue
    }
    const i = indexOf.get(row.streamId)
    if (i === undefined) strangers.push(row)
    else rowOf[i] = row
  }
  const rest =
    withoutId.length === 0 && rowsWithoutId.length === 0
      ? strangers
      : matchByStart({ open, withoutId, strangers, rowsWithoutId }, rowOf, collectedAt)
  const { unknown, successorOf } = isSingle
    ? settleChannels(open, rowOf, rest)
    : { unknown: rest, successorOf: new Map<OpenBroadcast, LiveRow>() }
  const known: KnownRow[] = []
  const replaced: { open: OpenBroadcast; by: LiveRow }[] = []
  const absent: OpenBroadcast[] = []
  for (let i = 0; i < open.length; i += 1) {
    const broadcast = open[i]
    if (broadcast === undefined) continue
    const by = successorOf.get(broadcast)
    const row = rowOf[i]
    if (by !== undefined) replaced.push({ open: broadcast, by })
    else if (row !== undefined) known.push({ row, open: broadcast })
    else absent.push(broadcast)
  }
  const changed = known.filter(({ row, open }) => row.fingerprint !== open.fingerprint)
  const superseded = rows.length - known.length - unknown.length
  return { known, changed, unknown, replaced, absent, superseded }
}

/**
 * Which rows of no open broadcast stand for new ones, and which open ones those end. One that is
 * in the sweep itself ends only by a later start; one that is not by any but an earlier start.
 */
function settleChannels(
  open: readonly OpenBroadcast[],
  rowOf: readonly (LiveRow | undefined)[],
  strangers: readonly LiveRow[],
) {
  const latest = new Map<string, LiveRow>()
  for (const row of strangers) {
    const other = latest.get(row.channelId)
    if (other === undefined || (row.startedAt ?? 0) >= (other.startedAt ?? 0))
      latest.set(row.channelId, row)
  }
  const successorOf = new Map<OpenBroadcast, LiveRow>()
  if (latest.size > 0)
    for (const [i, broadcast] of open.entries()) {
      const row = latest.get(broadcast.channelId)
      if (row === undefined) continue
      const isSeen = rowOf[i] !== undefined
      if (isSeen ? isBefore(broadcast, row) : !isEcho(row, broadcast))
        successorOf.set(broadcast, row)
      else latest.delete(broadcast.channelId)
    }
  return { unknown: [...latest.values()], successorOf }
}

/**
 * Whether a row tells of a broadcast that is older than the open one. That one began before its last
 * sample, whatever the platform's clock said.
 */
function isEcho(row: LiveRow, { startedAt, lastSampleAt }: OpenBroadcast): boolean {
  return isBefore(row, { startedAt: startedAt && Math.min(startedAt, lastSampleAt) })
}

/** Whether one broadcast is known to have begun before another. */
function isBefore(one: Pick<LiveRow, 'startedAt'>, other: Pick<LiveRow, 'startedAt'>): boolean {
  return one.startedAt !== null && other.startedAt !== null && one.startedAt < other.startedAt
}
