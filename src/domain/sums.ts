// Sums: what is stored per segment, broadcast, hour and day. Each figure adds up or is a maximum,
// so sums of disjoint times merge; an average is never one of them. Pure.

/**
 * Sums of booked time, whole numbers. Whatever is observed is present, whatever is present is
 * reported.
 */
export interface TimeSums {
  /**
   * Area under the viewers over the observed time, twice the viewer-seconds so that it stays whole.
   * 10 million viewers take 14 years to reach 2^53.
   */
  readonly halfViewerSeconds: number
  /** Seconds that were covered by sweeps. */
  readonly presentSeconds: number
  /** Of these, seconds whose viewers are known. */
  readonly observedSeconds: number
  /** Seconds on air, gaps included. */
  readonly reportedSeconds: number
}

/** No time at all. */
export const noTime: TimeSums = Object.freeze({
  halfViewerSeconds: 0,
  presentSeconds: 0,
  observedSeconds: 0,
  reportedSeconds: 0,
})

/** All sums of some time. */
export interface Sums extends TimeSums {
  readonly samples: number
  /** Pairs of samples too far apart, and re-openings. */
  readonly gaps: number
  /** The largest sample; null = none with known viewers. */
  readonly peakViewers: number | null
  /** When it was seen first, whole epoch seconds; null as above. */
  readonly peakAt: number | null
}

/** The sums of no time at all. */
export const noSums: Sums = Object.freeze({
  ...noTime,
  samples: 0,
  gaps: 0,
  peakViewers: null,
  peakAt: null,
})

/** The times of two disjoint stretches together. */
export function addTimes(a: TimeSums, b: TimeSums): TimeSums {
  return {
    halfViewerSeconds: a.halfViewerSeconds + b.halfViewerSeconds,
    presentSeconds: a.presentSeconds + b.presentSeconds,
    observedSeconds: a.observedSeconds + b.observedSeconds,
    reportedSeconds: a.reportedSeconds + b.reportedSeconds,
  }
}

/** The sums of two disjoint times together; of equal peaks the earlier one counts. */
export function addSums(a: Sums, b: Sums): Sums {
  const { peakViewers, peakAt } = higherPeak(a, b)
  return {
    ...addTimes(a, b),
    samples: a.samples + b.samples,
    gaps: a.gaps + b.gaps,
    peakViewers,
    peakAt,
  }
}

/** What one sample adds by itself; `closesGap`: the time before it is a gap. */
export function sumsOfSample(
  sample: { readonly at: number; readonly viewers: number | null },
  closesGap: boolean,
): Sums {
  const { at, viewers } = sample
  const peak = { peakViewers: viewers, peakAt: viewers === null ? null : at }
  return { ...noSums, samples: 1, gaps: Number(closesGap), ...peak }
}

type Peak = Pick<Sums, 'peakViewers' | 'peakAt'>

function higherPeak(a: Peak, b: Peak): Peak {
  if (a.peakViewers === null || a.peakAt === null) return b
  if (b.peakViewers === null || b.peakAt === null) return a
  if (a.peakViewers !== b.peakViewers) return a.peakViewers > b.peakViewers ? a : b
  return a.peakAt <= b.peakAt ? a : b
}
