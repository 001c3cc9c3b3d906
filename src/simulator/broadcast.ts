// One broadcast with all that stays the same while it runs, worked out from who sends it and when.

import type { Category } from './categories.ts'
import { languageOf } from './habits.ts'
import { hash, normal, purpose, uniform } from './hash.ts'
import type { Language } from './languages.ts'
import { levelAt, placeOf } from './level.ts'
import { type Running, zoneOfRunning } from './live-set.ts'
import { platformHabits, type WorldPlatform } from './tiers.ts'

/** Viewers another channel sent over. */
export interface Raid {
  /** Whole epoch seconds. */
  readonly at: number
  readonly viewers: number
}

/** What a platform calls one stream. Times are whole epoch seconds. */
export interface Broadcast {
  /** Decimal; a new broadcast of the channel has a new one. */
  readonly streamId: string
  /** The same as a number; unique in its world and growing with the day. */
  readonly streamNo: number
  /** Unique in its world over all channels. */
  readonly channelNo: number
  readonly language: Language
  /** Hours ahead of UTC. */
  readonly zone: number
  readonly startedAt: number
  /** When it will end; no platform tells. */
  readonly endsAt: number
  readonly isPermanent: boolean
  /** Whether the platform shows no count. */
  readonly isHidden: boolean
  /** Draws of the channel begin with it. */
  readonly channelSeed: number
  /** Draws of the broadcast begin with it. */
  readonly seed: number
  /** Viewers of this broadcast before curve, hour and noise. */
  readonly level: number
  readonly mainCategory: Category
  readonly raids: readonly Raid[]
}

/** What a world is made of, as far as its broadcasts need it. */
export interface BroadcastSetting {
  readonly platform: WorldPlatform
  readonly stretch: boolean
  /** The category a channel is at home in, by its own draw. */
  readonly mainCategory: (channelSeed: number, isLarge: boolean) => Category
}

const hourSeconds = 3_600
/** Viewers of a channel that keeps to what is widely played. */
const largeLevel = 300
const raidsPerHour = 0.05
const mostRaiders = 8_000
/**
 * What the start of a broadcast and the hours without audience take from small streams, given back:
 * without it 24 % of streams show 0 where section 2 has 16.
 */
const smallLift = 1.27
const firstStreamNo = 300_000_000_000

/**
 * The broadcast that runs. A category's crowd counts in full for channels of thirty viewers and more,
 * not at all below three: there people watch the person, and the bands of section 2 hold only so.
 */
export function createBroadcast(setting: BroadcastSetting, running: Running): Broadcast {
  const { platform, stretch } = setting
  const { tier, channel, startedAt, endsAt, isPermanent } = running
  const channelSeed = hash(tier.seed, purpose.broadcast, channel)
  const seed = hash(channelSeed, purpose.broadcast, startedAt)
  const habits = platformHabits[platform]
  const share = uniform(channelSeed, purpose.size)
  const place = placeOf(running.kappa, share, habits.permanentShare)
  const ordinary = levelAt(platform, place, stretch)
  const mainCategory = setting.mainCategory(channelSeed, ordinary > largeLevel)
  const fame = Math.max(0, Math.min(1, Math.log10(ordinary) - 0.5))
  const smallness = Math.max(0, Math.min(1, 1 - Math.log10(ordinary) / 0.9))
  const usual = ordinary * mainCategory.bias ** fame * smallLift ** smallness
  const streamNo =
    firstStreamNo + running.streamNo * 7 + (hash(channelSeed, purpose.streamId, startedAt) % 7)
  return {
    streamId: String(streamNo),
    streamNo,
    channelNo: running.channelNo,
    language: languageOf(tier, channel),
    zone: zoneOfRunning(running),
    startedAt,
    endsAt,
    isPermanent,
    isHidden: uniform(seed, purpose.hidden) < habits.hiddenShare,
    channelSeed,
    seed,
    level: usual * Math.exp(0.37 * normal(seed, purpose.level) - 0.07),
    mainCategory,
    raids: isPermanent ? [] : raidsOf(seed, usual, startedAt, endsAt),
  }
}

/** 0.05 an hour, of 0.3–3 × the level, 3 % of them of 10–80 × (docs/world.md, section 11). */
function raidsOf(seed: number, level: number, startedAt: number, endsAt: number): readonly Raid[] {
  const raids: Raid[] = []
  for (let hour = 0; startedAt + hour * hourSeconds < endsAt; hour += 1) {
    const draw = uniform(seed, purpose.raid, hour)
    if (draw >= raidsPerHour) continue
    const size = uniform(seed, purpose.raidSize, hour)
    const times = size < 0.03 ? 10 + 70 * (size / 0.03) : 0.3 * 10 ** ((size - 0.03) / 0.97)
    const at = startedAt + Math.floor((hour + draw / raidsPerHour) * hourSeconds)
    raids.push({ at, viewers: Math.min(times * level, mostRaiders) })
  }
  return raids
}
