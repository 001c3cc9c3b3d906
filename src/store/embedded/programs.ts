// Runs PostgreSQL's programs: as the right account, on one data folder, with an environment of
// their own. A shell's locale or PG* variables must never reach them.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { AppError } from '../../domain/error.ts'
import type { Account } from './account.ts'
import { type Binaries, type ProgramName, programPath } from './binaries.ts'

/** The programs and whom they run as. */
export interface Programs {
  readonly binaries: Binaries
  /** Null: as ourselves. */
  readonly account: Account | null
}

export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly code: number | null
  /** The end of what it wrote, both streams. */
  readonly output: string
}

const environment = {
  LANG: 'C',
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/bin:/bin',
  ...(process.platform === 'win32' ? { SystemRoot: 'C:\\Windows' } : {}),
}

/** PostgreSQL cuts paths at 1024 bytes, and adds its own file names to the folder's. */
const longestPath = 900
const outputLimit = 65_536

/**
 * A path as the programs are told it, for `dataFolder` itself or what lies beside it. On Linux
 * another account gets it through the working folder, which needs no right on the folders above:
 * the data can stay under a home that only root may enter.
 */
export function pathArgument(programs: Programs, dataFolder: string, ...beside: string[]): string {
  const isIndirect =
    process.platform === 'linux' &&
    (programs.account !== null || Buffer.byteLength(dataFolder) > longestPath)
  const folder = isIndirect ? '/proc/self/cwd' : dataFolder
  // Not join(): it would resolve the `..` before the link is followed.
  return beside.length === 0 ? folder : [folder, '..', ...beside].join('/')
}

/** Starts a program in its own session, so that Ctrl-C does not reach it. */
export function spawnProgram(
  { binaries, account }: Programs,
  name: ProgramName,
  args: readonly string[],
  options: { dataFolder: string; output: number | 'pipe'; environment?: Record<string, string> },
): ChildProcess {
  try {
    return spawn(programPath(binaries, name), args, {
      cwd: options.dataFolder,
      detached: true,
      windowsHide: true,
      env: { ...environment, ...options.environment },
      stdio: [options.output === 'pipe' ? 'pipe' : 'ignore', options.output, options.output],
      ...account,
    })
  } catch (error) {
    throw spawnFailure({ binaries, account }, name, error)
  }
}

/** Runs a program to its end. Aborting kills it and all it started. */
export async function runProgram(
  programs: Programs,
  name: ProgramName,
  args: readonly string[],
  options: { dataFolder: string; input?: string; signal?: AbortSignal | undefined },
): Promise<ProgramResult> {
  options.signal?.throwIfAborted()
  const child = spawnProgram(programs, name, args, { ...options, output: 'pipe' })
  const abort = () => killSession(child)
  options.signal?.addEventListener('abort', abort)
  try {
    let output = ''
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-outputLimit)
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    // A program that ends before it has read all closes the pipe; its exit tells why.
    child.stdin?.on('error', () => undefined).end(options.input ?? '')
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', error => reject(spawnFailure(programs, name, error)))
      child.once('close', resolve)
    })
    options.signal?.throwIfAborted()
    return { code, output }
  } finally {
    options.signal?.removeEventListener('abort', abort)
  }
}

/** Why a program could not be started at all. */
export function spawnFailure(programs: Programs, name: ProgramName, cause: unknown): AppError {
  const path = programPath(programs.binaries, name)
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'ENOENT' && existsSync(path))
    return new AppError(
      'unavailable',
      `${path} does not run on this system, it needs the GNU C library: set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    )
  if (code === 'EPERM' && programs.account !== null)
    return new AppError(
      'unavailable',
      `PostgreSQL does not run as root and may not be run as uid ${programs.account.uid} here: start as an ordinary user, or set DATABASE_URL.`,
      { cause },
    )
  return new AppError(
    'unavailable',
    `${path} cannot be run (${String(code ?? cause)}): install again with npm ci, or set DATABASE_URL.`,
    { cause },
  )
}

function killSession(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL')
  else
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
}
