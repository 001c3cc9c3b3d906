// What was spent of YouTube's quota on each Pacific day, told from what was answered alone.

import { type DailyQuota, quotaBuckets } from '../../src/domain/daily-quota.ts'
import { endOfQuotaDay, quotaDayOf, startOfQuotaDay } from '../../src/domain/quota-day.ts'
import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import type { Sql } from '../../src/store/database.ts'
import { listQuotaSpending } from '../../src/store/quota.ts'

/** One day, or the part of it that was lived through. */
export interface SpentDay {
  readonly day: string
  readonly isWhole: boolean
  readonly hours: number
  readonly searches: number
  readonly units: number
  /** Requests that were refused. */
  readonly refused: number
  /** Between two searches, seconds. */
  readonly longestGap: number
  /** Units in the hours that were lived through wholly. */
  readonly unitsAnHour: { readonly least: number; readonly most: number }
  /** What the ledger holds beyond what was answered, by bucket. */
  readonly beyond: { readonly search: number; readonly default: number }
}

interface Spent {
  readonly at: number
  readonly bucket: 'search' | 'units'
  readonly cost: number
  readonly isRefused: boolean
}

const hourSeconds = 3_600

/** Counts what is spent, day by day. */
export function createSpending(quota: DailyQuota) {
  const spent: Spent[] = []

  function note(records: readonly AnswerRecord[]): void {
    for (const { askedAtMs, quota: taken, status } of records)
      if (taken !== null)
        spent.push({
          at: Math.floor(askedAtMs / 1_000),
          bucket: taken.bucket,
          cost: taken.cost,
          isRefused: status === 403 || status === 429,
        })
  }

  /** The days of a stretch of time, whole epoch seconds. */
  async function days(sql: Sql, from: number, until: number): Promise<SpentDay[]> {
    const found: SpentDay[] = []
    for (let at = from; at < until; at = endOfQuotaDay(at, quota.timeZone))
      found.push(await dayAt(sql, at, from, until))
    return found
  }

  async function dayAt(sql: Sql, at: number, from: number, until: number): Promise<SpentDay> {
    const begins = startOfQuotaDay(at, quota.timeZone)
    const ends = endOfQuotaDay(at, quota.timeZone)
    const day = quotaDayOf(at, quota.timeZone)
    const ofDay = spent.filter(one => one.at >= begins && one.at < ends)
    const sum = (some: readonly Spent[]) => some.reduce((total, { cost }) => total + cost, 0)
    const units = ofDay.filter(({ bucket }) => bucket === 'units')
    const searchTimes = ofDay.filter(({ bucket }) => bucket === 'search').map(one => one.at)
    const hours: number[] = []
    for (let hour = begins; hour < ends; hour += hourSeconds)
      if (hour >= from && hour + hourSeconds <= until)
        hours.push(sum(units.filter(one => one.at >= hour && one.at < hour + hourSeconds)))
    const counted = { search: sum(ofDay) - sum(units), default: sum(units) }
    const ledger = await listQuotaSpending(sql, 'youtube', day)
    const [search, other] = quotaBuckets.map(
      bucket => (ledger.find(row => row.bucket === bucket)?.spent ?? 0) - counted[bucket],
    )
    return {
      day,
      isWhole: begins >= from && ends <= until,
      hours: (ends - begins) / hourSeconds,
      searches: counted.search,
      units: counted.default,
      refused: ofDay.filter(({ isRefused }) => isRefused).length,
      longestGap: Math.max(
        0,
        ...searchTimes.slice(1).map((time, i) => time - (searchTimes[i] ?? 0)),
      ),
      unitsAnHour: { least: Math.min(...hours), most: Math.max(...hours) },
      beyond: { search: search ?? 0, default: other ?? 0 },
    }
  }

  return { note, days }
}
