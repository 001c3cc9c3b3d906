// What must be stored after each sweep, told from what was served alone: every row, no end too soon,
// none too late.

import type { Platform } from '../../src/domain/platform.ts'
import type { Sweep } from '../../src/domain/sweep.ts'
import type { Sql } from '../../src/store/database.ts'
import type { ServedRow, ServedSweep } from './served.ts'

/** A sweep that ended complete, as the rules of ends see it. */
interface CompleteSweep {
  readonly at: number
  readonly served: ReadonlySet<string>
  /** Null = all of them. */
  readonly languages: ReadonlySet<string> | null
}

interface StoredRow {
  readonly streamId: string
  readonly viewers: number | null
  readonly title: string | null
  readonly gameName: string | null
  readonly language: string | null
}

interface OpenRow {
  readonly streamId: string
  readonly language: string | null
  readonly lastSampleAt: number
}

interface EndedRow {
  /** Tells one end from another. */
  readonly end: string
  readonly streamId: string
  readonly hasSuccessor: boolean
}

/** An end is booked at its first proof, which is at most so many seconds ago. */
const endsReachBack = 7_200

/** Finds what is stored and should not be, or the other way round; one sentence each. */
export function createOracle(sql: Sql, platform: Platform) {
  let complete: CompleteSweep[] = []
  let endsSeen: ReadonlySet<string> = new Set()
  /** Of platforms whose 0 can mean hidden: the last count of each stream that was known. */
  const lastKnown = new Map<string, number>()

  async function judge(sweep: Sweep, served: ServedSweep): Promise<string[]> {
    if (sweep.status === 'complete')
      complete = [...complete.slice(-2), completeOf(sweep, served.rows)]
    return [
      ...(await judgeRows(sweep, served)),
      ...(await judgeEnds(sweep)),
      ...(await judgeOpen(sweep)),
    ].map(fault => `${platform} at ${sweep.collectedAt}: ${fault}`)
  }

  /** Each stored row is one of those that were served, and each that was served is stored. */
  async function judgeRows(sweep: Sweep, { rows }: ServedSweep): Promise<string[]> {
    const stored = await readRows(sql, platform, sweep.collectedAt)
    const faults: string[] = []
    const left = new Map(rows)
    for (const row of stored) {
      const candidates = rows.get(row.streamId) ?? []
      left.delete(row.streamId)
      const known = lastKnown.get(row.streamId)
      if (!candidates.some(candidate => isSame(row, candidate, platform, known)))
        faults.push(`${JSON.stringify(row)} was not served, but ${JSON.stringify(candidates)}`)
      if (platform === 'kick' && row.viewers !== null) lastKnown.set(row.streamId, row.viewers)
    }
    // Of two broadcasts of one channel the later one stays.
    const channels = new Map<string, number>()
    for (const [row] of rows.values())
      if (row !== undefined) channels.set(row.channelId, (channels.get(row.channelId) ?? 0) + 1)
    for (const [row] of left.values())
      if (row !== undefined && channels.get(row.channelId) === 1)
        faults.push(`${JSON.stringify(row)} was served and is not stored`)
    return faults
  }

  /** No broadcast has ended that either of the last two complete sweeps held, unless it was replaced. */
  async function judgeEnds(sweep: Sweep): Promise<string[]> {
    const ended = await readEnds(sql, platform, sweep.collectedAt - endsReachBack)
    const before = complete.slice(-2)
    const fresh = ended.filter(({ end }) => !endsSeen.has(end))
    endsSeen = new Set(ended.map(({ end }) => end))
    return fresh
      .filter(({ hasSuccessor }) => !hasSuccessor)
      .filter(({ streamId }) => before.some(({ served }) => served.has(streamId)))
      .map(({ streamId }) => `${streamId} has ended, although ${sweep.status} sweeps held it`)
  }

  /** None is open that three complete sweeps in scope did not hold. */
  async function judgeOpen(sweep: Sweep): Promise<string[]> {
    if (complete.length < 3 || sweep.status !== 'complete') return []
    const oldest = complete[0]?.at ?? 0
    const open = await readOpen(sql, platform)
    return open
      .filter(({ lastSampleAt }) => lastSampleAt < oldest)
      .filter(({ language, streamId }) =>
        complete.every(
          ({ languages, served }) =>
            !served.has(streamId) &&
            (languages === null || (language !== null && languages.has(language))),
        ),
      )
      .map(({ streamId }) => `${streamId} is open, although three complete sweeps lacked it`)
  }

  return { judge }
}

function completeOf(
  { collectedAt, scope }: Sweep,
  rows: ReadonlyMap<string, unknown>,
): CompleteSweep {
  return {
    at: collectedAt,
    served: new Set(rows.keys()),
    languages: scope.kind === 'languages' ? new Set(scope.languages) : null,
  }
}

function isSame(
  stored: StoredRow,
  served: ServedRow,
  platform: Platform,
  lastKnown: number | undefined,
): boolean {
  const isHidden = platform === 'kick' && served.viewers === 0 && (lastKnown ?? 0) >= 5
  return (
    stored.viewers === (isHidden ? null : served.viewers) &&
    stored.title === served.title &&
    (served.gameName === null || stored.gameName === served.gameName) &&
    stored.language === served.language
  )
}

async function readRows(sql: Sql, platform: Platform, at: number): Promise<StoredRow[]> {
  return sql<StoredRow[]>`
    select
      b.stream_id as "streamId",
      s.viewer_count as "viewers",
      s.title,
      s.game_name as "gameName",
      s.language
    from live_snapshots s
    join broadcasts b
      on b.channel_id = s.channel_id
      and b.broadcast_no = split_part(s.id, '-', 2)::int
    where s.collected_at = to_timestamp(${at})
      and s.collected_on = (to_timestamp(${at}) at time zone 'UTC')::date
      and s.platform = ${platform}`
}

async function readOpen(sql: Sql, platform: Platform): Promise<OpenRow[]> {
  return sql<OpenRow[]>`
    select
      stream_id as "streamId",
      language,
      extract(epoch from last_sample_at)::bigint as "lastSampleAt"
    from live_broadcasts
    where platform = ${platform}`
}

/** Ends that were proven since a moment. */
async function readEnds(sql: Sql, platform: Platform, since: number): Promise<EndedRow[]> {
  return sql<EndedRow[]>`
    select
      concat_ws(' ', e.channel_id, e.broadcast_no, e.last_sample_at) as "end",
      b.stream_id as "streamId",
      exists (
        select 1
        from broadcasts n
        where n.channel_id = b.channel_id and n.broadcast_no > b.broadcast_no
      ) as "hasSuccessor"
    from broadcast_ends e
    join broadcasts b
      on b.channel_id = e.channel_id
      and b.broadcast_no = e.broadcast_no
    where b.platform = ${platform} and e.gone_at >= to_timestamp(${since})`
}
