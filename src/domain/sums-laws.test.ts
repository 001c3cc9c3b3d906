// The laws of the sums, for any broadcast.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { endOfBroadcast, segmentBorder } from './broadcast.ts'
import { type BookedBroadcast, partsOf, sumsBy } from './sum-broadcast.ts'
import { startOfDay } from './sum-hours.ts'
import { cutStretch, type Part } from './sum-parts.ts'
import { type Place, placeOf, placeStretch, type SegmentStart } from './sum-places.ts'
import { pairOf, type Sample } from './sum-stretches.ts'
import { addSums, noSums, type Sums } from './sums.ts'

/** 2026-11-22, 00:00 UTC. */
const midnight = 1_795_305_600
const viewers = fc.oneof(fc.nat(30), fc.nat(10_000_000))
const counts = fc.option(viewers, { freq: 6 })

/** Broadcasts around a midnight: covered pairs, gaps, ends and re-openings, changes of the segment. */
const broadcasts: fc.Arbitrary<BookedBroadcast> = fc
  .record({
    firstAt: fc.integer({ min: midnight - 9_000, max: midnight + 3_600 }),
    age: fc.option(fc.integer({ min: -400, max: 9_000 })),
    knownFor: fc.nat(9_000),
    previous: fc.option(fc.nat(9_000)),
    steps: fc.array(
      fc.record({
        wait: fc.integer({ min: 2, max: 1_200 }),
        viewers: counts,
        cadence: fc.integer({ min: 1, max: 400 }),
        isEnd: fc.boolean(),
        isChange: fc.boolean(),
      }),
      { minLength: 1, maxLength: 15 },
    ),
  })
  .map(({ firstAt, age, knownFor, previous, steps }) => {
    const samples: Sample[] = []
    const segments = [{ segmentNo: 1, startedAt: firstAt }]
    const ends: BookedBroadcast['ends'][number][] = []
    let at = firstAt
    for (const { wait, viewers, cadence, isEnd, isChange } of steps) {
      const next = at + wait
      samples.push({ at, viewers, cadence })
      if (isEnd) ends.push({ lastSampleAt: at, endedAt: endOfBroadcast(at, next - 1, null) })
      if (isChange)
        segments.push({ segmentNo: segments.length + 1, startedAt: segmentBorder(at, next) })
      at = next
    }
    return {
      startedAt: age === null ? null : firstAt - age,
      firstSweepAt: firstAt - knownFor,
      previousEndedAt: previous === null ? null : firstAt - previous,
      samples,
      ends,
      segments,
    }
  })

const keyOf = ({ segmentNo, hour, day }: Place) => `${segmentNo} ${hour} ${day}`
const add = (all: Iterable<Sums>) => [...all].reduce(addSums, noSums)
const sumsOf = (broadcast: BookedBroadcast) => add(sumsBy(broadcast, () => 0).values())

/** The sums of both, by the same places. */
function merge(a: Map<string, Sums>, b: Map<string, Sums>): Record<string, Sums> {
  const keys = new Set([...a.keys(), ...b.keys()])
  return Object.fromEntries(
    [...keys].sort().map(key => [key, addSums(a.get(key) ?? noSums, b.get(key) ?? noSums)]),
  )
}

test('hours, days and segments each add up to the broadcast: midnight loses nothing', () =>
  fc.assert(
    fc.property(broadcasts, broadcast => {
      const whole = sumsOf({ ...broadcast, segments: broadcast.segments.slice(0, 1) })
      for (const key of ['hour', 'day', 'segmentNo'] as const)
        assert.deepEqual(add(sumsBy(broadcast, place => place[key]).values()), whole)
      for (const { from, to, hour, day } of partsOf(broadcast)) {
        assert.ok(from < to && hour <= from && to <= hour + 3_600)
        assert.equal(day, startOfDay(hour))
      }
    }),
  ))

test('what is observed is present, what is present is reported, and all time is booked once', () =>
  fc.assert(
    fc.property(broadcasts, broadcast => {
      const parts = partsOf(broadcast)
      for (const { from, to, ...part } of parts) {
        assert.equal(part.reportedSeconds, to - from)
        assert.ok(part.observedSeconds <= part.presentSeconds)
        assert.ok(part.presentSeconds <= part.reportedSeconds)
      }
      for (const [i, { to }] of parts.entries()) assert.equal(parts[i + 1]?.from ?? to, to)
    }),
  ))

test('sums of the time before and after any moment merge to those of all of it', () =>
  fc.assert(
    fc.property(broadcasts, fc.nat(), fc.nat(), ({ samples, segments }, which, after) => {
      const i = which % samples.length
      const [earlier, later] = [samples[i], samples[i + 1]]
      if (earlier === undefined || later === undefined) return
      const pair = pairOf(earlier, later)
      const moment = pair.from + (after % (pair.to - pair.from + 1))
      const whole = placeStretch(pair, segments)
      const cuts = [moment, ...whole.map(({ to }) => to)].sort((a, b) => a - b)
      const sides = [new Map<string, Sums>(), new Map<string, Sums>()] as const
      for (const part of cutStretch(pair, cuts))
        book(sides[part.from < moment ? 0 : 1], part, segments)
      const all = new Map<string, Sums>()
      for (const part of whole) book(all, part, segments)
      assert.deepEqual(merge(...sides), merge(all, new Map()))
    }),
  ))

function book(sums: Map<string, Sums>, part: Part, segments: readonly SegmentStart[]) {
  const key = keyOf(placeOf(part.from, segments))
  sums.set(key, addSums(sums.get(key) ?? noSums, { ...noSums, ...part }))
}

