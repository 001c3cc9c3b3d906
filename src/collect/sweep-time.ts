// When a sweep is for.

import { AppError } from '../domain/error.ts'
import type { Platform } from '../domain/platform.ts'
import { readRfc3339, writeRfc3339 } from '../domain/rfc3339.ts'
import type { NewestSweep } from '../store/sweeps.ts'

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

/** A slip of the pen in --at would stop the census for as long. Seconds. */
const furthestAheadSeconds = 86_400

/** How far the clock may lag behind the newest sweep before something is wrong. Seconds. */
const clockLagSeconds = 5

/**
 * The moment that a sweep counts as of, whole epoch seconds: later than the newest one's. Throws
 * `invalid` for one too far ahead, `conflict` for one that is not later.
 */
export function chooseTime(
  platform: Platform,
  time: SweepTime,
  nowMs: number,
  newest: Pick<NewestSweep, 'collectedAt'> | null,
): number {
  const now = Math.floor(nowMs / 1_000)
  const wanted = time.kind === 'at' ? time.at : now
  if (wanted > now + furthestAheadSeconds)
    throw new AppError(
      'invalid',
      `--at must not be more than a day ahead, or every sweep until then is refused; it is ${writeRfc3339(now)}.`,
    )
  if (newest === null || wanted > newest.collectedAt) return wanted
  const newestText = writeRfc3339(newest.collectedAt)
  if (time.kind === 'at')
    throw new AppError(
      'conflict',
      `--at must be later than the newest sweep of ${platform}, ${newestText}.`,
    )
  if (newest.collectedAt - wanted > clockLagSeconds)
    throw new AppError(
      'conflict',
      `The newest sweep of ${platform} is of ${newestText}, later than this machine's clock.`,
    )
  return newest.collectedAt + 1
}
