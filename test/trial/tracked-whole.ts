// What must hold of a census of tracked streams as a whole: its slots, its samples and its ends.

import type { YouTubeVideos } from '../../src/simulator/youtube-videos.ts'
import type { Sql } from '../../src/store/database.ts'

/** What is in the database once a trial is over. */
export interface WholeCensus {
  readonly sweeps: number
  readonly slots: number
  /** Numbers of sweeps that are left out: of those that were killed while they were recorded. */
  readonly numbersLeftOut: number
  /** Sweeps that have a lower number than one of an earlier slot. */
  readonly outOfOrder: number
  readonly samples: number
  /** Samples of a moment at which no sweep was. */
  readonly strayedSamples: number
}

export async function readWhole(sql: Sql): Promise<WholeCensus> {
  const [row] = await sql<WholeCensus[]>`
    with numbered as (
      select id, slot, lag(id) over (order by slot) as before
      from sweeps
    )
    select
      count(*) as sweeps,
      count(distinct slot) as slots,
      max(id) - min(id) + 1 - count(*) as "numbersLeftOut",
      count(*) filter (where id < before) as "outOfOrder",
      (select count(*) from samples) as samples,
      (
        select count(*)
        from samples s
        where not exists (select 1 from sweeps w where w.collected_at = s.collected_at)
      ) as "strayedSamples"
    from numbered`
  if (row === undefined) throw new Error('a count has no row')
  return row
}

/** How the ends of broadcasts are booked. */
export interface Ends {
  readonly booked: number
  /** Booked at the last sample or before, or after the proof. */
  readonly outside: number
  /** Of broadcasts that went on. */
  readonly tooSoon: number
  /** Booked at the very second. */
  readonly exact: number
}

interface EndRow {
  readonly streamId: string
  readonly endedAt: number
  readonly lastSampleAt: number
  readonly goneAt: number
}

/** Holds the ends that were booked against the world's own. */
export async function readEnds(sql: Sql, videos: YouTubeVideos): Promise<Ends> {
  const rows = await sql<EndRow[]>`
    select
      b.stream_id as "streamId",
      extract(epoch from e.ended_at)::bigint as "endedAt",
      extract(epoch from e.last_sample_at)::bigint as "lastSampleAt",
      extract(epoch from e.gone_at)::bigint as "goneAt"
    from broadcast_ends e
    join broadcasts b
      on b.channel_id = e.channel_id
      and b.broadcast_no = e.broadcast_no`
  // At its last sample it was there, whatever became of it.
  const ends = rows.map(row => ({
    ...row,
    end: videos.byId(row.streamId, row.lastSampleAt)?.endsAt,
  }))
  const count = (holds: (row: (typeof ends)[number]) => boolean) => ends.filter(holds).length
  return {
    booked: ends.length,
    outside: count(row => row.endedAt <= row.lastSampleAt || row.endedAt > row.goneAt),
    tooSoon: count(row => row.end === undefined || row.end > row.goneAt),
    exact: count(row => row.endedAt === row.end),
  }
}
