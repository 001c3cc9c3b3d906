import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { postgres } from '../driver.ts'
import { isRoot } from './account.ts'
import { aStage, query } from './test-stage.ts'

const windows = process.platform === 'win32' ? 'Windows has no such signals' : false

test('after kill -9 of its only holder the server is adopted', async t => {
  const stage = await aStage(t, 'made')
  const child = stage.openInChild()
  const url = await child.url
  const pid = stage.lockedPid()
  await child.kill()
  const server = await stage.open()
  assert.equal(server.url, url)
  assert.equal(stage.lockedPid(), pid)
  assert.deepEqual(stage.messages, ['PostgreSQL runs already and is shared'])
  await server.release()
})

test('after kill -9 of the server it is back in place with what was committed', {
  skip: windows,
}, async t => {
  const stage = await aStage(t, 'made')
  const [server, other] = [await stage.open(), await stage.open()]
  const sql = postgres(server.url, { max: 2 })
  await sql`create table kept as select 7 as number`
  const pid = stage.lockedPid() ?? 0
  const back = stage.hear('PostgreSQL is back')
  process.kill(pid, 'SIGKILL')
  await back
  assert.deepEqual([...(await sql`select number from kept`)], [{ number: 7 }])
  assert.notEqual(stage.lockedPid(), pid)
  await sql.end()
  await Promise.all([server.release(), other.release()])
  assert.equal(stage.lockedPid(), null)
})

test('after kill -9 of the server and its holder the next start recovers it', {
  skip: windows,
}, async t => {
  const stage = await aStage(t, 'made')
  const child = stage.openInChild()
  await query(await child.url, 'create table kept as select 7 as number')
  const pid = stage.lockedPid() ?? 0
  await child.kill()
  process.kill(pid, 'SIGKILL')
  const server = await stage.open()
  assert.notEqual(stage.lockedPid(), pid)
  assert.deepEqual(await query(server.url, 'select number from kept'), [{ number: 7 }])
  await server.release()
})

test('a release right after kill -9 of the server leaves a folder that starts', {
  skip: windows,
}, async t => {
  const stage = await aStage(t, 'made')
  const server = await stage.open()
  process.kill(stage.lockedPid() ?? 0, 'SIGKILL')
  await server.release()
  await (await stage.open()).release()
})

test('kill -9 while the folder is being made does no harm', async t => {
  const stage = await aStage(t, 'empty')
  fs.mkdirSync(stage.dataDir)
  const watcher = fs.watch(stage.dataDir)
  const child = stage.openInChild()
  await once(watcher, 'change')
  watcher.close()
  await child.kill()
  assert.equal(fs.existsSync(join(stage.dataDir, 'postgres')), false)
  const server = await stage.open()
  assert.equal((await query(server.url, 'select 1 as one')).length, 1)
  await server.release()
})

test('what dead starts left behind is removed', async t => {
  const stage = await aStage(t, 'made')
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(gone, 'exit')
  const draft = join(stage.dataDir, `postgres.new-${gone.pid}-abcdef`)
  fs.mkdirSync(join(draft, 'data'), { recursive: true })
  await (await stage.open()).release()
  assert.deepEqual(fs.readdirSync(stage.dataDir), ['postgres'])
})

test('a lock file with the number of an unrelated process does not stand in the way', {
  skip: windows,
}, async t => {
  const stage = await aStage(t, 'made')
  await (await stage.open()).release()
  const { uid, gid } = fs.statSync(join(stage.dataDir, 'postgres'))
  const unrelated = spawn('sleep', ['60'], isRoot() ? { uid, gid } : {})
  t.after(() => unrelated.kill('SIGKILL'))
  const lines = [unrelated.pid, '/elsewhere', 1, 5_432, '', '127.0.0.1', '1 1', 'ready', '']
  fs.writeFileSync(join(stage.dataDir, 'postgres', 'data', 'postmaster.pid'), lines.join('\n'))
  const server = await stage.open()
  assert.equal((await query(server.url, 'select 1 as one')).length, 1)
  await server.release()
})
