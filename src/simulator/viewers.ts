// How many watch a broadcast at a moment: the level of the day, the curve of a broadcast, the hour,
// a wandering noise and raids (docs/world.md, section 11, "Viewers").

import type { Broadcast } from './broadcast.ts'
import { countAround } from './counting.ts'
import { purpose, steppedNormal } from './hash.ts'
import { keep } from './keep.ts'
import type { Moment } from './moment.ts'
import { oddCountAt } from './oddities.ts'
import { passingRaiders, type Raid, raidersOf } from './passing-raids.ts'

const minute = 60
const keptMoments = 16

export interface Viewers {
  /** The mean the count is drawn around, at this very second; never negative. */
  readonly expected: number
  /** What the platform shows, the same all minute; null = hidden. */
  readonly shown: number | null
}

export interface ViewerSetting {
  readonly momentAt: (at: number) => Moment
  /** Share of stream-hours with an odd count. */
  readonly oddCountShare: number
  /** What other broadcasts of this world sent over lately; empty for nearly all. */
  readonly raidsOn: (broadcast: Broadcast, at: number) => readonly Raid[]
}

export interface ViewerCounts {
  /** The mean a count is drawn around, without the raids of this world's own broadcasts. */
  ownViewers(broadcast: Broadcast, at: number): number
  expectedViewers(broadcast: Broadcast, at: number): number
  /** What is shown in the minute of a moment; null = hidden. */
  shownViewers(broadcast: Broadcast, at: number): number | null
}

/** Counts of a world's broadcasts while they run; times are whole epoch seconds. */
export function createViewerCounts(setting: ViewerSetting): ViewerCounts {
  const { oddCountShare, raidsOn } = setting
  const moments = new Map<number, Moment>()
  let last = setting.momentAt(0)

  function momentOf(at: number): Moment {
    if (last.at !== at) last = keep(moments, keptMoments, at, () => setting.momentAt(at))
    return last
  }

  function ownViewers(broadcast: Broadcast, at: number): number {
    const moment = momentOf(at)
    const factor = moment.event?.category.id === broadcast.mainCategory.id ? moment.event.factor : 1
    return factor * (usualViewers(broadcast, moment) + passingRaiders(broadcast, at))
  }

  function expectedViewers(broadcast: Broadcast, at: number): number {
    let sum = ownViewers(broadcast, at)
    for (const raid of raidsOn(broadcast, at)) sum += raidersOf(raid, at)
    return sum
  }

  const countAt = (broadcast: Broadcast, at: number) =>
    countAround(expectedViewers(broadcast, at), broadcast, at / minute)

  return {
    ownViewers,
    expectedViewers,
    shownViewers(broadcast, at) {
      if (broadcast.isHidden) return null
      const minuteAt = Math.floor(at / minute) * minute
      const odd = oddCountAt(broadcast, minuteAt, oddCountShare)
      if (odd === null) return countAt(broadcast, minuteAt)
      return odd.shows ?? countAt(broadcast, odd.since)
    },
  }
}

function usualViewers(broadcast: Broadcast, moment: Moment): number {
  const watching = moment.watchingIn(broadcast.zone)
  const base = broadcast.level * moment.season * Math.exp(noise(broadcast, moment))
  if (broadcast.isPermanent) return base * watching
  return base * Math.sqrt(watching) * curve(broadcast, moment.at)
}

/**
 * Ramp in the first half hour, a flat hump, a short fade, and a list that is slow to see the end; a
 * guess for small channels. Who comes back after a break finds most viewers waiting.
 */
function curve({ endsAt, offAt, resumes, startedAt }: Broadcast, at: number): number {
  const age = Math.max(0, at - startedAt)
  const left = Math.max(0, endsAt - at)
  const ramp = resumes
    ? 1 - 0.4 * Math.exp(-age / (10 * minute))
    : 1 - 0.9 * Math.exp(-age / (27 * minute))
  const hump = 1 + 0.06 * Math.sin((Math.PI * age) / (age + left))
  const fade = left > 7_200 ? 1 : 1 - 0.14 * Math.exp(-left / (20 * minute))
  const over = at > offAt ? Math.exp((offAt - at) / (4 * minute)) : 1
  return ramp * hump * fade * over
}

/** Smoothstep between hashed normals: it wanders, its steps are uncorrelated. */
function noise({ isPermanent, level, seed }: Broadcast, { octaves }: Moment): number {
  let sum = 0
  for (const { knot, leftWeight, period, rightWeight } of octaves)
    sum +=
      leftWeight * steppedNormal(seed, purpose.noise, knot, period) +
      rightWeight * steppedNormal(seed, purpose.noise, knot + 1, period)
  if (isPermanent) return 0.5 * sum
  return sum * (level < 100 ? 1.3 : level < 1_000 ? 1.15 : 1)
}
