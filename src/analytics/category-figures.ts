// The figures of categories, worked out of their sums when they are read. Pure.

import { averageViewers, coverage, hoursWatched } from '../domain/sum-figures.ts'
import { noSums, type Sums } from '../domain/sums.ts'
import type { CategorySums } from '../store/category-sums.ts'

/** The rule of each figure of a category. */
export const categoryWords = {
  average_viewers:
    'Viewer-seconds / seconds of the window. Viewer-seconds are the area under the straight lines between samples of a broadcast no more than 2.5 cadences apart, with head and tail at the viewers of its first and last sample.',
  average_streams: 'Present seconds of its broadcasts / seconds of the window.',
  viewers_per_stream: 'Viewer-seconds / observed_seconds.',
  hours_watched: 'Viewer-seconds / 3600.',
  peak_viewers: 'The largest sum of viewers in one sweep; what lies between two is not seen.',
  hours_watched_estimate:
    'viewers_per_stream x airtime_seconds / 3600: hours watched if the time that was not observed was like the rest.',
  airtime_seconds: 'Seconds on air of each broadcast, gaps included, added up.',
  coverage: 'observed_seconds / airtime_seconds.',
  airtime_coverage: 'present_seconds / airtime_seconds.',
  share: 'hours_watched / hours watched of the universe.',
  rank: 'Equal values share a rank; among those with present_seconds of at least 2 hours x window / 30 days and a coverage of meta.least_coverage or more; by average_streams the airtime_coverage counts.',
  change:
    'The value less that of the window of the same length just before, and that / the value before.',
} as const

/** What a category came to in a window; null = not known. Times are whole epoch seconds. */
export interface CategoryFigures {
  readonly averageViewers: number | null
  readonly averageStreams: number
  readonly viewersPerStream: number | null
  readonly hoursWatched: number | null
  /** Viewers a stream over all of the airtime; null where coverage is 1, or nothing was observed. */
  readonly hoursWatchedEstimate: number | null
  readonly peakViewers: number | null
  readonly peakAt: number | null
  /** Of each broadcast, gaps included, added up: as `reportedSeconds`. */
  readonly airtimeSeconds: number
  readonly presentSeconds: number
  readonly observedSeconds: number
  readonly reportedSeconds: number
  /** Observed of the airtime, 0..1. */
  readonly coverage: number | null
  /** Present of the airtime, 0..1. */
  readonly airtimeCoverage: number | null
  readonly samples: number
  readonly gaps: number
  readonly broadcastsStarted: number
}

/** Sums of many broadcasts. */
export interface RollupSums extends Sums {
  readonly broadcastsStarted: number
}

/** Nobody streamed it. */
export const noRollup: RollupSums = Object.freeze({ ...noSums, broadcastsStarted: 0 })

/** The figures of sums in a window of so many seconds. */
export function categoryFiguresOf(sums: RollupSums, seconds: number): CategoryFigures {
  const { halfViewerSeconds, presentSeconds, observedSeconds, reportedSeconds } = sums
  const isUnknown = observedSeconds === 0 && reportedSeconds > 0
  const isWhole = observedSeconds === reportedSeconds
  const perStream = averageViewers(halfViewerSeconds, observedSeconds)
  return {
    averageViewers: isUnknown ? null : halfViewerSeconds / 2 / seconds,
    averageStreams: presentSeconds / seconds,
    viewersPerStream: perStream,
    hoursWatched: hoursWatched(sums),
    hoursWatchedEstimate:
      perStream === null || isWhole ? null : (perStream * reportedSeconds) / 3_600,
    peakViewers: sums.peakViewers,
    peakAt: sums.peakAt,
    airtimeSeconds: reportedSeconds,
    presentSeconds,
    observedSeconds,
    reportedSeconds,
    coverage: coverage(observedSeconds, reportedSeconds),
    airtimeCoverage: coverage(presentSeconds, reportedSeconds),
    samples: sums.samples,
    gaps: sums.gaps,
    broadcastsStarted: sums.broadcastsStarted,
  }
}

/** A row of sums that are kept as columns; none = nobody streamed it. */
export function rollupAt(sums: CategorySums, row: number | undefined): RollupSums {
  if (row === undefined) return noRollup
  const peak = sums.peakViewers[row] ?? -1
  return {
    halfViewerSeconds: sums.halfViewerSeconds[row] ?? 0,
    presentSeconds: sums.presentSeconds[row] ?? 0,
    observedSeconds: sums.observedSeconds[row] ?? 0,
    reportedSeconds: sums.reportedSeconds[row] ?? 0,
    samples: sums.samples[row] ?? 0,
    gaps: sums.gaps[row] ?? 0,
    broadcastsStarted: sums.broadcastsStarted[row] ?? 0,
    peakViewers: peak < 0 ? null : peak,
    peakAt: peak < 0 ? null : (sums.peakAt[row] ?? null),
  }
}

/** A value less the one before, and that by the one before; null = one of them is not known. */
export interface Change {
  readonly absolute: number | null
  /** Null also where there was nothing before. */
  readonly relative: number | null
}

/** How much a value changed. */
export function changeOf(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { absolute: null, relative: null }
  return { absolute: now - before, relative: before === 0 ? null : (now - before) / before }
}
