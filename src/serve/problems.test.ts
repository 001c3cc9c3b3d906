import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, type ErrorCode } from '../domain/error.ts'
import { problemFrom } from './problems.ts'
import { QueryError } from './query-error.ts'

const codes: [code: ErrorCode, status: number][] = [
  ['invalid', 400],
  ['unauthorized', 401],
  ['forbidden', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['rate_limited', 429],
  ['unavailable', 503],
]

for (const [code, status] of codes)
  test(`${code} is answered with ${status} and its own words`, () => {
    const problem = problemFrom(new AppError(code, 'Words for who asked.'))
    assert.equal(problem.type, `urn:livecensus:problem:${code}`)
    assert.equal(problem.status, status)
    assert.equal(problem.detail, 'Words for who asked.')
  })

test('wrong parameters are listed', () => {
  const fault = { parameter: 'limit', message: 'is not known here; did you mean x?', allowed: 'x' }
  const problem = problemFrom(new QueryError([fault, { ...fault, message: 'is wrong' }]))
  assert.deepEqual(problem.errors, [fault, { ...fault, message: 'is wrong' }])
  assert.equal(problem.detail, 'limit is not known here; did you mean x? limit is wrong.')
})

const inside: [error: unknown, what: string][] = [
  [new AppError('internal', 'secret'), 'an internal error'],
  [new TypeError('secret'), 'a programmer’s error'],
  [Object.assign(new Error('secret'), { statusCode: 502 }), 'an error with a 5xx status'],
  [Object.assign(new Error('secret'), { code: '42P01' }), "the database's error"],
  ['secret', 'a text'],
  [undefined, 'nothing'],
]

for (const [error, what] of inside)
  test(`${what} is answered with 500 and says nothing of the inside`, () => {
    const problem = problemFrom(error)
    assert.equal(problem.type, 'urn:livecensus:problem:internal')
    assert.equal(problem.status, 500)
    assert.doesNotMatch(JSON.stringify(problem), /secret/)
  })

test('what the HTTP framework refuses is told by its status alone', () => {
  const error = Object.assign(new Error('Unsupported: secret'), { statusCode: 415 })
  assert.deepEqual(problemFrom(error), {
    type: 'about:blank',
    title: 'Unsupported Media Type',
    status: 415,
    detail: 'Unsupported Media Type.',
    errors: [],
  })
})
