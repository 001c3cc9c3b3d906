import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, type ErrorCode, exitCodeOf } from './error.ts'

const codes: [ErrorCode, number][] = [
  ['invalid', 2],
  ['forbidden', 2],
  ['not_found', 2],
  ['conflict', 2],
  ['unauthorized', 4],
  ['rate_limited', 4],
  ['unavailable', 4],
  ['internal', 1],
]

for (const [code, exit] of codes)
  test(`a command that ends ${code} has the exit code ${exit}`, () =>
    assert.equal(exitCodeOf(code), exit))

test('an error keeps its code, its sentence and what caused it', () => {
  const cause = new TypeError('fetch failed')
  const error = new AppError('rate_limited', 'Too often.', { cause, retryAfterMs: 2_000 })
  assert.ok(error instanceof Error)
  assert.deepEqual(
    [error.name, error.code, error.message, error.cause, error.retryAfterMs],
    ['AppError', 'rate_limited', 'Too often.', cause, 2_000],
  )
})

test('an error without a cause has none', () => {
  const error = new AppError('internal', 'x')
  assert.equal('cause' in error, false)
  assert.equal(error.retryAfterMs, null)
})
