import assert from 'node:assert/strict'
import { test } from 'node:test'
import { start } from '../../../test/builders.ts'
import { allowanceAt, type BucketDay } from './allowance.ts'

const interval = 300
const day = 86_400

function aDay(known: Partial<BucketDay> = {}): BucketDay {
  const beginsAt = known.beginsAt ?? start
  return {
    size: 10_000,
    spent: 0,
    isClosed: false,
    beginsAt,
    endsAt: beginsAt + day,
    ...known,
  }
}

/** What is spent at each sweep of a day by who always takes all it may. */
function spendDay(bucket: BucketDay, from = bucket.beginsAt): number[] {
  const taken: number[] = []
  let { spent } = bucket
  for (let at = from; at < bucket.endsAt; at += interval) {
    const { units } = allowanceAt({ ...bucket, spent }, at, interval)
    taken.push(units)
    spent += units
  }
  return taken
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

test('a day is spent to its last unit, evenly', () => {
  const taken = spendDay(aDay())
  assert.equal(sum(taken), 10_000)
  assert.deepEqual([Math.min(...taken), Math.max(...taken)], [34, 35])
})

test('a few units are spread over the day', () => {
  const taken = spendDay(aDay({ size: 96 }))
  assert.equal(sum(taken), 96)
  assert.deepEqual(
    taken.flatMap((units, i) => (units > 0 ? [i % 3, units] : [])),
    new Array(96).fill([2, 1]).flat(),
  )
})

test('a day of 23 or 25 hours is spent as well', () => {
  for (const hours of [23, 25]) {
    const taken = spendDay(aDay({ endsAt: start + hours * 3_600 }))
    assert.equal(sum(taken), 10_000)
    assert.ok(Math.max(...taken) - Math.min(...taken) <= 1)
  }
})

test('who was away catches up evenly until the end of the day', () => {
  const taken = spendDay(aDay(), start + day / 2)
  assert.equal(sum(taken), 10_000)
  assert.ok(Math.max(...taken) <= 70)
})

test('who has spent too much waits until the day has caught up', () => {
  const taken = spendDay(aDay({ spent: 5_000 }))
  assert.equal(sum(taken), 5_000)
  assert.equal(sum(taken.slice(0, 143)), 0)
})

test('a closed or an empty bucket gives nothing', () => {
  assert.deepEqual(allowanceAt(aDay({ isClosed: true }), start + day / 2, interval), {
    units: 0,
    aSweep: 0,
  })
  assert.equal(allowanceAt(aDay({ size: 0 }), start, interval).units, 0)
  assert.equal(allowanceAt(aDay({ spent: 10_001 }), start + day / 2, interval).units, 0)
})

test('each sweep has its part of what is left', () => {
  assert.equal(allowanceAt(aDay(), start, interval).aSweep, 10_000 / 288)
  assert.equal(allowanceAt(aDay({ spent: 9_990 }), start + day - 600, interval).aSweep, 5)
})
