// The broadcasts of YouTube's world beyond what is live: by their number, those of a channel, those
// that began or will begin. A live list tells none of this; the plans of the days do.

import { breakOf, latenessOf } from './breaks.ts'
import { type Broadcast, type BroadcastSetting, createBroadcast } from './broadcast.ts'
import { createCategories } from './categories.ts'
import type { Channel } from './channels.ts'
import { mostStarters, partSlots, planDay } from './day-plan.ts'
import { hoursOf, startOf } from './habits.ts'
import { hash, purpose } from './hash.ts'
import { keep } from './keep.ts'
import { type PermanentPiece, permanentPieces } from './permanent.ts'
import { createPermutation } from './permutation.ts'
import type { DayPlan } from './plan-columns.ts'
import { createStreamNumbers, type Running } from './stream-numbers.ts'
import { platformHabits, tiersOf } from './tiers.ts'
import type { WorldOptions } from './world.ts'

const daySeconds = 86_400
/** As the world numbers its platforms and its streams; a test holds that both name the same. */
const platformNo = 3
const firstStreamNo = 300_000_000_000
/** A broadcast begins from a day before its own day's midnight to two days after it. */
const daysBefore = 2
const daysAfter = 1
/** The longest of those that are not permanent, and how late an end is shown, days. */
const longestDays = 3
const keptPlans = 16
const keptPermanents = 80

/** Numbered as in the plans. Times are whole epoch seconds. */
export type VisitPlanned = (planNo: number, startedAt: number, endsAt: number) => void

export interface YouTubeBroadcasts {
  /** Null = there is none of this number. */
  byStreamNo(streamNo: number): Broadcast | null
  byPlanNo(planNo: number): Broadcast | null
  /** All that run at some time from `from` to `to`, permanent ones left out. */
  visitPlanned(from: number, to: number, visit: VisitPlanned): void
  /** Those of a channel that run at some time from `from` to `to`. */
  ofChannel(channel: Channel, from: number, to: number): readonly Broadcast[]
}

/** The number in the plans that a stream number was made of. */
export function planNoOf(streamNo: number): number {
  return Math.floor((streamNo - firstStreamNo) / 7)
}

/** What it keeps only saves time. */
export function createYouTubeBroadcasts(world: WorldOptions): YouTubeBroadcasts {
  const { isLoyal = false, platform, scale, stretch } = world
  const habits = platformHabits[platform]
  const { cutAfter } = habits
  const seed = hash(world.seed, purpose.tier, platformNo)
  const numbers = createStreamNumbers({ seed, platform, scale, isLoyal })
  const { permanent, permanentChannels, permanentNo, planned, tiers } = numbers
  const setting: BroadcastSetting = {
    platform,
    stretch,
    tiers: tiersOf(isLoyal),
    mainCategory: createCategories(platform).mainOf,
  }
  const slotsADay = planned(1, 0) - planned(0, 0)
  const slots = Math.max(...tiers.map(tier => tier.firstSlot + mostStarters(tier)))
  const plans = new Map<number, DayPlan>()
  const permanents = new Map<number, ReadonlyMap<number, PermanentPiece>>()

  const planOf = (day: number) =>
    keep(plans, keptPlans, day, () => planDay({ tiers, cutAfter }, day))

  function piecesIn(from: number, to: number): readonly PermanentPiece[] {
    return permanentPieces(permanent, habits, permanentChannels, { from, to })
  }

  /** The permanent broadcasts that begin on a day, by their channel. */
  function permanentsOf(day: number): ReadonlyMap<number, PermanentPiece> {
    return keep(permanents, keptPermanents, day, () => {
      const from = day * daySeconds
      const pieces = piecesIn(from, from + daySeconds).filter(({ startedAt }) => startedAt >= from)
      return new Map(pieces.map(piece => [piece.channel, piece]))
    })
  }

  function runningOf(planNo: number): Running | null {
    const day = Math.floor((planNo - planned(0, 0)) / slotsADay)
    const slot = planNo - planned(day, 0)
    const piece = permanentsOf(day).get(slotsADay - 1 - slot)
    if (piece !== undefined) return numbers.read(planNo, piece.startedAt, piece.endsAt)
    if (slot >= 3 * partSlots || slot % partSlots >= slots) return null
    return plannedOf(planNo, day)
  }

  /** Its times follow from the channel and the day alone, as in the plan. */
  function plannedOf(planNo: number, day: number): Running | null {
    const { channel, isLast, resumes, tier } = numbers.read(planNo, 0, 0)
    const begins = startOf(tier, channel, day)
    const ends =
      begins + Math.round(hoursOf(tier, channel, day) * 3_600) + latenessOf(tier, channel, day)
    const broken = breakOf(tier, channel, day, { begins, ends, cutAfter })
    const isWhole = isLast && !resumes
    if (isWhole !== (broken === null)) return null
    const midnight = day * daySeconds
    const startedAt = midnight + (resumes ? (broken?.resumesAt ?? begins) : begins)
    const endsAt = midnight + (isLast ? ends : (broken?.endsAt ?? ends))
    return numbers.read(planNo, startedAt, endsAt)
  }

  function byPlanNo(planNo: number): Broadcast | null {
    const running = runningOf(planNo)
    return running && createBroadcast(setting, running)
  }

  function daysOf(from: number, to: number): readonly number[] {
    const first = Math.floor(from / daySeconds) - daysBefore - longestDays
    const last = Math.floor(to / daySeconds) + daysAfter
    return Array.from({ length: last - first + 1 }, (_, place) => first + place)
  }

  /** The plan numbers of a channel on a day: whole, or in two pieces. */
  function planNosOf({ channelNo, tier: name }: Channel, day: number): readonly number[] {
    const tier = tiers.find(one => one.tier.name === name)
    if (tier === undefined) return []
    const order = createPermutation(tier.size, hash(tier.seed, purpose.permutation, day))
    const slot = tier.firstSlot + order.placeOf((channelNo - tier.firstChannel) % tier.size)
    const plan = planOf(day)
    return [slot, slot + 2 * partSlots, slot + partSlots]
      .filter(one => plan.slots.subarray(0, plan.rows).includes(one))
      .map(one => planned(day, one))
  }

  return {
    byPlanNo,
    byStreamNo(streamNo) {
      const found = byPlanNo(planNoOf(streamNo))
      return found?.streamNo === streamNo ? found : null
    },
    visitPlanned(from, to, visit) {
      for (const day of daysOf(from, to)) {
        const midnight = day * daySeconds
        const { ends, rows, slots: taken, starts } = planOf(day)
        for (let row = 0; row < rows; row += 1) {
          const startedAt = midnight + (starts[row] ?? 0)
          const endsAt = midnight + (ends[row] ?? 0)
          if (startedAt < to && endsAt > from)
            visit(planned(day, taken[row] ?? 0), startedAt, endsAt)
        }
      }
    },
    ofChannel(channel, from, to) {
      const planNos =
        channel.tier === 'always'
          ? piecesIn(from, to)
              .filter(piece => piece.channel === channel.channelNo)
              .map(piece => permanentNo(piece.channel, piece.startedAt))
          : daysOf(from, to).flatMap(day => planNosOf(channel, day))
      return planNos
        .map(byPlanNo)
        .filter(one => one !== null)
        .filter(one => one.channelNo === channel.channelNo)
        .filter(({ endsAt, startedAt }) => startedAt < to && endsAt > from)
    },
  }
}
