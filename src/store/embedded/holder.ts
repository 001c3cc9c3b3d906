// One process' share in the server: a connection that holds an advisory lock. The system frees
// it when the process ends in whatever way, so it can never be left behind.

import type { Sql } from 'postgres'
import { AppError } from '../../domain/error.ts'
import { postgres } from '../driver.ts'

export interface Holder {
  /**
   * Gives the share up. True when it was the last one: then the server is locked against
   * newcomers until `close`, and is the caller's to stop. Rejects when the connection is gone.
   */
  giveUp(): Promise<boolean>
  close(): Promise<void>
}

/** The holder, or why there is none yet: the server is starting, stopping or not answering. */
export type HoldAttempt =
  | { readonly kind: 'held'; readonly holder: Holder }
  | { readonly kind: 'not_yet'; readonly reason: unknown }

/** Locks are per database: every holder connects to the same one. */
const lockKey = '5499262713168'

/** Tries once to take a share in the server at an address. `onLost`: the connection has ended. */
export async function tryHold(url: string, onLost: () => void): Promise<HoldAttempt> {
  let state: 'opening' | 'held' | 'closed' = 'opening'
  const sql = postgres(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    ssl: false,
    fetch_types: false,
    onnotice: () => undefined,
    onclose: () => {
      if (state === 'held') onLost()
    },
    connection: { application_name: 'livecensus holder' },
  })
  const close = async () => {
    state = 'closed'
    await sql.end({ timeout: 1 })
  }
  try {
    const [row] = await sql`select pg_try_advisory_lock_shared(${lockKey}::bigint) as granted`
    if (row?.granted === true) {
      state = 'held'
      return { kind: 'held', holder: { giveUp: () => giveUp(sql), close } }
    }
    await close()
    return { kind: 'not_yet', reason: new Error('the server is being stopped') }
  } catch (error) {
    await close()
    refuseForGood(error)
    return { kind: 'not_yet', reason: error }
  }

  async function giveUp(sql: Sql): Promise<boolean> {
    state = 'closed'
    await sql`select pg_advisory_unlock_shared(${lockKey}::bigint)`
    const [row] = await sql`select pg_try_advisory_lock(${lockKey}::bigint) as granted`
    return row?.granted === true
  }
}

/** Throws for what waiting does not mend. */
function refuseForGood(error: unknown): void {
  const code = error instanceof postgres.PostgresError ? error.code : ''
  if (code.startsWith('28'))
    throw new AppError(
      'conflict',
      'The embedded PostgreSQL does not take the password in its folder: put the file "password" back as it was made with the data.',
      { cause: error },
    )
  if (code === '3D000')
    throw new AppError(
      'conflict',
      'The embedded PostgreSQL has no database "livecensus" any more: restore the folder from a backup, or move it away.',
      { cause: error },
    )
}
