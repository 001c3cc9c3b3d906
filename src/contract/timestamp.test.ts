import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toTimestampOrNull } from './timestamp.ts'

test('an unknown time is null', () => {
  assert.equal(toTimestampOrNull(null), null)
  assert.equal(toTimestampOrNull(60), '1970-01-01T00:01:00Z')
})
