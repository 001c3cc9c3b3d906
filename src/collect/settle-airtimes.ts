// Works out the airtimes of closed days where channels can have several broadcasts at once.

import { hasSingleBroadcast, type Platform } from '../domain/platform.ts'
import type { Sql } from '../store/database.ts'
import { listUnsettled, settleAirtimes } from '../store/settle-airtimes.ts'

export interface SettleQuestion {
  readonly sql: Sql
  readonly platform: Platform
  /** First second of the last closed day, whole epoch seconds. */
  readonly lastDay: number
  readonly signal: AbortSignal
}

/** A sweep waits while so many are settled. */
const channelsAtATime = 100

/**
 * Settles every day up to the last closed one that is not; answers how many days of channels that
 * were. It can be broken off and run again at any time. Throws the signal's reason.
 */
export async function settleClosedDays(question: SettleQuestion): Promise<number> {
  const { sql, platform, lastDay, signal } = question
  if (hasSingleBroadcast(platform)) return 0
  let settled = 0
  for (const { day, channelKeys } of await listUnsettled(sql, platform, lastDay))
    for (let i = 0; i < channelKeys.length; i += channelsAtATime) {
      signal.throwIfAborted()
      const some = channelKeys.slice(i, i + channelsAtATime)
      await settleAirtimes(sql, platform, { day, channelKeys: some })
      settled += some.length
    }
  return settled
}
