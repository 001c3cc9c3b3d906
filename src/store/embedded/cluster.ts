// The server's folder on disk: DATA_DIR/postgres with data, password, port and log. Everything in
// it belongs to the server's account. It must never be touched unless it is wholly ours.

import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../domain/error.ts'
import { chooseAccount, giveTo, isRoot } from './account.ts'
import { findBinaries, majorVersion } from './binaries.ts'
import { buildCluster, isCluster, removeLeftovers } from './cluster-build.ts'
import { fileFailure } from './diagnosis.ts'
import type { Programs } from './programs.ts'
import { makeReadable } from './readable-copy.ts'

/** A server's folder, ready to be started. */
export interface Cluster {
  /** DATA_DIR/postgres with links resolved. */
  readonly folder: string
  /** PostgreSQL's own data folder. */
  readonly dataFolder: string
  readonly logPath: string
  readonly password: string
  readonly programs: Programs
}

/** Opens the folder in DATA_DIR, making it when there is none. Safe for several at once. */
export async function openCluster(dataDir: string, signal?: AbortSignal): Promise<Cluster> {
  try {
    makeFolder(dataDir)
    const place = fs.realpathSync(dataDir)
    const folder = join(place, 'postgres')
    refuseOthers(folder)
    const account = chooseAccount(folder, place)
    const found = findBinaries()
    const binaries = account === null ? found : makeReadable(found, account)
    const programs = { binaries, account }

    removeLeftovers(folder)
    if (!isCluster(folder)) await buildCluster(folder, programs, signal)
    else claimFiles(folder, programs)
    refuseOtherVersion(folder, majorVersion(binaries))
    return {
      folder,
      dataFolder: join(folder, 'data'),
      logPath: join(folder, 'server.log'),
      password: readPassword(folder),
      programs,
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw fileFailure(error, dataDir)
  }
}

/** The port the server had last; null when unknown. */
export function readLastPort(cluster: Cluster): number | null {
  try {
    const port = Number(fs.readFileSync(join(cluster.folder, 'port'), 'utf8'))
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
  } catch {
    return null
  }
}

/** Keeps the port for the next start. */
export function writeLastPort(cluster: Cluster, port: number): void {
  if (readLastPort(cluster) === port) return
  // By way of a new file: the folder may be another account's, whose links root must not follow.
  const draft = join(cluster.folder, `port.${process.pid}`)
  try {
    fs.rmSync(draft, { force: true })
    fs.writeFileSync(draft, `${port}\n`, { flag: 'wx', mode: 0o600 })
    giveTo(cluster.programs.account, draft)
    fs.renameSync(draft, join(cluster.folder, 'port'))
  } catch (error) {
    throw fileFailure(error, cluster.folder)
  }
}

const mostLogBytes = 10 * 2 ** 20

/** Opens the server's log to write at its end; what is over 10 MB is put aside first. */
export function openLog(cluster: Cluster): number {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = fs.constants
  const { logPath } = cluster
  try {
    if ((fs.statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > mostLogBytes)
      fs.renameSync(logPath, `${logPath}.1`)
    const file = fs.openSync(logPath, O_APPEND | O_CREAT | O_WRONLY | (O_NOFOLLOW ?? 0), 0o600)
    giveTo(cluster.programs.account, logPath)
    return file
  } catch (error) {
    throw fileFailure(error, cluster.folder)
  }
}

/** Not mkdir's own `recursive`: on folders that take none it names a wrong reason or never ends. */
function makeFolder(path: string): void {
  if (fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (!fs.existsSync(dirname(path))) makeFolder(dirname(path))
  try {
    fs.mkdirSync(path)
  } catch (error) {
    // Another start may have been first.
    if (!fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

function readPassword(folder: string): string {
  const path = join(folder, 'password')
  if (fs.existsSync(path)) return fs.readFileSync(path, 'utf8').trim()
  throw new AppError(
    'conflict',
    `The file ${path} is missing, and without it nobody gets at the data: put it back from a backup of the folder, or move the folder away.`,
  )
}

/** An ordinary user cannot use what another's server made; root can, as that account. */
function refuseOthers(folder: string): void {
  const owner = fs.statSync(folder, { throwIfNoEntry: false })?.uid
  if (owner === undefined || process.geteuid === undefined || isRoot()) return
  if (owner !== process.geteuid())
    throw new AppError(
      'forbidden',
      `${folder} belongs to uid ${owner} and not to you (uid ${process.geteuid()}): start as that user or as root, or set DATA_DIR to a folder of your own.`,
    )
}

/** Puts right what a restored or copied folder has lost: PostgreSQL insists on owner and mode. */
function claimFiles(folder: string, { account }: Programs): void {
  const dataFolder = join(folder, 'data')
  if (account !== null && fs.statSync(dataFolder).uid !== account.uid) {
    giveTo(account, folder)
    for (const path of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      giveTo(account, join(folder, path))
  }
  if ((fs.statSync(dataFolder).mode & 0o077) !== 0) fs.chmodSync(dataFolder, 0o700)
}

function refuseOtherVersion(folder: string, major: string): void {
  const found = fs.readFileSync(join(folder, 'data', 'PG_VERSION'), 'utf8').trim()
  if (found !== major)
    throw new AppError(
      'conflict',
      `${folder} was made by PostgreSQL ${found} and this version of Livecensus brings ${major}: start the version that made it, or move the folder away.`,
    )
}
