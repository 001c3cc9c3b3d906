import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestServer, findClosedPort, openPoolTo } from '../../test/serve-server.ts'
import { AppError } from '../domain/error.ts'
import { listen } from './listen.ts'

const sql = openPoolTo(await findClosedPort())

test('the address names the port that was free', async () => {
  const { server } = await createTestServer(sql)
  const address = await listen(server, { host: '127.0.0.1', port: 0 })
  assert.match(address, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  assert.equal((await fetch(address)).status, 200)
})

test('a port that is taken is unavailable and says what to do', async () => {
  const first = await createTestServer(sql)
  const second = await createTestServer(sql)
  const port = Number(new URL(await listen(first.server, { host: '127.0.0.1', port: 0 })).port)
  await assert.rejects(listen(second.server, { host: '127.0.0.1', port }), error => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'unavailable')
    assert.equal(
      error.message,
      `Port ${port} on 127.0.0.1 is taken: stop the other program or set PORT to another one.`,
    )
    return true
  })
})

test('an address this machine does not have is invalid and says what to do', async () => {
  const { server } = await createTestServer(sql)
  await assert.rejects(listen(server, { host: '192.0.2.1', port: 0 }), error => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'invalid')
    assert.match(error.message, /^This machine has no address 192\.0\.2\.1: set HOST to /)
    return true
  })
})

test('a name that is not known is invalid and says what to do', async () => {
  const { server } = await createTestServer(sql)
  await assert.rejects(listen(server, { host: 'nowhere.invalid', port: 0 }), error => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'invalid')
    assert.match(error.message, /^The name nowhere\.invalid in HOST is not known: /)
    return true
  })
})
