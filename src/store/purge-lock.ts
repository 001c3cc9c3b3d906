// One purge of a platform at a time, over all processes: a lock that dies with its holder.

import { type Platform, platforms } from '../domain/platform.ts'
import { type Sql, withSession } from './database.ts'

/** Runs `work` as the only one that purges the platform; 'busy' when somebody else does. */
export async function withPurgeLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withSession(sql, async session => {
    const [lock] = await session<{ held: boolean }[]>`
      select pg_try_advisory_lock(
        hashtext('livecensus purge'), ${platforms.indexOf(platform)}
      ) as held`
    return lock?.held === true ? work() : 'busy'
  })
}
