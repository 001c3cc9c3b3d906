// Long questions that are given up.

import type { PendingQuery, Row } from 'postgres'

/** Runs a question; the signal cancels it in the server, and its reason is thrown. */
export async function cancelOn<T extends readonly Row[]>(
  signal: AbortSignal,
  query: PendingQuery<T>,
): Promise<T> {
  signal.throwIfAborted()
  const cancel = () => query.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await query
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
