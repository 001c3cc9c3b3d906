// Samples go by whole days: a partition is dropped, never emptied row by row.

import type { Platform } from '../domain/platform.ts'
import type { Sql } from './database.ts'
import { dropPartition } from './drop-partition.ts'

/** A platform's samples of one UTC day. */
export interface SampleDay {
  /** yyyy-mm-dd. */
  readonly day: string
  /** The partition they are in. */
  readonly partition: string
}

/** The days of a platform before a moment (whole epoch seconds), the oldest first. */
export async function listDaysBefore(
  sql: Sql,
  platform: Platform,
  border: number,
): Promise<SampleDay[]> {
  const found = await sql<{ name: string }[]>`
    select c.relname as name
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'samples'::regclass
    order by c.relname`
  return found.flatMap(({ name }) => {
    const [, year, month, day, of] = /^samples_(\d{4})(\d\d)(\d\d)_(\w+)$/.exec(name) ?? []
    const text = `${year}-${month}-${day}`
    const isOld = of === platform && Date.parse(text) / 1_000 < border
    return isOld ? [{ day: text, partition: name }] : []
  })
}

export async function countSamples(sql: Sql, platform: Platform, day: string): Promise<number> {
  const [row] = await sql<{ rows: number }[]>`
    select count(*) as rows
    from samples
    where platform = ${platform} and collected_on = ${day}`
  return row?.rows ?? 0
}

/** Drops a day, and that `days` knows of it; false = somebody is using it. */
export function dropDay(
  sql: Sql,
  platform: Platform,
  { day, partition }: SampleDay,
): Promise<boolean> {
  return dropPartition(
    sql,
    partition,
    tx => tx`
      delete from days
      where platform = ${platform} and day = ${day}`,
  )
}
