// Live rows: one an open broadcast. A sweep updates them in place, so no column that it changes
// may ever be indexed.

import type { Due, SeenAt } from '../domain/sweep.ts'
import type {
  BroadcastKey,
  ChangedFingerprint,
  MissedBroadcast,
  OpenedLiveRow,
  OpenedSegment,
} from '../domain/sweep-changes.ts'
import { broadcastKeys, numbers, texts } from './columns.ts'
import type { Queryable, Sql } from './database.ts'
import type { SampleColumns } from './samples.ts'

/** Gives live rows their newest sample, all of one tier. */
export async function updateLiveRows(
  sql: Queryable,
  { collectedAt, cadence, tier }: SeenAt & Due,
  columns: SampleColumns,
): Promise<void> {
  await sql`
    update live_broadcasts l
    set
      last_sample_at = to_timestamp(${collectedAt}),
      viewers = i.viewers,
      last_known_viewers = coalesce(i.viewers, l.last_known_viewers),
      cadence = ${cadence},
      tier = ${tier},
      missed_at = null
    from unnest(
      ${columns.channelKeys}::bigint[], ${columns.broadcastNos}::int[], ${columns.viewers}::int[]
    ) as i (channel_id, broadcast_no, viewers)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Adds live rows: of broadcasts that began or were seen again after their end. */
export async function insertLiveRows(
  sql: Queryable,
  { platform, collectedAt }: SeenAt,
  opened: readonly OpenedLiveRow[],
): Promise<void> {
  if (opened.length === 0) return
  const keys = broadcastKeys(opened)
  await sql`
    insert into live_broadcasts (
      channel_id, broadcast_no, platform, started_at, first_sample_at, last_sample_at,
      viewers, last_known_viewers, cadence, tier, segment_no, category_key, stream_id, language,
      fingerprint, platform_channel_id
    )
    select
      i.channel_id, i.broadcast_no, ${platform}, to_timestamp(i.started_at),
      to_timestamp(i.first_sample_at), to_timestamp(${collectedAt}),
      i.viewers, i.last_known_viewers, i.cadence, i.tier, i.segment_no, i.category_key,
      i.stream_id, i.language, i.fingerprint, i.platform_channel_id
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(opened.map(row => row.startedAt))}::bigint[],
      ${numbers(opened.map(row => row.firstSampleAt))}::bigint[],
      ${numbers(opened.map(row => row.viewers))}::int[],
      ${numbers(opened.map(row => row.lastKnownViewers))}::int[],
      ${numbers(opened.map(row => row.cadence))}::int[],
      ${numbers(opened.map(row => row.tier))}::smallint[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.streamId))}::text[],
      ${texts(opened.map(row => row.language))}::text[],
      ${texts(opened.map(row => row.fingerprint))}::text[],
      ${texts(opened.map(row => row.channelId))}::text[]
    ) as i (
      channel_id, broadcast_no, started_at, first_sample_at, viewers, last_known_viewers,
      cadence, tier, segment_no, category_key, stream_id, language, fingerprint, platform_channel_id
    )`
}

/** Moves live rows on to the next segment of their broadcasts. */
export async function moveLiveRows(
  sql: Queryable,
  opened: readonly OpenedSegment[],
): Promise<void> {
  if (opened.length === 0) return
  const keys = broadcastKeys(opened)
  await sql`
    update live_broadcasts l
    set segment_no = i.segment_no, category_key = i.category_key, language = i.language
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.language))}::text[]
    ) as i (channel_id, broadcast_no, segment_no, category_key, language)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Notes what the texts of live rows are now. */
export async function markFingerprints(
  sql: Queryable,
  changed: readonly ChangedFingerprint[],
): Promise<void> {
  if (changed.length === 0) return
  const keys = broadcastKeys(changed)
  await sql`
    update live_broadcasts l
    set fingerprint = i.fingerprint
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${texts(changed.map(row => row.fingerprint))}::text[]
    ) as i (channel_id, broadcast_no, fingerprint)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Notes the first complete sweep that did not hold them. */
export async function markMissed(
  sql: Queryable,
  missed: readonly MissedBroadcast[],
): Promise<void> {
  if (missed.length === 0) return
  const keys = broadcastKeys(missed)
  await sql`
    update live_broadcasts l
    set missed_at = to_timestamp(i.missed_at)
    from unnest(
      ${keys.channelKeys}::bigint[],
      ${keys.broadcastNos}::int[],
      ${numbers(missed.map(row => row.missedAt))}::bigint[]
    ) as i (channel_id, broadcast_no, missed_at)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Takes the live rows of ended broadcasts away. */
export async function deleteLiveRows(
  sql: Queryable,
  ended: readonly BroadcastKey[],
): Promise<void> {
  if (ended.length === 0) return
  const keys = broadcastKeys(ended)
  await sql`
    delete from live_broadcasts l
    using unnest(${keys.channelKeys}::bigint[], ${keys.broadcastNos}::int[])
      as i (channel_id, broadcast_no)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/**
 * Frees the room of old versions at once: where many sweeps follow each other in seconds,
 * autovacuum comes too late, and the table grows to ten times its size.
 */
export async function vacuumLiveRows(sql: Sql): Promise<void> {
  await sql`vacuum (analyze) live_broadcasts`
}
