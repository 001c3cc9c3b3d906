import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../domain/error.ts'
import { askDatabase } from './database-answer.ts'

test('an answer in time is handed on', async () => {
  assert.equal(await askDatabase(() => Promise.resolve(7), 60_000), 7)
})

test('no answer in time is unavailable', async () => {
  await assert.rejects(
    askDatabase(() => new Promise(() => undefined), 5),
    (error: unknown) =>
      error instanceof AppError &&
      error.code === 'unavailable' &&
      error.retryAfterMs !== null &&
      /did not answer within 0\.005 seconds/.test(String(error.cause)),
  )
})

test('a failed connection is unavailable, with its cause', async () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  await assert.rejects(
    askDatabase(() => Promise.reject(cause), 60_000),
    error => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'unavailable')
      assert.doesNotMatch(error.message, /DATABASE_URL/, 'settings are no matter of the asker')
      assert.ok(error.cause instanceof AppError)
      assert.equal(error.cause.cause, cause)
      return true
    },
  )
})

test('any other error passes unchanged', async () => {
  const error = new RangeError('not a safe whole number')
  await assert.rejects(
    askDatabase(() => Promise.reject(error), 60_000),
    error,
  )
})

test('a question that fails after its deadline is heard by nobody', async () => {
  const { promise, reject } = Promise.withResolvers<never>()
  await assert.rejects(
    askDatabase(() => promise, 5),
    AppError,
  )
  reject(new Error('too late'))
})
