import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toTimestamp, toTimestampOrNull } from './timestamp.ts'

test('a time is written in UTC with whole seconds', () => {
  assert.equal(toTimestamp(0), '1970-01-01T00:00:00Z')
  assert.equal(toTimestamp(Date.UTC(2026, 10, 22, 18) / 1_000), '2026-11-22T18:00:00Z')
})

test('a written time is read back as the same second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), seconds => {
      assert.match(toTimestamp(seconds), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      assert.equal(Date.parse(toTimestamp(seconds)), seconds * 1_000)
    }),
  )
})

test('an unknown time is null', () => {
  assert.equal(toTimestampOrNull(null), null)
  assert.equal(toTimestampOrNull(60), '1970-01-01T00:01:00Z')
})
