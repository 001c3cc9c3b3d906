// Hours by category and language are kept for some weeks: older days go as partitions.

import { startOfDay } from '../domain/sum-hours.ts'
import type { Sql } from './database.ts'
import { dropPartition } from './drop-partition.ts'

const daySeconds = 86_400
/** Whole days beside the one that runs. */
const keptDays = 35

export interface DroppedPairHours {
  /** Days (yyyy-mm-dd) that went. */
  readonly dropped: readonly string[]
  /** Days that are too old and still there: somebody was using them. */
  readonly stuck: readonly string[]
}

/** Drops the days that are too old at a moment (whole epoch seconds). Throws the signal's reason. */
export async function dropPairHours(
  sql: Sql,
  at: number,
  signal: AbortSignal,
): Promise<DroppedPairHours> {
  const border = startOfDay(at) - keptDays * daySeconds
  const dropped: string[] = []
  const stuck: string[] = []
  for (const { day, partition } of await listDaysBefore(sql, border)) {
    signal.throwIfAborted()
    const isGone = await dropPartition(sql, partition)
    const those = isGone ? dropped : stuck
    those.push(day)
  }
  return { dropped, stuck }
}

async function listDaysBefore(sql: Sql, border: number) {
  const found = await sql<{ name: string }[]>`
    select c.relname as name
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'rollup_pair_hours'::regclass
    order by c.relname`
  return found.flatMap(({ name }) => {
    const [, year, month, date] = /^rollup_pair_hours_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? []
    const day = `${year}-${month}-${date}`
    return Date.parse(day) / 1_000 < border ? [{ day, partition: name }] : []
  })
}
