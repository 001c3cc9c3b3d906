// What a month shows of a world: who comes, how often, for how long (docs/world.md, section 11).

import type { Broadcast } from './broadcast.ts'
import type { TierName } from './tiers.ts'
import type { World } from './world.ts'

const daySeconds = 86_400
const daysOfMonth = 30
/** Broadcasts shorter than this between two looks are not seen: one in a hundred. */
const lookSeconds = 600

export interface MonthFigures {
  /** Mean of live channels ÷ the scale. */
  readonly meanLive: number
  /** Distinct channels of 30 days ÷ mean live; and of one day, the mean of all. */
  readonly monthChannels: number
  readonly dayChannels: number
  /** Broadcasts begun in a day ÷ the scale. */
  readonly broadcastsADay: number
  /** Live channels × hours ÷ broadcasts. */
  readonly meanHours: number
  /** Live on Saturdays and Sundays ÷ live from Monday to Thursday. */
  readonly weekend: number
  /** Share of the live set that is live again 16 days later, at the same hour and at another. */
  readonly again: { readonly sameHour: number; readonly otherHour: number }
  /** Share of the live set by tier. */
  readonly tiers: Readonly<Partial<Record<TierName, number>>>
}

/** A month of looks, or fewer days, one every ten minutes, from a midnight UTC on. */
export function measureMonth(world: World, midnight: number, days = daysOfMonth): MonthFigures {
  const month = new Set<number>()
  const begun = new Set<number>()
  const dayChannels: number[] = []
  const liveByDay: number[] = []
  const tierRows = new Map<TierName, number>()
  for (let day = 0; day < days; day += 1) {
    const seen = new Set<number>()
    let rows = 0
    const from = midnight + day * daySeconds
    for (let at = from; at < from + daySeconds; at += lookSeconds)
      for (const { broadcast } of world.countsAt(at)) {
        rows += 1
        seen.add(broadcast.channelNo)
        tierRows.set(broadcast.tier, (tierRows.get(broadcast.tier) ?? 0) + 1)
        if (broadcast.startedAt >= midnight) begun.add(broadcast.streamNo)
      }
    for (const channel of seen) month.add(channel)
    dayChannels.push(seen.size)
    liveByDay.push((rows * lookSeconds) / daySeconds)
  }
  const live = meanOf(liveByDay)
  return {
    meanLive: live / world.scale,
    monthChannels: month.size / live,
    dayChannels: meanOf(dayChannels) / live,
    broadcastsADay: begun.size / days / world.scale,
    meanHours: (live * 24 * days) / begun.size,
    weekend: weekendOver(liveByDay, midnight),
    again: {
      sameHour: measureAgain(world, midnight, 0),
      otherHour: measureAgain(world, midnight, -4),
    },
    tiers: Object.fromEntries(
      [...tierRows].map(([tier, rows]) => [tier, (rows * lookSeconds) / daySeconds / live / days]),
    ),
  }
}

function weekendOver(liveByDay: readonly number[], midnight: number): number {
  const weekdayOf = (day: number) => new Date((midnight + day * daySeconds) * 1_000).getUTCDay()
  const liveOn = (weekdays: readonly number[]) =>
    meanOf(liveByDay.filter((_, day) => weekdays.includes(weekdayOf(day))))
  return liveOn([0, 6]) / liveOn([1, 2, 3, 4])
}

/** Of what is live at some moments: the share that is live 16 days and some hours later. */
function measureAgain(world: World, midnight: number, hours: number): number {
  const channelsAt = (at: number) => world.countsAt(at).map(channelOf)
  const shares = [2, 8, 14, 20].map(hour => {
    const at = midnight + 3 * daySeconds + hour * 3_600
    const before = channelsAt(at)
    const after = new Set(channelsAt(at + 16 * daySeconds + hours * 3_600))
    return before.filter(channel => after.has(channel)).length / before.length
  })
  return meanOf(shares)
}

function channelOf({ broadcast }: { readonly broadcast: Broadcast }): number {
  return broadcast.channelNo
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
