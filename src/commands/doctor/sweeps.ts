// What `doctor` says of the sweeps of the last day: how they went, and how the newest one is.

import type { Platform } from '../../domain/platform.ts'
import { writeRfc3339 } from '../../domain/rfc3339.ts'
import { describeDuration } from '../../lib/duration-text.ts'
import type { SweepCount } from '../../store/examination.ts'
import type { PlatformSweeps } from '../../store/sweeps.ts'
import type { Finding } from './report.ts'

export interface SweepFacts {
  /** Now, whole epoch seconds. */
  readonly now: number
  /** The platforms that are set up to be swept. */
  readonly sweptPlatforms: readonly Platform[]
  readonly sweeps: readonly PlatformSweeps[]
  /** Of the last day. */
  readonly counts: readonly SweepCount[]
}

/** A newest sweep older than this many times its cadence is late, as in GET /health. */
const lateAfterCadences = 2.5

/** A line for each platform that is set up or was ever swept. */
export function examineSweeps({ now, sweptPlatforms, sweeps, counts }: SweepFacts): Finding[] {
  const never = sweptPlatforms.filter(name => !sweeps.some(({ platform }) => platform === name))
  return [
    ...sweeps.flatMap(({ platform, newest }) =>
      newest === null
        ? []
        : [examineOne(platform, newest, tally(counts, platform), now, sweptPlatforms)],
    ),
    ...never.map(
      (platform): Finding => ({ check: platform, verdict: 'note', text: 'never swept' }),
    ),
  ]
}

type Newest = NonNullable<PlatformSweeps['newest']>
type Tally = Record<SweepCount['status'], number>

function tally(counts: readonly SweepCount[], platform: Platform): Tally {
  const tally: Tally = { complete: 0, partial: 0, failed: 0 }
  for (const row of counts) if (row.platform === platform) tally[row.status] = row.sweeps
  return tally
}

function examineOne(
  platform: Platform,
  newest: Newest,
  { complete, partial, failed }: Tally,
  now: number,
  sweptPlatforms: readonly Platform[],
): Finding {
  const age = Math.max(0, now - newest.collectedAt)
  const day = `last day: ${complete} complete, ${partial} partial, ${failed} failed`
  const text = `newest ${newest.status}, ${describeDuration(age)} old, ${newest.streams} streams; ${day}`
  const facts = {
    newest_status: newest.status,
    newest_reason: newest.reason,
    newest_at: writeRfc3339(newest.collectedAt),
    newest_streams: newest.streams,
    complete,
    partial,
    failed,
  }
  const line = { check: platform, text, facts }
  if (!sweptPlatforms.includes(platform)) return { ...line, verdict: 'note' }
  if (age > lateAfterCadences * newest.cadence)
    return {
      ...line,
      verdict: 'doubtful',
      advice: 'Nobody sweeps it now: start `up`, or `work` beside `serve`.',
    }
  if (newest.status === 'complete') return { ...line, verdict: 'right' }
  return {
    ...line,
    verdict: newest.status === 'failed' ? 'wrong' : 'doubtful',
    advice: newest.error ?? `The reason is ${newest.reason ?? 'not known'}.`,
  }
}
