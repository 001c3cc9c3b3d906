// The partitions of what grows by the day: samples, and the sums of channels and of categories by
// language. They are made before a sweep's transaction and attached, which does not block readers.

import { type Platform, platforms } from '../domain/platform.ts'
import { startOfDay } from '../domain/sum-hours.ts'
import type { Queryable, Sql } from './database.ts'
import { sqlStateOf } from './database.ts'

/** The UTC day of a moment (whole epoch seconds), as yyyy-mm-dd. */
export function dayOf(at: number): string {
  return new Date(at * 1_000).toISOString().slice(0, 10)
}

/**
 * Makes sure that samples of a day (yyyy-mm-dd) and platform can be stored, with its sums, and that
 * `days` knows it. Safe to call again and from several processes at once.
 */
export async function ensurePartition(sql: Sql, platform: Platform, day: string): Promise<void> {
  const [found] = await sql`
    select 1
    from days
    where platform = ${platform} and day = ${day}`
  if (found !== undefined) return
  const next = platforms[platforms.indexOf(platform) + 1]
  const to = next === undefined ? 'maxvalue' : `'${next}'`
  const at = Date.parse(`${day}T00:00:00Z`) / 1_000
  await attach(
    sql,
    [
      {
        parent: 'samples',
        name: `samples_${day.replaceAll('-', '')}_${platform}`,
        bounds: `from ('${day}', '${platform}') to ('${day}', ${to})`,
      },
      monthPartition(at),
      pairPartition(at),
    ],
    async tx => {
      await tx`
        insert into days (platform, day)
        values (${platform}, ${day})
        on conflict do nothing`
    },
  )
}

/** So long category × language is kept by the hour. */
export const pairHourDays = 35

/**
 * Makes sure that sums of every day between two moments (whole epoch seconds) can be booked, category ×
 * language as far back as it is kept. Safe to call again and from several processes at once.
 */
export async function ensureSumDays(sql: Sql, from: number, to: number): Promise<void> {
  const missing = await listMissing(sql, partitionsBetween(from, to))
  if (missing.length > 0) await attach(sql, missing)
}

/** The same for single days (moments in them), in the transaction that books them. */
export async function ensureSumDaysWithin(tx: Queryable, days: Iterable<number>): Promise<void> {
  const wanted = new Map(
    [...new Set([...days].map(startOfDay))]
      .flatMap(day => [monthPartition(day), pairPartition(day)])
      .map(partition => [partition.name, partition]),
  )
  const missing = await listMissing(tx, wanted)
  if (missing.length > 0) await attachWithin(tx, missing)
}

function partitionsBetween(from: number, to: number): Map<string, Partition> {
  const wanted = new Map<string, Partition>()
  const add = (partition: Partition) => wanted.set(partition.name, partition)
  for (let at = startOfDay(from); at <= to; at += daySeconds) {
    add(monthPartition(at))
    if (at > to - pairHourDays * daySeconds) add(pairPartition(at))
  }
  return wanted
}

async function listMissing(
  sql: Queryable,
  wanted: ReadonlyMap<string, Partition>,
): Promise<Partition[]> {
  const missing = await sql<{ name: string }[]>`
    select name
    from unnest(${[...wanted.keys()]}::text[]) as name
    where to_regclass(name) is null`
  return missing.flatMap(({ name }) => wanted.get(name) ?? [])
}

const daySeconds = 86_400

interface Partition {
  readonly parent: string
  readonly name: string
  /** As SQL: bounds cannot be parameters. They come from formatted dates and the list of platforms. */
  readonly bounds: string
  /** How full its pages are made; 100 unless given. */
  readonly fillfactor?: number
}

/** Of the month that a day is in. */
function monthPartition(at: number): Partition {
  const month = dayOf(at).slice(0, 7)
  const nextMonth = dayOf(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1) / 1_000)
  return {
    parent: 'channel_days',
    name: `channel_days_${month.replace('-', '')}`,
    bounds: `from ('${month}-01') to ('${nextMonth}')`,
  }
}

function pairPartition(at: number): Partition {
  const day = dayOf(at)
  return {
    parent: 'rollup_pair_hours',
    name: `rollup_pair_hours_${day.replaceAll('-', '')}`,
    bounds: `from ('${day}T00:00:00Z') to ('${dayOf(at + daySeconds)}T00:00:00Z')`,
    // As those of rollup_hours; a partitioned table has no pages to hand this on.
    fillfactor: 50,
  }
}

/** Makes partitions that are not there, one after the other with who else does so. */
async function attach(
  sql: Sql,
  partitions: readonly Partition[],
  then: (tx: Queryable) => Promise<void> = async () => {},
): Promise<void> {
  try {
    await sql.begin(async tx => {
      await attachWithin(tx, partitions)
      await then(tx)
    })
  } catch (error) {
    // Another process made the same partition in the meantime.
    if (sqlStateOf(error) !== '42P07') throw error
  }
}

async function attachWithin(tx: Queryable, partitions: readonly Partition[]): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('livecensus partitions'))`
  for (const { parent, name, bounds, fillfactor = 100 } of partitions) {
    await tx.unsafe(
      `create table if not exists ${name} (like ${parent} including all)
      with (fillfactor = ${fillfactor})`,
    )
    const [attached] = await tx`
      select 1
      from pg_inherits
      where inhrelid = to_regclass(${name})`
    if (attached === undefined)
      await tx.unsafe(`alter table ${parent} attach partition ${name} for values ${bounds}`)
  }
}
