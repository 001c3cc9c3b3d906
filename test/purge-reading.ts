// What tests of a purge read before and after it.

import assert from 'node:assert/strict'
import type { Platform } from '../src/domain/platform.ts'
import type { Sql } from '../src/store/database.ts'
import { type PurgeReport, purgedTables } from '../src/store/purge.ts'
import { dumpTables } from './builders.ts'

/** Rows by table, as JSON has them. */
export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** The rows of every table; of one platform's where it is told by a column or a key of ours. */
export async function rowsOf(sql: Sql, base: number, platform: Platform): Promise<Rows> {
  const isOf = (row: Readonly<Record<string, unknown>>) => {
    if (typeof row.platform === 'string') return row.platform === platform
    const key = row.channel_id ?? row.category_key
    return typeof key === 'number' && Math.floor(key / 1_000) * 1_000 === base
  }
  const dump = await dumpTables(sql)
  return Object.fromEntries(
    Object.entries(dump)
      .filter(([name]) => !/^(samples|channel_days|rollup_pair_hours)_/.test(name))
      .map(([name, rows]) => [name, rows.map(row => JSON.parse(row)).filter(isOf)]),
  )
}

/** Takes every row of them; the days and their partitions stay. */
export async function emptyPurgedTables(sql: Sql): Promise<void> {
  for (const table of Object.keys(purgedTables).filter(name => name !== 'days'))
    await sql`delete from ${sql(table)}`
}

/** Of each table what was deleted and what was cleared. */
export function changesOf(report: PurgeReport | null) {
  assert.ok(report !== null)
  return Object.fromEntries(
    Object.entries(report.tables)
      .map(([table, { deleted, cleared }]) => [table, [deleted, cleared]] as const)
      .filter(([, counts]) => counts.some(count => count > 0)),
  )
}
