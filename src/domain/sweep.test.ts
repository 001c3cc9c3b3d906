import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isInScope, type SweepScope, slotAt } from './sweep.ts'

test('the slot of a moment is the grid time at or before it', () => {
  assert.equal(slotAt(1_800_000_000, 300), 1_800_000_000)
  assert.equal(slotAt(1_800_000_299.999, 300), 1_800_000_000)
  assert.equal(slotAt(1_800_000_300, 300), 1_800_000_300)
  assert.equal(slotAt(1_800_000_010, 7), 1_800_000_006)
})

test('a grid has one slot an interval, the same whoever looks', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 2 ** 32, noNaN: true }),
      fc.integer({ min: 1, max: 3_600 }),
      (at, interval) => {
        const slot = slotAt(at, interval)
        assert.equal(slot % interval, 0)
        assert.ok(slot <= at && at < slot + interval)
        assert.equal(slotAt(slot, interval), slot)
      },
    ),
  ))

const german: SweepScope = { kind: 'languages', languages: ['de', 'de-at'] }
const scopes: [scope: SweepScope, language: string | null, isIn: boolean][] = [
  [{ kind: 'all' }, 'de', true],
  [{ kind: 'all' }, null, true],
  [german, 'de', true],
  [german, 'de-at', true],
  [german, 'de-ch', false],
  [german, 'en', false],
  [german, null, false],
  [{ kind: 'languages', languages: [] }, 'de', false],
  [{ kind: 'top', limit: 1_000 }, 'de', false],
  [{ kind: 'tracked' }, null, false],
]

for (const [scope, language, isIn] of scopes)
  test(`${language ?? 'no language'} is ${isIn ? '' : 'not '}in scope of ${JSON.stringify(scope)}`, () =>
    assert.equal(isInScope(scope, language), isIn))
