// A lock of a platform that one process holds at a time: PostgreSQL itself lets it go when its holder
// dies.

import { type Platform, platforms } from '../domain/platform.ts'
import { type Sql, withSession } from './database.ts'

/** Runs `work` while holding the platform's lock of this name; 'busy' when somebody else holds it. */
export function withPlatformLock<T>(
  sql: Sql,
  name: string,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withSession(sql, async session => {
    const [lock] = await session<{ held: boolean }[]>`
      select pg_try_advisory_lock(hashtext(${name}), ${platforms.indexOf(platform)}) as held`
    return lock?.held === true ? work() : 'busy'
  })
}
