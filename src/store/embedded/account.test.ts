import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { canRead, chooseAccount, findNobody, isRoot } from './account.ts'

const notRoot = isRoot() ? false : 'only root runs the server as another account'
const noModes = process.platform === 'win32' ? 'Windows has no mode bits' : false

test('nobody is found by the numbers in its line', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533:nobody:/:/usr/sbin/nologin\n'
  assert.deepEqual(findNobody(passwd), { uid: 65_534, gid: 65_533 })
})

test('without nobody the error says what to do', () => {
  assert.throws(() => findNobody('nobody2:x:7:7::/:/bin/sh\n'), /start as an ordinary user/)
})

test('an ordinary user runs the server as itself', { skip: !notRoot && 'runs as root' }, () => {
  assert.equal(chooseAccount(tmpdir(), tmpdir()), null)
})

test('root takes the owner of the data, or a known one of the folder around it', {
  skip: notRoot,
}, () => {
  const place = fs.mkdtempSync(join(tmpdir(), 'livecensus-test-'))
  try {
    const folder = join(place, 'postgres')
    const passwd = fs.readFileSync('/etc/passwd', 'utf8')
    const nobody = findNobody(passwd)
    assert.deepEqual(chooseAccount(folder, place), nobody)
    const known = Number(/^[^:]+:[^:]*:([1-9]\d*):/m.exec(passwd)?.[1])
    fs.chownSync(place, known, 4_322)
    assert.deepEqual(chooseAccount(folder, place), { uid: known, gid: 4_322 })
    fs.chownSync(place, 4_321_000, 4_322)
    assert.deepEqual(chooseAccount(folder, place), nobody)
    fs.mkdirSync(folder)
    fs.chownSync(folder, 5_432_000, 5_433)
    assert.deepEqual(chooseAccount(folder, place), { uid: 5_432_000, gid: 5_433 })
  } finally {
    fs.rmSync(place, { recursive: true })
  }
})

test('a file behind a closed folder cannot be read by others', { skip: noModes }, () => {
  const place = fs.mkdtempSync(join(tmpdir(), 'livecensus-test-'))
  try {
    const path = join(place, 'file')
    fs.writeFileSync(path, '', { mode: 0o644 })
    const other = { uid: 4_321, gid: 4_321 }
    assert.equal(canRead(other, path), false)
    fs.chmodSync(place, 0o711)
    assert.equal(canRead(other, path), true)
    assert.equal(canRead(other, place), false)
    fs.chmodSync(path, 0o600)
    assert.equal(canRead(other, path), false)
  } finally {
    fs.rmSync(place, { recursive: true })
  }
})
