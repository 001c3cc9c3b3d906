// What counts at a sweep where the viewers of several broadcasts are summed.

import { type Broadcast, type Census, isWithinG, type Sample } from './census.ts'
import { endAfter } from './stretches.ts'

/** A sample with the channel it is of. */
export interface Seen {
  readonly channelId: string
  readonly sample: Sample
}

/** The samples of a sweep; with tiers, the last one of each open broadcast that is within its G. */
export function seenAt(census: Census, at: number): Seen[] {
  const seen: Seen[] = []
  for (const broadcast of census.broadcasts) {
    const sample = census.isTiered
      ? freshSample(broadcast, at)
      : broadcast.samples.find(sample => sample.at === at)
    if (sample !== undefined) seen.push({ channelId: broadcast.channelId, sample })
  }
  return seen
}

function freshSample(broadcast: Broadcast, at: number): Sample | undefined {
  const i = broadcast.samples.findLastIndex(sample => sample.at <= at)
  const sample = broadcast.samples[i]
  if (sample === undefined || !isWithinG(at - sample.at, sample.cadence)) return undefined
  const end = endAfter(broadcast, i)
  return end !== null && end.bookedAt <= at ? undefined : sample
}
