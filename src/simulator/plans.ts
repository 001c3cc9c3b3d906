// The day plans around a moment: whole ones of today and tomorrow, and of the four days before only
// what lasts into today. The day after tomorrow is planned bit by bit, since a plan of a large world
// takes more than a second.

import { createDayPlanner, type PlanSetting, planDay, type SizedTier } from './day-plan.ts'
import { keep } from './keep.ts'
import { type DayPlan, laterRows } from './plan-columns.ts'

const daySeconds = 86_400
/** Today, tomorrow, and what is planned ahead. */
const keptPlans = 3
const keptRests = 8
/** A broadcast begins up to two days after its local day's midnight and lasts 60 hours at most. */
const daysBack = [4, 3, 2, 1]
/** A day is planned in so many bits, one each time plans are asked for. */
const bits = 400

export interface Plans {
  /** What runs at any time of a day is in these, day by day; a day counted from 1970-01-01. */
  around(day: number): readonly DayPlan[]
  /** Plans a little of the day after tomorrow; changes no answer. */
  planAhead(day: number): void
}

/** What it keeps only saves time. */
export function createPlans(setting: PlanSetting): Plans {
  const whole = new Map<number, DayPlan>()
  const rests = new Map<string, DayPlan>()
  const bit = Math.ceil(setting.tiers.reduce((sum, tier) => sum + mostOf(tier), 0) / bits)
  let ahead: { readonly day: number; readonly go: (channels: number) => DayPlan | null } | null =
    null

  function wholeOf(day: number): DayPlan {
    const begun = ahead?.day === day ? ahead.go(Number.POSITIVE_INFINITY) : null
    return keep(whole, keptPlans, day, () => begun ?? planDay(setting, day))
  }

  /** What of the plan of a day lasts into the one so many days later. */
  function restOf(day: number, later: number): DayPlan {
    return keep(rests, keptRests, `${day} ${later}`, () => {
      const known = rests.get(`${day} ${later - 1}`) ?? whole.get(day)
      return known === undefined
        ? planDay(setting, day, later * daySeconds)
        : laterRows(known, later * daySeconds)
    })
  }

  return {
    around: day => [
      ...daysBack.map(back => restOf(day - back, back)),
      wholeOf(day),
      wholeOf(day + 1),
    ],
    planAhead(day) {
      const wanted = day + 2
      if (whole.has(wanted)) return
      if (ahead?.day !== wanted) ahead = { day: wanted, go: createDayPlanner(setting, wanted) }
      const plan = ahead.go(bit)
      if (plan === null) return
      ahead = null
      keep(whole, keptPlans, wanted, () => plan)
    },
  }
}

function mostOf({ size, tier }: SizedTier): number {
  return size * tier.chanceADay
}
