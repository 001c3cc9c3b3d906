// Categories that no answer has told of since the border: who is named by nothing goes, who is named
// still loses name and art, which have to be told anew.

import { readVersion } from './changes.ts'
import { numbers } from './columns.ts'
import type { Queryable } from './database.ts'
import { withPlatformTurn } from './platform-turn.ts'
import { isOldSegment } from './purge-ages.ts'
import type { PurgeBorders } from './purge-borders.ts'
import type { PurgeWork } from './purge-tables.ts'

/**
 * Whether anything names a category is one long question over the segments, asked beside the sweeps;
 * where one was recorded meanwhile, the rows stay until the next time, without their texts.
 */
export async function purgeCategories(work: PurgeWork): Promise<void> {
  const { sql, borders, isDryRun, note } = work
  const { platform } = borders
  const version = await readVersion(sql, platform)
  const unnamed = await listUnnamed(sql, borders)
  const unnamedKeys = numbers(unnamed)
  if (isDryRun) {
    const [row] = await sql<{ rows: number }[]>`
      select count(*) as rows
      from categories k
      where ${isUntold(sql, borders)}
        and ${hasTexts(sql)}
        and k.id <> all(${unnamedKeys}::int[])`
    note('categories', 'deleted', unnamed.length)
    note('categories', 'cleared', row?.rows ?? 0)
    return
  }
  await withPlatformTurn(sql, platform, async (tx, current) => {
    if (unnamed.length > 0 && current === version) {
      const deleted = await tx`
        delete from categories k
        where k.id = any(${unnamedKeys}::int[]) and ${isUntold(tx, borders)}
        returning 1`
      note('categories', 'deleted', deleted.length)
    }
    const cleared = await tx`
      update categories k
      set name = null, art_url = null, art_read_at = null
      where ${isUntold(tx, borders)} and ${hasTexts(tx)}
      returning 1`
    note('categories', 'cleared', cleared.length)
  })
}

async function listUnnamed(sql: Queryable, borders: PurgeBorders): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    with untold as materialized (
      select k.id
      from categories k
      where ${isUntold(sql, borders)}
    )
    select u.id
    from untold u
    where not exists (
        select 1
        from directory_readings r
        where r.category_key = u.id and r.read_at >= to_timestamp(${borders.stats})
      )
      and not exists (
        select 1
        from rollup_days d
        where d.platform = ${borders.platform}
          and d.day >= (to_timestamp(${borders.aggregates}) at time zone 'UTC')::date
          and d.grain = 'category'
          and d.category_key = u.id
      )
      and u.id not in (
        select g.category_key
        from channels c
        join segments g on g.channel_id = c.id
        where c.platform = ${borders.platform}
          and g.category_key in (
            select id
            from untold
          )
          and ${isOldSegment(sql, 'g', borders)} is not true
      )`
  return rows.map(({ id }) => id)
}

function isUntold(sql: Queryable, { platform, data }: PurgeBorders) {
  return sql`k.platform = ${platform}
    and greatest(k.updated_at, k.art_read_at) < to_timestamp(${data})`
}

function hasTexts(sql: Queryable) {
  return sql`(k.name is not null or k.art_url is not null)`
}
