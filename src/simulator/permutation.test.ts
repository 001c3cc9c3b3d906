import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPermutation } from './permutation.ts'

test('a shuffle holds every value once and finds each place again', () => {
  for (const size of [1, 2, 3, 17, 1_000, 5_003]) {
    const order = createPermutation(size, 42)
    const values = Array.from({ length: size }, (_, place) => order.at(place))
    assert.deepEqual(
      values.toSorted((a, b) => a - b),
      Array.from({ length: size }, (_, value) => value),
    )
    for (const [place, value] of values.entries()) assert.equal(order.placeOf(value), place)
  }
})

test('another key shuffles otherwise', () => {
  const first = createPermutation(10_000, 1)
  const second = createPermutation(10_000, 2)
  const same = Array.from({ length: 10_000 }, (_, place) => first.at(place) === second.at(place))
  assert.ok(same.filter(Boolean).length < 20)
})
