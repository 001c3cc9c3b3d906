// Carries out a sweep's plan: a few statements, each over columns of values. Always inside the
// sweep's transaction, always in this order, so that two writers never wait for each other.

import type { Platform } from '../domain/platform.ts'
import type { OpenedSegment, SweepChanges } from '../domain/sweep-changes.ts'
import { numbers, textLists, texts } from './columns.ts'
import type { Queryable } from './database.ts'
import { dayOf } from './partitions.ts'

/** When and where the changes were seen: the sweep's own words. */
export interface SeenAt {
  readonly platform: Platform
  /** Whole epoch seconds. */
  readonly collectedAt: number
  /** Seconds. */
  readonly cadence: number
}

/** Claims the platform for one change of what is live; false = the plan's version is stale. */
export async function claimVersion(
  sql: Queryable,
  platform: Platform,
  version: number,
): Promise<boolean> {
  const [row] = await sql`
    update platforms
    set version = version + 1
    where platform = ${platform} and version = ${version}
    returning version`
  return row !== undefined
}

/** Writes all that a sweep changes. */
export async function writeChanges(
  sql: Queryable,
  seenAt: SeenAt,
  changes: SweepChanges,
): Promise<void> {
  await endBroadcasts(sql, changes)
  await insertTitles(sql, changes)
  await insertBroadcasts(sql, seenAt, changes)
  await reopenBroadcasts(sql, changes)
  await correctBroadcasts(sql, changes)
  await writeSegments(sql, changes)
  await writeSeen(sql, seenAt, changes)
  await openLive(sql, seenAt, changes)
  await markMissed(sql, changes)
}

async function endBroadcasts(sql: Queryable, { ended }: SweepChanges): Promise<void> {
  if (ended.length === 0) return
  const channelKeys = numbers(ended.map(row => row.channelKey))
  const broadcastNos = numbers(ended.map(row => row.broadcastNo))
  const endedAts = numbers(ended.map(row => row.endedAt))
  await sql`
    update broadcasts b
    set
      ended_at = to_timestamp(i.ended_at),
      last_sample_at = to_timestamp(i.last_sample_at),
      thumbnail_url = null
    from unnest(
      ${channelKeys}::bigint[], ${broadcastNos}::int[], ${endedAts}::bigint[],
      ${numbers(ended.map(row => row.lastSampleAt))}::bigint[]
    ) as i (channel_id, broadcast_no, ended_at, last_sample_at)
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
  await sql`
    update segments g
    set ended_at = to_timestamp(i.ended_at)
    from unnest(
      ${channelKeys}::bigint[], ${broadcastNos}::int[],
      ${numbers(ended.map(row => row.segmentNo))}::int[], ${endedAts}::bigint[]
    ) as i (channel_id, broadcast_no, segment_no, ended_at)
    where g.channel_id = i.channel_id
      and g.broadcast_no = i.broadcast_no
      and g.segment_no = i.segment_no`
  await sql`
    delete from live_broadcasts l
    using unnest(${channelKeys}::bigint[], ${broadcastNos}::int[]) as i (channel_id, broadcast_no)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

async function insertTitles(sql: Queryable, { titles }: SweepChanges): Promise<void> {
  if (titles.length === 0) return
  await sql`
    insert into channel_titles (channel_id, title_no, title)
    select i.channel_id, i.title_no, i.title
    from unnest(
      ${numbers(titles.map(row => row.channelKey))}::bigint[],
      ${numbers(titles.map(row => row.titleNo))}::int[],
      ${texts(titles.map(row => row.title))}::text[]
    ) as i (channel_id, title_no, title)`
}

async function insertBroadcasts(
  sql: Queryable,
  { platform, collectedAt }: SeenAt,
  { started }: SweepChanges,
): Promise<void> {
  if (started.length === 0) return
  await sql`
    insert into broadcasts (
      channel_id, broadcast_no, platform, stream_id, started_at, first_sample_at, thumbnail_url
    )
    select
      i.channel_id, i.broadcast_no, ${platform}, i.stream_id,
      to_timestamp(i.started_at), to_timestamp(${collectedAt}), i.thumbnail_url
    from unnest(
      ${numbers(started.map(row => row.channelKey))}::bigint[],
      ${numbers(started.map(row => row.broadcastNo))}::int[],
      ${texts(started.map(row => row.streamId))}::text[],
      ${numbers(started.map(row => row.startedAt))}::bigint[],
      ${texts(started.map(row => row.thumbnailUrl))}::text[]
    ) as i (channel_id, broadcast_no, stream_id, started_at, thumbnail_url)`
}

async function reopenBroadcasts(sql: Queryable, changes: SweepChanges): Promise<void> {
  const { reopened, segmentsContinued: continued } = changes
  if (reopened.length === 0) return
  await sql`
    update broadcasts b
    set ended_at = null, last_sample_at = null
    from unnest(
      ${numbers(reopened.map(row => row.channelKey))}::bigint[],
      ${numbers(reopened.map(row => row.broadcastNo))}::int[]
    ) as i (channel_id, broadcast_no)
    where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
  if (continued.length === 0) return
  await sql`
    update segments g
    set ended_at = null
    from unnest(
      ${numbers(continued.map(row => row.channelKey))}::bigint[],
      ${numbers(continued.map(row => row.broadcastNo))}::int[],
      ${numbers(continued.map(row => row.segmentNo))}::int[]
    ) as i (channel_id, broadcast_no, segment_no)
    where g.channel_id = i.channel_id
      and g.broadcast_no = i.broadcast_no
      and g.segment_no = i.segment_no`
}

async function correctBroadcasts(sql: Queryable, changes: SweepChanges): Promise<void> {
  const { corrected, thumbnails } = changes
  if (corrected.length > 0) {
    const channelKeys = numbers(corrected.map(row => row.channelKey))
    const broadcastNos = numbers(corrected.map(row => row.broadcastNo))
    const startedAts = numbers(corrected.map(row => row.startedAt))
    for (const table of [sql`broadcasts`, sql`live_broadcasts`])
      await sql`
        update ${table} b
        set started_at = to_timestamp(i.started_at)
        from unnest(${channelKeys}::bigint[], ${broadcastNos}::int[], ${startedAts}::bigint[])
          as i (channel_id, broadcast_no, started_at)
        where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
  }
  if (thumbnails.length > 0)
    await sql`
      update broadcasts b
      set thumbnail_url = i.thumbnail_url
      from unnest(
        ${numbers(thumbnails.map(row => row.channelKey))}::bigint[],
        ${numbers(thumbnails.map(row => row.broadcastNo))}::int[],
        ${texts(thumbnails.map(row => row.thumbnailUrl))}::text[]
      ) as i (channel_id, broadcast_no, thumbnail_url)
      where b.channel_id = i.channel_id and b.broadcast_no = i.broadcast_no`
}

