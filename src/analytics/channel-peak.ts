// Peaks of a channel whose broadcasts may be open at once: the largest sum of one sweep. Pure.

import { peakTogether } from '../domain/sum-channel.ts'
import { isGap } from '../domain/sum-stretches.ts'
import type { Sums } from '../domain/sums.ts'
import type { SampledBroadcast, SampleOfTier } from './channel-stretches.ts'
import type { Window } from './window.ts'

type Peak = Pick<Sums, 'peakViewers' | 'peakAt'>

/** The peak in a window. Where sweeps have tiers, a broadcast that was not due counts as seen last. */
export function channelPeak(broadcasts: readonly SampledBroadcast[], { from, to }: Window): Peak {
  const isInside = ({ at }: SampleOfTier) => at >= from && at < to
  const inside = broadcasts.flatMap(({ samples }) => samples.filter(isInside))
  if (inside.every(({ tier }) => tier === null)) return peakTogether(inside)
  const sweeps = [...new Set(inside.map(({ at }) => at))].sort((a, b) => a - b)
  return peakTogether(broadcasts.flatMap(broadcast => viewersAtSweeps(broadcast, sweeps)))
}

/** The viewers of a broadcast at each sweep: of its last sample, while that is fresh and it is open. */
function viewersAtSweeps({ booked, samples }: SampledBroadcast, sweeps: readonly number[]) {
  // An end is known once it is booked: until then the broadcast counts as open.
  const endOf = new Map(
    booked.ends.map(([lastSampleAt, endedAt, bookedAt = endedAt]) => [lastSampleAt, bookedAt]),
  )
  let place = -1
  return sweeps.map(at => {
    while ((samples[place + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) place += 1
    const last = samples[place]
    if (last === undefined || isGap(last, { at })) return { at, viewers: null }
    const hasEnded = (endOf.get(last.at) ?? Number.POSITIVE_INFINITY) <= at
    return { at, viewers: hasEnded ? null : last.viewers }
  })
}
