// What must be stored after each slot of tracked streams, told from what was answered alone.

import type { AnswerRecord } from '../../src/simulator/faults/faults.ts'
import type { Sql } from '../../src/store/database.ts'
import { readLookUps, readSearches, type ServedStream } from './tracked-served.ts'
import type { Attempt, TrackedSlot } from './tracked-trial.ts'

/** What a slot came to. */
export interface JudgedSlot {
  /** What is stored and should not be, or the other way round, one sentence each. */
  readonly faults: readonly string[]
  /** Searches that were answered and left no trace. */
  readonly lostSearches: number
  readonly samples: number
  readonly calls: number
  readonly fullCalls: number
}

interface SweepRow {
  readonly collectedAt: number
  readonly status: string
  readonly error: string | null
}

interface SearchRow {
  readonly searchedAt: number
  readonly found: number
}

/** Judges a slot once it is over. */
export async function judgeSlot(sql: Sql, told: TrackedSlot): Promise<JudgedSlot> {
  const { attempts, kills, slot, wrong } = told
  const records = attempts.flatMap(attempt => attempt.records)
  const { asked, calls, full } = readLookUps(records)
  const sweeps = await readSweeps(sql, slot)
  const [sweep] = sweeps
  const faults = [...wrong]
  let samples = 0
  if (sweep === undefined || sweeps.length > 1) faults.push(`${sweeps.length} sweeps`)
  else {
    if (sweep.status !== 'complete' || sweep.error !== null)
      faults.push(`the sweep is ${sweep.status}: ${sweep.error}`)
    const stored = await readSamples(sql, sweep.collectedAt)
    samples = stored.length
    faults.push(...compareSamples(stored, recordsOf(attempts, sweep.collectedAt)))
  }
  const searches = await judgeSearches(sql, attempts, asked)
  faults.push(...searches.faults)
  if (searches.lost > kills)
    faults.push(`${searches.lost} searches are lost, and ${kills} collectors were killed`)
  return {
    faults: faults.map(fault => `slot ${slot}: ${fault}`),
    lostSearches: searches.lost,
    samples,
    calls,
    fullCalls: full,
  }
}

/** What was answered to the collector that recorded the sweep, from its start on. */
function recordsOf(attempts: readonly Attempt[], collectedAt: number): readonly AnswerRecord[] {
  return attempts.findLast(({ beganAt }) => beganAt <= collectedAt)?.records ?? []
}

function compareSamples(
  stored: readonly ServedStream[],
  records: readonly AnswerRecord[],
): string[] {
  const { live } = readLookUps(records)
  const served = new Map(live.map(row => [row.streamId, row.viewers]))
  const ids = new Set(stored.map(row => row.streamId))
  const faults: string[] = []
  if (served.size < live.length) faults.push('a stream was looked up twice')
  if (ids.size < stored.length) faults.push('a sample is there twice')
  for (const { streamId, viewers } of stored) {
    const told = served.get(streamId)
    if (told === undefined) faults.push(`a sample of ${streamId} is there, which was not served`)
    else if (told !== viewers) faults.push(`${streamId} had ${told} viewers, ${viewers} are stored`)
  }
  for (const streamId of served.keys())
    if (!ids.has(streamId)) faults.push(`${streamId} was served and has no sample`)
  return faults
}

/** Each search that was answered is there, and what it found is known or was looked up since. */
async function judgeSearches(sql: Sql, attempts: readonly Attempt[], asked: ReadonlySet<string>) {
  const faults: string[] = []
  let lost = 0
  for (const [place, { beganAt, records }] of attempts.entries()) {
    const until = attempts[place + 1]?.beganAt ?? Number.MAX_SAFE_INTEGER
    const answered = readSearches(records)
    const stored = (await readSearchRows(sql, beganAt)).filter(row => row.searchedAt < until)
    lost += answered.length - stored.length
    if (stored.length > answered.length) faults.push('a search is there that was not answered')
    for (const [i, row] of stored.entries()) {
      const answer = answered[i]
      if (answer === undefined) continue
      const { found } = answer
      if (row.found !== found.length)
        faults.push(`a search found ${found.length}, ${row.found} are stored`)
      const unknown = await listUnknown(
        sql,
        found.filter(id => !asked.has(id)),
      )
      faults.push(...unknown.map(id => `${id} was found by a search and is not known`))
    }
  }
  return { faults, lost }
}

async function readSweeps(sql: Sql, slot: number): Promise<SweepRow[]> {
  return sql<SweepRow[]>`
    select extract(epoch from collected_at)::bigint as "collectedAt", status, error
    from sweeps
    where platform = 'youtube' and slot = to_timestamp(${slot})`
}

async function readSamples(sql: Sql, at: number): Promise<ServedStream[]> {
  return sql<ServedStream[]>`
    select b.stream_id as "streamId", s.viewers
    from samples s
    join broadcasts b
      on b.channel_id = s.channel_id
      and b.broadcast_no = s.broadcast_no
    where s.platform = 'youtube'
      and s.collected_at = to_timestamp(${at})
      and s.collected_on = (to_timestamp(${at}) at time zone 'UTC')::date`
}

async function readSearchRows(sql: Sql, since: number): Promise<SearchRow[]> {
  return sql<SearchRow[]>`
    select extract(epoch from searched_at)::bigint as "searchedAt", found
    from searches
    where searched_at >= to_timestamp(${since})
    order by id`
}

async function listUnknown(sql: Sql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await sql<{ id: string }[]>`
    select i.id
    from unnest(${ids as string[]}::text[]) as i (id)
    where not exists (select 1 from awaited_streams a where a.stream_id = i.id)
      and not exists (select 1 from broadcasts b where b.stream_id = i.id)`
  return rows.map(({ id }) => id)
}
