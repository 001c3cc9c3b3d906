// Whose turn it is to write what a platform's sweeps write as well. They move the platform's row
// before all else; who takes it first too never waits crosswise with one.

import type { Platform } from '../domain/platform.ts'
import type { Queryable, Sql } from './database.ts'

/**
 * Runs `write` in a transaction in which no sweep of the platform is recorded; it gets the platform's
 * version, which holds as long. It must be short: a sweep waits for it.
 */
export async function withPlatformTurn<T>(
  sql: Sql,
  platform: Platform,
  write: (tx: Queryable, version: number) => Promise<T>,
): Promise<T> {
  const { promise: written, resolve } = Promise.withResolvers<T>()
  // The driver holds what its transaction comes to until the connection has another one.
  await sql.begin(async tx => {
    const [row] = await tx<{ version: number }[]>`
      select version
      from platforms
      where platform = ${platform}
      for update`
    resolve(await write(tx, row?.version ?? 0))
  })
  return written
}
