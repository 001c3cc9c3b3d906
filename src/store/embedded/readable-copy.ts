// A copy of the programs for an account that cannot reach the package, as when the checkout lies
// under root's own home. Made once, owned by root; it must never use a file others could write.

import { createHash, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../domain/error.ts'
import { type Account, canRead } from './account.ts'
import { type Binaries, programPath } from './binaries.ts'

/** Where root keeps the copy: the first of these that can be used. */
const places = ['/var/lib/livecensus', join(tmpdir(), 'livecensus')]

/** The programs where the account can run them: in place if it can, else a copy (60 MB). */
export function makeReadable(
  binaries: Binaries,
  account: Account,
  candidates: readonly string[] = places,
): Binaries {
  if (canUse(account, binaries)) return binaries
  const mark = fingerprint(binaries.folder)
  const reasons: unknown[] = []
  for (const place of candidates) {
    try {
      const folder = join(openPlace(place), `postgres-${binaries.version}-${mark}`)
      if (!isWhole(folder, mark)) copyWhole(binaries.folder, folder)
      const copy = { ...binaries, folder }
      if (canUse(account, copy)) return copy
      reasons.push(new Error(`${folder} cannot be reached by uid ${account.uid}`))
    } catch (error) {
      reasons.push(error)
    }
  }
  throw new AppError(
    'unavailable',
    `PostgreSQL runs as uid ${account.uid}, which cannot read ${binaries.folder}, and no copy could be made in ${candidates.join(' or ')}: let others read one of them, or set DATABASE_URL.`,
    { cause: new AggregateError(reasons) },
  )
}

function canUse(account: Account, binaries: Binaries): boolean {
  const { folder } = binaries
  const paths = [programPath(binaries, 'postgres'), join(folder, 'lib'), join(folder, 'share')]
  return paths.every(path => canRead(account, path))
}

/** Makes the folder that copies stand in, or takes it when it is root's and only root writes. */
function openPlace(place: string): string {
  if (fs.mkdirSync(place, { recursive: true }) !== undefined) fs.chmodSync(place, 0o755)
  const stats = fs.lstatSync(place)
  if (!stats.isDirectory() || stats.uid !== process.geteuid?.() || (stats.mode & 0o022) !== 0)
    throw new Error(`${place} is not a folder that only root can write`)
  return place
}

/** Whether a copy is there with all its files; a cleaner of temporary files may have been in it. */
function isWhole(folder: string, mark: string): boolean {
  return fs.existsSync(folder) && fingerprint(folder) === mark
}

function copyWhole(from: string, to: string): void {
  const draft = `${to}.new-${process.pid}-${randomBytes(3).toString('hex')}`
  try {
    copyTree(from, draft)
    fs.rmSync(to, { recursive: true, force: true })
    fs.renameSync(draft, to)
  } catch (error) {
    // Another start may have put its own copy there first; a copy that is whole is as good.
    if (!isWhole(to, fingerprint(from))) throw error
  } finally {
    fs.rmSync(draft, { recursive: true, force: true })
  }
}

/** Copies a folder so that everyone can read it, whatever the modes and the mask were. */
function copyTree(from: string, to: string): void {
  fs.mkdirSync(to)
  fs.chmodSync(to, 0o755)
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) copyTree(source, target)
    else if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(source), target)
    else {
      fs.copyFileSync(source, target)
      fs.chmodSync(target, (fs.statSync(source).mode & 0o100) === 0 ? 0o644 : 0o755)
    }
  }
}

/** A short mark of a folder's files, their sizes and where its links lead. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  const visit = (path: string) => {
    for (const entry of fs.readdirSync(join(folder, path), { withFileTypes: true }).sort(byName)) {
      const name = join(path, entry.name)
      if (entry.isDirectory()) visit(name)
      else if (entry.isSymbolicLink())
        hash.update(`${name} -> ${fs.readlinkSync(join(folder, name))}\n`)
      else hash.update(`${name} ${fs.statSync(join(folder, name)).size}\n`)
    }
  }
  visit('')
  return hash.digest('hex').slice(0, 12)
}

function byName(a: fs.Dirent, b: fs.Dirent): number {
  return a.name < b.name ? -1 : 1
}
