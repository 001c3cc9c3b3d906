// Asks the database with a bound on the wait: no request may hang on it.

import { AppError } from '../domain/error.ts'
import { toDatabaseError } from '../store/database.ts'

/** A restart of PostgreSQL is over by then. */
const retryAfterMs = 5_000

/**
 * The answer to a question put to the database. Throws `unavailable` when the database cannot be
 * reached or gives no answer in time; the question itself then runs on unheard.
 */
export async function askDatabase<T>(question: () => Promise<T>, deadlineMs: number): Promise<T> {
  const { promise: deadline, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const seconds = deadlineMs / 1_000
    reject(new AppError('unavailable', `The database did not answer within ${seconds} seconds.`))
  }, deadlineMs)
  try {
    return await Promise.race([question(), deadline])
  } catch (error) {
    const failure = toDatabaseError(error)
    if (!(failure instanceof AppError) || failure.code !== 'unavailable') throw failure
    // What the operator is to do stands in the cause, for the log; the asker can only wait.
    throw new AppError('unavailable', 'The database cannot be asked now: try again in a moment.', {
      cause: failure,
      retryAfterMs,
    })
  } finally {
    clearTimeout(timer)
  }
}
