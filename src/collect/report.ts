// What is told of a sweep: one line of the log, and the same fields as the command's result.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { Sweep } from '../domain/sweep.ts'
import type { Logger } from '../lib/log.ts'

const levels = { complete: 'info', partial: 'warn', failed: 'error' } as const

/** The fields of a sweep as the command prints and the log carries them. */
export function sweepLine(sweep: Sweep) {
  const { streams, pages, requests, retries, duplicates, skipped, missed } = sweep.figures
  return {
    platform: sweep.platform,
    slot: writeRfc3339(sweep.slot),
    status: sweep.status,
    scope: sweep.scope.kind,
    streams,
    pages,
    requests,
    retries,
    duplicates,
    skipped,
    duration_ms: Math.round(sweep.durationMs),
    collected_at: writeRfc3339(sweep.collectedAt),
    ...(missed && { split_missed: missed.bySplit, whole_missed: missed.byWhole }),
    ...(sweep.reason === null ? {} : { reason: sweep.reason }),
    ...(sweep.error === null ? {} : { error: sweep.error }),
  }
}

/** Logs a sweep that was recorded. */
export function reportSweep(log: Logger, sweep: Sweep): void {
  const { platform, status, error, figures } = sweep
  const what = `${platform}: ${status}, ${figures.streams} streams in ${figures.pages} pages`
  const level = status === 'complete' && error !== null ? 'warn' : levels[status]
  log[level](sweepLine(sweep), error === null ? what : `${what}. ${error}`)
}

/** Logs a sweep that could not be made or recorded. */
export function reportFailure(log: Logger, platform: Platform, error: unknown): void {
  if (error instanceof AppError)
    log.error({ platform, code: error.code, err: error.cause }, `${platform}: ${error.message}`)
  else log.error({ platform, err: error }, `${platform}: the sweep was not recorded`)
}
