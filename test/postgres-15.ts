// The oldest PostgreSQL we promise, where this machine has one: the store's tests run on it too.

import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeDatabase, isDatabaseUp, openDatabase } from '../src/store/database.ts'
import { chooseAccount } from '../src/store/embedded/account.ts'
import { findFreePort } from '../src/store/embedded/port.ts'

const places = [
  '/usr/lib/postgresql/15/bin',
  '/opt/homebrew/opt/postgresql@15/bin',
  '/usr/local/opt/postgresql@15/bin',
]

/** A server of PostgreSQL 15 in a folder of its own; null where there is none. */
export async function startPostgres15(): Promise<{ url: string; stop(): Promise<void> } | null> {
  const bin = places.find(place => existsSync(join(place, 'postgres')))
  if (bin === undefined) return null
  const folder = mkdtempSync(join(tmpdir(), 'livecensus-pg15-'))
  const account = chooseAccount(folder, folder)
  if (account !== null) chownSync(folder, account.uid, account.gid)
  const options = { cwd: folder, env: { LANG: 'C', PATH: '/usr/bin:/bin' }, ...account }
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'livecensus', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...options, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb of PostgreSQL 15 failed: ${made.stderr}`)
  const port = await findFreePort()
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', `${port}`, '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    { ...options, stdio: 'ignore' },
  )
  const ended = new Promise(resolve => server.once('exit', resolve))
  const url = `postgres://livecensus@127.0.0.1:${port}/postgres`
  await untilUp(url, () => server.exitCode !== null)
  return {
    url,
    stop: async () => {
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilUp(url: string, hasEnded: () => boolean): Promise<void> {
  const sql = openDatabase({ url, poolSize: 1, applicationName: 'livecensus tests' })
  while (!(await isDatabaseUp(sql)))
    if (hasEnded()) throw new Error('PostgreSQL 15 ended instead of starting')
  await closeDatabase(sql)
}
