// A fresh clone in an empty folder, started under the host's Node as a user does, with its times.

import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** A user of the host that is not root; PostgreSQL wants it to have a name. */
const ordinaryUid = 65_534

/** Who starts it, and where. */
export interface Stage {
  readonly title: string
  readonly uid: number | null
  /** Mode of the folder above the clone. */
  readonly homeMode: number
}

const isRoot = process.getuid?.() === 0

/** The users to try: root may be refused what others are not, and the other way round. */
export const stages: readonly Stage[] = isRoot
  ? [
      { title: 'an ordinary user', uid: ordinaryUid, homeMode: 0o755 },
      { title: 'root, in a folder only root may enter', uid: null, homeMode: 0o700 },
    ]
  : [{ title: 'this user', uid: null, homeMode: 0o755 }]

/** Clones for a stage, works there, and takes everything away. */
export async function withClone(stage: Stage, work: (folder: string) => Promise<void>) {
  const home = mkdtempSync(join(tmpdir(), 'livecensus-prove-'))
  try {
    const folder = join(home, 'livecensus')
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder])
    mkdirSync(join(home, 'user'))
    chmodSync(home, stage.homeMode)
    if (stage.uid !== null) execFileSync('chown', ['-R', `${stage.uid}:${stage.uid}`, home])
    if (stage.uid !== null) chownSync(home, stage.uid, stage.uid)
    process.stdout.write(`\nas ${stage.title}, ${hostNode()}\n`)
    await work(folder)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** A started clone. */
export interface Started {
  readonly child: ChildProcess
  readonly url: string
  /** From the end of the installation, or from the start where nothing was installed. */
  readonly firstRowMs: number
  readonly rows: number
  readonly collectedAt: string
  /** Resolves with the first line of the log, past or to come, that the pattern fits. */
  waitForLog(pattern: RegExp): Promise<string>
}

/** Runs `npm start` as a terminal would, in a process group of its own, until the first rows. */
export async function startClone(
  stage: Stage,
  folder: string,
  env: Readonly<Record<string, string>>,
  { installs }: { installs: boolean },
): Promise<Started> {
  const child = spawn('npm', ['start'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...env,
      PATH: hostPath(),
      HOME: join(folder, '../user'),
      PORT: '0',
      npm_config_cache: join(folder, '../user/.npm'),
    },
    ...(stage.uid === null ? {} : { uid: stage.uid, gid: stage.uid }),
  })
  let text = ''
  let installedMs = performance.now()
  const watchers = new Set<() => void>()
  const listen = (chunk: string) => {
    text += chunk
    // The last thing before the program itself runs is the installation.
    if (/Installing/.test(chunk)) installedMs = Number.NaN
    noteInstalled()
    for (const look of watchers) look()
  }
  // Its end is the moment its stamp appears.
  const noteInstalled = () => {
    if (Number.isNaN(installedMs) && existsSync(join(folder, 'node_modules/.livecensus')))
      installedMs = performance.now()
  }
  const stamp = setInterval(noteInstalled, 5)
  child.stdout.setEncoding('utf8').on('data', listen)
  child.stderr.setEncoding('utf8').on('data', listen)
  const waitForLog = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const line = text.split('\n').find(candidate => pattern.test(candidate))
        if (line !== undefined) resolve(line)
      }
      watchers.add(look)
      child.once('exit', () => reject(new Error(`it ended:\n${text}`)))
      look()
    })
  const { url } = JSON.parse(await waitForLog(/"url":"http/)) as { url: string }
  clearInterval(stamp)
  const { rows, collectedAt } = await firstRows(url)
  const firstRowMs = performance.now() - installedMs
  if (installs) assert.match(text, /Installing dependencies/)
  return { child, url, firstRowMs, rows, collectedAt, waitForLog }
}

async function firstRows(url: string): Promise<{ rows: number; collectedAt: string }> {
  for (;;) {
    const answer = await fetch(`${url}/live/top?limit=500`)
    const { data } = (await answer.json()) as { data: { collected_at: string }[] }
    const [row] = data
    if (row !== undefined) return { rows: data.length, collectedAt: row.collected_at }
  }
}

/** Ctrl-C: the terminal signals the whole group, npm passes it on. Until everything has ended. */
export async function interrupt({ child }: Started, dataDir: string): Promise<number> {
  const began = performance.now()
  const ended = new Promise(resolve => child.once('exit', resolve))
  process.kill(-(child.pid ?? 0), 'SIGINT')
  await ended
  assert.equal(
    existsSync(join(dataDir, 'postgres/data/postmaster.pid')),
    false,
    'PostgreSQL has ended in order',
  )
  return performance.now() - began
}

/** Prints a time beside its limit. */
export function printTime(what: string, ms: number, limitMs: number): void {
  const verdict = ms <= limitMs ? 'holds' : 'MISSED'
  process.stdout.write(
    `${(ms / 1_000).toFixed(2)} s, limit ${limitMs / 1_000} s, ${verdict}: ${what}\n`,
  )
  if (ms > limitMs) process.exitCode = 1
}

/** The PATH of somebody who has only the host's Node. */
function hostPath(): string {
  const parts = (process.env.PATH ?? '').split(delimiter)
  return parts.filter(part => !part.includes('node_modules')).join(delimiter)
}

function hostNode(): string {
  const env = { ...process.env, PATH: hostPath() }
  return `Node ${execFileSync('node', ['--version'], { env, encoding: 'utf8' }).trim()}`
}
