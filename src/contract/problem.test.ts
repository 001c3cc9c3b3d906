import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemKinds, problemOf } from './problem.ts'

test('each code has its HTTP status', () => {
  const statuses = Object.entries(problemKinds).map(([code, { status }]) => [code, status])
  assert.deepEqual(Object.fromEntries(statuses), {
    invalid: 400,
    unauthorized: 401,
    forbidden: 403,
    not_found: 404,
    conflict: 409,
    rate_limited: 429,
    unavailable: 503,
    internal: 500,
  })
})

test('a problem is named by its code', () => {
  assert.deepEqual(problemOf('not_found', 'There is nothing at /x.'), {
    type: 'urn:livecensus:problem:not_found',
    title: 'There is no such thing',
    status: 404,
    detail: 'There is nothing at /x.',
    errors: [],
  })
})
