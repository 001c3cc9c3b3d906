// Parts: a stretch cut at borders, each part with its sums. Parts of any cut add up to the whole, to
// the half viewer-second, and no cut depends on another. Pure.

import type { Stretch } from './sum-stretches.ts'
import type { TimeSums } from './sums.ts'

/** A part of a stretch with its sums; it has length. */
export interface Part extends TimeSums {
  /** Whole epoch seconds. */
  readonly from: number
  readonly to: number
}

/** Cuts a stretch at borders in ascending order; those that are not inside are ignored. */
export function cutStretch(stretch: Stretch, borders: readonly number[] = []): Part[] {
  const parts: Part[] = []
  let from = stretch.from
  for (const border of [...borders, stretch.to]) {
    if (border <= from || border > stretch.to) continue
    parts.push(partOf(stretch, from, border))
    from = border
  }
  return parts
}

/** A stretch as one part. */
export function wholeOf(stretch: Stretch): Part {
  return partOf(stretch, stretch.from, stretch.to)
}

function partOf(stretch: Stretch, from: number, to: number): Part {
  const seconds = to - from
  return {
    from,
    to,
    halfViewerSeconds: doubledAreaTo(stretch, to) - doubledAreaTo(stretch, from),
    presentSeconds: stretch.isPresent ? seconds : 0,
    observedSeconds: stretch.viewers === null ? 0 : seconds,
    reportedSeconds: seconds,
  }
}

/**
 * Twice the area from the beginning of a stretch to a cut in it, in whole half viewer-seconds:
 * floor(2·v1·s + (v2 − v1)·s² / g) for s of its g seconds. The rise (v2 − v1)·s is split into whole
 * multiples of g and a rest before s is multiplied again, so that nothing comes near 2^53 (9·10^15),
 * where numbers stop being exact: with 10 million viewers over 2.5 hours the rise is up to 9·10^10, the
 * rest times s below 8.1·10^7 and the area 1.8·10^11; over 73 hours, which is G of a cadence of 29
 * hours, they are 2.6·10^12, 7·10^10 and 5.3·10^12.
 */
function doubledAreaTo({ from, to, viewers }: Stretch, cut: number): number {
  if (viewers === null) return 0
  const length = to - from
  const seconds = cut - from
  const rise = (viewers[1] - viewers[0]) * seconds
  const whole = Math.floor(rise / length)
  const rest = rise - whole * length
  return (2 * viewers[0] + whole) * seconds + Math.floor((rest * seconds) / length)
}
