import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../domain/error.ts'
import { readSweepTime } from './sweep-time.ts'

test('without --at a sweep is for now', () =>
  assert.deepEqual(readSweepTime(undefined), { kind: 'now' }))

test('--at is read as whole epoch seconds', () =>
  assert.deepEqual(readSweepTime('2026-11-22T19:05:00+01:00'), { kind: 'at', at: 1_795_370_700 }))

for (const text of ['', 'now', '2026-11-22', '2026-11-22T18:05:00.5Z'])
  test(`--at ${JSON.stringify(text)} is refused with what is allowed`, () =>
    assert.throws(
      () => readSweepTime(text),
      (error: unknown) =>
        error instanceof AppError &&
        error.code === 'invalid' &&
        error.message.includes('such as 2026-11-22T18:05:00Z'),
    ))
