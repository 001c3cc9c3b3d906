import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createPackedLines } from './packed-lines.ts'

test('any line is read as it was added, whatever was added after it', () =>
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), lines => {
      const packed = createPackedLines()
      const places = lines.map(packed.add)
      assert.deepEqual(places.map(packed.read), lines)
    }),
  ))

test('lines of many megabytes are kept', () => {
  const packed = createPackedLines()
  const lines = Array.from({ length: 300 }, (_, i) => `${i}: ${'日'.repeat(i * 97)}`)
  const places = lines.map(packed.add)
  assert.deepEqual(places.map(packed.read), lines)
})

test('a line that fits in no block is refused', () => {
  assert.throws(() => createPackedLines().add('x'.repeat(350_000)), /longer than a block/)
})
