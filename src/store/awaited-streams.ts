// Streams that are known and not live: found and not looked up yet, scheduled, or over not long ago.
// Where streams are tracked by their ids, nothing becomes live that was not awaited.

import type { Platform } from '../domain/platform.ts'
import { numbers, texts } from './columns.ts'
import type { Queryable } from './database.ts'

/** A stream that is awaited. Times are whole epoch seconds. */
export interface AwaitedStream {
  readonly streamId: string
  readonly foundAt: number
  /** Null = not told. */
  readonly scheduledAt: number | null
  /** The search that found it, until it is looked up; null = another way, or it was. */
  readonly searchId: number | null
}

/** A stream as it was found. */
export interface FoundId {
  readonly streamId: string
  /** The platform's id of its channel. */
  readonly channelId: string
}

/** What a look-up made of streams that were awaited. */
export interface AwaitedChanges {
  /** Those that are nothing to wait for any more. */
  readonly dropped: readonly string[]
  readonly kept: readonly {
    readonly streamId: string
    readonly scheduledAt: number | null
    readonly dueAt: number
  }[]
}

/** One that ended so long ago may be shown as live once more. Seconds. */
const echoSeconds = 3_600

/**
 * Awaits streams found at a moment (whole epoch seconds), due at once; `searchId` = the search that
 * found them, null = another way. Those that are known are left as they are. How many nothing had told
 * of before.
 */
export async function addFound(
  sql: Queryable,
  platform: Platform,
  found: readonly FoundId[],
  at: number,
  searchId: number | null,
): Promise<number> {
  if (found.length === 0) return 0
  const ids = [...new Map(found.map(row => [row.streamId, row])).values()]
  const [counted] = await sql<{ added: number }[]>`
    with found as (
      select
        i.stream_id,
        i.channel_id,
        exists (
          select 1
          from broadcasts b
          where b.stream_id = i.stream_id and b.platform = ${platform}
        ) as is_known,
        exists (
          select 1
          from broadcasts b
          where b.stream_id = i.stream_id
            and b.platform = ${platform}
            and (b.ended_at is null or b.ended_at > to_timestamp(${at - echoSeconds}))
        ) as is_near
      from unnest(
        ${texts(ids.map(row => row.streamId))}::text[],
        ${texts(ids.map(row => row.channelId))}::text[]
      ) as i (stream_id, channel_id)
    ),
    added as (
      insert into awaited_streams (
        platform, stream_id, platform_channel_id, found_at, due_at, search_id
      )
      select
        ${platform}::platform, f.stream_id, f.channel_id, to_timestamp(${at}), to_timestamp(${at}),
        ${searchId}::bigint
      from found f
      where not f.is_near
      on conflict (platform, stream_id) do nothing
      returning stream_id
    )
    select count(*) as added
    from added a
    join found f on f.stream_id = a.stream_id
    where not f.is_known`
  return counted?.added ?? 0
}

/** The streams that are due at a moment (whole epoch seconds), those that were found last first. */
export async function listAwaited(
  sql: Queryable,
  platform: Platform,
  at: number,
  limit: number,
): Promise<AwaitedStream[]> {
  const rows = await sql<AwaitedStream[]>`
    select
      stream_id as "streamId",
      extract(epoch from found_at)::bigint as "foundAt",
      extract(epoch from scheduled_at)::bigint as "scheduledAt",
      search_id as "searchId"
    from awaited_streams
    where platform = ${platform} and due_at <= to_timestamp(${at})
    order by found_at desc, stream_id
    limit ${limit}`
  return [...rows]
}

/** How many are due at a moment, whole epoch seconds. */
export async function countAwaited(
  sql: Queryable,
  platform: Platform,
  at: number,
): Promise<number> {
  const [row] = await sql<{ due: number }[]>`
    select count(*) as due
    from awaited_streams
    where platform = ${platform} and due_at <= to_timestamp(${at})`
  return row?.due ?? 0
}

/** Writes what look-ups have made of awaited streams. */
export async function changeAwaited(
  sql: Queryable,
  platform: Platform,
  { dropped, kept }: AwaitedChanges,
): Promise<void> {
  if (dropped.length > 0)
    await sql`
      delete from awaited_streams
      where platform = ${platform} and stream_id = any(${texts(dropped)}::text[])`
  if (kept.length > 0)
    await sql`
      update awaited_streams a
      set
        scheduled_at = to_timestamp(i.scheduled_at),
        due_at = to_timestamp(i.due_at),
        search_id = null
      from unnest(
        ${texts(kept.map(row => row.streamId))}::text[],
        ${numbers(kept.map(row => row.scheduledAt))}::bigint[],
        ${numbers(kept.map(row => row.dueAt))}::bigint[]
      ) as i (stream_id, scheduled_at, due_at)
      where a.platform = ${platform} and a.stream_id = i.stream_id`
}
