// Who broadcasts on a day, and when: drawn without repeats from all channels there are, at the cost
// of those that do. Absent channels cost nothing.

import { breakOf, latenessOf, mostLate } from './breaks.ts'
import {
  hoursOf,
  latestStartHours,
  likesDay,
  lnHoursOfDay,
  longestHours,
  mostStray,
  startOf,
  type TierSeed,
  usualLnHours,
} from './habits.ts'
import { hash, purpose } from './hash.ts'
import { createPermutation, type Permutation } from './permutation.ts'
import { addRow, createColumns, type DayPlan, joinColumns } from './plan-columns.ts'
import { channelSeason, weekdayOf } from './seasons.ts'
import { meanWeekdayWeight } from './tiers.ts'

const daySeconds = 86_400
const hourSeconds = 3_600
/**
 * Brings the mean of what is live to the wanted one: the table of section 11 gives 1.06 × as much
 * before the broadcasts that cannot be are left out.
 */
const fit = 0.94
/** Channels that come once have numbers for so many days; then they begin anew, eleven years on. */
const onceDays = 4_096
/** Broadcasts of a day; what is broken in two has its halves further up. */
export const partSlots = 2_000_000

/** One tier at the size of its world. */
export interface SizedTier extends TierSeed {
  /** All channels of the tier; for `once`, those of one day. */
  readonly size: number
  /** The first slot of the tier. */
  readonly firstSlot: number
  /** The channel number of its first channel. */
  readonly firstChannel: number
}

export interface PlanSetting {
  readonly tiers: readonly SizedTier[]
  /** The platform cuts a broadcast after so many seconds; null = never. */
  readonly cutAfter: number | null
}

/** The part a slot stands for: a whole broadcast, or the first or second piece of a broken one. */
export const part = { whole: 0, second: 1, first: 2 } as const

/** The most broadcasts a tier can begin on a day, before its channels were asked. */
export function mostStarters({ tier, size }: Pick<SizedTier, 'tier' | 'size'>): number {
  return Math.min(size, Math.ceil((size * tier.chanceADay * 1.2) / meanWeekdayWeight(tier)))
}

/** Plans a local day, counted from 1970-01-01; with `endsAfter`, only what ends later than that. */
export function planDay(setting: PlanSetting, day: number, endsAfter?: number): DayPlan {
  const plan = createDayPlanner(setting, day, endsAfter)(Number.POSITIVE_INFINITY)
  if (plan === null) throw new Error('A plan without end.')
  return plan
}

/** Plans a day bit by bit: each call looks at so many channels more; the last one has the plan. */
export function createDayPlanner(
  { cutAfter, tiers }: PlanSetting,
  day: number,
  endsAfter = Number.NEGATIVE_INFINITY,
): (channels: number) => DayPlan | null {
  const most = tiers.reduce((sum, tier) => sum + startersOf(tier, day), 0)
  // Pieces of broken broadcasts, two percent of all, are kept apart, since their slots are higher.
  const pieces = Math.ceil(most * 0.04) + 16
  const whole = endsAfter > 0 ? most / 8 : most * 0.8
  const columns = [createColumns(whole), createColumns(pieces), createColumns(pieces)] as const
  // The last tier has the first slots.
  let number = tiers.length - 1
  let place = 0

  function add(which: 0 | 1 | 2, slot: number, start: number, end: number): void {
    if (end <= endsAfter) return
    addRow(columns[which], slot + which * partSlots, start, end)
  }

  function addChannel(tier: SizedTier, channel: number, slot: number): void {
    if (isTooShort(tier, channel, day, endsAfter)) return
    if (!likesDay(tier, channel, day, weekdayOf(day))) return
    const begins = startOf(tier, channel, day)
    if (isStillOn(tier, channel, day, begins)) return
    const seconds = Math.round(hoursOf(tier, channel, day) * hourSeconds)
    const end = begins + seconds + latenessOf(tier, channel, day)
    const broken = breakOf(tier, channel, day, { begins, ends: end, cutAfter })
    if (broken === null) {
      add(part.whole, slot, begins, end)
    } else {
      add(part.first, slot, begins, broken.endsAt)
      add(part.second, slot, broken.resumesAt, end)
    }
  }

  return channels => {
    let left = channels
    for (; number >= 0; number -= 1, place = 0) {
      const tier = tiers[number]
      if (tier === undefined) break
      const order = orderOf(tier, day)
      const count = startersOf(tier, day)
      for (; place < count; place += 1) {
        if (left <= 0) return null
        left -= 1
        addChannel(tier, channelAt(tier, day, order.at(place)), tier.firstSlot + place)
      }
    }
    return joinColumns(day, columns)
  }
}

/** The channel in a slot of its tier. */
export function channelInSlot(tier: SizedTier, day: number, slot: number): number {
  return channelAt(tier, day, orderOf(tier, day).at(slot - tier.firstSlot))
}

/** How many numbers the channels of a tier have. */
export function channelsOf({ size, tier }: SizedTier): number {
  return tier.name === 'once' ? size * onceDays : size
}

/**
 * The day of the one broadcast of a channel that comes once, counted from 1970-01-01: the last one up
 * to `latest`, since its number comes again after eleven years.
 */
export function onceDayOf(size: number, channel: number, latest: number): number {
  const turn = Math.floor(channel / size)
  return latest - ((((latest - turn) % onceDays) + onceDays) % onceDays)
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
  if (tier.name !== 'once') return value
  return (((day % onceDays) + onceDays) % onceDays) * size + value
}

/**
 * Whether a broadcast of the days before would still run, or have ended less than a minute ago; one
 * that was left out itself counts too, so that no day has to be planned for another. Lengths are
 * asked first: hardly any are long enough.
 */
function isStillOn(tier: SizedTier, channel: number, day: number, start: number): boolean {
  if (tier.tier.name === 'once') return false
  const usual = usualLnHours(tier, channel)
  for (let back = 1; back <= 3; back += 1) {
    // Both starts may be pulled by half an hour, and the end of the first be shown late.
    const apart = back * 24 - 2 * mostStray * tier.tier.jitterHours - 1.4
    if (apart > longestHours) break
    if (usual + lnHoursOfDay(tier, channel, day - back) < Math.log(apart)) continue
    if (orderOf(tier, day - back).placeOf(channel) >= startersOf(tier, day - back)) continue
    if (!likesDay(tier, channel, day - back, weekdayOf(day - back))) continue
    const seconds = hoursOf(tier, channel, day - back) * hourSeconds
    const end = startOf(tier, channel, day - back) + seconds - back * daySeconds
    if (end + mostLate + 60 > start) return true
  }
  return false
}

/** Whether a broadcast cannot last beyond a moment, whenever it begins; for most days none is asked. */
function isTooShort(tier: SizedTier, channel: number, day: number, endsAfter: number): boolean {
  const least = (endsAfter - mostLate) / hourSeconds - latestStartHours
  if (!(least > 0.1)) return false
  return usualLnHours(tier, channel) + lnHoursOfDay(tier, channel, day) < Math.log(least)
}
