// A stream's number tells who broadcasts: the day of its plan, the slot in it, and so tier, channel
// and part. What runs can therefore be kept as numbers alone.

import { latenessOf } from './breaks.ts'
import {
  channelInSlot,
  channelsOf,
  mostStarters,
  part,
  partSlots,
  type SizedTier,
} from './day-plan.ts'
import type { TierSeed } from './habits.ts'
import { hash, purpose } from './hash.ts'
import { languagePicker } from './languages.ts'
import { permanentTier, platformHabits, tiersOf, type WorldPlatform } from './tiers.ts'

const daySeconds = 86_400
/** Three parts of every broadcast of a day, and the permanent ones at the top. */
const slotsADay = 4 * partSlots
const firstDay = 18_000

/** A running broadcast. Times are whole epoch seconds. */
export interface Running {
  /** Grows with the day; unique in its world. */
  readonly streamNo: number
  readonly tier: TierSeed
  /** Number of the channel within its tier. */
  readonly channel: number
  /** Unique in its world over all tiers. */
  readonly channelNo: number
  /** The same for both pieces of a broken broadcast, another one for the channel's next. */
  readonly turn: number
  readonly startedAt: number
  /** When it leaves the list. */
  readonly endsAt: number
  /** When its sender stopped, a little before. */
  readonly offAt: number
  /** Whether it goes on where another of the channel broke off. */
  readonly resumes: boolean
  /** Whether the channel stops for good, till its next broadcast. */
  readonly isLast: boolean
}

export interface WorldSize {
  /** Of the platform's own world. */
  readonly seed: number
  readonly platform: WorldPlatform
  /** Wanted mean of live channels. */
  readonly scale: number
  readonly isLoyal: boolean
}

/** A channel by its number within its tier. */
export interface TierChannel {
  readonly tier: TierSeed
  readonly channel: number
}

/** The same with the size of its tier: of all its channels, or for `once` of those of one day. */
export interface NumberedChannel extends TierChannel {
  readonly size: number
}

export interface StreamNumbers {
  readonly tiers: readonly SizedTier[]
  readonly permanent: TierSeed
  readonly permanentChannels: number
  /** Of a slot in the plan of a day counted from 1970-01-01. */
  planned(day: number, slot: number): number
  /** Of a permanent channel's broadcast. */
  permanentNo(channel: number, startedAt: number): number
  /** Who has a number among all channels; null = nobody. */
  channelOf(channelNo: number): NumberedChannel | null
  /** Everything that follows from a number and its times. */
  read(streamNo: number, startedAt: number, endsAt: number): Running
}

export function createStreamNumbers(size: WorldSize): StreamNumbers {
  const languages = languagePicker(size.platform)
  const permanentChannels = Math.round(size.scale * platformHabits[size.platform].permanentShare)
  const tiers = sizeTiers(size, permanentChannels)
  const permanent: TierSeed = {
    tier: permanentTier,
    seed: hash(size.seed, purpose.tier, tiers.length),
    languages,
  }

  function readPermanent(streamNo: number, startedAt: number, endsAt: number): Running {
    const channel = slotsADay - 1 - slotOf(streamNo)
    const fixed = { tier: permanent, offAt: endsAt, resumes: false, isLast: false }
    return { streamNo, channel, channelNo: channel, turn: startedAt, startedAt, endsAt, ...fixed }
  }

  return {
    tiers,
    permanent,
    permanentChannels,
    planned: (day, slot) => (day - firstDay) * slotsADay + slot,
    permanentNo: (channel, startedAt) =>
      (Math.floor(startedAt / daySeconds) - firstDay + 1) * slotsADay - 1 - channel,
    channelOf(channelNo) {
      if (channelNo < permanentChannels)
        return { tier: permanent, channel: channelNo, size: permanentChannels }
      const tier = tiers.find(({ firstChannel }) => firstChannel <= channelNo)
      if (tier === undefined || channelNo >= tier.firstChannel + channelsOf(tier)) return null
      return { tier, channel: channelNo - tier.firstChannel, size: tier.size }
    },
    read(streamNo, startedAt, endsAt) {
      const slot = slotOf(streamNo)
      if (slot >= slotsADay - permanentChannels) return readPermanent(streamNo, startedAt, endsAt)
      const day = firstDay + Math.floor(streamNo / slotsADay)
      const place = slot % partSlots
      const which = Math.floor(slot / partSlots)
      const tier = tiers.find(({ firstSlot }) => firstSlot <= place)
      if (tier === undefined) throw new Error('A stream number names a slot that does not exist.')
      const channel = channelInSlot(tier, day, place)
      const isLast = which !== part.first
      return {
        streamNo,
        tier,
        channel,
        channelNo: tier.firstChannel + channel,
        turn: day,
        startedAt,
        endsAt,
        offAt: isLast ? endsAt - latenessOf(tier, channel, day) : endsAt,
        resumes: which === part.second,
        isLast,
      }
    },
  }
}

function slotOf(streamNo: number): number {
  return ((streamNo % slotsADay) + slotsADay) % slotsADay
}

/** The tiers, those of the last slots first. */
function sizeTiers(
  { isLoyal, platform, scale, seed }: WorldSize,
  permanentChannels: number,
): readonly SizedTier[] {
  const languages = languagePicker(platform)
  const comers = scale - permanentChannels
  let firstSlot = 0
  let firstChannel = permanentChannels
  // The channels that come once are as many as all others in three weeks, so their numbers are last.
  const sized = [...tiersOf(isLoyal).entries()].reverse().map(([number, tier]): SizedTier => {
    const size = Math.max(1, Math.round(comers * tier.channels))
    const made = {
      tier,
      seed: hash(seed, purpose.tier, number),
      languages,
      size,
      firstSlot,
      firstChannel,
    }
    firstSlot += mostStarters(made)
    firstChannel += size
    return made
  })
  if (firstSlot > partSlots) throw new Error(`A world of ${scale} live channels has too many ids.`)
  return sized.reverse()
}
