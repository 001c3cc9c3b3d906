// What the sweeps say of the census' health. Pure: times come in, words go out.

import type { Health, LastSweep, PlatformHealth, QuotaHealth } from '../contract/health.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import { type Platform, platforms } from '../domain/platform.ts'
import type { QuotaStanding } from '../domain/quota-standing.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import { slotAt } from '../domain/sweep.ts'
import { describeDuration } from '../lib/duration-text.ts'
import type { Demo } from '../store/demo.ts'
import type { PlatformSweeps } from '../store/sweeps.ts'
import { toDemo } from './demo.ts'

export interface HealthFacts {
  /** Now, whole epoch seconds. */
  readonly now: number
  readonly version: string
  readonly sweptPlatforms: readonly Platform[]
  /** Seconds from one sweep to the next. */
  readonly cadence: number
  readonly database: KnownDatabase | { readonly status: 'unavailable'; readonly message: string }
}

interface KnownDatabase {
  readonly status: 'ok'
  readonly latencyMs: number
  readonly sweeps: readonly PlatformSweeps[]
  /** Null: no demo. */
  readonly demo: Demo | null
  /** How the daily quotas stand that could be read. */
  readonly quotas: ReadonlyMap<Platform, QuotaStanding>
}

/** A last complete sweep older than this many times the cadence is late. */
const lateAfterCadences = 2.5

/** The answer of GET /health. */
export function judgeHealth(facts: HealthFacts): Health {
  const { now, version, database } = facts
  const frame = { checked_at: writeRfc3339(now), version }
  if (database.status === 'unavailable')
    return {
      status: 'unavailable',
      message: database.message,
      ...frame,
      database: { status: 'unavailable', latency_ms: null },
      demo: null,
      platforms: [],
    }
  const judged = platforms.flatMap(platform => judgePlatform(facts, database, platform))
  const message = messageOf(judged)
  return {
    status: message === null ? 'ok' : 'degraded',
    message,
    ...frame,
    database: { status: 'ok', latency_ms: database.latencyMs },
    demo: toDemo(database.demo),
    platforms: judged,
  }
}

/** Platforms that are not swept here count only where none is: then others sweep. */
function messageOf(judged: readonly PlatformHealth[]): string | null {
  if (judged.length === 0)
    return 'No platform is set up to be swept: set the keys of one, such as TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET.'
  const swept = judged.filter(platform => platform.swept)
  const messages = (swept.length > 0 ? swept : judged)
    .map(platform => platform.message)
    .filter(message => message !== null)
  return messages.length === 0 ? null : messages.join(' ')
}

function judgePlatform(
  { now, cadence, sweptPlatforms }: HealthFacts,
  { sweeps, demo, quotas }: KnownDatabase,
  platform: Platform,
): PlatformHealth[] {
  const swept = sweptPlatforms.includes(platform)
  const found = sweeps.find(row => row.platform === platform)
  if (found === undefined && !swept) return []
  const { newest, completeAt } = found ?? { newest: null, completeAt: null }
  const quota = quotas.get(platform) ?? null
  // Where it is not swept here, others choose the time between sweeps.
  const lateAfter = lateAfterCadences * (swept ? cadence : (newest?.cadence ?? cadence))
  return [
    {
      platform,
      ...(demo?.replay
        ? { status: 'waiting' as const, message: `The past of ${platform} is being replayed.` }
        : verdictOf(platform, newest, completeAt, { now, lateAfter })),
      swept,
      last_sweep: newest === null ? null : toLastSweep(newest),
      complete_at: toTimestampOrNull(completeAt),
      age_seconds: completeAt === null ? null : Math.max(0, now - completeAt),
      next_sweep_at: swept ? writeRfc3339(slotAt(now, cadence) + cadence) : null,
      quota: quota === null ? null : toQuotaHealth(quota),
    },
  ]
}

/** How far this clock may lag behind that of a collector. */
const aheadSeconds = 60

function verdictOf(
  platform: Platform,
  newest: PlatformSweeps['newest'],
  completeAt: number | null,
  { now, lateAfter }: { readonly now: number; readonly lateAfter: number },
): Pick<PlatformHealth, 'status' | 'message'> {
  if (newest === null)
    return { status: 'waiting', message: `The first sweep of ${platform} is not done yet.` }
  const age = now - (completeAt ?? newest.collectedAt)
  const went = wentWrong(newest)
  if (age < -aheadSeconds)
    return {
      status: 'late',
      message: `The newest sweep of ${platform} counts as of ${describeDuration(-age)} ahead: no other is recorded until then.`,
    }
  if (age > lateAfter) {
    const late =
      completeAt === null
        ? `The newest sweep of ${platform} is ${describeDuration(age)} old and none was complete yet`
        : `The last complete sweep of ${platform} is ${describeDuration(age)} old`
    return { status: 'late', message: went === null ? `${late}.` : `${late}; the newest ${went}` }
  }
  if (newest.status === 'complete' || went === null) return { status: 'ok', message: null }
  return { status: newest.status, message: `The newest sweep of ${platform} ${went}` }
}

/** Ends a sentence about a sweep that is not complete; null when it is. */
function wentWrong({
  status,
  error,
  reason,
}: NonNullable<PlatformSweeps['newest']>): string | null {
  if (status === 'complete') return null
  const why = error ?? `(${reason ?? 'reason unknown'}).`
  return status === 'failed' ? `failed: ${why}` : `is partial: ${why}`
}

function toLastSweep(newest: NonNullable<PlatformSweeps['newest']>): LastSweep {
  return {
    slot: writeRfc3339(newest.slot),
    collected_at: writeRfc3339(newest.collectedAt),
    status: newest.status,
    reason: newest.reason,
    error: newest.error,
    scope: newest.scope,
    streams: newest.streams,
    duration_ms: newest.durationMs,
  }
}

function toQuotaHealth({ resetsAt, buckets, followsAtMost }: QuotaStanding): QuotaHealth {
  return {
    resets_at: writeRfc3339(resetsAt),
    buckets: buckets.map(({ closedAt, ...bucket }) => ({
      ...bucket,
      closed_at: toTimestampOrNull(closedAt),
    })),
    follows_at_most: followsAtMost,
  }
}
