// Finds out which row of a sweep belongs to which open broadcast, and which of those are gone.
// Pure: the first half of a sweep's plan.

import { isSameSegment, type OpenBroadcast } from '../domain/broadcast.ts'
import type { LiveStream } from '../domain/live-stream.ts'

/** A row of the sweep with the open broadcast it belongs to. */
export interface KnownStream {
  readonly stream: LiveStream
  readonly open: OpenBroadcast
  /** Whether its open segment goes on. */
  readonly staysInSegment: boolean
}

/** What is open, and where each stream id stands in it. */
export interface OpenBroadcasts {
  readonly open: readonly OpenBroadcast[]
  readonly indexOf: ReadonlyMap<string | null, number>
}

/** How a row of the sweep relates to what is open. */
export interface Matches {
  /** Rows of open broadcasts. */
  readonly known: readonly KnownStream[]
  /** Rows of no open broadcast: new ones, or ended ones seen again. */
  readonly unknown: readonly LiveStream[]
  /** Open broadcasts that a newer one of their channel ends, with that one's start. */
  readonly replaced: readonly { readonly open: OpenBroadcast; readonly by: LiveStream }[]
  /** Open broadcasts that the sweep does not hold. */
  readonly absent: readonly OpenBroadcast[]
  /** Rows left out: of two ids of a channel the one that began earlier. */
  readonly superseded: number
}

/**
 * Matches rows with open broadcasts by stream id; `known` keeps the order of `open`. With
 * `singleBroadcast` a channel has one broadcast: of two ids of a channel the later start stays,
 * and a row that is older than the channel's open broadcast is an echo of the past and left out.
 */
export function matchStreams(
  { open, indexOf }: OpenBroadcasts,
  streams: readonly LiveStream[],
  singleBroadcast: boolean,
): Matches {
  const rowOf: (LiveStream | undefined)[] = new Array(open.length)
  const strangers: LiveStream[] = []
  for (const stream of streams) {
    const i = indexOf.get(stream.streamId)
    if (i === undefined) strangers.push(stream)
    else rowOf[i] = stream
  }
  const { unknown, successorOf } = singleBroadcast
    ? settleChannels(open, rowOf, strangers)
    : { unknown: strangers, successorOf: new Map<OpenBroadcast, LiveStream>() }
  const known: KnownStream[] = []
  const replaced: { open: OpenBroadcast; by: LiveStream }[] = []
  const absent: OpenBroadcast[] = []
  for (let i = 0; i < open.length; i += 1) {
    const broadcast = open[i]
    if (broadcast === undefined) continue
    const by = successorOf.get(broadcast)
    const stream = rowOf[i]
    if (by !== undefined) replaced.push({ open: broadcast, by })
    else if (stream !== undefined)
      known.push({ stream, open: broadcast, staysInSegment: isSameSegment(stream, broadcast) })
    else absent.push(broadcast)
  }
  const superseded = streams.length - known.length - unknown.length
  return { known, unknown, replaced, absent, superseded }
}

/**
 * Which rows of no open broadcast stand for new ones, and which open ones those end. One that is
 * in the sweep itself ends only by a later start; one that is not by any but an earlier start.
 */
function settleChannels(
  open: readonly OpenBroadcast[],
  rowOf: readonly (LiveStream | undefined)[],
  strangers: readonly LiveStream[],
) {
  const latest = new Map<string, LiveStream>()
  for (const stream of strangers) {
    const other = latest.get(stream.channelId)
    if (other === undefined || (stream.startedAt ?? 0) >= (other.startedAt ?? 0))
      latest.set(stream.channelId, stream)
  }
  const successorOf = new Map<OpenBroadcast, LiveStream>()
  if (latest.size > 0)
    for (const [i, broadcast] of open.entries()) {
      const stream = latest.get(broadcast.channelId)
      if (stream === undefined) continue
      const isSeen = rowOf[i] !== undefined
      if (isSeen ? isBefore(broadcast, stream) : !isBefore(stream, broadcast))
        successorOf.set(broadcast, stream)
      else latest.delete(broadcast.channelId)
    }
  return { unknown: [...latest.values()], successorOf }
}

/** Whether one broadcast is known to have begun before another. */
function isBefore(
  one: Pick<LiveStream, 'startedAt'>,
  other: Pick<LiveStream, 'startedAt'>,
): boolean {
  return one.startedAt !== null && other.startedAt !== null && one.startedAt < other.startedAt
}
