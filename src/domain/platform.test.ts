import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasAmbiguousZero, hasSingleBroadcast, isPlatform, platforms } from './platform.ts'

test('the order of the platforms stands: SQL sorts and cuts days by it', () =>
  assert.deepEqual(platforms.slice(0, 5), ['twitch', 'kick', 'youtube', 'picarto', 'owncast']))

test('a platform is known by its exact name', () => {
  for (const platform of platforms) assert.equal(isPlatform(platform), true)
  for (const text of ['', 'Twitch', ' twitch', 'mixer', '__proto__'])
    assert.equal(isPlatform(text), false)
})

test('only on YouTube a channel has several broadcasts at once', () =>
  assert.deepEqual(
    platforms.filter(platform => !hasSingleBroadcast(platform)),
    ['youtube'],
  ))

test('only Kick shows 0 where a count is hidden', () =>
  assert.deepEqual(platforms.filter(hasAmbiguousZero), ['kick']))
