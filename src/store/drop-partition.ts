// Dropping a partition beside those who read its table: while the lock is waited for, everybody else
// who reads waits behind, so it is given up soon.

import { type Queryable, type Sql, sqlStateOf } from './database.ts'

/** Drops it, and does the rest in the same transaction; false = the lock is not to be had now. */
export async function dropPartition(
  sql: Sql,
  partition: string,
  rest?: (tx: Queryable) => Promise<unknown>,
): Promise<boolean> {
  try {
    await sql.begin(async tx => {
      await tx`set local lock_timeout = '500ms'`
      await tx`select pg_advisory_xact_lock(hashtext('livecensus partitions'))`
      await tx`drop table if exists ${tx(partition)}`
      await rest?.(tx)
    })
    return true
  } catch (error) {
    if (busyStates.includes(sqlStateOf(error) ?? '')) return false
    throw error
  }
}

/** The lock was not given in time, or only against somebody who waited for us. */
const busyStates = ['55P03', '40P01']
