// The running server of one cluster, as its lock file postmaster.pid tells: finding it, starting
// it, ending it. PostgreSQL's own lock decides between two starts; nothing here takes one.

import type { ChildProcess } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../domain/error.ts'
import { systemClock } from '../../lib/clock.ts'
import { type Cluster, openLog } from './cluster.ts'
import { diagnose } from './diagnosis.ts'
import { isRunning, isServerOf } from './process.ts'
import { pathArgument, runProgram, spawnFailure, spawnProgram } from './programs.ts'

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Whether it takes connections, as far as its lock file knows. */
  readonly isReady: boolean
}

/** How a start went. */
export type StartOutcome =
  | { readonly kind: 'ready' }
  /** Something else listens on the port. */
  | { readonly kind: 'port_taken'; readonly error: AppError }
  /** Someone killed it on the way. */
  | { readonly kind: 'killed'; readonly error: AppError }
  /** Another start was first, or processes of a killed server are still ending. */
  | { readonly kind: 'again'; readonly error: AppError }

export interface StartOptions {
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
  /** How long a recovery may take before `again`. */
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
}

const pollMs = 15
const fastStopMs = 4_000
const immediateStopMs = 6_000

/** The server of a cluster; null when none runs. */
export function findPostmaster(cluster: Cluster): Postmaster | null {
  const lock = readLockFile(cluster)
  return lock !== null && isServerOf(lock.pid, cluster.dataFolder) ? lock : null
}

/** Starts the server in a session of its own and waits until it takes connections. */
export async function startPostmaster(
  cluster: Cluster,
  options: StartOptions,
): Promise<StartOutcome> {
  const { programs, dataFolder } = cluster
  if (!fs.existsSync(dataFolder))
    throw new AppError(
      'unavailable',
      `The folder ${dataFolder} is gone: put it back, or end all commands and start anew.`,
    )
  const log = openLog(cluster)
  const logStart = fs.fstatSync(log).size
  const child = spawnProgram(programs, 'postgres', serverArguments(cluster, options), {
    dataFolder,
    output: log,
    environment: staleLockEnvironment(cluster),
  })
  fs.closeSync(log)
  child.unref()
  const end = await waitForStart(cluster, child, options)
  if (end === 'ready') return { kind: 'ready' }
  if (end instanceof Error) throw spawnFailure(programs, 'postgres', end)

  const output = readOwnLines(cluster, logStart, child.pid ?? 0)
  if (child.signalCode !== null) {
    const error = diagnose(`${output}\nFATAL: killed by ${child.signalCode}`, cluster.folder)
    return { kind: 'killed', error }
  }
  const error = diagnose(output, cluster.folder)
  if (/could not create any TCP\/IP sockets/.test(output)) return { kind: 'port_taken', error }
  if (end === 'late' || /postmaster\.pid"|pre-existing shared memory block/.test(output))
    return { kind: 'again', error }
  throw error
}

/** Ends the server and waits until it is gone: cleanly, and when that takes too long at once. */
export async function stopPostmaster(cluster: Cluster, pid: number): Promise<void> {
  await sendStop(cluster, pid, 'fast')
  if (await hasEnded(pid, fastStopMs)) return
  // Nothing committed is lost; the next start recovers it from the log.
  await sendStop(cluster, pid, 'immediate')
  if (await hasEnded(pid, immediateStopMs)) return
  throw new AppError(
    'unavailable',
    `The embedded PostgreSQL in ${cluster.folder} does not end: end process ${pid} yourself.`,
  )
}

function serverArguments(cluster: Cluster, { port, settings }: StartOptions): string[] {
  const network = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' }
  return [
    '-D',
    pathArgument(cluster.programs, cluster.dataFolder),
    ...Object.entries({ ...settings, ...network }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
  ]
}

async function waitForStart(
  cluster: Cluster,
  child: ChildProcess,
  { limitMs, signal }: StartOptions,
): Promise<'ready' | 'ended' | 'late' | Error> {
  let end: 'ended' | Error | null = null
  child.once('error', error => {
    end = error
  })
  child.once('exit', () => {
    end = 'ended'
  })
  const deadline = performance.now() + limitMs
  while (performance.now() < deadline) {
    if (end !== null) return end
    const lock = readLockFile(cluster)
    if (lock?.pid === child.pid && lock?.isReady) return 'ready'
    try {
      await systemClock.sleep(pollMs, signal)
    } catch (reason) {
      // Nobody can be connected to it yet.
      child.kill('SIGINT')
      if (child.pid !== undefined) await hasEnded(child.pid, fastStopMs)
      throw reason
    }
  }
  return 'late'
}

/**
 * PostgreSQL takes any process under the id in an old lock file for the server, unless it is its
 * own forebear. Naming an unrelated one as such skips that check and none of the others, above
 * all not the one for shared memory that is still in use.
 */
function staleLockEnvironment(cluster: Cluster): Record<string, string> {
  const path = join(cluster.dataFolder, 'postmaster.pid')
  const stats = fs.statSync(path, { throwIfNoEntry: false })
  // The remains of a power cut; PostgreSQL would refuse to start over it.
  if (stats?.size === 0 && Date.now() - stats.mtimeMs > 10_000) fs.rmSync(path, { force: true })
  const lock = readLockFile(cluster)
  return lock === null || isServerOf(lock.pid, cluster.dataFolder)
    ? {}
    : { PG_GRANDPARENT_PID: String(lock.pid) }
}

function readLockFile(cluster: Cluster): Postmaster | null {
  try {
    const lines = fs.readFileSync(join(cluster.dataFolder, 'postmaster.pid'), 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return pid > 0 && port > 0 ? { pid, port, isReady: lines[7]?.trim() === 'ready' } : null
  } catch {
    return null
  }
}

/** What one server wrote to the log; all that was written when it said nothing in its own name. */
function readOwnLines(cluster: Cluster, start: number, pid: number): string {
  const text = fs.readFileSync(cluster.logPath).subarray(start).toString()
  const own = text.split('\n').filter(line => line.includes(` [${pid}] `))
  return own.length > 0 ? own.join('\n') : text
}

async function sendStop(cluster: Cluster, pid: number, mode: 'fast' | 'immediate'): Promise<void> {
  if (process.platform === 'win32') {
    const { programs, dataFolder } = cluster
    const args = ['stop', '-D', pathArgument(programs, dataFolder), '-m', mode, '-W']
    await runProgram(programs, 'pg_ctl', args, { dataFolder })
    return
  }
  try {
    process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
  } catch {
    // It has ended already.
  }
}

async function hasEnded(pid: number, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  while (isRunning(pid)) {
    if (performance.now() > deadline) return false
    await systemClock.sleep(pollMs)
  }
  return true
}
