// What the system knows of a process. A process id alone proves nothing: ids are used again.

import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { basename } from 'node:path'

/** Whether a process exists and has not ended. One that waits for its parent to notice has. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another account's process exists too.
    if (!isRefusal(error)) return false
  }
  return process.platform !== 'linux' || !isZombie(pid)
}

/**
 * Whether a process is a PostgreSQL server at work in a data folder. Where the system does not
 * tell, any running process may be: connecting with the folder's password decides.
 */
export function isServerOf(pid: number, dataFolder: string): boolean {
  if (!isRunning(pid)) return false
  if (process.platform === 'win32') return true
  if (process.platform !== 'linux') return commandOf(pid).startsWith('postgres')
  try {
    // A program whose file was replaced is shown as `postgres (deleted)`.
    if (!basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('postgres')) return false
    const place = statSync(`/proc/${pid}/cwd`)
    const wanted = statSync(dataFolder)
    return place.dev === wanted.dev && place.ino === wanted.ino
  } catch (error) {
    return isRefusal(error)
  }
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The state follows the name, which stands in brackets and may hold anything.
    return 'ZX'.includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? 'X')
  } catch {
    return false
  }
}

function commandOf(pid: number): string {
  const { stdout } = spawnSync('/bin/ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' })
  return basename((stdout ?? '').trim())
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(EPERM|EACCES)$/.test(String(error.code))
}
