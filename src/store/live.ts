// Who is live now: the open broadcasts that the platform's last complete sweep, or any since, saw.

import type { LiveSort } from '../domain/live-stream.ts'
import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'
import { isSeen, seenSince } from './seen-since.ts'

export interface LiveQuestion {
  readonly platform: Platform | null
  /** The platform's id of a category, or its exact name. */
  readonly category: string | null
  /** An exact language code, lower case. */
  readonly language: string | null
  readonly sort: LiveSort
  readonly limit: number
  /** Rows after this position only; null = from the top. */
  readonly after: LivePosition | null
}

/** Where a row stands in an order: its value (null = unknown) and its key. */
export interface LivePosition {
  readonly value: number | null
  readonly channelKey: number
  readonly broadcastNo: number
}

/** One live broadcast. Times are whole epoch seconds; unknown is null. */
export interface LiveRow {
  readonly platform: Platform
  readonly channelId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly avatarUrl: string | null
  readonly title: string | null
  readonly categoryId: string | null
  readonly gameName: string | null
  readonly viewers: number | null
  readonly language: string | null
  readonly startedAt: number | null
  readonly collectedAt: number
  readonly streamUrl: string | null
  readonly thumbnailUrl: string | null
  readonly followers: number | null
  readonly tags: readonly string[]
  readonly streamId: string | null
}

export interface LiveAnswer {
  readonly rows: readonly LiveRow[]
  /** The position after the last row; null when no row follows. */
  readonly next: LivePosition | null
}

type FoundRow = LiveRow & LivePosition

/**
 * Answers in two steps in one statement: the rows are found and cut on the live table alone,
 * then only those are joined with their texts.
 */
export async function listLive(sql: Queryable, question: LiveQuestion): Promise<LiveAnswer> {
  const { platform, category, language, limit, after } = question
  const value = sortValue(sql, question.sort)
  const found = await sql<FoundRow[]>`
    with seen_since as materialized (${seenSince(sql)}),
    top as materialized (
      select
        l.channel_id, l.broadcast_no, l.segment_no, l.platform, l.stream_id,
        l.viewers, l.language, l.started_at, l.last_sample_at,
        f.stream_url,
        ${value} as value
      from live_broadcasts l
      join seen_since f on f.platform = l.platform
      ${question.sort === 'followers' ? sql`join channels o on o.id = l.channel_id` : sql``}
      where ${isSeen(sql)}
        ${platform === null ? sql`` : sql`and l.platform = ${platform}`}
        ${language === null ? sql`` : sql`and l.language = ${language}`}
        ${category === null ? sql`` : sql`and ${isInCategory(sql, category)}`}
        ${after === null ? sql`` : sql`and ${isAfter(sql, value, after)}`}
      order by ${value} desc nulls last, l.channel_id, l.broadcast_no
      limit ${limit + 1}
    )
    select
      top.platform,
      c.channel_id as "channelId",
      c.username,
      c.display_name as "displayName",
      c.avatar_url as "avatarUrl",
      t.title,
      k.category_id as "categoryId",
      coalesce(k.name, g.game_name) as "gameName",
      top.viewers,
      top.language,
      extract(epoch from top.started_at)::bigint as "startedAt",
      extract(epoch from top.last_sample_at)::bigint as "collectedAt",
      case
        when top.stream_url like '%{username}%'
        then replace(top.stream_url, '{username}', c.username)
        else replace(top.stream_url, '{stream_id}', top.stream_id)
      end as "streamUrl",
      b.thumbnail_url as "thumbnailUrl",
      c.follower_count as "followers",
      g.tags,
      top.stream_id as "streamId",
      top.value,
      top.channel_id as "channelKey",
      top.broadcast_no as "broadcastNo"
    from top
    join channels c on c.id = top.channel_id
    join broadcasts b
      on b.channel_id = top.channel_id
      and b.broadcast_no = top.broadcast_no
    join segments g
      on g.channel_id = top.channel_id
      and g.broadcast_no = top.broadcast_no
      and g.segment_no = top.segment_no
    left join channel_titles t
      on t.channel_id = g.channel_id
      and t.title_no = g.title_no
    left join categories k on k.id = g.category_key
    order by top.value desc nulls last, top.channel_id, top.broadcast_no`
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return {
    rows,
    next:
      last === undefined
        ? null
        : { value: last.value, channelKey: last.channelKey, broadcastNo: last.broadcastNo },
  }
}

function sortValue(sql: Queryable, sort: LiveSort) {
  switch (sort) {
    case 'viewers':
      return sql`l.viewers::bigint`
    case 'started_at':
      return sql`extract(epoch from l.started_at)::bigint`
    case 'followers':
      return sql`o.follower_count`
    default:
      return sort satisfies never
  }
}

function isInCategory(sql: Queryable, category: string) {
  return sql`l.category_key in (
    select k.id
    from categories k
    where k.category_id = ${category} or k.name = ${category}
  )`
}

function isAfter(sql: Queryable, value: ReturnType<typeof sortValue>, after: LivePosition) {
  const { channelKey, broadcastNo } = after
  const isLaterKey = sql`(l.channel_id, l.broadcast_no) > (${channelKey}::bigint, ${broadcastNo}::int)`
  if (after.value === null) return sql`(${value} is null and ${isLaterKey})`
  return sql`(
    ${value} < ${after.value}::bigint
    or ${value} is null
    or (${value} = ${after.value}::bigint and ${isLaterKey})
  )`
}
