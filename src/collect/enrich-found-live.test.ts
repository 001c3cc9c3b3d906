import assert from 'node:assert/strict'
import { test } from 'node:test'
import { start } from '../../test/builders.ts'
import { createFoundLive } from './enrich-found-live.ts'

const a = { channelKey: 1, broadcastNo: 1 }
const b = { channelKey: 1, broadcastNo: 2 }
const c = { channelKey: 2, broadcastNo: 1 }
const minute = 60

test('a broadcast that was found live rests for a quarter of an hour, then twice as long each time', () => {
  const foundLive = createFoundLive()
  let at = start
  for (const minutes of [15, 30, 60, 120, 240, 240]) {
    foundLive.add([a], at)
    assert.deepEqual(foundLive.takeDue([a, b, c], at + minutes * minute - 1), [b, c])
    at += minutes * minute
    assert.deepEqual(foundLive.takeDue([a, b, c], at), [a, b, c])
  }
})

test('who is not overdue any more is forgotten', () => {
  const foundLive = createFoundLive()
  foundLive.add([a, b], start)
  foundLive.add([a, b], start)
  assert.deepEqual(foundLive.takeDue([b], start), [])
  assert.deepEqual(foundLive.takeDue([a, b], start), [a])
  foundLive.add([a], start)
  assert.deepEqual(foundLive.takeDue([a, b], start + 15 * minute), [a])
})

test('with more than can be remembered all are forgotten', () => {
  const foundLive = createFoundLive(2)
  foundLive.add([a, b], start)
  assert.deepEqual(foundLive.takeDue([a, b, c], start), [c])
  foundLive.add([c], start)
  assert.deepEqual(foundLive.takeDue([a, b, c], start), [a, b, c])
})
