import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLogins, loginPatterns, loginSyllables, loginWords, textsOf } from './logins.ts'

const syllables = new Set(loginSyllables)

test('no two of many channels share a login', () => {
  const { at: loginOf } = createLogins(5)
  const first = 2 ** 24 - 60_000
  const logins = new Set<string>()
  for (let number = first; number < first + 120_000; number += 1) {
    const login = loginOf(number).join('')
    assert.match(login, /^[a-z0-9_]{3,24}$/)
    logins.add(login)
  }
  assert.equal(logins.size, 120_000)
})

test('a login is read back to the number it was made of', () => {
  const logins = createLogins(5)
  const known = fc.integer({ min: 0, max: 2 ** 24 + 2 ** 29 - 1 })
  fc.assert(
    fc.property(known, number => {
      assert.equal(logins.numberOf(logins.at(number).join('')), number)
    }),
    { numRuns: 3_000 },
  )
  for (const edge of [0, 2 ** 24 - 1, 2 ** 24, 2 ** 24 + 2 ** 29 - 1])
    assert.equal(logins.numberOf(logins.at(edge).join('')), edge)
})

test('a text is no login, or the login of the number that is read', () => {
  const logins = createLogins(5)
  const pieces = fc.constantFrom(...loginWords, ...loginSyllables, '_', '7', '42', 'tv', 'ttv')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 7 }), parts => {
      const login = parts.join('')
      const number = logins.numberOf(login)
      if (number !== null) assert.equal(logins.at(number).join(''), login)
    }),
    { numRuns: 3_000 },
  )
  for (const text of ['', 'x', 'nobody_of_that_name', 'ÄÖ', 'BEAR_BA'])
    assert.equal(logins.numberOf(text), null)
})

test('every pattern has more texts than numbers to spell', () => {
  for (const [patterns, size] of [
    [loginPatterns.standing, 2 ** 24],
    [loginPatterns.passing, 2 ** 29],
  ] as const) {
    const sum = patterns.reduce((total, [, share]) => total + share, 0)
    assert.ok(Math.abs(sum - 1) < 1e-9)
    for (const [pattern, share] of patterns)
      assert.ok(share * size + patterns.length < textsOf(pattern), pattern)
  }
})

test('words before syllables can be told apart, so all patterns can', () => {
  const heads = ['', ...loginWords, ...loginWords.flatMap(a => loginWords.map(b => a + b))]
  const known = new Set(heads)
  assert.equal(known.size, heads.length)
  for (const head of heads)
    for (let rest = head; syllables.has(rest.slice(-2)); ) {
      rest = rest.slice(0, -2)
      assert.ok(!known.has(rest), `${head} is ${rest} and syllables`)
    }
})

test('no two patterns have the same shape', () => {
  const shapes = [...loginPatterns.standing, ...loginPatterns.passing].map(([pattern]) => pattern)
  assert.equal(new Set(shapes).size, shapes.length)
  for (const shape of shapes) assert.match(shape, /^(w{0,2}s*[_d]*){1,2}x?$/)
})
