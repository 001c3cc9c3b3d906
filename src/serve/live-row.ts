// Turns what the store found into what crosses the wire.

import type { LiveBroadcast, PlatformBasis } from '../contract/live.ts'
import { toTimestampOrNull } from '../contract/timestamp.ts'
import { hasAmbiguousZero } from '../domain/platform.ts'
import type { PlatformPolicy } from '../domain/policy.ts'
import { writeRfc3339 } from '../domain/rfc3339.ts'
import type { LiveRow } from '../store/live.ts'
import type { PlatformSweeps } from '../store/sweeps.ts'
import { type LeftOut, noteOn } from './left-out.ts'

/** A live broadcast on the wire. */
export function toLiveBroadcast(row: LiveRow): LiveBroadcast {
  return {
    platform: row.platform,
    channel_id: row.channelId,
    username: row.username,
    display_name: row.displayName,
    avatar_url: row.avatarUrl,
    title: row.title,
    category_id: row.categoryId,
    game_name: row.gameName,
    viewer_count: row.viewers,
    language: row.language,
    started_at: toTimestampOrNull(row.startedAt),
    collected_at: writeRfc3339(row.collectedAt),
    stream_url: row.streamUrl,
    thumbnail_url: row.thumbnailUrl,
    follower_count: row.followers,
    tags: [...row.tags],
    stream_id: row.streamId,
  }
}

/** How far a platform is known, and what its terms keep out of the answer, on the wire. */
export function toPlatformBasis(
  { platform, newest, completeAt }: PlatformSweeps,
  { attribution }: PlatformPolicy,
  leftOut: readonly LeftOut[],
): PlatformBasis {
  return {
    platform,
    status: newest?.status ?? null,
    scope: newest?.scope ?? null,
    collected_at: toTimestampOrNull(newest?.collectedAt ?? null),
    complete_at: toTimestampOrNull(completeAt),
    zero_viewers: hasAmbiguousZero(platform) ? 'ambiguous' : 'counted',
    attribution,
    policy_left_out: [...leftOut],
    policy_note: noteOn(platform, leftOut),
  }
}

/** The newest sweep that read anything, whole epoch seconds; null when there is none. */
export function newestReading(sweeps: readonly PlatformSweeps[]): number | null {
  const times = sweeps.map(({ readAt }) => readAt).filter(time => time !== null)
  return times.length === 0 ? null : Math.max(...times)
}
