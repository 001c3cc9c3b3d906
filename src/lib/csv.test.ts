import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CsvRecord, createCsvReader } from './csv.ts'

function read(...pieces: readonly string[]): CsvRecord[] {
  const reader = createCsvReader()
  return [...pieces.flatMap(piece => reader.push(piece)), ...reader.end()]
}

test('fields may hold commas, quotes and line breaks in quotes', () => {
  assert.deepEqual(read('a,b\r\n"x, ""y""","1\r\n2"\r\n,\r\n'), [
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['x, "y"', '1\r\n2'] },
    { line: 4, fields: ['', ''] },
  ])
})

test('records end with any kind of line break, empty lines are none, and the last needs no end', () => {
  const records = [
    { line: 1, fields: ['a'] },
    { line: 3, fields: ['b'] },
    { line: 4, fields: ['c'] },
  ]
  assert.deepEqual(read('a\n\nb\nc'), records)
  assert.deepEqual(read('a\r\n\r\nb\r\nc\r\n'), records)
  assert.deepEqual(read('a\r\rb\rc\r'), records)
})

test('a field of quotes alone is empty, and a record of it is one', () => {
  assert.deepEqual(read('""\n"",""\n'), [
    { line: 1, fields: [''] },
    { line: 2, fields: ['', ''] },
  ])
})

test('a record with a quote out of place cannot be read, and the next one can', () => {
  assert.deepEqual(read('a"b,c\n"d"e,f\ng\n'), [
    { line: 1, fields: null },
    { line: 2, fields: null },
    { line: 3, fields: ['g'] },
  ])
})

test('a quote that is never closed costs a million characters at most', () => {
  const lost = 'x'.repeat(1_000_100)
  assert.deepEqual(read(`"${lost}`, '\na,b\n'), [
    { line: 1, fields: null },
    { line: 2, fields: ['a', 'b'] },
  ])
  assert.deepEqual(read('a\n"b\nc'), [
    { line: 1, fields: ['a'] },
    { line: 2, fields: null },
  ])
})

test('whatever is written is read back, however it is cut', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'ä', '🎮'),
    maxLength: 8,
  })
  const table = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { maxLength: 5 })
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 7 }), (rows, size) => {
      const written = rows
        .map(row => `${row.map(field => `"${field.replaceAll('"', '""')}"`).join(',')}\r\n`)
        .join('')
      const pieces = Array.from({ length: Math.ceil(written.length / size) }, (_, i) =>
        written.slice(i * size, (i + 1) * size),
      )
      assert.deepEqual(
        read(...pieces).map(({ fields }) => fields),
        rows,
      )
    }),
  )
})
