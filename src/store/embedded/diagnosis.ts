// Turns what PostgreSQL or the file system said of a failed start into one sentence that says
// what to do. It must never repeat a password; PostgreSQL writes none.

import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError, type ErrorCode } from '../../domain/error.ts'

interface Complaint {
  readonly pattern: RegExp
  readonly code: ErrorCode
  /** The sentence for a folder. */
  readonly sentence: (folder: string) => string
}

const diskFull: Complaint = {
  pattern: /No space left on device|Check free disk space|Disk quota exceeded|ENOSPC|EDQUOT/,
  code: 'unavailable',
  sentence: folder =>
    `The disk that holds ${folder} is full: free some space, or set DATA_DIR to a folder on another disk.`,
}

/** In order: the first that matches counts. */
const complaints: readonly Complaint[] = [
  {
    pattern: /could not (create|map) (anonymous )?shared memory|could not create semaphores/,
    code: 'unavailable',
    sentence: folder =>
      `The embedded PostgreSQL in ${folder} gets no shared memory from the system: free memory or allow this container more, or set DATABASE_URL.`,
  },
  diskFull,
  {
    pattern: /error while loading shared libraries|Library not loaded|GLIBC_[\d.]+' not found/,
    code: 'unavailable',
    sentence: () =>
      'The embedded PostgreSQL lacks a library: install again with npm ci (npm rebuild where install scripts are blocked), or set DATABASE_URL.',
  },
  {
    pattern: /could not look up effective user ID/,
    code: 'unavailable',
    sentence: () =>
      'PostgreSQL does not run for a user without an entry in /etc/passwd: start as one that has an entry, or set DATABASE_URL.',
  },
  {
    pattern: /database files are incompatible with server/,
    code: 'conflict',
    sentence: folder =>
      `${folder} was made by another kind of PostgreSQL or machine: start where it was made, or move the folder away.`,
  },
  {
    pattern: /invalid checkpoint record|could not locate a valid checkpoint|invalid data in file/,
    code: 'conflict',
    sentence: folder =>
      `The data in ${folder} is damaged: put a backup in its place, or move the folder away; server.log in it has the details.`,
  },
  {
    pattern: /pre-existing shared memory block/,
    code: 'unavailable',
    sentence: folder =>
      `Processes of an earlier PostgreSQL still use ${folder}: end them and start again.`,
  },
  {
    pattern: /Permission denied|Operation not permitted|Read-only file system|EACCES|EPERM|EROFS/,
    code: 'unavailable',
    sentence: folder =>
      `${folder} cannot be written: give this user the right to, or set DATA_DIR to a folder that can be written.`,
  },
  {
    pattern: /Not a directory|File exists|ENOTDIR|EEXIST|ENOENT/,
    code: 'invalid',
    sentence: folder => `${folder} is no folder and cannot be made one: set DATA_DIR to another.`,
  },
  {
    pattern: /File name too long|ENAMETOOLONG/,
    code: 'invalid',
    sentence: folder => `${folder} is too long a path: set DATA_DIR to a shorter one.`,
  },
]

/** The error for what a program wrote when it failed on a folder. */
export function diagnose(output: string, folder: string): AppError {
  // On a full disk PostgreSQL cannot even write the reason to its log.
  const known = find(output) ?? (hasNoSpace(dirname(folder)) ? diskFull : undefined)
  const cause = new Error(output.trim())
  if (known !== undefined) return new AppError(known.code, known.sentence(folder), { cause })
  const lines = output.split('\n').filter(line => line.trim() !== '')
  const reason = lines.find(line => /(FATAL|PANIC|ERROR|error):/.test(line)) ?? lines.at(-1)
  return new AppError(
    'unavailable',
    `The embedded PostgreSQL in ${folder} does not start (${reason?.trim() ?? 'it gives no reason'}): see server.log there, or set DATABASE_URL to another PostgreSQL.`,
    { cause },
  )
}

/** The error for a failed step on our side; an `AppError` stays as it is. */
export function fileFailure(error: unknown, folder: string): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error
  const known = find(String(error.code))
  if (known === undefined) return error
  return new AppError(known.code, known.sentence(folder), { cause: error })
}

function hasNoSpace(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize < 2 ** 20
  } catch {
    return false
  }
}

function find(text: string): Complaint | undefined {
  return complaints.find(({ pattern }) => pattern.test(text))
}
