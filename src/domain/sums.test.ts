import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { averageViewers, coverage, hoursWatched } from './sum-figures.ts'
import { addSums, noSums, type Sums, sumsOfSample } from './sums.ts'

const count = fc.nat(2 ** 40)
const sums: fc.Arbitrary<Sums> = fc
  .record({
    halfViewerSeconds: count,
    presentSeconds: count,
    observedSeconds: count,
    reportedSeconds: count,
    samples: count,
    gaps: count,
    peak: fc.option(fc.record({ peakViewers: fc.nat(3), peakAt: fc.nat(3) })),
  })
  .map(({ peak, ...rest }) => ({ ...rest, ...(peak ?? { peakViewers: null, peakAt: null }) }))

test('sums merge in any order, and with no time at all they stay', () =>
  fc.assert(
    fc.property(sums, sums, sums, (a, b, c) => {
      assert.deepEqual(addSums(a, b), addSums(b, a))
      assert.deepEqual(addSums(addSums(a, b), c), addSums(a, addSums(b, c)))
      assert.deepEqual(addSums(a, noSums), a)
    }),
  ))

test('all figures add up but the peak', () => {
  const one: Sums = {
    halfViewerSeconds: 1,
    presentSeconds: 2,
    observedSeconds: 3,
    reportedSeconds: 4,
    samples: 5,
    gaps: 6,
    peakViewers: 7,
    peakAt: 8,
  }
  assert.deepEqual(addSums(one, { ...one, peakViewers: 6, peakAt: 1 }), {
    halfViewerSeconds: 2,
    presentSeconds: 4,
    observedSeconds: 6,
    reportedSeconds: 8,
    samples: 10,
    gaps: 12,
    peakViewers: 7,
    peakAt: 8,
  })
})

const peaks: { what: string; a: number | null; b: number | null; peakAt: number | null }[] = [
  { what: 'the larger one', a: 10, b: 11, peakAt: 200 },
  { what: 'the larger one where it is earlier', a: 11, b: 10, peakAt: 100 },
  { what: 'the earlier one of two equal ones', a: 10, b: 10, peakAt: 100 },
  { what: 'the only known one', a: null, b: 0, peakAt: 200 },
  { what: 'unknown where both are', a: null, b: null, peakAt: null },
]
for (const { what, a, b, peakAt } of peaks)
  test(`the peak of both is ${what}`, () => {
    const one = sumsOfSample({ at: 100, viewers: a }, false)
    const other = sumsOfSample({ at: 200, viewers: b }, false)
    assert.equal(addSums(one, other).peakAt, peakAt)
    assert.equal(addSums(other, one).peakAt, peakAt)
  })

test('a sample counts itself, the gap it closes and its viewers', () => {
  assert.deepEqual(sumsOfSample({ at: 100, viewers: 7 }, true), {
    ...noSums,
    samples: 1,
    gaps: 1,
    peakViewers: 7,
    peakAt: 100,
  })
  assert.deepEqual(sumsOfSample({ at: 100, viewers: null }, false), { ...noSums, samples: 1 })
})

test('an average is over observed time, and unknown where there is none', () => {
  assert.equal(averageViewers(840_000, 2_850), 420_000 / 2_850)
  assert.equal(averageViewers(0, 300), 0)
  assert.equal(averageViewers(0, 0), null)
})

test('hours watched are unknown on air without known viewers, and 0 off air', () => {
  const time = { halfViewerSeconds: 7_200, observedSeconds: 60, reportedSeconds: 90 }
  assert.equal(hoursWatched(time), 1)
  assert.equal(hoursWatched({ ...time, halfViewerSeconds: 0 }), 0)
  assert.equal(hoursWatched({ ...noSums, reportedSeconds: 90 }), null)
  assert.equal(hoursWatched(noSums), 0)
})

test('coverage is a share of reported time, and unknown where there is none', () => {
  assert.equal(coverage(3_150, 4_950), 7 / 11)
  assert.equal(coverage(0, 300), 0)
  assert.equal(coverage(0, 0), null)
})
