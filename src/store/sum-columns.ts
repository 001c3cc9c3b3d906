// The columns in which sums stand: what is worked out, and goes where nothing may be.

/** Columns of sums by what is in them where there is nothing. */
export interface SumColumns {
  /** 0; never null. */
  readonly numbers: readonly string[]
  /** Null. */
  readonly peaks: readonly string[]
}

/** Of a broadcast or a segment. */
export const ownSumColumns: SumColumns = { numbers: numbersOf(''), peaks: peaksOf('') }

/** Of a live row: of its broadcast, and what of it lies before the open segment and the open day. */
export const liveSumColumns: SumColumns = {
  numbers: ['', 'before_segment_', 'before_day_'].flatMap(numbersOf),
  peaks: ['', 'segment_', 'day_'].flatMap(peaksOf),
}

function numbersOf(prefix: string): string[] {
  return [
    'half_viewer_seconds',
    'present_seconds',
    'observed_seconds',
    'reported_seconds',
    'samples',
    'gaps',
  ].map(name => `${prefix}${name}`)
}

function peaksOf(prefix: string): string[] {
  return [`${prefix}peak_viewers`, `${prefix}peak_at`]
}
