// What the tests of the embedded server share: a data folder of their own, and whatever runs in
// it is ended and removed with the test.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Row } from 'postgres'
import { postgres } from '../driver.ts'
import { isRoot } from './account.ts'
import { openCluster } from './cluster.ts'
import { isRunning } from './process.ts'
import { type EmbeddedServer, openEmbeddedServer } from './server.ts'

/** Another process that holds the server. */
export interface HolderProcess {
  readonly pid: number
  /** The server's address, once it is held. */
  readonly url: Promise<string>
  /** kill -9, and waits for the end. */
  kill(): Promise<void>
}

export interface Stage {
  readonly dataDir: string
  /** What was logged, in order. */
  readonly messages: readonly string[]
  open(signal?: AbortSignal): Promise<EmbeddedServer>
  openInChild(): HolderProcess
  /** Resolves when a message is logged. */
  hear(message: string): Promise<void>
  /** The process in the server's lock file; null when there is none. */
  lockedPid(): number | null
}

/** An empty data folder for one test; `made`: with a PostgreSQL in it that has never run. */
export async function aStage(test: TestContext, content: 'empty' | 'made'): Promise<Stage> {
  // Mode 0700: for root, every test is one of data under a folder that only root may enter.
  const place = fs.mkdtempSync(join(tmpdir(), 'livecensus-test-'))
  const dataDir = join(place, 'Daten für später')
  const messages: string[] = []
  const listeners: Record<string, () => void> = {}
  const log = (_: string, message: string) => {
    messages.push(message)
    listeners[message]?.()
  }
  const lockedPid = () => {
    const path = join(dataDir, 'postgres', 'data', 'postmaster.pid')
    return fs.existsSync(path) ? Number.parseInt(fs.readFileSync(path, 'utf8'), 10) : null
  }
  test.after(() => {
    const left = lockedPid()
    if (left !== null && isRunning(left)) process.kill(left, 'SIGKILL')
    fs.rmSync(place, { recursive: true, maxRetries: 20, retryDelay: 50 })
    assert.equal(left, null, 'a server is left behind')
  })
  if (content === 'made') fs.cpSync(await madeFolder(), dataDir, { recursive: true })
  return {
    dataDir,
    messages,
    open: signal => openEmbeddedServer({ dataDir, log, ...(signal && { signal }) }),
    openInChild: () => openInChild(dataDir),
    hear: message =>
      new Promise(resolve => {
        listeners[message] = resolve
      }),
    lockedPid,
  }
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end()
  }
}

/** Does something without root's rights on a folder, when it is root who runs the tests. */
export async function withoutRoot(place: string, act: () => Promise<void>): Promise<void> {
  if (!isRoot()) return act()
  fs.chownSync(place, 65_534, 65_534)
  process.seteuid?.(65_534)
  try {
    await act()
  } finally {
    process.seteuid?.(0)
    fs.chownSync(place, 0, 0)
  }
}

let made: Promise<string> | null = null

/** Made once a process, as it takes most of a second; a test gets a copy. */
function madeFolder(): Promise<string> {
  made ??= (async () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'livecensus-test-'))
    process.once('exit', () => fs.rmSync(folder, { recursive: true }))
    await openCluster(folder)
    return folder
  })()
  return made
}

function openInChild(dataDir: string): HolderProcess {
  const program = `
    const { openEmbeddedServer } = await import(process.argv[1])
    const server = await openEmbeddedServer({ dataDir: process.argv[2], log: () => {} })
    process.stdout.write(server.url)`
  const module = new URL('./server.ts', import.meta.url).href
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, module, dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    child.once('exit', () => reject(new Error('the holder has ended')))
  })
  // A test that kills it before it holds anything does not ask for the address.
  url.catch(() => undefined)
  return {
    pid: child.pid ?? 0,
    url,
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
