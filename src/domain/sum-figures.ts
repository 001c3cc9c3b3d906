// Figures that are worked out of sums when they are read, and never stored. Pure.

import type { TimeSums } from './sums.ts'

/**
 * Average viewers over the observed time; null = none was observed. A channel's is over its
 * airtime_observed_seconds.
 */
export function averageViewers(halfViewerSeconds: number, observedSeconds: number): number | null {
  return observedSeconds === 0 ? null : halfViewerSeconds / 2 / observedSeconds
}

/** Hours watched; null = it was on air and no viewers are known. */
export function hoursWatched(
  sums: Pick<TimeSums, 'halfViewerSeconds' | 'observedSeconds' | 'reportedSeconds'>,
): number | null {
  if (sums.observedSeconds === 0 && sums.reportedSeconds > 0) return null
  return sums.halfViewerSeconds / 7_200
}

/**
 * Coverage, 0..1; null = nothing is reported. Of viewer metrics by the observed seconds, of airtime
 * by the present ones.
 */
export function coverage(coveredSeconds: number, reportedSeconds: number): number | null {
  return reportedSeconds === 0 ? null : coveredSeconds / reportedSeconds
}
