// What deriving sums again has to know of the platform: its sweeps, and from when on which sums can be
// told. Pure.

import type { Platform } from '../../domain/platform.ts'
import { hasSingleBroadcast } from '../../domain/platform.ts'
import { startOfDay, startOfHour } from '../../domain/sum-hours.ts'
import type { KeptSamples } from '../../store/rederive/samples.ts'
import type { RederivedSweep, RederivedTime } from '../../store/rederive/time.ts'

/** Times are whole epoch seconds. */
export interface RederiveTerms {
  readonly platform: Platform
  /** A channel has one broadcast at a time. */
  readonly isSingle: boolean
  /** Some sweeps have tiers: who is not due in one of those counts in its sums with the last sample. */
  readonly isTiered: boolean
  readonly firstSweepAt: number
  /** Samples since then are all there. */
  readonly keptFrom: number
  /** Channel days are derived from this moment on. */
  readonly daysFrom: number
  /**
   * Rollups are derived from this moment on, and the days of channels one of whose broadcasts began
   * before `keptFrom`: up to it lies the time since samples that are gone.
   */
  readonly wholeFrom: number
  /** The last sweep; days that are over by then are closed. */
  readonly newestAt: number
  /** In order of time. */
  readonly sweeps: readonly RederivedSweep[]
  readonly sweepAt: ReadonlyMap<number, RederivedSweep>
}

const daySeconds = 86_400
const hourSeconds = 3_600

export function termsOf(time: RederivedTime, { partly }: KeptSamples): RederiveTerms {
  const { platform, keptFrom, hasEarlier, firstSweepAt, sweeps } = time
  const isPartly = hasEarlier || partly > 0
  return {
    platform,
    isSingle: hasSingleBroadcast(platform),
    isTiered: sweeps.some(({ tiers }) => tiers !== null),
    firstSweepAt,
    keptFrom,
    // A head may reach back over midnight.
    daysFrom: isPartly ? keptFrom : keptFrom - daySeconds,
    wholeFrom: partly > 0 ? hourAfter(keptFrom + longestPair(sweeps)) : Number.NEGATIVE_INFINITY,
    newestAt: sweeps.at(-1)?.at ?? keptFrom,
    sweeps,
    sweepAt: new Map(sweeps.map(sweep => [sweep.at, sweep])),
  }
}

/** Seconds after which samples of the sweep, in a tier or none, are due again. */
export function cadenceOf({ cadence, tiers }: RederivedSweep, tier: number | null): number {
  return tiers?.find(known => known.tier === tier)?.cadence ?? cadence
}

/** Whether a day is over, by its first second. */
export function isOver({ newestAt }: Pick<RederiveTerms, 'newestAt'>, day: number): boolean {
  return day < startOfDay(newestAt)
}

/** G of the slowest samples, in seconds: what is longer is a gap, whatever sample it began with. */
export function longestPair(sweeps: readonly RederivedSweep[]): number {
  return Math.ceil(longestCadence(sweeps) * 2.5)
}

/** Seconds after which the slowest samples are due again. */
export function longestCadence(sweeps: readonly RederivedSweep[]): number {
  let longest = 0
  for (const { cadence, tiers } of sweeps)
    longest = Math.max(longest, cadence, ...(tiers ?? []).map(tier => tier.cadence))
  return longest
}

function hourAfter(at: number): number {
  return startOfHour(at) + hourSeconds
}
