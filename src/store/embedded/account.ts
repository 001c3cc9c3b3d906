// Whom the server runs as. PostgreSQL refuses to run as root, so for root it is another account
// that already exists. It must never add a user, and never asks anything but the file system.

import { lchownSync, readFileSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../domain/error.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Whether this process is root; never on Windows. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0
}

/**
 * The account for root to run the server as: the owner of the server's folder, if that exists and
 * is not root's; else the owner of the folder around it, if it has a name; else `nobody`. Null
 * for everyone else: the server runs as ourselves.
 */
export function chooseAccount(folder: string, place: string): Account | null {
  if (!isRoot()) return null
  const passwd = readFileSync('/etc/passwd', 'utf8')
  const owner = ownerOf(folder)
  if (owner !== null) return owner
  const placeOwner = ownerOf(place)
  // To make a server's folder, PostgreSQL wants to know the name of its user.
  if (placeOwner !== null && new RegExp(`^[^:]+:[^:]*:${placeOwner.uid}:`, 'm').test(passwd))
    return placeOwner
  return findNobody(passwd)
}

/** The account `nobody` of an /etc/passwd. */
export function findNobody(passwd: string): Account {
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd) ?? []
  if (uid === undefined || gid === undefined)
    throw new AppError(
      'unavailable',
      'PostgreSQL does not run as root and there is no account "nobody" to run it as: start as an ordinary user, or set DATABASE_URL.',
    )
  return { uid: Number(uid), gid: Number(gid) }
}

function ownerOf(path: string): Account | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined || stats.uid === 0 ? null : { uid: stats.uid, gid: stats.gid }
}

/** Whether an account may go to a path and read it (a folder: enter it), by the mode bits. */
export function canRead(account: Account, path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return false
  const wanted = stats.isDirectory() ? 0o5 : 0o4
  if ((permissionsOf(account, stats) & wanted) !== wanted) return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((permissionsOf(account, statSync(folder)) & 0o1) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** What an account may do with a file: read 4, write 2, execute 1. */
function permissionsOf(account: Account, stats: Stats): number {
  if (stats.uid === account.uid) return (stats.mode >> 6) & 0o7
  if (stats.gid === account.gid) return (stats.mode >> 3) & 0o7
  return stats.mode & 0o7
}

/** Gives a file to the server's account where that is not ourselves; links are not followed. */
export function giveTo(account: Account | null, path: string): void {
  if (account !== null) lchownSync(path, account.uid, account.gid)
}
