// Hours by category and language are kept for some weeks: older days go as partitions. Nothing goes that
// is not added up in its day, or that a platform's reader may still ask for.

import type { Platform } from '../domain/platform.ts'
import { startOfDay } from '../domain/sum-hours.ts'
import { readBookingState } from './booking-state.ts'
import type { Sql } from './database.ts'
import { dropPartition } from './drop-partition.ts'
import { foldHours } from './fold-hours.ts'
import { pairHourDays } from './partitions.ts'
import { withPlatformTurn } from './platform-turn.ts'

const daySeconds = 86_400

export interface DroppedPairHours {
  /** Days (yyyy-mm-dd) that went. */
  readonly dropped: readonly string[]
  /** Days that are too old and still there: somebody was using them. */
  readonly stuck: readonly string[]
}

interface PairDay {
  readonly day: string
  /** Its first second. */
  readonly from: number
  readonly partition: string
}

/**
 * Drops the days that are too old at a moment (whole epoch seconds): those 35 whole days before that of
 * the newest sweep of every platform that has the day. Readers count back from there too, so what a
 * platform has that is swept no more stays readable. Throws the signal's reason.
 */
export async function dropPairHours(
  sql: Sql,
  at: number,
  signal: AbortSignal,
): Promise<DroppedPairHours> {
  const dropped: string[] = []
  const stuck: string[] = []
  for (const pairDay of await listDaysBefore(sql, keptFrom(at))) {
    signal.throwIfAborted()
    const { day, from, partition } = pairDay
    const platforms = await listPlatforms(sql, pairDay)
    if (platforms.some(({ lastAt }) => lastAt === null || from >= keptFrom(lastAt))) continue
    for (const { platform } of platforms) await foldDay(sql, platform, pairDay)
    const isGone = await dropPartition(sql, partition)
    const those = isGone ? dropped : stuck
    those.push(day)
  }
  return { dropped, stuck }
}

/** The first day that is kept beside the one of a moment. */
function keptFrom(at: number): number {
  return startOfDay(at) - pairHourDays * daySeconds
}

async function listDaysBefore(sql: Sql, border: number): Promise<PairDay[]> {
  const found = await sql<{ name: string }[]>`
    select c.relname as name
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'rollup_pair_hours'::regclass
    order by c.relname`
  return found.flatMap(({ name }) => {
    const [, year, month, date] = /^rollup_pair_hours_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? []
    const day = `${year}-${month}-${date}`
    const from = Date.parse(day) / 1_000
    return from < border ? [{ day, from, partition: name }] : []
  })
}

/** Platforms that have a day, or are about to write to it, with their last sweep that read anything. */
async function listPlatforms(sql: Sql, { day, from }: PairDay) {
  return sql<{ platform: Platform; lastAt: number | null }[]>`
    select
      p.platform,
      (
        select extract(epoch from max(s.collected_at))::bigint
        from sweeps s
        where s.platform = p.platform and s.status <> 'failed'
      ) as "lastAt"
    from platforms p
    where exists (
        select 1
        from rollup_pair_hours r
        where r.platform = p.platform
          and r.hour >= to_timestamp(${from})
          and r.hour < to_timestamp(${from + daySeconds})
      )
      or exists (
        select 1
        from days d
        where d.platform = p.platform and d.day = ${day}
      )`
}

/** Adds up what no sweep has: the hours from where a platform stopped on, or where an import ended. */
async function foldDay(sql: Sql, platform: Platform, { from }: PairDay): Promise<void> {
  const until = from + daySeconds
  const isFolded = (foldedUntil: number | null) => foldedUntil !== null && foldedUntil >= until
  const { foldedUntil } = await readBookingState(sql, platform, null)
  if (isFolded(foldedUntil)) return
  await withPlatformTurn(sql, platform, async tx => {
    const state = await readBookingState(tx, platform, null)
    if (!isFolded(state.foldedUntil)) await foldHours(tx, platform, state.foldedUntil, until)
  })
}
