// A PostgreSQL to import from, as rows of text.

import { AppError } from '../../domain/error.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Sql } from '../../store/database.ts'
import { readSnapshots, readSnapshotTables } from '../../store/import-source.ts'
import type { ImportSource, SourceRow } from './source.ts'

/**
 * Makes a source of an open database; `platform` = only its rows. Throws `invalid` where its tables are
 * not as they must be.
 */
export async function openPostgresSource(
  sql: Sql,
  platform: Platform | null,
): Promise<ImportSource> {
  const tables = await readSnapshotTables(sql)
  if (platform === null && !tables.channels.has('platform'))
    throw new AppError(
      'invalid',
      'The table channels has no column platform: --platform must name the platform.',
    )
  return {
    read: async function* () {
      for await (const rows of readSnapshots(sql, tables, platform))
        yield rows.map(({ id, ...fields }): SourceRow => {
          const place = id === null ? `row of ${fields.collected_at}` : `row ${id}`
          return { place, fields }
        })
    },
  }
}
