// Finds what the channels of a sweep's unknown rows had before: which ended broadcasts are seen
// again, and which ones the new ones may go on with.

import { type EndedBroadcast, isSameBroadcast, secondsApart } from '../domain/broadcast.ts'
import { hasAmbiguousZero, type Platform } from '../domain/platform.ts'
import type { Queryable } from '../store/database.ts'
import { readEndedBroadcasts, readNewestBroadcasts } from '../store/earlier-broadcasts.ts'
import { readLastKnownViewers } from '../store/last-known-viewers.ts'
import type { ReadStream } from './live-rows.ts'
import type { SweepKeys } from './plan-context.ts'

/** A row of a channel that has had broadcasts. */
export interface ReturningStream {
  readonly stream: ReadStream
  readonly channelKey: number
  readonly lastBroadcastNo: number
}

type Ended = ReadonlyMap<ReadStream, EndedBroadcast>

/** Inside the sweep's transaction; `at` is its collected_at. */
export async function findEarlier(
  sql: Queryable,
  platform: Platform,
  returning: readonly ReturningStream[],
  at: number,
): Promise<Pick<SweepKeys, 'ended' | 'previous'>> {
  const rows = returning.map(({ stream: { streamId, startedAt }, ...channel }) => ({
    ...channel,
    streamId,
    startedAt,
  }))
  const [ended, newest] = await Promise.all([
    readEndedBroadcasts(sql, rows),
    readNewestBroadcasts(
      sql,
      // What is seen has begun, whatever the platform's clock says.
      rows.map(row => ({ ...row, startedAt: row.startedAt && Math.min(row.startedAt, at) })),
    ),
  ])
  const pairs = pairEnded(returning, ended)
  const endedOf = hasAmbiguousZero(platform) ? await withLastKnown(sql, platform, pairs) : pairs
  const newestOf = new Map(newest.map(row => [row.channelKey, row]))
  return {
    ended: stream => endedOf.get(stream) ?? null,
    previous: (channelKey, broadcastNo) => {
      const previous = newestOf.get(channelKey)
      return previous?.broadcastNo === broadcastNo - 1 ? previous : null
    },
  }
}

/**
 * The ended broadcast of each row that has one, none for two rows: that of its stream id, else of
 * those that began with it the nearest, of several the newest.
 */
function pairEnded(returning: readonly ReturningStream[], ended: readonly EndedBroadcast[]): Ended {
  const pairs = new Map<ReadStream, EndedBroadcast>()
  const endedOf = Map.groupBy(ended, row => row.channelKey)
  const taken = new Set<EndedBroadcast>()
  for (const { stream, channelKey } of returning) {
    const distance = (other: EndedBroadcast) =>
      other.streamId !== null && other.streamId === stream.streamId
        ? -1
        : (secondsApart(stream, other) ?? 0)
    const [found] = (endedOf.get(channelKey) ?? [])
      .filter(other => !taken.has(other) && isSameBroadcast(stream, other))
      .sort((a, b) => distance(a) - distance(b) || b.broadcastNo - a.broadcastNo)
    if (found === undefined) continue
    taken.add(found)
    pairs.set(stream, found)
  }
  return pairs
}

/** Adds the last known viewers where a row itself shows none. */
async function withLastKnown(sql: Queryable, platform: Platform, pairs: Ended): Promise<Ended> {
  const silent = [...pairs].filter(([{ viewers }]) => !viewers)
  const lastKnown = await readLastKnownViewers(
    sql,
    platform,
    silent.map(([, ended]) => ended),
  )
  const known = silent.map(([stream, ended], i): [ReadStream, EndedBroadcast] => [
    stream,
    { ...ended, lastKnownViewers: lastKnown[i] ?? null },
  ])
  return new Map([...pairs, ...known])
}
