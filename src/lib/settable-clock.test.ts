import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from './manual-clock.ts'
import { createSettableClock } from './settable-clock.ts'

test('a clock that is set goes on from there, and is right again after a reset', async () => {
  const right = createManualClock(1_000_000)
  const clock = createSettableClock(right)
  assert.equal(clock.now(), 1_000_000)
  clock.set(5_000)
  right.advance(250)
  assert.equal(clock.now(), 5_250)
  await clock.sleep(750)
  assert.equal(clock.now(), 6_000)
  assert.deepEqual(right.sleeps, [750])
  clock.reset()
  assert.equal(clock.now(), 1_001_000)
})

test('clocks that share how far they are ahead show the same time', () => {
  const right = createManualClock(1_000_000)
  const clock = createSettableClock(right)
  const other = createSettableClock(right, clock.shared)
  clock.set(5_000)
  assert.equal(other.now(), 5_000)
  other.reset()
  assert.equal(clock.now(), 1_000_000)
})
