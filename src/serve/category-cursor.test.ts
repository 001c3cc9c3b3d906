import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { categorySorts } from '../domain/category-sort.ts'
import { readCategoryCursor, writeCategoryCursor } from './category-cursor.ts'

test('a cursor reads as the place it was written of', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...categorySorts),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      (sort, given, key) => {
        const value = given === 0 ? 0 : given
        assert.deepEqual(readCategoryCursor(writeCategoryCursor({ sort, value, key })), {
          sort,
          value,
          key,
        })
      },
    ),
  )
})

for (const parts of [
  [1, 0, 5],
  [2, 0, 5, 1],
  [1, 99, 5, 1],
  [1, 0, 'a', 1],
  [1, 0, 5, 0],
  [1, 0, 5, 1.5],
  {},
  null,
])
  test(`${JSON.stringify(parts)} is no place`, () => {
    assert.equal(readCategoryCursor(Buffer.from(JSON.stringify(parts)).toString('base64url')), null)
  })

test('what is no JSON is no place', () => {
  assert.equal(readCategoryCursor('abc'), null)
})
