// Asks the database with a bound on the wait: no request may hang on it.

import { AppError } from '../domain/error.ts'
import { toDatabaseError } from '../store/database.ts'

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
    throw toDatabaseError(error)
  } finally {
    clearTimeout(timer)
  }
}
