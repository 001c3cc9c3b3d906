// One purge of a platform at a time, over all processes.

import type { Platform } from '../domain/platform.ts'
import type { Sql } from './database.ts'
import { withPlatformLock } from './platform-lock.ts'

/** Runs `work` as the only one that purges the platform; 'busy' when somebody else does. */
export function withPurgeLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withPlatformLock(sql, 'livecensus purge', platform, work)
}
