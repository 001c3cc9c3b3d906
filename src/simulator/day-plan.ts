// Who broadcasts on a day, and when: drawn without repeats from all channels there are, at the cost
// of those that do. Absent channels cost nothing.

import { hoursOf, likesDay, longestHours, mostStray, startOf, type TierSeed } from './habits.ts'
import { hash, purpose } from './hash.ts'
import { createPermutation, type Permutation } from './permutation.ts'
import { channelSeason, weekdayOf } from './seasons.ts'
import { meanWeekdayWeight } from './tiers.ts'

const daySeconds = 86_400
const hourSeconds = 3_600
/**
 * Brings the mean of what is live to the wanted one: the table of section 11 gives 1.06 × as much
 * before the broadcasts that cannot be are left out.
 */
const fit = 0.945

/** The broadcasts of one local day, a column each; a row's slot is unique within the day. */
export interface DayPlan {
  readonly day: number
  readonly rows: number
  readonly tiers: Uint8Array
  readonly channels: Uint32Array
  readonly slots: Uint32Array
  /** Seconds from the day's midnight UTC. */
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** One tier at the size of its world. */
export interface SizedTier extends TierSeed {
  /** All channels of the tier; for `once`, those of one day. */
  readonly size: number
  /** The first slot of the tier. */
  readonly firstSlot: number
}

/** The most broadcasts a tier can begin on a day, before its channels were asked. */
export function mostStarters({ tier, size }: Pick<SizedTier, 'tier' | 'size'>): number {
  return Math.min(size, Math.ceil((size * tier.chanceADay * 1.2) / meanWeekdayWeight(tier)))
}

/** Plans a local day, counted from 1970-01-01. */
export function planDay(tiers: readonly SizedTier[], day: number): DayPlan {
  const starters = tiers.map(tier => startersOf(tier, day))
  const most = starters.reduce((sum, count) => sum + count, 0)
  const columns = {
    tiers: new Uint8Array(most),
    channels: new Uint32Array(most),
    slots: new Uint32Array(most),
    starts: new Int32Array(most),
    ends: new Int32Array(most),
  }
  let rows = 0
  for (const [number, tier] of tiers.entries()) {
    const order = orderOf(tier, day)
    const weekday = weekdayOf(day)
    const count = starters[number] ?? 0
    for (let place = 0; place < count; place += 1) {
      const channel = channelAt(tier, day, order.at(place))
      if (!likesDay(tier, channel, day, weekday)) continue
      const start = startOf(tier, channel, day)
      if (isStillOn(tier, channel, day, start)) continue
      columns.tiers[rows] = number
      columns.channels[rows] = channel
      columns.slots[rows] = tier.firstSlot + place
      columns.starts[rows] = start
      columns.ends[rows] = start + Math.round(hoursOf(tier, channel, day) * hourSeconds)
      rows += 1
    }
  }
  return { day, rows, ...columns }
}

function startersOf(tier: SizedTier, day: number): number {
  const wanted =
    (tier.size * tier.tier.chanceADay * fit * channelSeason(day)) / meanWeekdayWeight(tier.tier)
  return Math.min(tier.size, Math.round(wanted))
}

function orderOf(tier: SizedTier, day: number): Permutation {
  return createPermutation(tier.size, hash(tier.seed, purpose.permutation, day))
}

/** New channels come every day; the others are always the same. */
function channelAt({ tier, size }: SizedTier, day: number, value: number): number {
  return tier.name === 'once' ? day * size + value : value
}

/**
 * Whether a broadcast of the days before would still run, or have ended less than a minute ago; one
 * that was left out itself counts too, so that no day has to be planned for another. Lengths are
 * asked first: hardly any are long enough.
 */
function isStillOn(tier: SizedTier, channel: number, day: number, start: number): boolean {
  if (tier.tier.name === 'once') return false
  for (let back = 1; back <= 3; back += 1) {
    const apart = back * 24 - 2 * mostStray * tier.tier.jitterHours - 0.2
    if (apart > longestHours) break
    const hours = hoursOf(tier, channel, day - back)
    if (hours < apart) continue
    if (orderOf(tier, day - back).placeOf(channel) >= startersOf(tier, day - back)) continue
    if (!likesDay(tier, channel, day - back, weekdayOf(day - back))) continue
    const end = startOf(tier, channel, day - back) + hours * hourSeconds - back * daySeconds
    if (end + 400 > start) return true
  }
  return false
}