async function writeSegments(sql: Queryable, changes: SweepChanges): Promise<void> {
  const { segmentsClosed: closed, segmentsOpened: opened } = changes
  if (closed.length > 0)
    await sql`
      update segments g
      set ended_at = to_timestamp(i.ended_at)
      from unnest(
        ${numbers(closed.map(row => row.channelKey))}::bigint[],
        ${numbers(closed.map(row => row.broadcastNo))}::int[],
        ${numbers(closed.map(row => row.segmentNo))}::int[],
        ${numbers(closed.map(row => row.endedAt))}::bigint[]
      ) as i (channel_id, broadcast_no, segment_no, ended_at)
      where g.channel_id = i.channel_id
        and g.broadcast_no = i.broadcast_no
        and g.segment_no = i.segment_no`
  await insertSegments(sql, opened)
  // A broadcast's first segment is in its live row from the start.
  await moveLiveSegments(
    sql,
    opened.filter(row => row.segmentNo > 1),
  )
}

async function insertSegments(sql: Queryable, opened: readonly OpenedSegment[]): Promise<void> {
  if (opened.length === 0) return
  await sql`
    insert into segments (
      channel_id, broadcast_no, segment_no, started_at,
      title_no, category_key, game_name, language, tags
    )
    select
      i.channel_id, i.broadcast_no, i.segment_no, to_timestamp(i.started_at),
      i.title_no, i.category_key, i.game_name, i.language, i.tags::text[]
    from unnest(
      ${numbers(opened.map(row => row.channelKey))}::bigint[],
      ${numbers(opened.map(row => row.broadcastNo))}::int[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.startedAt))}::bigint[],
      ${numbers(opened.map(row => row.titleNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.gameName))}::text[],
      ${texts(opened.map(row => row.language))}::text[],
      ${textLists(opened.map(row => row.tags))}::text[]
    ) as i (
      channel_id, broadcast_no, segment_no, started_at,
      title_no, category_key, game_name, language, tags
    )`
}

