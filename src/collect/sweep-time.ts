// When a sweep is for.

import { AppError } from '../domain/error.ts'
import { readRfc3339 } from '../domain/rfc3339.ts'

/**
 * When a sweep is for: a slot of the grid, now by hand, or a given time (whole epoch seconds),
 * which is then its slot and its collected_at.
 */
export type SweepTime =
  | { readonly kind: 'grid'; readonly slot: number }
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: number }

/** The time of a sweep by hand: `--at`, or now where it is not given; throws `invalid`. */
export function readSweepTime(text: string | undefined): SweepTime {
  if (text === undefined) return { kind: 'now' }
  const at = readRfc3339(text)
  if (at !== null) return { kind: 'at', at }
  throw new AppError(
    'invalid',
    `--at must be a time of whole seconds such as 2026-11-22T18:05:00Z, not "${text}".`,
  )
}
