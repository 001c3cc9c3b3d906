import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { airtimeOf, peakTogether } from './sum-channel.ts'
import { cutStretch } from './sum-parts.ts'
import type { Stretch } from './sum-stretches.ts'

const reported = (from: number, to: number) =>
  cutStretch({ from, to, isPresent: false, viewers: null })
const present = (from: number, to: number) =>
  cutStretch({ from, to, isPresent: true, viewers: null })
const observed = (from: number, to: number) =>
  cutStretch({ from, to, isPresent: true, viewers: [0, 0] })

test('time that two broadcasts share counts once, in each way it is booked', () =>
  assert.deepEqual(
    airtimeOf([
      ...observed(50, 150),
      ...reported(0, 100),
      ...present(120, 200),
      ...reported(300, 310),
    ]),
    { airtimeSeconds: 210, airtimePresentSeconds: 150, airtimeObservedSeconds: 100 },
  ))

test('a broadcast inside another adds nothing, and one that follows adds all', () => {
  assert.equal(airtimeOf([...reported(0, 100), ...reported(20, 30)]).airtimeSeconds, 100)
  assert.equal(
    airtimeOf([...reported(0, 100), ...reported(20, 30), ...reported(90, 110)]).airtimeSeconds,
    110,
  )
  assert.equal(airtimeOf([...reported(100, 150), ...reported(0, 100)]).airtimeSeconds, 150)
  assert.equal(airtimeOf([]).airtimeSeconds, 0)
})

const stretch: fc.Arbitrary<Stretch> = fc
  .record({
    from: fc.nat(60),
    length: fc.nat(20),
    isPresent: fc.boolean(),
    isKnown: fc.boolean(),
  })
  .map(({ from, length, isPresent, isKnown }) => ({
    from,
    to: from + length,
    isPresent,
    viewers: isPresent && isKnown ? [1, 1] : null,
  }))

test('airtime is the number of seconds in which any broadcast was', () =>
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 8 }), fc.nat(80), (stretches, border) => {
      const seconds = (those: Stretch[]) =>
        Array.from({ length: 80 }, (_, at) => at).filter(at =>
          those.some(({ from, to }) => from <= at && at < to),
        ).length
      assert.deepEqual(airtimeOf(stretches.flatMap(one => cutStretch(one, [border]))), {
        airtimeSeconds: seconds(stretches),
        airtimePresentSeconds: seconds(stretches.filter(({ isPresent }) => isPresent)),
        airtimeObservedSeconds: seconds(stretches.filter(({ viewers }) => viewers !== null)),
      })
    }),
  ))

test('the peak of several broadcasts is the largest sum of one sweep, of equal ones the first', () => {
  const samples = [
    { at: 100, viewers: 7 },
    { at: 300, viewers: 4 },
    { at: 200, viewers: 5 },
    { at: 300, viewers: 5 },
    { at: 200, viewers: 4 },
    { at: 400, viewers: 8 },
    { at: 400, viewers: null },
  ]
  assert.deepEqual(peakTogether(samples), { peakViewers: 9, peakAt: 200 })
})

test('a peak of unknown counts is unknown, of nobody it is 0', () => {
  assert.deepEqual(peakTogether([{ at: 1, viewers: null }]), { peakViewers: null, peakAt: null })
  assert.deepEqual(peakTogether([{ at: 1, viewers: 0 }]), { peakViewers: 0, peakAt: 1 })
})
