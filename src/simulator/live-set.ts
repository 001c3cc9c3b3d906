// Which broadcasts run at a moment: the plans of the days around it, and the permanent ones.

import { type DayPlan, mostStarters, planDay, type SizedTier } from './day-plan.ts'
import { type TierSeed, zoneOf } from './habits.ts'
import { hash, purpose, uniform } from './hash.ts'
import { languagePicker } from './languages.ts'
import { permanentKappa, platformHabits, type Tier, tiers, type WorldPlatform } from './tiers.ts'

const daySeconds = 86_400
/** A broadcast starts from a day before its local day to two days after and lasts 60 h at most. */
const daysBack = 4
const daysAhead = 1
const keptPlans = 7
/** Stream ids of one day: as many for broadcasts as for what follows where one was cut. */
const slotsADay = 4_000_000
const cutSlots = 2_000_000
const firstDay = 18_000

/** A running broadcast as the plan has it. Times are whole epoch seconds. */
export interface Running {
  /** Grows with the day; unique in its world. */
  readonly streamNo: number
  readonly tier: TierSeed
  /** Number of the channel within its tier. */
  readonly channel: number
  /** Unique in its world over all tiers. */
  readonly channelNo: number
  readonly startedAt: number
  readonly endsAt: number
  readonly kappa: number
  readonly isPermanent: boolean
}

/** What runs, each described once by `describe` for as long as it is asked for. */
export interface LiveSet<T> {
  /** Everything that runs, by growing stream number; whole epoch seconds. */
  runningAt(at: number): readonly (readonly [streamNo: number, described: T])[]
}

export interface LiveSetOptions {
  /** Of the platform's own world. */
  readonly seed: number
  readonly platform: WorldPlatform
  /** Wanted mean of live channels. */
  readonly scale: number
}

type Entry<T> = readonly [streamNo: number, described: T]

const permanentTier: Tier = {
  name: 'daily',
  channels: 0,
  chanceADay: 1,
  medianHours: 24,
  sigmaWithin: 0,
  sigmaBetween: 0,
  jitterHours: 0,
  otherWeekday: 1,
  liveShare: 0,
  kappa: permanentKappa,
}

/**
 * The live set of a world. What it keeps (some day plans, what was described lately) only saves
 * time; no answer depends on it.
 */
