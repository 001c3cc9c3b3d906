// How many broadcasts are open in each language: by it a live list is split into even parts.

import type { Platform } from '../domain/platform.ts'
import type { Queryable } from './database.ts'

/** Open broadcasts of a platform by language; those without one are left out. */
export async function countOpenByLanguage(
  sql: Queryable,
  platform: Platform,
): Promise<Map<string, number>> {
  const rows = await sql<{ language: string; open: number }[]>`
    select language, count(*) as open
    from live_broadcasts
    where platform = ${platform} and language is not null
    group by language`
  return new Map(rows.map(({ language, open }) => [language, open]))
}
