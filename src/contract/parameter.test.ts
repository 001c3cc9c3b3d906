import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { choice, pattern, readAs, text, wholeNumber } from './parameter.ts'

const limit = wholeNumber(1, 500, 50, 'The most rows.')
const order = choice(['viewers', 'followers'], 'viewers', 'The order.')
const category = text({ most: 5, what: "a category's name", description: 'The category.' })
const letters = pattern({ pattern: /^[a-z]+$/, what: 'small letters', description: 'Letters.' })

const numbers: [text: string, value: number | null][] = [
  ['1', 1],
  ['500', 500],
  ['007', 7],
  ['0', null],
  ['501', null],
  ['-1', null],
  ['+1', null],
  ['1.0', null],
  ['1e2', null],
  ['0x10', null],
  ['5x', null],
  [' 5', null],
  ['5 ', null],
  ['', null],
  ['٥', null],
  ['9'.repeat(400), null],
]

for (const [written, value] of numbers)
  test(`"${written.slice(0, 20)}" is ${value ?? 'no whole number from 1 to 500'}`, () => {
    assert.equal(limit.read(written), value)
  })

test('a text is a whole number only if it is written in decimal digits', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 4 }), written => {
      const value = limit.read(written)
      if (value !== null) assert.match(written, /^[0-9]+$/)
    }),
  )
})

test('a choice is read exactly as it is written', () => {
  assert.equal(order.read('followers'), 'followers')
  for (const other of ['Followers', 'follower', ' followers', '', 'constructor'])
    assert.equal(order.read(other), null)
})

test('a text is taken as it is, counted in characters', () => {
  for (const taken of ['a', ' a ', '日本語', '🍜🍜🍜🍜🍜', '"\\\n'])
    assert.equal(category.read(taken), taken)
})

test('a text that is empty, too long or holds NUL is none', () => {
  for (const refused of ['', 'abcdef', 'a\0b']) assert.equal(category.read(refused), null)
})

test('a pattern matches the whole text', () => {
  assert.equal(letters.read('abc'), 'abc')
  for (const refused of ['', 'aB', 'ab\n', 'a b']) assert.equal(letters.read(refused), null)
})

test('a parameter read as something else is left out as null', () => {
  const size = readAs(letters, written => (written === 'none' ? null : written.length))
  assert.equal(size.read('abc'), 3)
  assert.equal(size.read('none'), null)
  assert.equal(size.fallback, null)
})

test('the schema, the sentence and the short form say the same', () => {
  assert.deepEqual(limit.schema, {
    type: 'integer',
    minimum: 1,
    maximum: 500,
    description: 'The most rows.',
    default: 50,
  })
  assert.equal(limit.mustBe, 'a whole number from 1 to 500')
  assert.equal(limit.allowed, '1–500')
  assert.deepEqual(order.schema, {
    type: 'string',
    enum: ['viewers', 'followers'],
    description: 'The order.',
    default: 'viewers',
  })
  assert.equal(order.mustBe, 'one of viewers, followers')
})