export function createLiveSet<T>(
  options: LiveSetOptions,
  describe: (running: Running) => T,
): LiveSet<T> {
  const { seed, platform, scale } = options
  const habits = platformHabits[platform]
  const languages = languagePicker(platform)
  const sized = sizeTiers(options)
  const permanent: TierSeed = {
    tier: permanentTier,
    seed: hash(seed, purpose.tier, tiers.length),
    languages,
  }
  const permanents = Math.round(scale * habits.permanentShare)
  const plans = new Map<number, DayPlan>()
  let kept = new Map<number, Entry<T>>()

  function planOf(day: number): DayPlan {
    const plan = plans.get(day) ?? planDay(sized, day)
    plans.delete(day)
    plans.set(day, plan)
    for (const oldest of plans.keys()) {
      if (plans.size <= keptPlans) break
      plans.delete(oldest)
    }
    return plan
  }

  function entryOf(streamNo: number, running: () => Running): Entry<T> {
    const known = kept.get(streamNo)
    if (known !== undefined) return known
    const entry = [streamNo, describe(running())] as const
    kept.set(streamNo, entry)
    return entry
  }

  function addPlanned(found: Entry<T>[], plan: DayPlan, at: number): void {
    const now = at - plan.day * daySeconds
    const { starts, ends } = plan
    for (let row = 0; row < plan.rows; row += 1) {
      if ((starts[row] ?? 0) > now || (ends[row] ?? 0) <= now) continue
      const entry = plannedEntry(plan, row, now)
      if (entry !== null) found.push(entry)
    }
  }

  /** The part of a planned broadcast that runs, where the platform cuts long ones; else null. */
  function plannedEntry(plan: DayPlan, row: number, now: number): Entry<T> | null {
    const tier = sized[plan.tiers[row] ?? 0]
    if (tier === undefined) throw new Error('A plan names a tier that does not exist.')
    const channel = plan.channels[row] ?? 0
    const begins = plan.starts[row] ?? 0
    const ends = plan.ends[row] ?? 0
    const cutAt = begins + (habits.cutAfter ?? Number.POSITIVE_INFINITY)
    const isSecond = now >= cutAt
    const start = isSecond ? cutAt + pauseOf(tier, channel, plan.day) : begins
    if (start > now || start >= ends) return null
    const midnight = plan.day * daySeconds
    const slot = (isSecond ? cutSlots : 0) + (plan.slots[row] ?? 0)
    const streamNo = (plan.day - firstDay) * slotsADay + slot
    return entryOf(streamNo, () => ({
      streamNo,
      tier,
      channel,
      channelNo: tier.firstChannel + channel,
      startedAt: midnight + start,
      endsAt: midnight + (isSecond ? ends : Math.min(ends, cutAt)),
      kappa: tier.tier.kappa,
      isPermanent: false,
    }))
  }

  function addPermanent(found: Entry<T>[], at: number): void {
    for (let channel = 0; channel < permanents; channel += 1) {
      const draw = uniform(permanent.seed, purpose.restart, channel)
      const [least, most] = habits.restartDays
      const period = habits.cutAfter ?? Math.round((least + (most - least) * draw) * daySeconds)
      const shift = Math.floor(uniform(permanent.seed, purpose.restart, channel, 1) * period)
      const turn = Math.floor((at - shift) / period)
      const startedAt = turn * period + shift + pauseOf(permanent, channel, turn)
      if (startedAt > at) continue
      const day = Math.floor(startedAt / daySeconds)
      const streamNo = (day - firstDay) * slotsADay + slotsADay - 1 - channel
      const entry = entryOf(streamNo, () => ({
        streamNo,
        tier: permanent,
        channel,
        channelNo: channel,
        startedAt,
        endsAt: (turn + 1) * period + shift,
        kappa: permanentKappa,
        isPermanent: true,
      }))
      found.push(entry)
    }
  }

  return {
    runningAt(at) {
      const found: Entry<T>[] = []
      const today = Math.floor(at / daySeconds)
      for (let day = today - daysBack; day <= today + daysAhead; day += 1)
        addPlanned(found, planOf(day), at)
      addPermanent(found, at)
      if (kept.size > 1.3 * found.length + 100)
        kept = new Map(found.map(entry => [entry[0], entry]))
      return found.sort((a, b) => a[0] - b[0])
    },
  }
}

/** A channel whose broadcast was cut is back after one to five minutes; a guess. */
function pauseOf({ seed }: TierSeed, channel: number, turn: number): number {
  return 60 + (hash(seed, purpose.restart, channel, turn + 2) % 240)
}

interface NumberedTier extends SizedTier {
  /** The channel number of its first channel. */
  readonly firstChannel: number
}

function sizeTiers({ seed, platform, scale }: LiveSetOptions): readonly NumberedTier[] {
  const habits = platformHabits[platform]
  const languages = languagePicker(platform)
  const comers = scale * (1 - habits.permanentShare)
  let firstSlot = 0
  let firstChannel = Math.round(scale * habits.permanentShare)
  // The channels that come once are without end, so their numbers follow all others.
  const numbered = [...tiers.entries()].reverse().map(([number, tier]): NumberedTier => {
    const size = Math.max(1, Math.round(comers * tier.channels))
    const sized = {
      tier,
      seed: hash(seed, purpose.tier, number),
      languages,
      size,
      firstSlot,
      firstChannel,
    }
    firstSlot += mostStarters(sized)
    firstChannel += size
    return sized
  })
  if (firstSlot > cutSlots) throw new Error(`A world of ${scale} live channels has too many ids.`)
  return numbered
}

/** Hours ahead of UTC of whoever broadcasts. */
export function zoneOfRunning({ tier, channel }: Running): number {
  return zoneOf(tier, channel)
}