test('a broadcast that is booked in two goes at any sample has the sums of one go', () =>
  fc.assert(
    fc.property(broadcasts, fc.nat(20), (broadcast, cut) => {
      const { samples } = broadcast
      const at = cut % samples.length
      const first = { ...broadcast, samples: samples.slice(0, at + 1) }
      const known = {
        ...first,
        ends: broadcast.ends.filter(end => end.lastSampleAt < lastOf(first)),
      }
      const rest = { ...broadcast, startedAt: null, samples: samples.slice(at) }
      const merged = merge(sumsBy(known, keyOf), sumsBy(rest, keyOf))
      const whole = merge(sumsBy(broadcast, keyOf), new Map())
      // The sample that both goes hold counts twice.
      const key = keyOf(placeOf(lastOf(first), broadcast.segments))
      const shared = whole[key]
      assert.ok(shared)
      assert.deepEqual(merged, { ...whole, [key]: { ...shared, samples: shared.samples + 1 } })
    }),
  ))

function lastOf({ samples }: BookedBroadcast): number {
  return samples.at(-1)?.at ?? 0
}

/** Samples whose viewers change by the same whole number each so many seconds. */
const lines = fc.record({
  from: fc.integer({ min: midnight - 3_000, max: midnight + 3_000 }),
  step: fc.integer({ min: 1, max: 100 }),
  steps: fc.integer({ min: 2, max: 30 }),
  viewers: fc.integer({ min: 100_000, max: 10_000_000 }),
  slope: fc.integer({ min: -3_000, max: 3_000 }),
})

test('a sample on the line of a covered pair changes no sum but samples, and no peak', () =>
  fc.assert(
    fc.property(lines, fc.nat(30), (line, after) => {
      const { from, step, steps, viewers, slope } = line
      const inner = 1 + (after % (steps - 1))
      const sampleAt = (i: number): Sample => ({
        at: from + i * step,
        viewers: viewers + i * slope,
        cadence: Math.ceil((steps * step) / 2.5),
      })
      const broadcast: BookedBroadcast = {
        startedAt: from - 10,
        firstSweepAt: 0,
        previousEndedAt: null,
        samples: [sampleAt(0), sampleAt(steps)],
        ends: [{ lastSampleAt: from + steps * step, endedAt: from + steps * step + 70 }],
        segments: [{ segmentNo: 1, startedAt: from - 10 }],
      }
      const samples = [sampleAt(0), sampleAt(inner), sampleAt(steps)]
      const without = sumsBy(broadcast, ({ hour }) => hour)
      const withIt = sumsBy({ ...broadcast, samples }, ({ hour }) => hour)
      assert.deepEqual(timeOf(withIt), timeOf(without))
      const [whole, more] = [without, withIt].map(hours => add(hours.values()))
      assert.deepEqual(more, { ...whole, samples: 3 })
    }),
  ))

/** What is booked by hour, without the samples that fall into it. */
function timeOf(hours: Map<number, Sums>) {
  return [...hours].map(([hour, { samples, peakViewers, peakAt, ...time }]) => [hour, time])
}

test('polling twice as often what is linear between polls changes nothing between common samples', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: midnight - 3_000, max: midnight }),
      fc.integer({ min: 1, max: 200 }),
      fc.array(
        viewers.map(count => 2 * count),
        { minLength: 2, maxLength: 30 },
      ),
      (from, half, counts) => {
        const poll = (cadence: number, all: number[]): BookedBroadcast => ({
          startedAt: null,
          firstSweepAt: 0,
          previousEndedAt: null,
          samples: all.map((viewers, i) => ({ at: from + i * cadence, viewers, cadence })),
          ends: [],
          segments: [{ segmentNo: 1, startedAt: from }],
        })
        const twice = counts.flatMap((count, i) => {
          const next = counts[i + 1]
          return next === undefined ? [count] : [count, (count + next) / 2]
        })
        const usual = sumsBy(poll(2 * half, counts), ({ hour }) => hour)
        const often = sumsBy(poll(half, twice), ({ hour }) => hour)
        assert.deepEqual(timeOf(often), timeOf(usual))
        const [whole, more] = [usual, often].map(hours => add(hours.values()))
        assert.deepEqual(more, { ...whole, samples: 2 * counts.length - 1 })
      },
    ),
  ))

test('polling twice as often changes airtime by at most a quarter of the cadence', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }).map(quarter => 4 * quarter),
      fc.nat(50_000),
      fc.integer({ min: 1, max: 50_000 }),
      (cadence, start, length) => {
        const airtime = (every: number) => {
          const end = midnight + start + length
          const samples: Sample[] = []
          let at = midnight
          for (; at < end; at += every)
            if (at >= midnight + start) samples.push({ at, viewers: 1, cadence: every })
          const last = samples.at(-1)
          if (last === undefined) return null
          const sums = sumsOf({
            startedAt: midnight + start,
            firstSweepAt: midnight,
            previousEndedAt: null,
            samples,
            ends: [{ lastSampleAt: last.at, endedAt: endOfBroadcast(last.at, at, null) }],
            segments: [{ segmentNo: 1, startedAt: midnight + start }],
          })
          assert.equal(sums.reportedSeconds, sums.presentSeconds)
          return sums.reportedSeconds
        }
        const [usual, often] = [airtime(cadence), airtime(cadence / 2)]
        if (usual !== null && often !== null) assert.ok(Math.abs(usual - often) <= cadence / 4)
      },
    ),
  ))
