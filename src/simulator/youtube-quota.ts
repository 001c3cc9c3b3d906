// What a project may ask for in a day of Pacific time: so many searches, and so many units for the
// rest. Facts: https://developers.google.com/youtube/v3/determine_quota_cost (since June 2026).

import type { Clock } from '../lib/clock.ts'
import type { ApiAnswer } from './answer.ts'

/** Sizes of the buckets; a null one has no end. */
export interface YouTubeQuota {
  readonly search: number | null
  readonly units: number | null
}

export type QuotaBucket = keyof YouTubeQuota

/** What Google grants a project that has not asked for more. */
export const usualQuota: YouTubeQuota = { search: 100, units: 10_000 }

export interface QuotaBuckets {
  /** Takes one of a bucket, if there is one; every key is of the same project. */
  take(bucket: QuotaBucket): boolean
}

/** The bucket of a path below the platform's prefix. */
export function bucketOf(path: string): QuotaBucket {
  return path === '/v3/search' ? 'search' : 'units'
}

const pacific = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The day of a moment (milliseconds) by Pacific time, where all buckets are filled at midnight. */
export function pacificDayOf(ms: number): string {
  return pacific.format(ms)
}

export function createQuotaBuckets(quota: YouTubeQuota, clock: Clock): QuotaBuckets {
  const spent = { search: 0, units: 0 }
  let day = ''
  return {
    take(bucket) {
      const today = pacificDayOf(clock.now())
      if (today !== day) Object.assign(spent, { search: 0, units: 0 })
      day = today
      if (spent[bucket] >= (quota[bucket] ?? Number.POSITIVE_INFINITY)) return false
      spent[bucket] += 1
      return true
    },
  }
}

/** What an answer took of its bucket: nothing where the key or the quota was refused. */
export function costOf({ body, status }: ApiAnswer): 0 | 1 {
  if (status === 200 || status === 304) return 1
  return status === 403 || /API_KEY_INVALID|"notFound"/.test(body) ? 0 : 1
}
