// A category of a window on the wire.

import { categoryFiguresOf, changeOf, rollupAt } from '../analytics/category-figures.ts'
import {
  type CategoryTable,
  type RankedCategory,
  rowsByKey,
} from '../analytics/category-ranking.ts'
import type { CategoryWindow } from '../analytics/category-window.ts'
import type { CategoryStats } from '../contract/categories.ts'
import { roundTo, writeShare } from '../contract/figures.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import type { CategoryName } from '../store/category-names.ts'

/** A row of the list. */
export function toCategoryStats(
  { row, key, rank }: RankedCategory,
  { categoryId, gameName }: CategoryName,
  { platform, window, sums, before }: CategoryWindow,
  universeHours: number,
): CategoryStats {
  const now = categoryFiguresOf(rollupAt(sums, row), window.to - window.from)
  const then = figuresBefore(before, key)
  const share =
    now.hoursWatched === null || universeHours === 0 ? null : now.hoursWatched / universeHours
  const changes = {
    average_viewers: changeOf(now.averageViewers, then?.averageViewers ?? null),
    average_streams: changeOf(now.averageStreams, then?.averageStreams ?? null),
    viewers_per_stream: changeOf(now.viewersPerStream, then?.viewersPerStream ?? null),
    peak_viewers: changeOf(now.peakViewers, then?.peakViewers ?? null),
  }
  return {
    platform,
    category_id: categoryId,
    game_name: gameName,
    rank,
    average_viewers: roundTo(2, now.averageViewers),
    average_streams: roundTo(2, now.averageStreams),
    viewers_per_stream: roundTo(2, now.viewersPerStream),
    hours_watched: roundTo(4, now.hoursWatched),
    hours_watched_estimate: roundTo(4, now.hoursWatchedEstimate),
    peak_viewers: now.peakViewers,
    peak_at: toTimestampOrNull(now.peakAt),
    airtime_seconds: now.airtimeSeconds,
    present_seconds: now.presentSeconds,
    observed_seconds: now.observedSeconds,
    reported_seconds: now.reportedSeconds,
    coverage: writeShare(now.coverage),
    airtime_coverage: writeShare(now.airtimeCoverage),
    samples: now.samples,
    gaps: now.gaps,
    broadcasts_started: now.broadcastsStarted,
    share: roundTo(6, share),
    average_viewers_change: roundTo(2, changes.average_viewers.absolute),
    average_viewers_change_relative: roundTo(4, changes.average_viewers.relative),
    average_streams_change: roundTo(2, changes.average_streams.absolute),
    average_streams_change_relative: roundTo(4, changes.average_streams.relative),
    viewers_per_stream_change: roundTo(2, changes.viewers_per_stream.absolute),
    viewers_per_stream_change_relative: roundTo(4, changes.viewers_per_stream.relative),
    peak_viewers_change: changes.peak_viewers.absolute,
    peak_viewers_change_relative: roundTo(4, changes.peak_viewers.relative),
  }
}

/** What the category came to in the window before; null = there is no such time. */
function figuresBefore(before: CategoryTable['before'], key: number) {
  if (before === null) return null
  const { sums, window } = before
  return categoryFiguresOf(rollupAt(sums, rowsOf(sums).get(key)), window.to - window.from)
}

/** Found once for all rows of all pages. */
const rowsOfSums = new WeakMap<object, Map<number, number>>()

function rowsOf(sums: NonNullable<CategoryTable['before']>['sums']): Map<number, number> {
  const known = rowsOfSums.get(sums)
  if (known !== undefined) return known
  const rows = rowsByKey(sums)
  rowsOfSums.set(sums, rows)
  return rows
}
