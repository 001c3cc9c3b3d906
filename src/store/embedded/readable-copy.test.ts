import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { canRead, isRoot } from './account.ts'
import { makeReadable } from './readable-copy.ts'

const other = { uid: 4_321, gid: 4_321 }

describe('programs that the account cannot reach', {
  skip: isRoot() ? false : 'only root runs the server as another account',
}, () => {
  let place = ''
  let binaries = { folder: '', version: '18.0.0' }

  beforeEach(() => {
    place = fs.mkdtempSync(join(tmpdir(), 'livecensus-test-'))
    fs.chmodSync(place, 0o755)
    const folder = join(place, 'closed', 'native')
    binaries = { folder, version: '18.0.0' }
    for (const name of ['bin', 'lib', 'share'])
      fs.mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
    fs.chmodSync(join(place, 'closed'), 0o700)
    fs.writeFileSync(join(folder, 'bin', 'postgres'), 'program', { mode: 0o700 })
    fs.writeFileSync(join(folder, 'lib', 'libpq.so.5.18'), 'library', { mode: 0o600 })
    fs.symlinkSync('libpq.so.5.18', join(folder, 'lib', 'libpq.so.5'))
  })

  afterEach(() => fs.rmSync(place, { recursive: true }))

  test('are copied once, links kept, for everyone to run', () => {
    const copy = makeReadable(binaries, other, [join(place, 'copies')])
    assert.match(copy.folder, /copies\/postgres-18\.0\.0-[0-9a-f]{12}$/)
    assert.ok(canRead(other, join(copy.folder, 'bin', 'postgres')))
    assert.equal(fs.statSync(join(copy.folder, 'bin', 'postgres')).mode & 0o777, 0o755)
    assert.equal(fs.readlinkSync(join(copy.folder, 'lib', 'libpq.so.5')), 'libpq.so.5.18')
    assert.ok(canRead(other, join(copy.folder, 'lib', 'libpq.so.5')))

    const made = fs.statSync(copy.folder).ino
    assert.deepEqual(makeReadable(binaries, other, [join(place, 'copies')]), copy)
    assert.equal(fs.statSync(copy.folder).ino, made)
    assert.deepEqual(fs.readdirSync(join(place, 'copies')).length, 1)
  })

  test('are copied again when a file of the copy is missing', () => {
    const copy = makeReadable(binaries, other, [join(place, 'copies')])
    fs.rmSync(join(copy.folder, 'lib', 'libpq.so.5.18'))
    makeReadable(binaries, other, [join(place, 'copies')])
    assert.ok(fs.existsSync(join(copy.folder, 'lib', 'libpq.so.5.18')))
  })

  test('are never taken from a folder that others can write', () => {
    const open = join(place, 'open')
    fs.mkdirSync(open)
    fs.chmodSync(open, 0o777)
    const foreign = join(place, 'foreign')
    fs.mkdirSync(foreign)
    fs.chownSync(foreign, 4_321, 4_321)
    const link = join(place, 'link')
    fs.symlinkSync(foreign, link)
    assert.throws(() => makeReadable(binaries, other, [open, foreign, link]), {
      code: 'unavailable',
      message: /no copy could be made in .*set DATABASE_URL/,
    })
    const safe = join(place, 'copies')
    assert.ok(makeReadable(binaries, other, [open, safe]).folder.startsWith(safe))
  })

  test('are used in place once they can be reached', () => {
    fs.chmodSync(join(place, 'closed'), 0o755)
    for (const path of ['', 'bin', 'lib', 'share', 'bin/postgres'])
      fs.chmodSync(join(binaries.folder, path), 0o755)
    assert.equal(makeReadable(binaries, other, []), binaries)
  })
})
