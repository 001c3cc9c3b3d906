// One sweep of a platform at a time, over all processes and machines, and one that enriches it: locks
// that PostgreSQL itself lets go when their holder dies.

import { type Platform, platforms } from '../domain/platform.ts'
import type { Queryable, Sql } from './database.ts'
import { withPlatformLock } from './platform-lock.ts'

const sweepLock = 'livecensus sweep'
const enrichLock = 'livecensus enrich'

/**
 * Runs `work` while holding the platform's sweep lock; 'busy' when somebody else holds it. Work
 * whose lock breaks goes on: what it writes is guarded by the platform's version.
 */
export async function withSweepLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withPlatformLock(sql, sweepLock, platform, work)
}

/** The same for several platforms: 'busy' when somebody else holds any of them. */
export async function withSweepLocks<T>(
  sql: Sql,
  [platform, ...others]: readonly Platform[],
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  if (platform === undefined) return work()
  return withSweepLock(sql, platform, () => withSweepLocks(sql, others, work))
}

/** Runs `work` as the only one that enriches the platform; 'busy' when somebody else does. */
export async function withEnrichLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withPlatformLock(sql, enrichLock, platform, work)
}

/** Whether anybody holds the platform's sweep lock. Takes nothing, so no sweep is refused for it. */
export async function isSweepRunning(sql: Queryable, platform: Platform): Promise<boolean> {
  // A lock of two numbers shows them as classid, unsigned, and objid; objsubid is 2 for such.
  const [lock] = await sql`
    select 1
    from pg_locks
    where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())
      and classid::bigint = hashtext(${sweepLock})::bigint & 4294967295
      and objid::bigint = ${platforms.indexOf(platform)}
      and objsubid = 2
      and granted`
  return lock !== undefined
}
