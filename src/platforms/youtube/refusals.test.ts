import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '../../domain/error.ts'
import { PassingAnswer } from '../tries.ts'
import { readReason, readRefusal } from './refusals.ts'
import { errorOfAnswer, isExhausted } from './servers.ts'

/** A refusal with a reason; `more` = other fields of the error. */
function refusal(reason: unknown, more: object = {}) {
  return { error: { code: 400, message: 'x', errors: [{ reason, message: 'x' }], ...more } }
}

function errorFor(status: number, body: unknown, headers: Record<string, string> = {}): Error {
  return errorOfAnswer({ status, headers: new Headers(headers), body }, 'search', 0)
}

test('the reason tells the kind, whatever the status', () => {
  const kinds = {
    quota: ['quotaExceeded', 'dailyLimitExceeded'],
    pace: ['rateLimitExceeded', 'userRateLimitExceeded'],
    key: [
      'keyInvalid',
      'keyExpired',
      'accessNotConfigured',
      'forbidden',
      'ipRefererBlocked',
      'authError',
      'required',
      'dailyLimitExceededUnreg',
    ],
    trouble: ['backendError', 'processingFailure', 'internalError'],
    invalid: [
      'invalidPageToken',
      'invalidFilters',
      'invalidParameter',
      'invalidRegionCode',
      'incompatibleParameters',
      'missingRequiredParameter',
      'unexpectedParameter',
      'unknownPart',
      'badRequest',
    ],
    not_found: ['videoNotFound', 'channelNotFound', 'playlistNotFound', 'notFound'],
    forbidden: ['channelForbidden', 'playlistItemsForbidden'],
  } as const
  for (const [kind, reasons] of Object.entries(kinds))
    for (const reason of reasons) {
      assert.equal(readRefusal(refusal(reason)), kind, reason)
      const errors = [400, 403, 404, 429, 500].map(status => errorFor(status, refusal(reason)))
      const codes = errors.map(error =>
        error instanceof PassingAnswer
          ? `passing${error.isLimited ? ', limited' : ''}`
          : (error as AppError).code,
      )
      const expected = {
        quota: ['rate_limited'],
        pace: ['passing, limited'],
        key: ['unauthorized'],
        // The 429 among them is a refusal for asking too much all the same.
        trouble: ['passing', 'passing, limited'],
        invalid: ['invalid'],
        not_found: ['not_found'],
        forbidden: ['forbidden'],
      }[kind]
      assert.deepEqual([...new Set(codes)], expected, reason)
    }
})

test('without a known reason the status decides', () => {
  for (const body of [undefined, null, {}, [], { error: 'x' }, refusal('nobodyKnows')])
    for (const [status, code] of [
      [400, 'invalid'],
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [404, 'not_found'],
      [410, 'not_found'],
      [302, 'unavailable'],
    ] as const) {
      const error = errorFor(status, body)
      assert.ok(error instanceof AppError)
      assert.equal(error.code, code)
    }
  for (const status of [200, 408, 429, 500, 503])
    assert.ok(errorFor(status, undefined) instanceof PassingAnswer)
})

test('a key is told from its details and its message too', () => {
  for (const more of [
    { details: [{ reason: 'API_KEY_INVALID' }] },
    { details: [{}, null, { reason: 'API_KEY_SERVICE_BLOCKED' }] },
    { details: [{ reason: 'SERVICE_DISABLED' }] },
    { message: 'API key not valid. Please pass a valid API key.' },
    { message: 'API key expired. Please renew the API key.' },
  ])
    assert.equal(readRefusal(refusal('badRequest', more)), 'key', JSON.stringify(more))
  for (const more of [
    { details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] },
    { details: 'x' },
    { message: 'The API key parameter is too long to be read.' },
  ])
    assert.equal(readRefusal(refusal('badRequest', more)), 'invalid', JSON.stringify(more))
})

test('only a limit of the day ends the day', () => {
  const told = (limit: string) => ({
    message: `Quota exceeded for quota metric 'Queries' and limit 'Queries per ${limit}' of service 'youtube.googleapis.com'.`,
  })
  const headers = new Headers()
  for (const [reason, limit, isOver] of [
    ['rateLimitExceeded', 'day', true],
    ['rateLimitExceeded', 'minute per user', false],
    ['backendError', 'day', false],
    ['quotaExceeded', 'minute', true],
  ] as const) {
    const reply = { status: 429, headers, body: refusal(reason, told(limit)) }
    assert.equal(isExhausted(reply), isOver, `${reason} per ${limit}`)
  }
})

test('a wait is as long as YouTube says, up to two minutes, else a second for the pace', () => {
  for (const [status, reason, retryAfter, waitMs] of [
    [403, 'rateLimitExceeded', null, 1_000],
    [429, 'nobodyKnows', null, 1_000],
    [403, 'userRateLimitExceeded', '7', 7_000],
    [503, 'backendError', '7', 7_000],
    [503, 'backendError', '3600', 120_000],
    [503, 'backendError', null, null],
  ] as const) {
    const headers: Record<string, string> = retryAfter === null ? {} : { 'Retry-After': retryAfter }
    const error = errorFor(status, refusal(reason), headers)
    assert.ok(error instanceof PassingAnswer)
    assert.equal(error.waitMs, waitMs, `${status} ${reason} ${retryAfter}`)
  }
})

test('a reason is one plain word, or it is not told', () => {
  for (const reason of [
    ...[null, 7, {}, '', 'two words', 'a1b2', 'AIzaSyKey', 'a-b', 'x'.repeat(51), 'line\nbreak'],
  ])
    assert.equal(readReason(refusal(reason)), null, String(reason))
  for (const name of ['constructor', 'toString', 'hasOwnProperty'])
    assert.equal(readRefusal(refusal(name)), null)
})

test('what cannot be made a text says nothing', () => {
  const odd = { toString: null }
  const error = { message: odd, errors: [{ reason: odd }], details: [{ reason: odd }] }
  assert.equal(readRefusal({ error }), null)
})

test('no JSON whatever is fatal', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          error: fc.record({
            message: fc.jsonValue(),
            errors: fc.oneof(fc.jsonValue(), fc.array(fc.record({ reason: fc.jsonValue() }))),
            details: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
          }),
        }),
      ),
      body => {
        readRefusal(body)
        assert.match(readReason(body) ?? 'none', /^[a-z][A-Za-z]+$/)
      },
    ),
  ))
