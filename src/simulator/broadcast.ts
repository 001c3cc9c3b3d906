// One broadcast with all that stays the same while it runs, worked out from who sends it and when.

import type { Category } from './categories.ts'
import { languageOf, zoneOf } from './habits.ts'
import { hash, normal, purpose, uniform } from './hash.ts'
import type { Language } from './languages.ts'
import { levelAt, placeOf } from './level.ts'
import type { Running, TierChannel } from './stream-numbers.ts'
import { platformHabits, type Tier, type TierName, type WorldPlatform } from './tiers.ts'

/** What a platform calls one stream. Times are whole epoch seconds. */
export interface Broadcast {
  /** Decimal; a new broadcast of the channel has a new one. */
  readonly streamId: string
  /** The same as a number; unique in its world and growing with the day. */
  readonly streamNo: number
  /** Unique in its world over all channels. */
  readonly channelNo: number
  readonly tier: TierName
  readonly language: Language
  /** Hours ahead of UTC. */
  readonly zone: number
  readonly startedAt: number
  /** When it will leave the list; no platform tells. */
  readonly endsAt: number
  /** When its sender stops, 1–3 minutes before, seldom up to 12. */
  readonly offAt: number
  /** Whether it goes on where another of the channel broke off. */
  readonly resumes: boolean
  /** Whether the channel is gone after it; false where it breaks off. */
  readonly isLast: boolean
  readonly isPermanent: boolean
  /** Whether the platform shows no count. */
  readonly isHidden: boolean
  /** Draws of the channel begin with it; 32 bits with a sign. */
  readonly channelSeed: number
  /** Draws of the broadcast begin with it. */
  readonly seed: number
  /** Viewers of this broadcast before curve, hour and noise. */
  readonly level: number
  readonly mainCategory: Category
}

/** What a world is made of, as far as its broadcasts need it. */
export interface BroadcastSetting {
  readonly platform: WorldPlatform
  readonly tiers: readonly Tier[]
  readonly stretch: boolean
  /** The category a channel is at home in, by its own draw. */
  readonly mainCategory: (channelSeed: number, isLarge: boolean) => Category
}

/** Viewers of a channel that keeps to what is widely played. */
const largeLevel = 300
/**
 * What brings the counts back to the calibration. `small`: what starts and hours without audience
 * take from small streams; without it 24 % of Twitch's show 0 where section 2 has 16. `large`: what
 * crowded categories and raids add, taken back: Twitch's mean is 21–25 and Kick's 70–77.
 */
const lifts: Readonly<Record<WorldPlatform, { readonly small: number; readonly large: number }>> = {
  twitch: { small: 1.32, large: 0.95 },
  kick: { small: 1.15, large: 0.9 },
  youtube: { small: 1.27, large: 0.97 },
}
const firstStreamNo = 300_000_000_000

/** What stays the same in all broadcasts of a channel. */
export interface Traits {
  readonly channelSeed: number
  readonly language: Language
  /** Hours ahead of UTC. */
  readonly zone: number
  readonly mainCategory: Category
  /** Viewers of its broadcasts before curve, hour and noise. */
  readonly usualLevel: number
}

/**
 * A channel whether or not it broadcasts. A category's crowd counts in full for channels of thirty
 * viewers and more, not at all below three: there people watch the person, and the bands of section 2
 * hold only so.
 */
export function traitsOf(setting: BroadcastSetting, { channel, tier }: TierChannel): Traits {
  const { platform, stretch, tiers } = setting
  // Numbers as whole 32-bit ones take half the memory.
  const channelSeed = hash(tier.seed, purpose.broadcast, channel) >> 0
  const share = uniform(channelSeed, purpose.size)
  const place = placeOf(tiers, tier.tier.kappa, share, platformHabits[platform].permanentShare)
  const ordinary = levelAt(platform, place, stretch)
  const mainCategory = setting.mainCategory(channelSeed, ordinary > largeLevel)
  const fame = Math.max(0, Math.min(1, Math.log10(ordinary) - 0.5))
  const smallness = Math.max(0, Math.min(1, 1 - Math.log10(ordinary) / 0.9))
  const { large, small } = lifts[platform]
  return {
    channelSeed,
    language: languageOf(tier, channel),
    zone: zoneOf(tier, channel),
    mainCategory,
    usualLevel: ordinary * (mainCategory.bias * large) ** fame * small ** smallness,
  }
}

/** The broadcast that runs. */
export function createBroadcast(setting: BroadcastSetting, running: Running): Broadcast {
  const { channelNo, endsAt, isLast, offAt, resumes, startedAt, tier } = running
  const { channelSeed, language, mainCategory, usualLevel, zone } = traitsOf(setting, running)
  const seed = hash(channelSeed, purpose.broadcast, startedAt) >> 0
  const streamNo =
    firstStreamNo + running.streamNo * 7 + (hash(channelSeed, purpose.streamId, startedAt) % 7)
  return {
    streamId: String(streamNo),
    streamNo,
    channelNo: channelNo | 0,
    tier: tier.tier.name,
    language,
    zone,
    startedAt: startedAt | 0,
    endsAt: endsAt | 0,
    offAt: offAt | 0,
    resumes,
    isLast,
    isPermanent: tier.tier.name === 'always',
    isHidden: uniform(seed, purpose.hidden) < platformHabits[setting.platform].hiddenShare,
    channelSeed,
    seed,
    level: usualLevel * Math.exp(0.37 * normal(channelSeed, purpose.level, running.turn) - 0.07),
    mainCategory,
  }
}
