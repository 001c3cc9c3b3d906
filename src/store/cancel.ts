// Long questions of a transaction that are given up.

import type { PendingQuery, Row } from 'postgres'
import type { Queryable, Sql } from './database.ts'

/** Runs a question; the signal cancels it in the server, and its reason is thrown. */
export type CancelableAsk = <T extends readonly Row[]>(query: PendingQuery<T>) => Promise<T>

/**
 * Lets a signal cancel questions of a transaction. Who asks hears of it only once the server has
 * been told, so that no later question is hit: the protocol's own request, which the driver sends,
 * may signal a server process twice, and the driver does not say when it was taken.
 */
export async function cancelable(
  sql: Sql,
  tx: Queryable,
  signal: AbortSignal,
): Promise<CancelableAsk> {
  const [{ pid } = { pid: 0 }] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
  return async query => {
    signal.throwIfAborted()
    let told: Promise<unknown> | undefined
    const tell = () => {
      // A server that cannot be told is asked to the end, or is gone.
      told = sql`select pg_cancel_backend(${pid})`.catch(() => undefined)
    }
    signal.addEventListener('abort', tell, { once: true })
    try {
      return await query
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', tell)
      await told
    }
  }
}
