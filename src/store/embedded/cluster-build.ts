// Makes a server's folder. It grows beside its place and is moved there in one step: whatever
// ends the process half-way leaves a draft that the next start removes, and no lock.

import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../domain/error.ts'
import { giveTo } from './account.ts'
import { diagnose } from './diagnosis.ts'
import { isRunning } from './process.ts'
import { type Programs, pathArgument, runProgram } from './programs.ts'

/** The superuser, and the database that the census lives in. */
export const ownerName = 'livecensus'
export const databaseName = 'livecensus'

/** Whether a folder holds a whole cluster. */
export function isCluster(folder: string): boolean {
  return fs.existsSync(join(folder, 'data', 'PG_VERSION'))
}

/**
 * Makes the cluster, password and database included, and puts it at `folder`. When another
 * process has put its own there in the meantime, that one stays.
 */
export async function buildCluster(
  folder: string,
  programs: Programs,
  signal: AbortSignal | undefined,
): Promise<void> {
  refuseForeign(folder)
  const draft = `${folder}.new-${process.pid}-${randomBytes(3).toString('hex')}`
  const dataFolder = join(draft, 'data')
  const password = join(draft, 'password')
  try {
    fs.mkdirSync(draft, { mode: 0o700 })
    fs.mkdirSync(dataFolder, { mode: 0o700 })
    fs.writeFileSync(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
    for (const path of [draft, dataFolder, password]) giveTo(programs.account, path)
    await initialise(folder, programs, dataFolder, signal)
    await createDatabase(folder, programs, dataFolder, signal)
    moveInto(draft, folder)
  } finally {
    fs.rmSync(draft, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Removes drafts of processes that ended before they were done. */
export function removeLeftovers(folder: string): void {
  const prefix = `${basename(folder)}.new-`
  for (const name of fs.readdirSync(dirname(folder))) {
    if (!name.startsWith(prefix)) continue
    const pid = Number.parseInt(name.slice(prefix.length), 10)
    const path = join(dirname(folder), name)
    if (pid > 0 && isRunning(pid) && ageMs(path) < 600_000) continue
    // What a dying initdb still writes to comes away at a later start.
    try {
      fs.rmSync(path, { recursive: true, force: true, maxRetries: 5 })
    } catch {}
  }
}

/** ICU and the system's locales differ between machines; the built-in one is the same on all. */
const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']

async function initialise(
  folder: string,
  programs: Programs,
  dataFolder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { code, output } = await runProgram(
    programs,
    'initdb',
    [
      `--pgdata=${pathArgument(programs, dataFolder)}`,
      `--pwfile=${pathArgument(programs, dataFolder, 'password')}`,
      `--username=${ownerName}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      ...locale,
      '--no-instructions',
    ],
    { dataFolder, signal },
  )
  if (code !== 0) throw diagnose(output, folder)
}

/** It starts in half the time, and says only what matters. */
const small = ['-c', 'shared_buffers=16MB', '-c', 'log_checkpoints=off']

/** In single-user mode: the database is there before anyone can ask for it. */
async function createDatabase(
  folder: string,
  programs: Programs,
  dataFolder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { code, output } = await runProgram(
    programs,
    'postgres',
    ['--single', '-D', pathArgument(programs, dataFolder), ...small, 'postgres'],
    { dataFolder, signal, input: `create database ${databaseName}\n` },
  )
  // Single-user mode goes on after a failed statement and ends well.
  if (code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(output)) throw diagnose(output, folder)
}

/** Looks for a cluster last: another process may put one there at any moment. */
function refuseForeign(folder: string): void {
  if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0 && !isCluster(folder))
    throw new AppError(
      'conflict',
      `${folder} is there but holds no PostgreSQL data: move it away, or set DATA_DIR to another folder.`,
    )
}

function moveInto(draft: string, folder: string): void {
  try {
    // Onto nothing or an empty folder; anything else is refused by the system.
    fs.renameSync(draft, folder)
    syncFolder(dirname(folder))
  } catch (error) {
    if (!isCluster(folder)) throw error
  }
}

/** A power cut must not undo the move once something has been committed. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const handle = fs.openSync(path, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

function ageMs(path: string): number {
  return Date.now() - (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
}