async function moveLiveSegments(sql: Queryable, opened: readonly OpenedSegment[]): Promise<void> {
  if (opened.length === 0) return
  await sql`
    update live_broadcasts l
    set segment_no = i.segment_no, category_key = i.category_key, language = i.language
    from unnest(
      ${numbers(opened.map(row => row.channelKey))}::bigint[],
      ${numbers(opened.map(row => row.broadcastNo))}::int[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.language))}::text[]
    ) as i (channel_id, broadcast_no, segment_no, category_key, language)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Nearly all there is to write: one update in place and one insert over the same columns. */
async function writeSeen(sql: Queryable, seenAt: SeenAt, { seen }: SweepChanges): Promise<void> {
  const columns = sampleColumns(seen.channelKeys, seen.broadcastNos, seen.viewers)
  if (columns === null) return
  await sql`
    update live_broadcasts l
    set
      last_sample_at = to_timestamp(${seenAt.collectedAt}),
      viewers = i.viewers,
      cadence = ${seenAt.cadence},
      missed_at = null
    from unnest(
      ${columns.channelKeys}::bigint[], ${columns.broadcastNos}::int[], ${columns.viewers}::int[]
    ) as i (channel_id, broadcast_no, viewers)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
  await insertSamples(sql, seenAt, columns)
}

async function openLive(
  sql: Queryable,
  { platform, collectedAt, cadence }: SeenAt,
  { opened }: SweepChanges,
): Promise<void> {
  if (opened.length === 0) return
  await sql`
    insert into live_broadcasts (
      channel_id, broadcast_no, platform, started_at, first_sample_at, last_sample_at,
      viewers, cadence, segment_no, category_key, stream_id, language
    )
    select
      i.channel_id, i.broadcast_no, ${platform}, to_timestamp(i.started_at),
      to_timestamp(i.first_sample_at), to_timestamp(${collectedAt}),
      i.viewers, ${cadence}, i.segment_no, i.category_key, i.stream_id, i.language
    from unnest(
      ${numbers(opened.map(row => row.channelKey))}::bigint[],
      ${numbers(opened.map(row => row.broadcastNo))}::int[],
      ${numbers(opened.map(row => row.startedAt))}::bigint[],
      ${numbers(opened.map(row => row.firstSampleAt))}::bigint[],
      ${numbers(opened.map(row => row.viewers))}::int[],
      ${numbers(opened.map(row => row.segmentNo))}::int[],
      ${numbers(opened.map(row => row.categoryKey))}::int[],
      ${texts(opened.map(row => row.streamId))}::text[],
      ${texts(opened.map(row => row.language))}::text[]
    ) as i (
      channel_id, broadcast_no, started_at, first_sample_at,
      viewers, segment_no, category_key, stream_id, language
    )`
  await insertSamples(
    sql,
    { platform, collectedAt, cadence },
    sampleColumns(
      opened.map(row => row.channelKey),
      opened.map(row => row.broadcastNo),
      opened.map(row => row.viewers),
    ),
  )
}

async function markMissed(sql: Queryable, { missed }: SweepChanges): Promise<void> {
  if (missed.length === 0) return
  await sql`
    update live_broadcasts l
    set missed_at = to_timestamp(i.missed_at)
    from unnest(
      ${numbers(missed.map(row => row.channelKey))}::bigint[],
      ${numbers(missed.map(row => row.broadcastNo))}::int[],
      ${numbers(missed.map(row => row.missedAt))}::bigint[]
    ) as i (channel_id, broadcast_no, missed_at)
    where l.channel_id = i.channel_id and l.broadcast_no = i.broadcast_no`
}

/** Literals of the columns that an update of live rows and an insert of samples share. */
interface SampleColumns {
  readonly channelKeys: string
  readonly broadcastNos: string
  readonly viewers: string
}

function sampleColumns(
  channelKeys: readonly number[],
  broadcastNos: readonly number[],
  viewers: readonly (number | null)[],
): SampleColumns | null {
  if (channelKeys.length === 0) return null
  return {
    channelKeys: numbers(channelKeys),
    broadcastNos: numbers(broadcastNos),
    viewers: numbers(viewers),
  }
}

async function insertSamples(
  sql: Queryable,
  { platform, collectedAt }: SeenAt,
  columns: SampleColumns | null,
): Promise<void> {
  if (columns === null) return
  await sql`
    insert into samples (channel_id, collected_at, broadcast_no, collected_on, viewers, platform)
    select
      i.channel_id, to_timestamp(${collectedAt}), i.broadcast_no, ${dayOf(collectedAt)}::date,
      i.viewers, ${platform}::platform
    from unnest(
      ${columns.channelKeys}::bigint[], ${columns.broadcastNos}::int[], ${columns.viewers}::int[]
    ) as i (channel_id, broadcast_no, viewers)`
}
