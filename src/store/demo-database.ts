// The database of a demo on the operator's own server: beside theirs, made where it is missing.

import { AppError } from '../domain/error.ts'
import {
  askUntilUp,
  closeDatabase,
  databaseNameOf,
  openDatabase,
  silenceMs,
  sqlStateOf,
} from './database.ts'

const suffix = '_demo'
const mostNameBytes = 63
const missingDatabase = '3D000'
/** The second one is what two that make it at the same moment get. */
const duplicates = ['42P04', '23505']
const denied = '42501'

/** The address of the demo's database beside the one at `url`: the same name with `_demo`. */
export function demoUrlOf(url: string): string {
  const changed = new URL(url)
  // Without a name PostgreSQL takes the user's.
  const name = changed.pathname.slice(1) || changed.username
  changed.pathname = `/${name}${suffix}`
  // PostgreSQL cuts longer names off, which would lead back to the real one.
  if (Buffer.byteLength(databaseNameOf(changed.href)) > mostNameBytes)
    throw new AppError(
      'invalid',
      `The name of the database is too long for the demo, which adds ${suffix} to it: ${mostNameBytes - suffix.length} bytes at most, or set the keys of a platform.`,
    )
  return changed.href
}

/** Makes the demo's database at `demoUrl` where it is missing; throws `forbidden` if it may not. */
export async function ensureDatabase(demoUrl: string): Promise<void> {
  if (await isThere(demoUrl)) return
  const beside = new URL(demoUrl)
  const name = databaseNameOf(demoUrl)
  beside.pathname = beside.pathname.slice(0, -suffix.length)
  const sql = openDatabase({ url: beside.href, poolSize: 1, applicationName: 'livecensus demo' })
  try {
    await sql`create database ${sql(name)}`
  } catch (error) {
    // Another demo was quicker.
    if (duplicates.includes(sqlStateOf(error) ?? '')) return
    if (sqlStateOf(error) !== denied) throw error
    throw new AppError(
      'forbidden',
      `The demo keeps its invented world in a database of its own, ${name}, which this user may not make: make it, or set the keys of a platform.`,
      { cause: error },
    )
  } finally {
    await closeDatabase(sql)
  }
}

async function isThere(url: string): Promise<boolean> {
  const sql = openDatabase({ url, poolSize: 1, applicationName: 'livecensus demo' })
  try {
    await askUntilUp(sql, silenceMs)
    return true
  } catch (error) {
    if (sqlStateOf(error) === missingDatabase) return false
    throw error
  } finally {
    await closeDatabase(sql)
  }
}
