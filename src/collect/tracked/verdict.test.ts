import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFigures, start } from '../../../test/builders.ts'
import { AppError } from '../../domain/error.ts'
import type { BucketDay } from './allowance.ts'
import { judgeTracked, type TrackedOutcome } from './verdict.ts'

const open: BucketDay = {
  size: 100,
  spent: 10,
  isClosed: false,
  beginsAt: start,
  endsAt: start + 86_400,
}
const read = { failure: null, figures: someFigures() }
const unread = { failure: null, figures: someFigures({ pages: 0 }) }

function judge(known: Partial<TrackedOutcome>) {
  const usual = { found: read, left: 0, aSweep: 35, bucket: open, searchFailure: null }
  return judgeTracked({ ...usual, ...known })
}

const complete = { status: 'complete', reason: null, error: null }
const whole = '2027-01-16T08:00:00Z'

test('a sweep that was answered is complete, also where the quota lets some wait', () => {
  assert.deepEqual(judge({}), complete)
  assert.deepEqual(judge({ left: 20 }), complete)
  assert.deepEqual(judge({ left: 20, bucket: { ...open, spent: 100 } }), complete)
})

test('a sweep of nothing is complete while nothing is due or its unit has not come yet', () => {
  assert.deepEqual(judge({ found: unread }), complete)
  assert.deepEqual(judge({ found: unread, left: 20, aSweep: 0.4 }), complete)
})

test('a sweep of nothing is partial where too much was spent for the time of day', () => {
  const { status, reason, error } = judge({ found: unread, left: 20 })
  assert.deepEqual([status, reason], ['partial', 'quota'])
  assert.match(error ?? '', /more of the quota is spent/)
})

test('a sweep that the quota of the day leaves nothing for has failed, and says until when', () => {
  for (const bucket of [
    { ...open, spent: 100 },
    { ...open, isClosed: true },
  ])
    assert.deepEqual(judge({ found: unread, left: 20, bucket }), {
      status: 'failed',
      reason: 'quota',
      error: `The quota of today is spent; it is whole again at ${whole}.`,
    })
})

test('a search that failed is told and makes nothing partial', () => {
  const searchFailure = new AppError('unavailable', 'YouTube is away.')
  const error = 'No search: YouTube is away.'
  assert.deepEqual(judge({ searchFailure }), { ...complete, error })
})

test('a search that failed where there is nothing else makes the sweep fail', () => {
  const failed = (code: ConstructorParameters<typeof AppError>[0]) =>
    judge({ found: unread, searchFailure: new AppError(code, 'Words.') })
  assert.deepEqual(failed('unauthorized'), {
    status: 'failed',
    reason: 'unauthorized',
    error: 'No search: Words.',
  })
  assert.equal(failed('rate_limited').reason, 'unreachable')
})

const failures: [
  code: ConstructorParameters<typeof AppError>[0],
  bucket: BucketDay,
  reason: string,
][] = [
  ['unauthorized', open, 'unauthorized'],
  ['rate_limited', { ...open, isClosed: true }, 'quota'],
  ['rate_limited', open, 'page_failed'],
  ['unavailable', open, 'page_failed'],
  ['invalid', open, 'page_failed'],
]
for (const [code, bucket, reason] of failures)
  test(`${code} is ${reason}${bucket.isClosed ? ' where the bucket is closed' : ''}`, () => {
    const failure = new AppError(code, 'Words.')
    const { error, ...verdict } = judge({ found: { ...read, failure }, bucket })
    assert.deepEqual(verdict, { status: 'partial', reason })
    assert.equal(error === 'Words.', reason !== 'quota')
    const nothing = judge({ found: { ...unread, failure }, bucket })
    assert.equal(nothing.status, 'failed')
    assert.equal(nothing.reason, reason === 'page_failed' ? 'unreachable' : reason)
  })

test('a sweep whose time was up is partial', () =>
  assert.deepEqual(judge({ found: { ...read, failure: 'late' } }), {
    status: 'partial',
    reason: 'time_limit',
    error: 'The time of a sweep was not enough for all.',
  }))
