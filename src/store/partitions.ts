// The partitions of samples, one a day and platform. They are made before a sweep's transaction
// and attached, which does not block readers.

import { type Platform, platforms } from '../domain/platform.ts'
import type { Sql } from './database.ts'
import { sqlStateOf } from './database.ts'

/** The UTC day of a moment (whole epoch seconds), as yyyy-mm-dd. */
export function dayOf(at: number): string {
  return new Date(at * 1_000).toISOString().slice(0, 10)
}

/**
 * Makes sure that samples of a day (yyyy-mm-dd) and platform can be stored, and that `days`
 * knows it. Safe to call again and from several processes at once.
 */
export async function ensurePartition(sql: Sql, platform: Platform, day: string): Promise<void> {
  const name = `samples_${day.replaceAll('-', '')}_${platform}`
  const [found] = await sql`
    select 1
    from days
    where platform = ${platform} and day = ${day}`
  if (found !== undefined) return
  const next = platforms[platforms.indexOf(platform) + 1]
  // Bounds of a partition are written in the statement: they cannot be parameters. Both come
  // from the closed list of platforms and a formatted date.
  const to = next === undefined ? 'maxvalue' : `'${next}'`
  try {
    await sql.begin(async tx => {
      await tx`select pg_advisory_xact_lock(hashtext('livecensus partitions'))`
      await tx.unsafe(`create table if not exists ${name} (like samples including all)`)
      const [attached] = await tx`
        select 1
        from pg_inherits
        where inhrelid = to_regclass(${name})`
      if (attached === undefined)
        await tx.unsafe(
          `alter table samples attach partition ${name} for values from ('${day}', '${platform}') to ('${day}', ${to})`,
        )
      await tx`
        insert into days (platform, day)
        values (${platform}, ${day})
        on conflict do nothing`
    })
  } catch (error) {
    // Another process made the same partition in the meantime.
    if (sqlStateOf(error) !== '42P07') throw error
  }
}
