// Tiers: how often a stream is looked up where look-ups are rationed. The most watched are seen most
// often, and all together take what the quota leaves for it. Pure.

/** How often the streams of a tier are due; 1 = the most watched. */
export interface Tier {
  readonly tier: number
  /** Seconds after which they are due again. */
  readonly cadence: number
}

/** A tier as it is laid out for what is live. */
export interface PlannedTier extends Tier {
  /** Who has so many viewers is in it or in one above; null = everybody, unknown viewers included. */
  readonly leastViewers: number | null
}

/** Streams that one look-up names. */
export const idsALookUp = 50
/** Of a day's units, those that look up what is known to be live; the rest finds and describes. */
export const refreshShare = 0.82

type Everies = [number, number, number]

const daySeconds = 86_400
/** The cadences that are wanted, and what part of the look-ups goes to each. */
const wanted = [
  { cadence: 300, part: 10 },
  { cadence: 600, part: 15 },
  { cadence: 1_800, part: 10 / 3 },
] as const
const parts = wanted.reduce((sum, { part }) => sum + part, 0)
/** Where there are more streams than that: the last tier waits up to this long, then the second. */
const patience = { second: 1_800, third: 7_200 }

/** How many streams units of a day can follow at the wanted cadences. */
export function followableStreams(unitsADay: number): number {
  const lookUps = (unitsADay * refreshShare * idsALookUp) / daySeconds
  return wanted.reduce(
    (sum, { cadence, part }) => sum + Math.floor((lookUps * part * cadence) / parts),
    0,
  )
}

/**
 * Lays out three tiers for the streams that are live (their viewers, null = unknown), so that their
 * look-ups fit units of a day; cadences are whole multiples of the interval between sweeps (seconds).
 * Fewer streams than can be followed move up; more let the third tier wait longer, then the second,
 * never the first.
 */
export function planTiers(
  viewers: readonly (number | null)[],
  unitsADay: number,
  interval: number,
): PlannedTier[] {
  const sorted = viewers.map(count => count ?? unknown).sort((a, b) => b - a)
  const reads = (unitsADay * refreshShare * idsALookUp * interval) / daySeconds
  // A call each few sweeps is all that a small quota has.
  const least = Math.ceil(idsALookUp / reads)
  const usual = wanted.map(({ cadence }) =>
    Math.max(least, Math.ceil(cadence / interval)),
  ) as Everies
  const { first, second, everies } = share(sorted.length, reads, usual, interval)
  return everies.map((every, i) => ({
    tier: i + 1,
    cadence: every * interval,
    leastViewers: leastViewersOf(sorted, [first, first + second, sorted.length][i] ?? 0),
  }))
}

/** Whether units of a day can follow more than so many streams without letting any wait too long. */
export function hasRoom(streams: number, unitsADay: number, interval: number): boolean {
  const lastOf = (count: number) =>
    planTiers(new Array<number>(count).fill(0), unitsADay, interval).at(-1)?.cadence ?? 0
  return lastOf(streams) <= Math.max(patience.third, lastOf(0))
}

/** The tier that a stream is in by its viewers. */
export function tierOf<T extends PlannedTier>(tiers: readonly T[], viewers: number | null): T {
  const found = tiers.find(
    ({ leastViewers }) => leastViewers === null || (viewers ?? unknown) >= leastViewers,
  )
  if (found === undefined) throw new Error('the last tier takes everybody')
  return found
}

/** Below every count. */
const unknown = -1

/** How many streams are in the first two tiers, and every how many sweeps each tier is due. */
function share(
  streams: number,
  reads: number,
  [every1, every2, every3]: Everies,
  interval: number,
): { readonly first: number; readonly second: number; readonly everies: Everies } {
  const first = Math.min(streams, Math.floor((reads * wanted[0].part * every1) / parts))
  const second = Math.min(streams - first, Math.floor((reads * wanted[1].part * every2) / parts))
  const third = streams - first - second
  const left = reads - first / every1 - second / every2 - third / every3
  if (left >= 0) {
    const toSecond = 1 / every2 - 1 / every3
    const up = Math.min(third, most(left, toSecond))
    const top = Math.min(second + up, most(left - up * toSecond, 1 / every1 - 1 / every2))
    return { first: first + top, second: second + up - top, everies: [every1, every2, every3] }
  }
  const longest2 = Math.max(every2, Math.floor(patience.second / interval))
  const longest3 = Math.max(every3, Math.floor(patience.third / interval))
  for (let every = every2; ; every += 1) {
    // The first two never take all, so something is left for the third, however seldom.
    const needed = Math.ceil(third / (reads - first / every1 - second / every))
    if (needed <= longest3 || every >= longest2)
      return { first, second, everies: [every1, every, Math.max(every3, needed)] }
  }
}

/** How many can move up by what is left; all of them where that costs nothing. */
function most(left: number, cost: number): number {
  return cost > 0 ? Math.max(0, Math.floor(left / cost)) : Number.POSITIVE_INFINITY
}

/** The least viewers with which not more than `most` streams are let in; null = all of them are. */
function leastViewersOf(sorted: readonly number[], most: number): number | null {
  const next = sorted[most]
  return next === undefined ? null : next + 1
}
