// Rankings that newer ones have replaced: deleted a part at a time, so that nobody waits for long.

import type { Platform } from '../domain/platform.ts'
import { numbers } from './columns.ts'
import type { Sql } from './database.ts'
import { withPlatformTurn } from './platform-turn.ts'

const rowsAtATime = 5_000

/** Deletes all of a platform; can be broken off and run again. Throws the signal's reason. */
export async function dropRetiredRankings(
  sql: Sql,
  platform: Platform,
  signal: AbortSignal,
): Promise<void> {
  const retired = await sql<{ id: number }[]>`
    select id
    from ranking_boards
    where platform = ${platform} and not is_current`
  if (retired.length === 0) return
  const boards = numbers(retired.map(({ id }) => id))
  for (let gone = rowsAtATime; gone === rowsAtATime; ) {
    signal.throwIfAborted()
    gone = await withPlatformTurn(sql, platform, async tx => {
      const rows = await tx`
        delete from channel_rankings r
        where r.ctid = any(array(
          select o.ctid
          from channel_rankings o
          where o.board_id = any(${boards}::int[])
          limit ${rowsAtATime}
        ))
        returning 1`
      return rows.length
    })
  }
  await withPlatformTurn(
    sql,
    platform,
    tx => tx`
      delete from ranking_boards
      where id = any(${boards}::int[])`,
  )
}
