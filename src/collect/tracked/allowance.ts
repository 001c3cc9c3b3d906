// How much of a day's quota may be spent by now: evenly over the day, whatever was spent of it so far
// and by whom. Pure.

/** A bucket on its day. Times are whole epoch seconds. */
export interface BucketDay {
  readonly size: number
  readonly spent: number
  /** The platform says that nothing is left, whatever was spent. */
  readonly isClosed: boolean
  readonly beginsAt: number
  readonly endsAt: number
}

/** What may be spent until the next sweep. */
export interface Allowance {
  /** Whole units. */
  readonly units: number
  /** Units that each sweep has from now to the end of the day, if all of them are spent. */
  readonly aSweep: number
}

/**
 * What may be spent from a moment on until the next sweep (`interval` seconds later). Who was behind
 * spends no more at once than all that is left makes for each sweep, rounded up; of a bucket of which
 * not one unit falls to each sweep, one is spent whenever its time has come.
 */
export function allowanceAt(
  { size, spent, isClosed, beginsAt, endsAt }: BucketDay,
  at: number,
  interval: number,
): Allowance {
  const left = isClosed ? 0 : Math.max(0, size - spent)
  const sweeps = Math.max(1, Math.ceil((endsAt - at) / interval))
  const aSweep = left / sweeps
  const share = Math.min(1, (at + interval - beginsAt) / (endsAt - beginsAt))
  const behind = Math.max(0, Math.floor(size * share) - spent)
  return { units: Math.min(left, behind, Math.ceil(aSweep)), aSweep }
}
