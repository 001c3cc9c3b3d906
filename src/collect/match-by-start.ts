// Finds the open broadcast of a row where one of the two has no stream id: by channel and start.
// Pure; where all have their ids it is given nothing to do.

import { isSameBroadcast, type OpenBroadcast, secondsApart } from '../domain/broadcast.ts'
import type { SeenAt } from '../domain/sweep.ts'
import type { LiveRow } from './live-rows.ts'

/** What is left to be matched once stream ids have been compared. */
export interface Unmatched {
  readonly open: readonly OpenBroadcast[]
  /** Where those of them stand that have no stream id. */
  readonly withoutId: readonly number[]
  /** Rows whose stream id no open broadcast has. */
  readonly strangers: readonly LiveRow[]
  /** Rows without a stream id, one a channel. */
  readonly rowsWithoutId: readonly LiveRow[]
}

/** A sample later than this many cadences after the one before is not known to follow it. */
const cadencesToGap = 2.5

/**
 * Notes in `rowOf` the rows it finds a broadcast for and returns those that remain, the ones without
 * a stream id last. Two rows of one broadcast are one: the row without the id is left out.
 */
export function matchByStart(
  { open, withoutId, strangers, rowsWithoutId }: Unmatched,
  rowOf: (LiveRow | undefined)[],
  collectedAt: SeenAt['collectedAt'],
): LiveRow[] {
  const openOf = groupOpen(open, rowsWithoutId.length > 0 ? open.keys() : withoutId)
  const candidatesOf = (row: LiveRow) => openOf.get(row.channelId) ?? []
  const isFree = (i: number) => rowOf[i] === undefined

  const rest: LiveRow[] = []
  for (const row of strangers) {
    const i = nearest(open, candidatesOf(row).filter(isFree), row)
    if (i === null) rest.push(row)
    else rowOf[i] = row
  }
  if (rowsWithoutId.length === 0) return rest

  const strangersOf = Map.groupBy(rest, row => row.channelId)
  for (const row of rowsWithoutId) {
    const candidates = candidatesOf(row)
    const others = strangersOf.get(row.channelId) ?? []
    if (row.startedAt === null) {
      // It says no more than that the channel is live, which any other row of it says as well.
      if (others.length > 0 || !candidates.every(isFree)) continue
      const i = candidates.findLast(at => isRecent(open[at], collectedAt))
      if (i === undefined) rest.push(row)
      else rowOf[i] = row
      continue
    }
    const i = nearest(open, candidates, row)
    if (i !== null) rowOf[i] ??= row
    else if (!others.some(other => isSameBroadcast(other, row))) rest.push(row)
  }
  return rest
}

/** Where the broadcasts of each channel stand, of those at the given places. */
function groupOpen(
  open: readonly OpenBroadcast[],
  places: Iterable<number>,
): ReadonlyMap<string, readonly number[]> {
  const openOf = new Map<string, number[]>()
  for (const i of places) {
    const channelId = open[i]?.channelId
    if (channelId === undefined) continue
    const others = openOf.get(channelId)
    if (others === undefined) openOf.set(channelId, [i])
    else others.push(i)
  }
  return openOf
}

/** The place of the broadcast that is the row's, of several the one that began nearest to it. */
function nearest(
  open: readonly OpenBroadcast[],
  places: readonly number[],
  row: LiveRow,
): number | null {
  let found: number | null = null
  let least = Number.POSITIVE_INFINITY
  for (const i of places) {
    const broadcast = open[i]
    if (broadcast === undefined || !isSameBroadcast(row, broadcast)) continue
    const apart = secondsApart(row, broadcast) ?? 0
    if (apart >= least) continue
    found = i
    least = apart
  }
  return found
}

function isRecent(broadcast: OpenBroadcast | undefined, collectedAt: number): boolean {
  if (broadcast === undefined) return false
  return collectedAt - broadcast.lastSampleAt <= cadencesToGap * broadcast.cadence
}
