// Carries out the rules of a purge, or counts what they would do, in transactions that hold few rows.

import { numbers } from './columns.ts'
import type { Queryable, Sql } from './database.ts'
import { withPlatformTurn } from './platform-turn.ts'
import type { Fragment } from './purge-ages.ts'
import type { PurgeBorders } from './purge-borders.ts'
import type { ClearingRule, DeletionRule } from './purge-rule.ts'
import {
  channelClearings,
  channelDeletions,
  platformClearings,
  platformDeletions,
} from './purge-rules.ts'

/** Told of rows of a table that were deleted, or that lost values. */
export type NotePurged = (table: string, what: 'deleted' | 'cleared', rows: number) => void

export interface PurgeWork {
  readonly sql: Sql
  readonly borders: PurgeBorders
  /** Nothing is touched, only counted. */
  readonly isDryRun: boolean
  readonly signal: AbortSignal
  readonly note: NotePurged
}

const channelsAtATime = 100
const rowsAtATime = 2_000

/** Purges what hangs on channels, some channels at a time. */
export async function purgeChannels(work: PurgeWork): Promise<void> {
  const { sql, borders, isDryRun, signal } = work
  for await (const keys of takeChannels(sql, borders)) {
    signal.throwIfAborted()
    const isOfThem = (table: string) =>
      sql`t.${sql(table === 'channels' ? 'id' : 'channel_id')} = any(${keys}::bigint[])`
    if (isDryRun) await countOld(work, channelDeletions, channelClearings, isOfThem)
    else
      await withPlatformTurn(sql, borders.platform, async tx => {
        for (const rule of active(channelDeletions, borders))
          await deleteOld(tx, work, rule, isOfThem(rule.table))
        for (const rule of active(channelClearings, borders)) {
          const cleared = await clearOld(tx, work, rule, isOfThem(rule.table))
          if (rule.table === 'channels') await forgetFingerprints(tx, cleared)
        }
      })
  }
}

/** Purges what is a platform's and no channel's, but for its categories. */
export async function purgePlatformTables(work: PurgeWork): Promise<void> {
  const { sql, borders, isDryRun, signal } = work
  if (isDryRun) return countOld(work, platformDeletions, platformClearings, () => sql`true`)
  for (const rule of active(platformDeletions, borders))
    await inParts(rule, (tx, part) => deleteOld(tx, work, rule, part))
  for (const rule of active(platformClearings, borders))
    await inParts(rule, async (tx, part) => (await clearOld(tx, work, rule, part)).length)

  async function inParts(
    { table, isOld }: DeletionRule,
    write: (tx: Queryable, part: Fragment) => Promise<number>,
  ): Promise<void> {
    const part = sql`t.ctid = any(array(
      select t.ctid
      from ${sql(table)} t
      where ${isOld(sql, borders)}
      limit ${rowsAtATime}
    ))`
    // In a table of partitions a place is one in each of them, so that there may be more.
    for (let written = rowsAtATime; written >= rowsAtATime; ) {
      signal.throwIfAborted()
      written = await withPlatformTurn(sql, borders.platform, tx => write(tx, part))
    }
  }
}

/** The keys of a platform's channels, some at a time, as literals. */
async function* takeChannels(sql: Sql, { platform }: PurgeBorders): AsyncGenerator<string> {
  for (let last = ''; ; ) {
    const channels = await sql<{ key: number; channelId: string }[]>`
      select id as key, channel_id as "channelId"
      from channels
      where platform = ${platform} and channel_id > ${last}
      order by channel_id
      limit ${channelsAtATime}`
    const end = channels.at(-1)
    if (end === undefined) return
    last = end.channelId
    yield numbers(channels.map(({ key }) => key))
  }
}

/** The rules that the policy has a limit for. */
function active<T extends DeletionRule>(rules: readonly T[], borders: PurgeBorders): T[] {
  const hasLimit = ({ limit }: T) => limit === 'stats' || borders.data > -Infinity
  return rules.filter(rule => hasLimit(rule) && (rule.applies?.(borders) ?? true))
}

async function deleteOld(
  tx: Queryable,
  { borders, note }: PurgeWork,
  { table, isOld }: DeletionRule,
  which: Fragment,
): Promise<number> {
  const rows = await tx`
    delete from ${tx(table)} t
    where ${which} and ${isOld(tx, borders)}
    returning 1`
  note(table, 'deleted', rows.length)
  return rows.length
}

/** The keys of the channels that the rows are, or are of; null for tables that have none. */
async function clearOld(
  tx: Queryable,
  { borders, note }: PurgeWork,
  { table, isOld, set }: ClearingRule,
  which: Fragment,
): Promise<(number | null)[]> {
  const rows = await tx<{ id: number | null }[]>`
    update ${tx(table)} t
    set ${set(tx, borders)}
    where ${which} and ${isOld(tx, borders)}
    returning ${table === 'channels' ? tx`t.id` : tx`null::bigint as id`}`
  note(table, 'cleared', rows.length)
  return rows.map(({ id }) => id)
}

/** What streams tell of their channel is stored only where it differs from what they last told. */
async function forgetFingerprints(tx: Queryable, channels: readonly (number | null)[]) {
  if (channels.length === 0) return
  await tx`
    update live_broadcasts
    set fingerprint = null
    where channel_id = any(${numbers(channels)}::bigint[])`
}

/** Counts what the rules would delete, and what they would clear of the rest. */
async function countOld(
  { sql, borders, note }: PurgeWork,
  deletions: readonly DeletionRule[],
  clearings: readonly ClearingRule[],
  which: (table: string) => Fragment,
): Promise<void> {
  const deleting = active(deletions, borders)
  for (const { table, isOld } of deleting)
    note(table, 'deleted', await count(table, isOld(sql, borders)))
  for (const { table, isOld } of active(clearings, borders)) {
    const goes = deleting.find(rule => rule.table === table)
    const stays = goes === undefined ? sql`true` : sql`(${goes.isOld(sql, borders)}) is not true`
    note(table, 'cleared', await count(table, sql`${isOld(sql, borders)} and ${stays}`))
  }

  async function count(table: string, isOld: Fragment): Promise<number> {
    const [row] = await sql<{ rows: number }[]>`
      select count(*) as rows
      from ${sql(table)} t
      where ${which(table)} and ${isOld}`
    return row?.rows ?? 0
  }
}
