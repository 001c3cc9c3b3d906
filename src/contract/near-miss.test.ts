import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearMiss } from './near-miss.ts'

const names = ['platform', 'category', 'language', 'limit', 'sort', 'cursor']

const cases: [text: string, meant: string | null, why: string][] = [
  ['platfrom', 'platform', 'two letters swapped'],
  ['catgory', 'category', 'a letter dropped'],
  ['limitt', 'limit', 'a letter added'],
  ['sorr', 'sort', 'a letter changed'],
  ['Limit', 'limit', 'another case'],
  ['lang', 'language', 'a beginning'],
  ['category_id', 'category', 'more at the end'],
  ['page', null, 'another word'],
  ['x', null, 'one letter'],
  ['', null, 'nothing'],
  ['platform'.repeat(10), null, 'a long text'],
]

for (const [text, meant, why] of cases)
  test(`"${text.slice(0, 20)}" (${why}) means ${meant ?? 'nothing known'}`, () => {
    assert.equal(nearMiss(text, names), meant)
  })

test('without candidates nothing is meant', () => {
  assert.equal(nearMiss('limit', []), null)
})
