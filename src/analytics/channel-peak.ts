// Peaks of a channel whose broadcasts may be open at once: the largest sum of one sweep. Pure.

import { peakTogether } from '../domain/sum-channel.ts'
import { isGap } from '../domain/sum-stretches.ts'
import type { Sums } from '../domain/sums.ts'
import type { SampledBroadcast, SampleOfTier } from './channel-stretches.ts'
import type { Window } from './window.ts'

type Peak = Pick<Sums, 'peakViewers' | 'peakAt'>

/**
 * The peak in a window. In a sweep with tiers a broadcast that was not due counts as seen last; in one
 * without, only what it has seen: a platform may have swept in both ways.
 */
export function channelPeak(broadcasts: readonly SampledBroadcast[], { from, to }: Window): Peak {
  const isInside = ({ at }: SampleOfTier) => at >= from && at < to
  const inside = broadcasts.flatMap(({ samples }) => samples.filter(isInside))
  // Of one sweep, all samples have a tier or none has.
  const whole = inside.filter(({ tier }) => tier === null)
  const tiered = inside.filter(({ tier }) => tier !== null)
  if (tiered.length === 0) return peakTogether(whole)
  const sweeps = [...new Set(tiered.map(({ at }) => at))].sort((a, b) => a - b)
  const counted = broadcasts.flatMap(broadcast => viewersAtSweeps(broadcast, sweeps))
  return peakTogether([...whole, ...counted])
}

/** The viewers of a broadcast at sweeps with tiers: of its last sample, while that is fresh and it is open. */
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
