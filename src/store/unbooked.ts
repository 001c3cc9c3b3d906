// Platforms of which something was recorded before sums were booked.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'

/** Those whose earlier days have samples and no sums: until they are worked out, nothing is known of them. */
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
