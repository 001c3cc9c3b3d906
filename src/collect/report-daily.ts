// What the log is told of the chores of a day.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { Logger } from '../lib/log.ts'
import type { DroppedPairHours } from '../store/drop-pair-hours.ts'
import type { DayDone } from './daily.ts'

/** Logs the chores of a platform that are done, in one line. */
export function reportDay(log: Logger, { platform, day, ...done }: DayDone): void {
  const date = writeRfc3339(day).slice(0, 10)
  const windows = Object.entries(done.ranked)
    .map(([days, ranked]) => `${ranked.toLocaleString('en-US')} in ${days} days`)
    .join(', ')
  const { settled, ranked, durationMs } = done
  const line = { platform, day: date, settled, ranked, duration_ms: durationMs }
  log.info(line, `${platform}: channels ranked up to ${date}: ${windows || 'as they were'}`)
}

/** Logs which hours by category and language went, and which could not. */
export function reportDropped(log: Logger, { dropped, stuck }: DroppedPairHours): void {
  const what = `${dropped.length} days of hours by category and language dropped`
  const line = { dropped_days: dropped, stuck_days: stuck }
  if (stuck.length === 0) log.info(line, what)
  else log.warn(line, `${what}. Those of ${stuck.join(', ')} are in use and go later.`)
}

/** Logs chores that broke off; they are tried again. */
export function reportNotDone(log: Logger, platform: Platform | null, error: unknown): void {
  const who = platform === null ? 'all platforms' : platform
  if (error instanceof AppError)
    log.error({ platform, code: error.code, err: error.cause }, `${who}: ${error.message}`)
  else log.error({ platform, err: error }, `${who}: the chores of the day broke off`)
}
