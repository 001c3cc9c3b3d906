// What the pre-step does on the host: one installation at a time, npm and scripts with their output
// on stderr. Plain JavaScript for the host's Node; it must never write to stdout.

import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

export const isWindows = process.platform === 'win32'
const lockPath = join(root, '.livecensus-install')

/** What stops a start: one sentence for the operator and an exit code. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Does a step while no other start does one: two installations would destroy each other. */
export async function underLock(step) {
  for (let told = false; !takeLock(); told = true) {
    if (!told) say('Another start is installing dependencies, waiting for it…')
    await sleep(200)
  }
  try {
    await step()
  } finally {
    fs.rmSync(lockPath, { recursive: true, force: true })
  }
}

/**
 * The lock is a folder, which only one can make. In it are the numbers of this process and of the
 * npm it runs: that one goes on when this one is killed.
 */
function takeLock() {
  try {
    fs.mkdirSync(lockPath)
    fs.writeFileSync(join(lockPath, 'start'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST')
      throw new Refusal(
        `Dependencies have to be installed and ${root} cannot be written (${error.code}): run "npm ci" there as its owner, and start again.`,
      )
  }
  // Put aside in one step, so that of two that find it stale only one does.
  if (isStale(lockPath)) {
    const aside = `${lockPath}-${process.pid}`
    try {
      fs.renameSync(lockPath, aside)
      if (isStale(aside)) fs.rmSync(aside, { recursive: true, force: true })
      else fs.renameSync(aside, lockPath)
    } catch {
      // The other one was first.
    }
  }
  return false
}

function isStale(path) {
  const stats = fs.statSync(path, { throwIfNoEntry: false })
  const pids = ['start', 'npm'].map(name => readPid(join(path, name))).filter(pid => pid > 0)
  // Without a number it was made a moment ago, or its maker died at that very moment.
  if (pids.length === 0) return stats !== undefined && Date.now() - stats.mtimeMs > 5_000
  return !pids.some(isRunning)
}

function readPid(path) {
  try {
    return Number(fs.readFileSync(path, 'utf8'))
  } catch {
    return 0
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs npm in the project; resolves to its exit code. */
export function runNpm(args) {
  const path = process.env.npm_execpath
  if (path !== undefined && basename(path) === 'npm-cli.js' && fs.existsSync(path))
    return runNode([path, ...args], root)
  return run(isWindows ? 'npm.cmd' : 'npm', args, { cwd: root, shell: isWindows })
}

/** Runs a script under the host's Node: the pinned one may be what is being replaced. */
export function runNode(args, cwd) {
  const candidates = [process.env.npm_node_execpath, process.execPath]
  return run(candidates.find(path => path && fs.existsSync(path)) ?? 'node', args, { cwd })
}

/** Runs a program with its output on stderr. */
async function run(file, args, options) {
  const { spawn } = await import('node:child_process')
  const child = spawn(file, args, { ...options, stdio: ['ignore', 2, 2] })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = signal => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  return new Promise(resolve => {
    const end = code => {
      for (const signal of signals) process.off(signal, forward)
      resolve(code ?? 1)
    }
    child.once('error', error => {
      say(`${file} cannot be run: ${error.message}`)
      end(1)
    })
    child.once('exit', end)
    if (child.pid !== undefined) fs.writeFileSync(join(lockPath, 'npm'), String(child.pid))
  })
}

export function say(line) {
  process.stderr.write(`${line}\n`)
}
