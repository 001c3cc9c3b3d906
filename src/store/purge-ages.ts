// How old something is that is told again by something else: fragments over rows `t`, or those of the
// alias they are given.

import type { Queryable } from './database.ts'
import { dayOf } from './partitions.ts'
import type { PurgeBorders } from './purge-borders.ts'

/** A piece of a statement. */
export type Fragment = ReturnType<typeof nothingKeeps>

/** Whether the broadcast that a row is of, or is, was not seen since the border; or is not there. */
export function nothingKeeps(sql: Queryable, row: string, { data }: PurgeBorders) {
  return sql`not exists (
    select 1
    from broadcasts b
    left join live_broadcasts l
      on l.channel_id = b.channel_id
      and l.broadcast_no = b.broadcast_no
    where b.channel_id = ${sql(row)}.channel_id
      and b.broadcast_no = ${sql(row)}.broadcast_no
      and coalesce(b.last_sample_at, l.last_sample_at, b.first_sample_at) >= to_timestamp(${data})
  )`
}

/** The last segment of a broadcast stays with it: a stream that is seen again is known by it. */
export function isOldSegment(sql: Queryable, row: string, borders: PurgeBorders) {
  return sql`(
    ${nothingKeeps(sql, row, borders)}
    or ${sql(row)}.ended_at < to_timestamp(${borders.data})
    and exists (
      select 1
      from segments n
      where n.channel_id = ${sql(row)}.channel_id
        and n.broadcast_no = ${sql(row)}.broadcast_no
        and n.segment_no > ${sql(row)}.segment_no
    )
  )`
}

/** Whether nothing has told of a channel since the border: no stream of it and no profile. */
export function isOfUntold(sql: Queryable, key: Fragment, { data }: PurgeBorders) {
  return sql`not exists (
    select 1
    from channels c
    where c.id = ${key}
      and (
        greatest(c.created_at, c.profile_read_at) >= to_timestamp(${data})
        or exists (
          select 1
          from followed_channels f
          where f.channel_id = c.id and f.seen_at >= to_timestamp(${data})
        )
        or exists (
          select 1
          from broadcasts b
          left join live_broadcasts l
            on l.channel_id = b.channel_id
            and l.broadcast_no = b.broadcast_no
          where b.channel_id = c.id
            and coalesce(b.last_sample_at, l.last_sample_at, b.first_sample_at)
              >= to_timestamp(${data})
        )
      )
  )`
}

/** Whoever hides the viewers for long is still live with a count that was told long ago. */
export function isLastKnownOld(sql: Queryable, borders: PurgeBorders) {
  return sql`coalesce(t.viewers, t.last_known_viewers) is not null
    and t.first_sample_at < to_timestamp(${borders.stats})
    and (
      t.last_sample_at < to_timestamp(${borders.stats})
      or t.viewers is null
      and ${isInNoSample(sql, sql`t.last_known_viewers`, sql`t.last_sample_at`, borders)}
    )`
}

/**
 * Whether a count of a channel's viewers, last told at `until` at the latest, stands in none of its
 * samples since the border: beside it there may be newer times, but none of them is its own.
 */
export function isInNoSample(
  sql: Queryable,
  viewers: Fragment,
  until: Fragment,
  { platform, stats }: PurgeBorders,
) {
  return sql`not exists (
    select 1
    from samples s
    where s.channel_id = t.channel_id
      and s.platform = ${platform}
      and s.collected_on >= ${dayOf(stats)}::date
      and s.collected_on <= (${until} at time zone 'UTC')::date
      and s.viewers = ${viewers}
  )`
}
