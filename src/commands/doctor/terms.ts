// What `doctor` says of quotas and terms: what is left today, and what each platform's terms allow.

import type { Platform } from '../../domain/platform.ts'
import type { PlatformPolicy, Policies } from '../../domain/policy.ts'
import type { BucketStanding, QuotaStanding } from '../../domain/quota-standing.ts'
import { writeRfc3339 } from '../../domain/rfc3339.ts'
import { describeDuration } from '../../lib/duration-text.ts'
import type { Finding } from './report.ts'

/**
 * A line for each bucket where it is known what was spent, and one for the whole; times in UTC and by
 * the clock of this machine.
 */
export function examineQuota(
  platform: Platform,
  { buckets, followsAtMost, resetsAt }: QuotaStanding,
  now: number,
  isKnown: boolean,
): Finding[] {
  const reset = `${writeRfc3339(resetsAt)} (${localTimeOf(resetsAt)})`
  const unknown = 'how much is left is not known without the database'
  return [
    ...(isKnown
      ? buckets.map(bucket => examineBucket(platform, bucket))
      : [{ check: platform, verdict: 'note' as const, text: unknown }]),
    {
      check: platform,
      verdict: 'note',
      text: `whole again in ${describeDuration(resetsAt - now)}, at ${reset}`,
      facts: { resets_at: writeRfc3339(resetsAt) },
    },
    {
      check: platform,
      verdict: 'note',
      text: `a key of this size can follow ${followsAtMost} live streams`,
      facts: { follows_at_most: followsAtMost },
    },
  ]
}

function examineBucket(platform: Platform, standing: BucketStanding): Finding {
  const { bucket, size, spent, left, closedAt } = standing
  const closed = closedAt === null ? '' : `, closed by the platform at ${writeRfc3339(closedAt)}`
  return {
    check: platform,
    verdict: left > 0 || size === 0 ? 'right' : 'doubtful',
    text: `${left} of ${size} ${bucketWords[bucket]} left today, ${spent} spent${closed}`,
    facts: {
      bucket,
      size,
      spent,
      left,
      closed_at: closedAt === null ? null : writeRfc3339(closedAt),
    },
  }
}

const bucketWords = {
  search: 'searches',
  default: 'units',
} satisfies Record<BucketStanding['bucket'], string>

/** Such as 2026-11-23 09:00 Europe/Berlin. */
function localTimeOf(at: number): string {
  // Sweden writes dates as RFC 3339 does.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
  return `${format.format(at * 1_000)} ${format.resolvedOptions().timeZone}`
}

/** What an operator should have read, where a platform's agreement says more than its policy shows. */
const clauses: Readonly<Partial<Record<Platform, string>>> = {
  twitch:
    'Its Developer Agreement, as quoted at discuss.dev.twitch.com/t/63884, allows no copies of Twitch content beyond a 24-hour cache unless you are authorised or hold the rights; whether that reaches numbers was never answered officially. The keys are yours, and so is the agreement.',
}

const openedBy =
  'Once its additional policies on derived metrics and data storage are accepted for the project, set YOUTUBE_DERIVED_METRICS_ACCEPTED=true.'

/** A line for each platform. */
export function examineTerms(platforms: readonly Platform[], policyOf: Policies): Finding[] {
  return platforms.map(platform => {
    const policy = policyOf(platform)
    const isClosed = platform === 'youtube' && !policy.allowDerived
    const advice = isClosed ? openedBy : clauses[platform]
    const finding = { check: platform, verdict: 'note' as const, text: describePolicy(policy) }
    return advice === undefined ? finding : { ...finding, advice }
  })
}

/** A policy in one line. */
export function describePolicy(policy: PlatformPolicy): string {
  const { maxStatDays, maxDataDays, allowAggregates, allowDerived, attribution } = policy
  return [
    `numbers are kept ${daysText(maxStatDays)}, all else ${daysText(maxDataDays)}`,
    `${allowAggregates ? 'sums' : 'no sums'} over channels`,
    `${allowDerived ? 'derived metrics' : 'no derived metrics'}`,
    ...(attribution === null ? [] : [`named as ${attribution}`]),
  ].join('; ')
}

function daysText(days: number | null): string {
  return days === null ? 'for ever' : `for ${days} days`
}
