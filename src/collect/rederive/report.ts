// What is told of sums that were derived again: the command's result, and sentences for the log.

import type { Logger } from '../../lib/log.ts'
import type { Queryable } from '../../store/database.ts'
import { readChannelIds } from '../../store/rederive/channels.ts'
import { tellDifference } from './differences.ts'
import type { RederiveReport } from './rederive.ts'

/** The fields of the result as the command prints them. */
export function rederiveLine({
  platform,
  days,
  broadcasts,
  partly,
  samples,
  differences,
  written,
}: RederiveReport) {
  return { platform, days, broadcasts, partly, samples, differences, written }
}

/** How many rows differ in all. */
export function countDifferences({ differences }: Pick<RederiveReport, 'differences'>): number {
  return Object.values(differences).reduce((sum, rows) => sum + rows, 0)
}

/** Logs the first differences, and what could not be derived. */
export async function reportRederived(
  log: Logger,
  sql: Queryable,
  report: RederiveReport,
): Promise<void> {
  const { platform, partly, first } = report
  const keys = first.flatMap(({ channelKey }) => channelKey ?? [])
  const channelIds = await readChannelIds(sql, keys)
  for (const difference of first) {
    const channelId = channelIds.get(difference.channelKey ?? 0)
    log.warn(`${platform}: ${tellDifference(difference, channelId)}`)
  }
  const more = countDifferences(report) - first.length
  if (more > 0) log.warn(`${platform}: ${more.toLocaleString('en-US')} more rows differ.`)
  if (partly > 0)
    log.info(
      `${platform}: the first samples of ${partly.toLocaleString('en-US')} broadcasts are gone; their sums and those of their segments stay as they are.`,
    )
}
