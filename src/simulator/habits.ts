// What a channel always does: when it starts, how long it goes on, on which weekdays.

import { hash, normal, purpose, uniform } from './hash.ts'
import type { Language } from './languages.ts'
import { type Picker, pickEvenly } from './picker.ts'
import { ownWeekdayShare, type Tier } from './tiers.ts'

const hourSeconds = 3_600
/** A start strays at most this many standard deviations, so days never overtake each other. */
export const mostStray = 3
/**
 * No start lies later than this after its local day's midnight UTC: home at 28.4 at the latest, 9
 * hours of jitter, 8 of the zone, and the pull to the full hour.
 */
export const latestStartHours = 46.5
/** A broadcast ends after 60 hours at the latest, also where the platform does not cut it. */
export const longestHours = 60
const shortestHours = 0.05

/** Hour of the day, standard deviation, share of channels (docs/world.md, section 11). */
const homes = [
  [18.6, 2, 0.62],
  [14, 2.4, 0.23],
  [9.5, 1.8, 0.1],
  [23, 1.8, 0.05],
] as const

/** One tier of one world. */
export interface TierSeed {
  readonly tier: Tier
  /** Every draw of its channels begins with it. */
  readonly seed: number
  readonly languages: Picker<Language>
}

export function languageOf({ seed, languages }: TierSeed, channel: number): Language {
  return languages.pick(uniform(seed, purpose.language, channel))
}

/** Hours ahead of UTC. */
export function zoneOf(tier: TierSeed, channel: number): number {
  return pickEvenly(languageOf(tier, channel).zones, uniform(tier.seed, purpose.zone, channel))
}

/** How long the channel's broadcast of a day lasts, hours. */
export function hoursOf(tier: TierSeed, channel: number, day: number): number {
  const ln = usualLnHours(tier, channel) + lnHoursOfDay(tier, channel, day)
  return Math.min(longestHours, Math.max(shortestHours, Math.exp(ln)))
}

/** The logarithm of a channel's usual hours. */
export function usualLnHours({ tier, seed }: TierSeed, channel: number): number {
  return Math.log(tier.medianHours) + tier.sigmaBetween * normal(seed, purpose.usualLength, channel)
}

/** What a day adds to it. */
export function lnHoursOfDay({ tier, seed }: TierSeed, channel: number, day: number): number {
  return tier.sigmaWithin * normal(seed, purpose.length, channel, day)
}

/**
 * When the channel's broadcast of a local day starts, whole seconds from that day's midnight UTC:
 * from most of a day before it to two days after.
 */
export function startOf(tier: TierSeed, channel: number, day: number): number {
  const { seed } = tier
  const stray = strayOf(normal(seed, purpose.jitter, channel, day))
  const hour = homeOf(seed, channel) - zoneOf(tier, channel) + tier.tier.jitterHours * stray
  const seconds = Math.round(hour * hourSeconds)
  const pulled = uniform(seed, purpose.fullHour, channel, day)
  if (pulled >= 0.15) return seconds
  const full = Math.round(seconds / hourSeconds) * hourSeconds
  return full + Math.round((pulled / 0.15 - 0.5) * 360)
}

function strayOf(draw: number): number {
  return Math.max(-mostStray, Math.min(mostStray, draw))
}

function homeOf(seed: number, channel: number): number {
  let share = uniform(seed, purpose.homeKind, channel)
  for (const [hour, spread, weight] of homes) {
    if (share < weight) return hour + spread * strayOf(normal(seed, purpose.home, channel))
    share -= weight
  }
  return homes[0][0]
}

/** Whether the channel is one of those in the mood on a weekday; others stay away that day. */
export function likesDay(
  { tier, seed }: TierSeed,
  channel: number,
  day: number,
  weekday: number,
): boolean {
  if (tier.otherWeekday === 1) return true
  if (uniform(seed, purpose.weekdays, channel, weekday) < ownWeekdayShare) return true
  const chance = hash(seed, purpose.weekdays, channel, day + 1_000) / 4_294_967_296
  return chance < tier.otherWeekday
}
