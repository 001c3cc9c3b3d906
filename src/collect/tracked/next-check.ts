// When a scheduled stream is looked up next: around its start. Pure.

import type { Upcoming } from '../../platforms/tracked-client.ts'
import type { AwaitedStream } from '../../store/awaited-streams.ts'

const hour = 3_600
const day = 24 * hour
/** Around its start, not oftener. */
const nearSeconds = 300
/** It may begin early, or late. */
const earlySeconds = 300
const lateSeconds = hour
const veryLateSeconds = day
/** A start can be moved, so one that is far off is asked about this often. */
const farSeconds = 12 * hour
/** Without a time it is waited for that long. */
const patienceSeconds = 3 * day

/**
 * When to look it up again after a moment at which it had not begun; whole epoch seconds, null = it is
 * given up. Around its start that is with each sweep (`interval` seconds).
 */
export function nextCheckOf(
  { scheduledAt }: Pick<Upcoming, 'scheduledAt'>,
  { foundAt }: Pick<AwaitedStream, 'foundAt'>,
  at: number,
  interval: number,
): number | null {
  if (scheduledAt === null) return at - foundAt > patienceSeconds ? null : at + hour
  const late = at - scheduledAt
  if (late > veryLateSeconds) return null
  if (late > lateSeconds) return at + hour / 2
  if (late >= -earlySeconds) return at + Math.max(interval, nearSeconds)
  return Math.min(scheduledAt - earlySeconds, at + farSeconds)
}
