import assert from 'node:assert/strict'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { findNobody, isRoot } from './account.ts'
import { isRunning } from './process.ts'
import { aStage, query } from './test-stage.ts'

const windows = process.platform === 'win32' ? 'Windows has no mode bits' : false
const notRoot = isRoot() ? false : 'only root runs the server as another account'

test('a folder is made, its server answers, and the release leaves no process', async t => {
  const stage = await aStage(t, 'empty')
  const server = await stage.open()
  const pid = stage.lockedPid()
  assert.ok(pid !== null && isRunning(pid))
  const [row] = await query(server.url, "select current_setting('server_encoding') as encoding")
  assert.deepEqual(row, { encoding: 'UTF8' })
  await server.release()
  assert.equal(isRunning(pid), false)
  assert.deepEqual(stage.messages, ['PostgreSQL is started', 'PostgreSQL is stopped'])
})

test('the password is for its owner alone, and nothing goes without it', {
  skip: windows,
}, async t => {
  const stage = await aStage(t, 'empty')
  const server = await stage.open()
  const path = join(stage.dataDir, 'postgres', 'password')
  assert.equal(fs.statSync(path).mode & 0o777, 0o600)
  assert.equal(new URL(server.url).password, fs.readFileSync(path, 'utf8').trim())
  const wrong = server.url.replace(/:[^:@]+@/, ':wrong@')
  await assert.rejects(query(wrong, 'select 1'), { code: '28P01' })
  await server.release()
})

test('a second opening shares the server and only the last release stops it', async t => {
  const stage = await aStage(t, 'made')
  const first = await stage.open()
  const second = await stage.open()
  assert.equal(second.url, first.url)
  const pid = stage.lockedPid()
  await first.release()
  await first.release()
  assert.equal((await query(second.url, 'select 1 as one')).length, 1)
  assert.equal(stage.lockedPid(), pid)
  await second.release()
  assert.equal(stage.lockedPid(), null)
})

test('data and port are the same after a stop', async t => {
  const stage = await aStage(t, 'made')
  const first = await stage.open()
  await query(first.url, 'create table kept as select 7 as number')
  await first.release()
  const second = await stage.open()
  assert.equal(second.url, first.url)
  assert.deepEqual(await query(second.url, 'select number from kept'), [{ number: 7 }])
  await second.release()
})

test('three that open an empty folder at once get one server', async t => {
  const stage = await aStage(t, 'empty')
  const child = stage.openInChild()
  const [first, second, url] = await Promise.all([stage.open(), stage.open(), child.url])
  assert.deepEqual([second.url, url], [first.url, first.url])
  assert.deepEqual(fs.readdirSync(stage.dataDir), ['postgres'])
  await Promise.all([first.release(), second.release()])
  assert.equal((await query(url, 'select 1 as one')).length, 1)
  await child.kill()
  await (await stage.open()).release()
})

test('who opens while another releases never meets a stopped server', async t => {
  const stage = await aStage(t, 'made')
  for (let round = 0; round < 4; round++) {
    const first = await stage.open()
    const [second] = await Promise.all([stage.open(), first.release()])
    assert.equal((await query(second.url, 'select 1 as one')).length, 1)
    await second.release()
    assert.equal(stage.lockedPid(), null)
  }
})

test('a port that was taken in the meantime is replaced', async t => {
  const stage = await aStage(t, 'made')
  const first = await stage.open()
  await first.release()
  const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
  t.after(() => squatter.close())
  await once(squatter, 'listening')
  const second = await stage.open()
  assert.notEqual(second.url, first.url)
  await second.release()
})

test('an opening that is called off leaves no process', async t => {
  const stage = await aStage(t, 'empty')
  const controller = new AbortController()
  fs.mkdirSync(stage.dataDir)
  const watcher = fs.watch(stage.dataDir, (_, name) => {
    if (name === 'postgres') controller.abort(new Error('called off'))
  })
  await assert.rejects(stage.open(controller.signal), /called off/)
  watcher.close()
  assert.equal(stage.lockedPid(), null)
  await assert.rejects(stage.open(AbortSignal.abort(new Error('called off'))), /called off/)
  await (await stage.open()).release()
})

test("root's server runs as another account, which gets the one folder", {
  skip: notRoot,
}, async t => {
  const stage = await aStage(t, 'made')
  const server = await stage.open()
  const { uid } = fs.statSync(join(stage.dataDir, 'postgres', 'data'))
  assert.equal(uid, findNobody(fs.readFileSync('/etc/passwd', 'utf8')).uid)
  assert.equal(fs.statSync(`/proc/${stage.lockedPid()}`).uid, uid)
  assert.equal(fs.statSync(stage.dataDir).uid, 0)
  assert.equal(fs.statSync(join(stage.dataDir, '..')).mode & 0o777, 0o700)
  await server.release()
})
