import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bookedOf, every, type HistoryBroadcast } from '../../test/history-rows.ts'
import { sumsBy } from '../domain/sum-broadcast.ts'
import { noSums } from '../domain/sums.ts'
import { addBuckets, bucketsOf } from './channel-buckets.ts'
import { bookedTimeOf, type SampledBroadcast } from './channel-stretches.ts'

/** 2026-03-01T12:00:00Z. */
const noon = Date.UTC(2026, 2, 1, 12) / 1_000
const hour = 3_600

/** A broadcast as it is read back, with all its samples. */
function readBack(broadcast: HistoryBroadcast): SampledBroadcast {
  const { samples, startedAt, headFrom, ends = [] } = broadcast
  const firstSampleAt = samples[0]?.[0] ?? 0
  const from = startedAt === null ? firstSampleAt : Math.max(startedAt, headFrom ?? startedAt)
  return {
    booked: {
      broadcastNo: 1,
      bookedFromAt: Math.min(from, firstSampleAt),
      headStartedAt: startedAt,
      firstSampleAt,
      lastSampleAt: samples.at(-1)?.[0] ?? 0,
      ends,
    },
    samples: samples.map(([at, viewers]) => ({ at, viewers, cadence: 300, tier: null })),
  }
}

const broadcasts: fc.Arbitrary<HistoryBroadcast> = fc
  .record({
    steps: fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 12 }),
    viewers: fc.array(fc.option(fc.integer({ min: 0, max: 100_000 })), {
      minLength: 12,
      maxLength: 12,
    }),
    age: fc.option(fc.integer({ min: 0, max: 9_000 })),
    tail: fc.option(fc.integer({ min: 0, max: 900 })),
    break: fc.option(
      fc.record({
        after: fc.integer({ min: 0, max: 10 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    ),
  })
  .map(({ steps, viewers, age, tail, break: pause }) => {
    let at = noon - 7 * hour
    const samples = steps.map((step, i) => {
      at += step
      return [at, viewers[i] ?? null] as const
    })
    const [first = 0] = samples[0] ?? []
    const ends: [number, number][] = []
    const [before, after] = pause === null ? [] : samples.slice(pause.after, pause.after + 2)
    if (pause !== null && before !== undefined && after !== undefined)
      ends.push([before[0], before[0] + Math.floor((after[0] - before[0]) * pause.share)])
    if (tail !== null) ends.push([at, at + tail])
    // Nothing is booked before the midnight or the first sweep.
    const headFrom = first - 6_000
    return { streamId: 'a', startedAt: age === null ? null : first - age, headFrom, samples, ends }
  })

test('between full hours the sums are those of the domain', () => {
  fc.assert(
    fc.property(broadcasts, broadcast => {
      const borders = Array.from({ length: 40 }, (_, i) => noon + (i - 20) * hour)
      const buckets = bucketsOf(borders, [bookedTimeOf(readBack(broadcast))], true)
      const wanted = sumsBy(bookedOf(broadcast), place => place.hour)
      for (const { from, sums } of buckets) assert.deepEqual(sums, wanted.get(from) ?? noSums)
    }),
  )
})

test('windows that make up a window add up to it, wherever they are cut', () => {
  const cuts = fc.array(fc.integer({ min: noon - 10 * hour, max: noon + 10 * hour }), {
    minLength: 2,
    maxLength: 8,
  })
  fc.assert(
    fc.property(fc.array(broadcasts, { maxLength: 3 }), cuts, (all, times) => {
      const borders = [...new Set(times)].sort((a, b) => a - b)
      const ends = [borders[0] ?? 0, borders.at(-1) ?? 0]
      const booked = all.map(broadcast => bookedTimeOf(readBack(broadcast)))
      const [whole = { sums: noSums, airtime: addBuckets([]).airtime }] = bucketsOf(
        ends,
        booked,
        false,
      )
      assert.deepEqual(addBuckets(bucketsOf(borders, booked, false)), {
        sums: whole.sums,
        airtime: whole.airtime,
      })
    }),
  )
})

test('of two broadcasts at once the airtime counts each second once', () => {
  const [one, other] = [noon, noon + 1_800].map(startedAt =>
    readBack({
      streamId: 'a',
      startedAt,
      samples: every(300, startedAt, startedAt + hour, 100),
      ends: [[startedAt + hour, startedAt + hour + 150]],
    }),
  )
  const booked = [one ?? assert.fail(), other ?? assert.fail()].map(bookedTimeOf)
  const { sums, airtime } = addBuckets(bucketsOf([noon, noon + 3 * hour], booked, false))
  assert.equal(sums.halfViewerSeconds, 2 * 750_000)
  assert.equal(airtime.airtimeObservedSeconds, 5_550)
})

test('a gap that ends on a border counts after it, where the sample does that closes it', () => {
  const samples = [
    [noon - hour, 10],
    [noon, 20],
  ] as const
  const torn = { streamId: 'a', startedAt: null, samples }
  const buckets = bucketsOf([noon - hour, noon, noon + hour], [bookedTimeOf(readBack(torn))], true)
  assert.deepEqual(
    buckets.map(({ sums }) => [sums.reportedSeconds, sums.samples, sums.gaps]),
    [
      [hour, 1, 0],
      [0, 1, 1],
    ],
  )
})
