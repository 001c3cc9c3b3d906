// How often people broadcast: six tiers of channels, from once in a life to without end.

/** The platforms that have a world. */
export type WorldPlatform = 'twitch' | 'kick' | 'youtube'

export type TierName = 'once' | 'rare' | 'weekly' | 'regular' | 'daily' | 'always'

/** One tier of channels (docs/world.md, section 11). */
export interface Tier {
  readonly name: TierName
  /** Channels per mean live channel; for `once`, new ones a day. */
  readonly channels: number
  readonly chanceADay: number
  /** Of one broadcast, hours. */
  readonly medianHours: number
  /** Spread of ln length from one broadcast to the next. */
  readonly sigmaWithin: number
  /** Spread of ln length from channel to channel. */
  readonly sigmaBetween: number
  /** Standard deviation of the start, hours. */
  readonly jitterHours: number
  /** The weight of a weekday that is none of the channel's own; a free guess. */
  readonly otherWeekday: number
  /** Share of what is live at a moment. */
  readonly liveShare: number
  /** Exponent of size: the smaller, the more viewers. */
  readonly kappa: number
}

const once = {
  name: 'once',
  channels: 0.6,
  chanceADay: 1,
  medianHours: 1.05,
  sigmaWithin: 0.85,
  sigmaBetween: 0,
  jitterHours: 3,
  otherWeekday: 1,
  liveShare: 0.036,
  kappa: 3,
} as const satisfies Tier

const rare = {
  name: 'rare',
  channels: 45,
  chanceADay: 1 / 25,
  medianHours: 1.85,
  sigmaWithin: 0.75,
  sigmaBetween: 0.35,
  jitterHours: 3,
  otherWeekday: 0.4,
  liveShare: 0.183,
  kappa: 1.6,
} as const satisfies Tier

const weekly = {
  name: 'weekly',
  channels: 16,
  chanceADay: 0.15,
  medianHours: 2.6,
  sigmaWithin: 0.6,
  sigmaBetween: 0.35,
  jitterHours: 2.2,
  otherWeekday: 0.4,
  liveShare: 0.31,
  kappa: 1.05,
} as const satisfies Tier

const regular = {
  name: 'regular',
  channels: 3.6,
  chanceADay: 0.5,
  medianHours: 3.7,
  sigmaWithin: 0.45,
  sigmaBetween: 0.35,
  jitterHours: 1.5,
  otherWeekday: 0.5,
  liveShare: 0.307,
  kappa: 0.9,
} as const satisfies Tier

const daily = {
  name: 'daily',
  channels: 0.75,
  chanceADay: 0.87,
  medianHours: 5.5,
  sigmaWithin: 0.42,
  sigmaBetween: 0.35,
  jitterHours: 1,
  otherWeekday: 0.85,
  liveShare: 0.164,
  kappa: 0.85,
} as const satisfies Tier

/** From the one-time visitor to the daily streamer; the order is part of every identity. */
const recordedTiers: readonly Tier[] = [once, rare, weekly, regular, daily]

/** What the loyal tiers have more of, so that as many hours are broadcast. */
const loyalMore = 1.284

/** The same hours by a fifth of the passers-by: half as many channels in a month. */
const loyalTiers: readonly Tier[] = [
  times(once, 0.2),
  times(rare, 0.2),
  times(weekly, loyalMore),
  times(regular, loyalMore),
  daily,
]

function times(tier: Tier, factor: number): Tier {
  return { ...tier, channels: tier.channels * factor, liveShare: tier.liveShare * factor }
}

/** The tiers of a world; loyal ones are a guess for small demonstrations. */
export function tiersOf(isLoyal: boolean): readonly Tier[] {
  return isLoyal ? loyalTiers : recordedTiers
}

/** Channels that never end; how many there are and when they begin anew is the platform's. */
export const permanentTier: Tier = {
  name: 'always',
  channels: 0,
  chanceADay: 1,
  medianHours: 24,
  sigmaWithin: 0,
  sigmaBetween: 0,
  jitterHours: 0,
  otherWeekday: 1,
  liveShare: 0,
  kappa: 0.85,
}

/** Share of a channel's weekdays that are its own. */
export const ownWeekdayShare = 4 / 7

/** The mean weight of a weekday in a tier. */
export function meanWeekdayWeight(tier: Tier): number {
  return ownWeekdayShare + (1 - ownWeekdayShare) * tier.otherWeekday
}

/** What sets the platforms apart. Hidden counts and permanent shares: docs/world.md, 7 and 11. */
export interface PlatformHabits {
  /** Permanent channels per mean live channel. */
  readonly permanentShare: number
  /** A permanent broadcast begins anew after this many days, least and most. */
  readonly restartDays: readonly [number, number]
  /** A broadcast is cut and begins again with a new id, seconds; null = it never is. */
  readonly cutAfter: number | null
  /** Share of broadcasts that show no count. */
  readonly hiddenShare: number
  /** Share of stream-hours with a count that stands still, or at 0 or 1, for a while. */
  readonly oddCountShare: number
  /** Longest title in UTF-16 code units. */
  readonly titleCap: number
}

export const platformHabits: Readonly<Record<WorldPlatform, PlatformHabits>> = {
  twitch: {
    permanentShare: 0.004,
    restartDays: [2, 2],
    cutAfter: 172_800,
    hiddenShare: 0,
    oddCountShare: 0.0001,
    titleCap: 140,
  },
  kick: {
    permanentShare: 0.004,
    restartDays: [2, 60],
    cutAfter: null,
    hiddenShare: 0,
    oddCountShare: 0.001,
    titleCap: 140,
  },
  youtube: {
    permanentShare: 0.35,
    restartDays: [2, 60],
    cutAfter: null,
    hiddenShare: 0.03,
    oddCountShare: 0.0001,
    titleCap: 100,
  },
}
