import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fingerprintOf } from './fingerprint.ts'

test('a fingerprint is eleven letters, the same for the same text', () => {
  for (const text of ['', 'a', 'Grüße, 日本 👩‍👩‍👧', 'x'.repeat(100_000)]) {
    assert.match(fingerprintOf(text), /^[\w-]{11}$/)
    assert.equal(fingerprintOf(text), fingerprintOf(`${text}`))
  }
})

test('texts that hardly differ have fingerprints of their own', () => {
  const texts = Array.from({ length: 50_000 }, (_, i) => `a title | number ${i}`)
  assert.equal(new Set(texts.map(fingerprintOf)).size, texts.length)
})
