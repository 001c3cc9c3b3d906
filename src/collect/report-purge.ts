// What is told of a purge: one line of the log, and the same fields as the command's result.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { Logger } from '../lib/log.ts'
import type { PurgeReport } from '../store/purge.ts'

/** The fields of a purge as the command prints and the log carries them. */
export function purgeLine({
  platform,
  isDryRun,
  statsFrom,
  dataFrom,
  tables,
  stuckDays,
}: PurgeReport) {
  return {
    platform,
    ...(isDryRun ? { dry_run: true } : {}),
    stats_kept_from: writeRfc3339(statsFrom),
    data_kept_from: dataFrom === null ? null : writeRfc3339(dataFrom),
    tables,
    stuck_days: stuckDays,
  }
}

/** Logs a purge: what went and what could not. */
export function reportPurge(log: Logger, report: PurgeReport): void {
  const { platform, tables, stuckDays } = report
  const sum = (what: 'deleted' | 'cleared') =>
    Object.values(tables)
      .reduce((rows, table) => rows + table[what], 0)
      .toLocaleString('en-US')
  const what = `${platform}: ${sum('deleted')} rows purged, ${sum('cleared')} cleared of what may not be kept`
  if (stuckDays.length === 0) log.info(purgeLine(report), what)
  else
    log.warn(
      purgeLine(report),
      `${what}. The samples of ${stuckDays.join(', ')} are in use and go later.`,
    )
}

/** Logs a purge that broke off. */
export function reportNotPurged(log: Logger, platform: Platform, error: unknown): void {
  if (error instanceof AppError)
    log.error({ platform, code: error.code, err: error.cause }, `${platform}: ${error.message}`)
  else log.error({ platform, err: error }, `${platform}: the purge broke off`)
}
