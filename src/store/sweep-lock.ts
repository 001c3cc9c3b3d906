// One sweep of a platform at a time, over all processes and machines: a lock that PostgreSQL
// itself lets go when its holder dies.

import { type Platform, platforms } from '../domain/platform.ts'
import { type Sql, withSession } from './database.ts'

/**
 * Runs `work` while holding the platform's sweep lock; 'busy' when somebody else holds it. Work
 * whose lock breaks goes on: what it writes is guarded by the platform's version.
 */
export async function withSweepLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withSession(sql, async session => {
    const [lock] = await session<{ held: boolean }[]>`
      select pg_try_advisory_lock(
        hashtext('livecensus sweep'), ${platforms.indexOf(platform)}
      ) as held`
    return lock?.held === true ? work() : 'busy'
  })
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
