import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orAborted } from './abort.ts'

test('waiting for a promise ends with the promise or with the abort, whichever is first', async () => {
  const reason = { why: 'shutting down' }
  const never = new Promise<string>(() => {})
  const abort = new AbortController()
  assert.equal(await orAborted(Promise.resolve('done'), abort.signal), 'done')
  await assert.rejects(orAborted(Promise.reject(new Error('failed')), abort.signal), /failed/)
  const waiting = orAborted(never, abort.signal)
  abort.abort(reason)
  await assert.rejects(waiting, error => error === reason)
  await assert.rejects(orAborted(never, abort.signal), error => error === reason)
})
