// The figures of an answer, worked out of sums when they are read. What may not be worked out by a
// platform's terms is null. Pure.

import type { FigureValues } from '../domain/figure-values.ts'
import type { Airtime } from '../domain/sum-channel.ts'
import { averageViewers, coverage, hoursWatched } from '../domain/sum-figures.ts'
import type { Sums } from '../domain/sums.ts'

/** Nothing is known, or nothing may be worked out. */
export const noFigures: FigureValues = Object.freeze({
  averageViewers: null,
  hoursWatched: null,
  hoursWatchedEstimate: null,
  peakViewers: null,
  peakAt: null,
  airtimeSeconds: null,
  presentSeconds: null,
  observedSeconds: null,
  reportedSeconds: null,
  coverage: null,
  airtimeCoverage: null,
  samples: null,
  gaps: null,
})

/** The airtime of what had one broadcast at a time: as its sums are. */
export function airtimeOfSums(sums: Sums): Airtime {
  return {
    airtimeSeconds: sums.reportedSeconds,
    airtimePresentSeconds: sums.presentSeconds,
    airtimeObservedSeconds: sums.observedSeconds,
  }
}

/** The figures of sums; `airtime` is given where several broadcasts may have been open at once. */
export function figuresOf(sums: Sums, airtime: Airtime = airtimeOfSums(sums)): FigureValues {
  const { airtimeSeconds, airtimePresentSeconds, airtimeObservedSeconds } = airtime
  const average = averageViewers(sums.halfViewerSeconds, airtimeObservedSeconds)
  const isWhole = airtimeObservedSeconds === airtimeSeconds
  return {
    averageViewers: average,
    hoursWatched: hoursWatched(sums),
    hoursWatchedEstimate: average === null || isWhole ? null : (average * airtimeSeconds) / 3_600,
    peakViewers: sums.peakViewers,
    peakAt: sums.peakAt,
    airtimeSeconds,
    presentSeconds: airtimePresentSeconds,
    observedSeconds: airtimeObservedSeconds,
    reportedSeconds: sums.reportedSeconds,
    coverage: coverage(airtimeObservedSeconds, airtimeSeconds),
    airtimeCoverage: coverage(airtimePresentSeconds, airtimeSeconds),
    samples: sums.samples,
    gaps: sums.gaps,
  }
}
