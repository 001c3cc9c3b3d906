import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRoot } from './account.ts'
import { openCluster, openLog } from './cluster.ts'
import { aStage, withoutRoot } from './test-stage.ts'

const windows = process.platform === 'win32' ? 'Windows has no mode bits' : false
const notRoot = isRoot() ? false : 'only root can make what belongs to another account'

test('a folder that cannot be written is named', { skip: windows }, async t => {
  const stage = await aStage(t, 'empty')
  const place = join(stage.dataDir, '..')
  fs.chmodSync(place, 0o555)
  await withoutRoot(place, async () => {
    await assert.rejects(stage.open(), {
      code: 'unavailable',
      message: `${stage.dataDir} cannot be written: give this user the right to, or set DATA_DIR to a folder that can be written.`,
    })
  })
  fs.chmodSync(place, 0o700)
})

test("another account's data is refused before it is touched", { skip: notRoot }, async t => {
  const stage = await aStage(t, 'empty')
  fs.mkdirSync(stage.dataDir)
  fs.mkdirSync(join(stage.dataDir, 'postgres'), { mode: 0o700 })
  await withoutRoot(join(stage.dataDir, '..'), async () => {
    await assert.rejects(stage.open(), {
      code: 'forbidden',
      message: /belongs to uid 0 and not to you .*start as that user or as root/,
    })
  })
})

test('a file in the place of the folder is named', async t => {
  const stage = await aStage(t, 'empty')
  fs.writeFileSync(stage.dataDir, '')
  await assert.rejects(stage.open(), {
    code: 'invalid',
    message: /is no folder and cannot be made one: set DATA_DIR/,
  })
})

test('a place that takes no folders is named', {
  skip: process.platform === 'linux' ? false : 'only Linux has /proc',
}, async () => {
  await assert.rejects(openCluster('/proc/livecensus/data'), {
    code: 'invalid',
    message: /^\/proc\/livecensus\/data is no folder and cannot be made one/,
  })
})

test('a missing password file is named', async t => {
  const stage = await aStage(t, 'made')
  fs.rmSync(join(stage.dataDir, 'postgres', 'password'))
  await assert.rejects(stage.open(), { code: 'conflict', message: /password is missing/ })
})

test('a folder with other things in it stays as it is', async t => {
  const stage = await aStage(t, 'empty')
  const folder = join(stage.dataDir, 'postgres')
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(join(folder, 'notes.txt'), 'mine')
  await assert.rejects(stage.open(), { code: 'conflict', message: /holds no PostgreSQL data/ })
  assert.deepEqual(fs.readdirSync(folder), ['notes.txt'])
  assert.deepEqual(fs.readdirSync(stage.dataDir), ['postgres'])
})

test('data of another major version are refused', async t => {
  const stage = await aStage(t, 'made')
  const version = join(stage.dataDir, 'postgres', 'data', 'PG_VERSION')
  fs.writeFileSync(version, '17\n')
  await assert.rejects(stage.open(), {
    code: 'conflict',
    message: /made by PostgreSQL 17 .* brings 18/,
  })
})

test('a folder is found by a link and through a relative path', async t => {
  const stage = await aStage(t, 'made')
  const link = join(stage.dataDir, '..', 'link')
  fs.symlinkSync(stage.dataDir, link)
  const cluster = await openCluster(link)
  assert.equal(cluster.folder, join(fs.realpathSync(stage.dataDir), 'postgres'))
})

test('a log that has grown large is put aside', async t => {
  const stage = await aStage(t, 'made')
  const cluster = await openCluster(stage.dataDir)
  fs.writeFileSync(cluster.logPath, Buffer.alloc(11 * 2 ** 20))
  fs.closeSync(openLog(cluster))
  assert.equal(fs.statSync(cluster.logPath).size, 0)
  assert.equal(fs.statSync(`${cluster.logPath}.1`).size, 11 * 2 ** 20)
})
