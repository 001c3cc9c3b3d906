// The points a minute each client may spend, refilled continuously as Twitch does.

import type { Clock } from '../lib/clock.ts'

const minuteMs = 60_000
/** More clients than this at once push out the one that came first. */
const mostClients = 1_000

export interface Reading {
  readonly isSpent: boolean
  /** What the answer tells about the bucket; empty where there is no limit. */
  readonly headers: Readonly<Record<string, string>>
}

export interface RateBuckets {
  /** Takes a point of a client's bucket, if there is one. */
  take(client: string): Reading
}

interface Bucket {
  level: number
  readAtMs: number
}

/** `limit` = points a minute, null = no limit and no headers that tell one. */
export function createRateBuckets(limit: number | null, clock: Clock): RateBuckets {
  const buckets = new Map<string, Bucket>()

  function bucketOf(client: string, full: number): Bucket {
    const known = buckets.get(client)
    if (known !== undefined) return known
    const [first] = buckets.keys()
    if (buckets.size >= mostClients && first !== undefined) buckets.delete(first)
    const made = { level: full, readAtMs: clock.now() }
    buckets.set(client, made)
    return made
  }

  return {
    take(client) {
      if (limit === null) return { isSpent: false, headers: {} }
      const now = clock.now()
      const bucket = bucketOf(client, limit)
      bucket.level = Math.min(limit, bucket.level + ((now - bucket.readAtMs) * limit) / minuteMs)
      bucket.readAtMs = now
      const isSpent = bucket.level < 1
      if (!isSpent) bucket.level -= 1
      const fullAtMs = now + ((limit - bucket.level) * minuteMs) / limit
      const headers = {
        'Ratelimit-Limit': String(limit),
        'Ratelimit-Remaining': String(Math.floor(bucket.level)),
        'Ratelimit-Reset': String(Math.ceil(fullAtMs / 1_000)),
      }
      return { isSpent, headers }
    },
  }
}
