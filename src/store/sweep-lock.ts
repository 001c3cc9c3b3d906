// One sweep of a platform at a time, over all processes and machines: a lock that PostgreSQL
// itself lets go when its holder dies.

import { type Platform, platforms } from '../domain/platform.ts'
import type { Sql } from './database.ts'

/** Runs `work` while holding the platform's sweep lock; 'busy' when somebody else holds it. */
export async function withSweepLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  const connection = await sql.reserve()
  const ordinal = platforms.indexOf(platform)
  try {
    const [lock] = await connection<{ held: boolean }[]>`
      select pg_try_advisory_lock(hashtext('livecensus sweep'), ${ordinal}) as held`
    if (lock?.held !== true) return 'busy'
    try {
      return await work()
    } finally {
      await connection`select pg_advisory_unlock(hashtext('livecensus sweep'), ${ordinal})`.catch(
        // The connection is gone, and the lock with it.
        () => undefined,
      )
    }
  } finally {
    connection.release()
  }
}
