// Proof: a fresh clone in an empty folder starts under the host's Node with one command, serves
// its first row within 5 s of the installation's end, ends wholly within 5 s of a Ctrl-C, and
// keeps its data. As an ordinary user and, where this is root, from a folder only root may enter.

import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FakeTwitch, startFakeTwitch } from '../fake-twitch.ts'
import { tableRows } from '../twitch-fixtures.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const limitMs = 5_000
/** A user of the host that is not root; PostgreSQL wants it to have a name. */
const ordinaryUid = 65_534

interface Stage {
  readonly title: string
  readonly uid: number | null
  /** Mode of the folder above the clone. */
  readonly homeMode: number
}

const isRoot = process.getuid?.() === 0
const stages: Stage[] = isRoot
  ? [
      { title: 'an ordinary user', uid: ordinaryUid, homeMode: 0o755 },
      { title: 'root, in a folder only root may enter', uid: null, homeMode: 0o700 },
    ]
  : [{ title: 'this user', uid: null, homeMode: 0o755 }]

for (const stage of stages) {
  const home = mkdtempSync(join(tmpdir(), 'livecensus-prove-'))
  const twitch = await startFakeTwitch({ rows: tableRows() })
  try {
    await prove(stage, home, twitch)
  } finally {
    await twitch.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function prove(stage: Stage, home: string, twitch: FakeTwitch): Promise<void> {
  const folder = join(home, 'livecensus')
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder])
  mkdirSync(join(home, 'user'))
  chmodSync(home, stage.homeMode)
  if (stage.uid !== null) execFileSync('chown', ['-R', `${stage.uid}:${stage.uid}`, home])
  if (stage.uid !== null) chownSync(home, stage.uid, stage.uid)
  process.stdout.write(`\nas ${stage.title}, ${hostNode()}\n`)

  const first = await start(stage, folder, twitch, /Installing dependencies/)
  print('first row after the installation', first.firstRowMs, limitMs)
  print('everything ended after Ctrl-C', await interrupt(first, folder), limitMs)

  const second = await start(stage, folder, twitch, null)
  print('second start, first row', second.firstRowMs, limitMs)
  assert.equal(second.rows, 100, 'the data are still there')
  assert.equal(second.collectedAt, first.collectedAt, 'and are those of the first start')
  print('everything ended after Ctrl-C', await interrupt(second, folder), limitMs)
}

/** Runs `npm start` as a terminal would: a process group of its own. */
async function start(stage: Stage, folder: string, twitch: FakeTwitch, install: RegExp | null) {
  const child = spawn('npm', ['start'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...twitch.environment,
      PATH: hostPath(),
      HOME: join(folder, '../user'),
      PORT: '0',
      SWEEP_INTERVAL: '1h',
      npm_config_cache: join(folder, '../user/.npm'),
    },
    ...(stage.uid === null ? {} : { uid: stage.uid, gid: stage.uid }),
  })
  let text = ''
  let installed = performance.now()
  const served = Promise.withResolvers<string>()
  const listen = (chunk: string) => {
    text += chunk
    // The last thing before the program itself runs is the installation.
    if (/Installing/.test(chunk)) installed = Number.NaN
    if (Number.isNaN(installed) && existsSync(join(folder, 'node_modules/.livecensus')))
      installed = performance.now()
    const url = /"url":"(http[^"]+)"/.exec(text)?.[1]
    if (url !== undefined) served.resolve(url)
  }
  child.stdout.setEncoding('utf8').on('data', listen)
  child.stderr.setEncoding('utf8').on('data', listen)
  child.once('exit', () => served.reject(new Error(`it ended:\n${text}`)))
  // The installation's end is the moment its stamp appears.
  const stamp = setInterval(() => {
    if (Number.isNaN(installed) && existsSync(join(folder, 'node_modules/.livecensus')))
      installed = performance.now()
  }, 5)
  const url = await served.promise
  clearInterval(stamp)
  const { rows, collectedAt } = await firstRows(url)
  const firstRowMs = performance.now() - installed
  if (install !== null) assert.match(text, install)
  return { child, firstRowMs, rows, collectedAt }
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
async function interrupt({ child }: { child: ReturnType<typeof spawn> }, folder: string) {
  const began = performance.now()
  const ended = new Promise(resolve => child.once('exit', resolve))
  process.kill(-(child.pid ?? 0), 'SIGINT')
  await ended
  assert.equal(
    existsSync(join(folder, 'data/postgres/data/postmaster.pid')),
    false,
    'PostgreSQL has ended in order',
  )
  return performance.now() - began
}

function print(what: string, ms: number, limit: number): void {
  const verdict = ms <= limit ? 'holds' : 'MISSED'
  process.stdout.write(
    `${(ms / 1_000).toFixed(2)} s, limit ${limit / 1_000} s, ${verdict}: ${what}\n`,
  )
  if (ms > limit) process.exitCode = 1
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
