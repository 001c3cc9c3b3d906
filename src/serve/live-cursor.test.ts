import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { liveSorts } from '../domain/live-stream.ts'
import { readLiveCursor, writeLiveCursor } from './live-cursor.ts'

const key = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const places = fc
  .tuple(
    fc.constantFrom(...liveSorts),
    fc.option(fc.maxSafeInteger()),
    key,
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  )
  .map(([sort, value, channelKey, broadcastNo]) => ({
    sort,
    position: { value, channelKey, broadcastNo },
  }))

test('a written place is read back', () => {
  fc.assert(
    fc.property(places, place => {
      const text = writeLiveCursor(place)
      assert.match(text, /^[A-Za-z0-9_-]{1,200}$/)
      assert.deepEqual(readLiveCursor(text), place)
    }),
  )
})

test('a text that was not written is no place', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const place = readLiveCursor(text)
      if (place !== null) assert.equal(writeLiveCursor(place), text)
    }),
  )
})

test('a written place with any character changed is another place or none', () => {
  fc.assert(
    fc.property(places, fc.nat(), fc.constantFrom(...'AZaz09_-=. '), (place, i, character) => {
      const text = writeLiveCursor(place)
      const at = i % text.length
      const changed = text.slice(0, at) + character + text.slice(at + 1)
      fc.pre(changed !== text)
      assert.notDeepEqual(readLiveCursor(changed), place)
    }),
  )
})

const foreign: [content: unknown, why: string][] = [
  [[2, 0, 1, 1, 1], 'another version'],
  [[1, 3, 1, 1, 1], 'an unknown order'],
  [[1, '0', 1, 1, 1], 'an order as text'],
  [[1, 0, 1.5, 1, 1], 'a broken value'],
  [[1, 0, '1', 1, 1], 'a value as text'],
  [[1, 0, 2 ** 60, 1, 1], 'a value too large'],
  [[1, 0, 1, -1, 1], 'a negative key'],
  [[1, 0, 1, null, 1], 'no key'],
  [[1, 0, 1, 1, 2 ** 31], 'a number over an integer column'],
  [[1, 0, 1, 1], 'a part missing'],
  [[1, 0, 1, 1, 1, 1], 'a part too many'],
  [{ sort: 'viewers' }, 'an object'],
  [null, 'null'],
]

for (const [content, why] of foreign)
  test(`${why} is no place`, () => {
    assert.equal(readLiveCursor(Buffer.from(JSON.stringify(content)).toString('base64url')), null)
  })

test('a place with spaces, padding or other base64 is none', () => {
  const text = writeLiveCursor({
    sort: 'followers',
    position: { value: null, channelKey: 1, broadcastNo: 1 },
  })
  const spaced = Buffer.from(` ${Buffer.from(text, 'base64url')}`).toString('base64url')
  for (const other of [`${text}=`, `${text}==`, ` ${text}`, spaced, '']) {
    assert.equal(readLiveCursor(other), null)
  }
})
