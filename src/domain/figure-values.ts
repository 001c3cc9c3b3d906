// The figures of some time, as they are worked out and before they are written.

/** What is told of some time of a channel, broadcast or segment; null = not known, or not allowed. */
export interface FigureValues {
  /** Over the observed time. */
  readonly averageViewers: number | null
  /** Of the observed time. */
  readonly hoursWatched: number | null
  /** Average viewers over all of the airtime; null where coverage is 1, or nothing was observed. */
  readonly hoursWatchedEstimate: number | null
  readonly peakViewers: number | null
  /** Whole epoch seconds. */
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
