// One process at a time does a platform's chores of the day.

import type { Platform } from '../domain/platform.ts'
import type { Sql } from './database.ts'
import { withPlatformLock } from './platform-lock.ts'

/** Runs `work` as the only one that does the platform's chores; 'busy' when somebody else does. */
export function withDailyLock<T>(
  sql: Sql,
  platform: Platform,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return withPlatformLock(sql, 'livecensus daily', platform, work)
}
