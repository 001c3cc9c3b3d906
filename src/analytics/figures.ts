// The figures of an answer, worked out of sums when they are read. What may not be worked out by a
// platform's terms is null. Pure.

import type { Airtime } from '../domain/sum-channel.ts'
import { averageViewers, coverage, hoursWatched } from '../domain/sum-figures.ts'
import type { Sums } from '../domain/sums.ts'

/** What is told of some time of a channel, broadcast or segment; null = not known, or not allowed. */
export interface FigureValues {
  /** Over the observed time. */
  readonly averageViewers: number | null
  /** Of the observed time. */
  readonly hoursWatched: number | null
  /** Average viewers over all of the airtime; null where coverage is 1, or nothing was observed. */
  readonly hoursWatchedEstimate: number | null
  readonly peakViewers: number | null
  readonly peakAt: number | null
  /** Seconds on air, each once however many broadcasts were open. */
  readonly airtimeSeconds: number | null
  /** Of these, covered by sweeps. */
  readonly presentSeconds: number | null
  /** Of these, with known viewers. */
  readonly observedSeconds: number | null
  /** Seconds on air of each broadcast, added up. */
  readonly reportedSeconds: number | null
  /** Observed of the airtime, 0..1; null = there was none. */
  readonly coverage: number | null
  /** Present of the airtime. */
  readonly airtimeCoverage: number | null
  readonly samples: number | null
  readonly gaps: number | null
}

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
