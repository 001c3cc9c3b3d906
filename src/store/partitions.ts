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
  await attach(
    sql,
    [
      {
        parent: 'samples',
        name: `samples_${day.replaceAll('-', '')}_${platform}`,
        bounds: `from ('${day}', '${platform}') to ('${day}', ${to})`,
      },
      ...sumPartitionsOf(day),
    ],
    async tx => {
      await tx`
        insert into days (platform, day)
        values (${platform}, ${day})
        on conflict do nothing`
    },
  )
}

/**
 * Makes sure that sums of every day between two moments (whole epoch seconds) can be booked. Safe to
 * call again and from several processes at once.
 */
export async function ensureSumDays(sql: Sql, from: number, to: number): Promise<void> {
  const days: string[] = []
  for (let at = startOfDay(from); at <= to; at += daySeconds) days.push(dayOf(at))
  const wanted = new Map(
    days.flatMap(sumPartitionsOf).map(partition => [partition.name, partition]),
  )
  const missing = await sql<{ name: string }[]>`
    select name
    from unnest(${[...wanted.keys()]}::text[]) as name
    where to_regclass(name) is null`
  if (missing.length === 0) return
  await attach(
    sql,
    missing.flatMap(({ name }) => wanted.get(name) ?? []),
  )
}

const daySeconds = 86_400

interface Partition {
  readonly parent: string
  readonly name: string
  /** As SQL: bounds cannot be parameters. They come from formatted dates and the list of platforms. */
  readonly bounds: string
}

function sumPartitionsOf(day: string): Partition[] {
  const at = Date.parse(`${day}T00:00:00Z`) / 1_000
  const month = day.slice(0, 7)
  const nextMonth = dayOf(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 1) / 1_000)
  return [
    {
      parent: 'channel_days',
      name: `channel_days_${month.replace('-', '')}`,
      bounds: `from ('${month}-01') to ('${nextMonth}')`,
    },
    {
      parent: 'rollup_pair_hours',
      name: `rollup_pair_hours_${day.replaceAll('-', '')}`,
      bounds: `from ('${day}T00:00:00Z') to ('${dayOf(at + daySeconds)}T00:00:00Z')`,
    },
  ]
}

/** Makes partitions that are not there, one after the other with who else does so. */
async function attach(
  sql: Sql,
  partitions: readonly Partition[],
  then: (tx: Queryable) => Promise<void> = async () => {},
): Promise<void> {
  try {
    await sql.begin(async tx => {
      await tx`select pg_advisory_xact_lock(hashtext('livecensus partitions'))`
      for (const { parent, name, bounds } of partitions) {
        await tx.unsafe(`create table if not exists ${name} (like ${parent} including all)`)
        const [attached] = await tx`
          select 1
          from pg_inherits
          where inhrelid = to_regclass(${name})`
        if (attached === undefined)
          await tx.unsafe(`alter table ${parent} attach partition ${name} for values ${bounds}`)
      }
      await then(tx)
    })
  } catch (error) {
    // Another process made the same partition in the meantime.
    if (sqlStateOf(error) !== '42P07') throw error
  }
}
