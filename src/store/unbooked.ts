// Platforms of which something is kept without sums: it was recorded before sums were booked, or when the
// platform's terms let nothing be worked out.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'

/** Those with days that have samples and no sums: until they are worked out, nothing is known of them. */
export async function listUnbooked(sql: Queryable): Promise<Platform[]> {
  const rows = await sql<{ platform: Platform }[]>`
    select platform
    from platforms
    where not is_booked
    order by platform`
  return rows.map(({ platform }) => platform)
}

/** Notes that sums are there for all that is kept of a platform. */
export async function markBooked(sql: Queryable, platform: Platform): Promise<void> {
  await sql`
    update platforms
    set is_booked = true
    where platform = ${platform} and not is_booked`
}

/** Notes that something that is kept of a platform has no sums: once they are allowed they are missing. */
export async function markUnbooked(sql: Queryable, platform: Platform): Promise<void> {
  await sql`
    update platforms p
    set is_booked = false
    where p.platform = ${platform}
      and p.is_booked
      and exists (
        select 1
        from broadcasts b
        where b.platform = p.platform
      )`
}
