// One process at a time does a platform's chores of the day: a lock that dies with its holder.

import { type Platform, platforms } from '../domain/platform.ts'
import { type Sql, withSession } from './database.ts'

/** Runs `work` as the only one that does the platform's chores; 'busy' when somebody else does. */
export async function withDailyLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withSession(sql, async session => {
    const [lock] = await session<{ held: boolean }[]>`
      select pg_try_advisory_lock(
        hashtext('livecensus daily'), ${platforms.indexOf(platform)}
      ) as held`
    return lock?.held === true ? work() : 'busy'
  })
}
