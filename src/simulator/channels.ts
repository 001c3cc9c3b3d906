// A channel asked for by its name alone, live or not: its number is read back out of the id or the
// login, and all else follows from the number as it does when it broadcasts.

import { type BroadcastSetting, type Traits, traitsOf } from './broadcast.ts'
import { onceDayOf } from './day-plan.ts'
import { purpose, uniform } from './hash.ts'
import { type ChannelNames, channelIds, firstChannelId, type Names } from './names.ts'
import type { NumberedChannel, StreamNumbers } from './stream-numbers.ts'
import type { TierName } from './tiers.ts'

const daySeconds = 86_400
/** The first and the last day a standing channel joined on; in between ids and days grow together. */
const firstJoinedAt = Date.UTC(2011, 5, 6) / 1_000
const lastJoinedAt = Date.UTC(2019, 3, 1) / 1_000
/** A passer-by joined up to six years before its one broadcast, most much later; a guess. */
const mostWaitDays = 2_200
/** The start of a broadcast lies at most this long before its day, days. */
const earlyDays = 2

/** A channel of a world. */
export interface Channel extends ChannelNames, Traits {
  /** Unique in its world over all channels. */
  readonly channelNo: number
  readonly tier: TierName
  /** When its account was made, before its first broadcast; whole epoch seconds. */
  readonly joinedAt: number
}

export interface Channels {
  /** Null = nobody has the id; moments are whole epoch seconds. */
  byId(channelId: string, at: number): Channel | null
  byLogin(login: string, at: number): Channel | null
}

/** The channels of a world. */
export function createChannels(
  setting: BroadcastSetting,
  numbers: StreamNumbers,
  names: Names,
): Channels {
  function describe(channelNo: number | null, at: number): Channel | null {
    const found = channelNo === null ? null : numbers.channelOf(channelNo)
    if (channelNo === null || found === null) return null
    const traits = traitsOf(setting, found)
    const named = names.of({ channelNo, ...traits })
    const joinedAt = joinedAtOf(found, traits.channelSeed, named.channelId, at)
    return { channelNo, tier: found.tier.tier.name, joinedAt, ...traits, ...named }
  }

  return {
    byId: (channelId, at) => describe(names.numberOfId(channelId), at),
    byLogin: (login, at) => describe(names.numberOfLogin(login), at),
  }
}

function joinedAtOf(channel: NumberedChannel, seed: number, channelId: string, at: number): number {
  if (channel.tier.tier.name === 'once') return passerJoinedAt(channel, seed, at)
  const share = (Number(channelId) - firstChannelId) / channelIds
  return Math.floor(firstJoinedAt + share * (lastJoinedAt - firstJoinedAt))
}

function passerJoinedAt({ channel, size }: NumberedChannel, seed: number, at: number): number {
  const latest = Math.floor(at / daySeconds) + earlyDays
  const day = onceDayOf(size, channel, latest) - earlyDays
  const wait = mostWaitDays * uniform(seed, purpose.joined) ** 3
  return Math.floor((day - wait) * daySeconds)
}
