// What a sweep of tracked streams is: complete, partial or failed. Pure.

import type { AppError } from '../../domain/error.ts'
import { writeRfc3339 } from '../../domain/rfc3339.ts'
import type { Sweep, SweepReason } from '../../domain/sweep.ts'
import type { BucketDay } from './allowance.ts'
import type { StreamsFound } from './look-up.ts'

export interface TrackedOutcome {
  readonly found: Pick<StreamsFound, 'failure' | 'figures'>
  /** Streams that are due and could not be asked for within the quota. */
  readonly left: number
  /** Units that each sweep has from now to the end of the day. */
  readonly aSweep: number
  /** How the bucket of look-ups stands now. */
  readonly bucket: BucketDay
  /** What broke the searches off; null = nothing did. */
  readonly searchFailure: AppError | null
}

type Verdict = Pick<Sweep, 'status' | 'reason' | 'error'>

/** Complete = all that the quota allows was asked for and answered. */
export function judgeTracked(outcome: TrackedOutcome): Verdict {
  const { found, left, aSweep, bucket, searchFailure } = outcome
  const { failure, figures } = found
  const nothingRead = figures.pages === 0
  const isSpent = bucket.isClosed || bucket.spent >= bucket.size
  const spent = `The quota of today is spent; it is whole again at ${writeRfc3339(bucket.endsAt)}.`
  if (failure === 'late')
    return {
      status: nothingRead ? 'failed' : 'partial',
      reason: 'time_limit',
      error: 'The time of a sweep was not enough for all.',
    }
  if (failure !== null) {
    const reason = reasonOf(failure, nothingRead, isSpent)
    const error = reason === 'quota' ? spent : failure.message
    return { status: nothingRead ? 'failed' : 'partial', reason, error }
  }
  if (nothingRead && left > 0 && isSpent) return { status: 'failed', reason: 'quota', error: spent }
  if (nothingRead && left > 0 && aSweep >= 1)
    return {
      status: 'partial',
      reason: 'quota',
      error: 'Nothing was looked up: more of the quota is spent than falls to this time of day.',
    }
  const error = searchFailure === null ? null : `No search: ${searchFailure.message}`
  // Without a stream to look up, searches are all there is.
  if (nothingRead && searchFailure !== null)
    return { status: 'failed', reason: reasonOf(searchFailure, true, false), error }
  return { status: 'complete', reason: null, error }
}

function reasonOf({ code }: AppError, nothingRead: boolean, isSpent: boolean): SweepReason {
  if (code === 'unauthorized') return 'unauthorized'
  if (code === 'rate_limited' && isSpent) return 'quota'
  return nothingRead ? 'unreachable' : 'page_failed'
}
